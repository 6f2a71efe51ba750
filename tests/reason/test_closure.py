"""The closure against OWL 2 RL as owlrl implements it: the same triples, as far as it goes."""

from collections.abc import Iterable

import owlrl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat, Triple, parse, serialize
from rdflib import BNode, Graph, URIRef
from rdflib.namespace import OWL, RDF, RDFS

from kg.inputs import find_inputs
from kg.material import read_ontology
from kg.namespaces import BASE
from kg.read import read_turtle
from kg.reason import infer_closure
from kg.reason.closure import COVERED, LEFT_OUT
from kg.store import EmbeddedStore

PREFIXES = f"""
@prefix : <{BASE}def/> .
@prefix owl: <{OWL}> .
@prefix rdf: <{RDF}> .
@prefix rdfs: <{RDFS}> .
"""
BUILT_IN = (str(OWL), str(RDF), str(RDFS))
PLUMBING = {
    "rdf:first", "rdf:rest", "rdf:List", "rdf:type", "rdfs:label", "rdfs:comment",
    "rdfs:isDefinedBy", "owl:Class", "owl:ObjectProperty", "owl:DatatypeProperty",
    "owl:AnnotationProperty", "owl:Restriction", "owl:onProperty", "owl:members", "owl:Ontology",
    "owl:imports", "owl:versionIRI", "owl:versionInfo",
}  # fmt: skip
"""What names, annotates or spells out something else and entails nothing by itself."""
CONSTRUCTS = {
    "a hierarchy of classes": """
        :Bank rdfs:subClassOf :Firm . :Firm rdfs:subClassOf :Actor . :a a :Bank .""",
    "classes above each other": """
        :Bank rdfs:subClassOf :Lender . :Lender rdfs:subClassOf :Bank . :a a :Bank .""",
    "a class above two others": """
        :Bank rdfs:subClassOf :Firm , :Lender . :Firm rdfs:subClassOf :Actor .
        :Lender rdfs:subClassOf :Actor . :a a :Bank . :b a :Lender .""",
    "a restriction by value": """
        [] a owl:Restriction ; owl:onProperty :sphere ; owl:hasValue :industry ;
          rdfs:subClassOf :Firm .
        :Firm rdfs:subClassOf :Actor .
        :a :sphere :industry . :b :sphere :knowledge . :c :place :industry .""",
    "a restriction by value of a property below": """
        [] a owl:Restriction ; owl:onProperty :sphere ; owl:hasValue :industry ;
          rdfs:subClassOf :Firm .
        :mainSphere rdfs:subPropertyOf :sphere . :a :mainSphere :industry .""",
    "a hierarchy of properties": """
        :owns rdfs:subPropertyOf :controls . :controls rdfs:subPropertyOf :reaches .
        :a :owns :b .""",
    "properties above each other": """
        :owns rdfs:subPropertyOf :holds . :holds rdfs:subPropertyOf :owns . :a :owns :b .""",
    "a property of literals": """
        :opened rdfs:subPropertyOf :year . :a :opened 1921 .""",
    "an inverse, told from one side and read from both": """
        :partyOf owl:inverseOf :party . :t :party :a . :b :partyOf :t .""",
    "the inverse of a property above": """
        :first rdfs:subPropertyOf :party . :party owl:inverseOf :partyOf . :t :first :a .""",
    "a property that is its own inverse": """
        :meets owl:inverseOf :meets . :a :meets :b .""",
    "a symmetric property": """
        :meets a owl:SymmetricProperty . :a :meets :b . :c :meets :c .""",
    "a transitive property in a line": """
        :earlier a owl:TransitiveProperty .
        :a :earlier :b . :b :earlier :c . :c :earlier :d . :d :earlier :e .""",
    "a transitive property in a ring": """
        :earlier a owl:TransitiveProperty . :a :earlier :b . :b :earlier :c . :c :earlier :a .""",
    "a transitive property above another": """
        :earlier a owl:TransitiveProperty . :next rdfs:subPropertyOf :earlier .
        :a :next :b . :b :next :c . :c :earlier :d .""",
    "a symmetric and transitive property": """
        :near a owl:SymmetricProperty , owl:TransitiveProperty . :a :near :b . :c :near :b .""",
    "a chain": """
        :sphere owl:propertyChainAxiom ( :kind :sphereOf ) .
        :a :kind :k . :b :kind :l . :k :sphereOf :s .""",
    "a chain of a property with itself": """
        :far owl:propertyChainAxiom ( :near :near ) . :a :near :b . :b :near :c . :c :near :a .""",
    "a chain that leads back into itself": """
        :reaches owl:propertyChainAxiom ( :reaches :next ) .
        :a :reaches :b . :b :next :c . :c :next :d .""",
    "a chain that ends in a literal": """
        :since owl:propertyChainAxiom ( :member :year ) . :a :member :m . :m :year 1921 .""",
    "two chains of one property": """
        :sphere owl:propertyChainAxiom ( :kind :sphereOf ) , ( :host :sphere ) .
        :a :host :b . :b :host :c . :c :kind :k . :k :sphereOf :s .""",
    "a chain over an inverse with a symmetric whole": """
        :tied a owl:SymmetricProperty ; owl:propertyChainAxiom ( :firstIn :second ) .
        :first owl:inverseOf :firstIn .
        :t :first :a ; :second :b . :u :first :b ; :second :c .""",
    "a chain that gives the value of a restriction": """
        :sphere owl:propertyChainAxiom ( :kind :sphereOf ) .
        [] a owl:Restriction ; owl:onProperty :sphere ; owl:hasValue :industry ;
          rdfs:subClassOf :Firm .
        :Firm rdfs:subClassOf :Actor . :a :kind :mill . :mill :sphereOf :industry .""",
}
LEFT_OUT_CASES = {
    "rdfs:domain": ":owns rdfs:domain :Firm . :a :owns :b .",
    "rdfs:range": ":owns rdfs:range :Firm . :a :owns :b .",
    "owl:FunctionalProperty": """
        :of a owl:FunctionalProperty . :a :of :b , :c . :b :near :d .""",
}
SILENT = {"owl:disjointWith", "owl:AllDisjointClasses"}
"""Of these OWL 2 RL entails no triple either, unless the data contradict them."""


def read(text: str) -> list[Triple]:
    quads = list(parse((PREFIXES + text).encode(), format=RdfFormat.TURTLE))
    return [quad.triple for quad in quads]


def close(triples: Iterable[Triple]) -> set[Triple]:
    store = EmbeddedStore()
    store.add(triples)
    return set(infer_closure(store))


def close_fully(triples: Iterable[Triple], passing_over: Iterable[str] = LEFT_OUT) -> set[Triple]:
    """Give what owlrl adds of things in the world, if some constructs were not written."""
    graph = Graph()
    graph.parse(data=serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")
    for name in map(expand, passing_over):
        graph.remove((None, name, None))
        graph.remove((None, RDF.type, name))
    restrictions = set(graph.subjects(RDF.type, OWL.Restriction))
    asserted = set(graph)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    new = Graph()
    for s, p, o in set(graph) - asserted:
        of_the_world = p == RDF.type or not str(p).startswith(BUILT_IN)
        of_a_class = p != RDF.type or not (str(o).startswith(BUILT_IN) or o in restrictions)
        if of_the_world and of_a_class and isinstance(s, URIRef) and not isinstance(o, BNode):
            new.add((s, p, o))
    text = new.serialize(format="nt", encoding="utf-8")
    return {quad.triple for quad in parse(text, format=RdfFormat.N_TRIPLES)}


def expand(name: str) -> URIRef:
    prefix, _, local = name.partition(":")
    return URIRef({"owl": OWL, "rdf": RDF, "rdfs": RDFS}[prefix] + local)


def shorten(iri: str) -> str:
    base = next(base for base in BUILT_IN if iri.startswith(base))
    prefix = {str(OWL): "owl", str(RDF): "rdf", str(RDFS): "rdfs"}[base]
    return f"{prefix}:{iri.removeprefix(base)}"


@pytest.fixture(scope="module")
def ontology() -> list[Triple]:
    return read_ontology(find_inputs())


@pytest.mark.parametrize("text", CONSTRUCTS.values(), ids=CONSTRUCTS)
def test_the_closure_is_what_owl_entails(text: str) -> None:
    triples = read(text)
    found = close(triples)
    assert found == close_fully(triples)
    assert found


def test_all_constructs_together_entail_the_same() -> None:
    triples = read("".join(CONSTRUCTS.values()))
    assert close(triples) == close_fully(triples)


@pytest.mark.parametrize("name", LEFT_OUT_CASES)
def test_what_is_left_out_would_entail_more(name: str) -> None:
    triples = read(LEFT_OUT_CASES[name])
    assert close(triples) == set()
    assert close_fully(triples, passing_over=()) - set(triples)


def test_every_construct_has_its_case() -> None:
    text = "".join(CONSTRUCTS.values())
    assert [name for name in COVERED if name not in text] == []
    assert LEFT_OUT.keys() == LEFT_OUT_CASES.keys() | SILENT


def test_the_ontology_says_nothing_the_closure_does_not_know(ontology: list[Triple]) -> None:
    """Whatever comes new is added to what is covered, with its case above, or left out."""
    said = {t.predicate.value for t in ontology}
    said |= {
        t.object.value
        for t in ontology
        if t.predicate.value == str(RDF.type) and isinstance(t.object, NamedNode)
    }
    names = {shorten(iri) for iri in said if iri.startswith(BUILT_IN)}
    assert names - COVERED.keys() - LEFT_OUT.keys() - PLUMBING == set()
    assert COVERED.keys() <= names


def test_the_ontology_has_the_forms_the_closure_knows(ontology: list[Triple]) -> None:
    """Chains of two, and restrictions only on the left of a class."""
    store = EmbeddedStore()
    store.add(ontology)
    assert not store.select(
        "SELECT ?p { ?p owl:propertyChainAxiom/rdf:rest ?more "
        "FILTER NOT EXISTS { ?more rdf:rest rdf:nil } }"
    )
    assert not store.select("SELECT ?c { ?c rdfs:subClassOf ?r . ?r a owl:Restriction }")


def test_the_ontology_over_a_cut_of_a_case_entails_the_same(ontology: list[Triple]) -> None:
    """Some actors of the largest industrial case, with all their ties and memberships."""
    inputs = find_inputs()
    case = list(read_turtle(next(p for p in inputs.cases if p.stem == "ruhr")))
    said = [t for t in ontology if not is_annotation(t)]
    kinds = [
        t
        for path in inputs.schemes
        for t in read_turtle(path)
        if t.predicate.value == f"{BASE}def/kindSphere"
    ]
    cut = [t for t in cut_out(case) if not is_annotation(t)]
    found = close([*said, *kinds, *cut])
    assert found == close_fully([*said, *kinds, *cut])
    concluded = {t.predicate.value.rsplit("/", 1)[-1] for t in found}
    assert {"sphere", "tiedTo", "isFirstPartyIn", "isSecondPartyIn"} <= concluded


def is_annotation(triple: Triple) -> bool:
    names = ("label", "definition", "source", "isDefinedBy", "comment", "note", "scopeNote")
    return triple.predicate.value.replace("#", "/").rsplit("/", 1)[-1] in names


def cut_out(case: list[Triple], actors: int = 40) -> list[Triple]:
    """Give the triples about the first actors of a case and whatever points at them."""
    party = {f"{BASE}def/{name}" for name in ("firstParty", "secondParty", "member")}
    kept = sorted({str(t.object) for t in case if t.predicate.value in party})[:actors]
    pointing = {str(t.subject) for t in case if str(t.object) in kept}
    return [t for t in case if str(t.subject) in pointing or str(t.subject) in kept]


NODES = st.sampled_from([f":n{i}" for i in range(4)])
CLASSES = st.sampled_from([f":C{i}" for i in range(3)])
PROPERTIES = st.sampled_from([f":p{i}" for i in range(3)])


def say(pattern: str, *terms: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*terms).map(lambda chosen: pattern.format(*chosen))


AXIOMS = st.one_of(
    say("{} rdfs:subClassOf {} .", CLASSES, CLASSES),
    say("{} rdfs:subPropertyOf {} .", PROPERTIES, PROPERTIES),
    say("{} owl:inverseOf {} .", PROPERTIES, PROPERTIES),
    say("{} a owl:SymmetricProperty .", PROPERTIES),
    say("{} a owl:TransitiveProperty .", PROPERTIES),
    say("{} owl:propertyChainAxiom ( {} {} ) .", PROPERTIES, PROPERTIES, PROPERTIES),
    say(
        "[] a owl:Restriction ; owl:onProperty {} ; owl:hasValue {} ; rdfs:subClassOf {} .",
        PROPERTIES, NODES, CLASSES,
    ),
)  # fmt: skip
FACTS = st.one_of(say("{} a {} .", NODES, CLASSES), say("{} {} {} .", NODES, PROPERTIES, NODES))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(AXIOMS, min_size=1, max_size=5), st.lists(FACTS, min_size=1, max_size=5))
def test_any_axioms_over_any_facts_entail_the_same(axioms: list[str], facts: list[str]) -> None:
    triples = read("\n".join([*axioms, *facts]))
    assert close(triples) == close_fully(triples)
