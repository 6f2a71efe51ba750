from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from kg.conform.hygiene import Violation, find_violations, read_checks
from kg.errors import QueryError, SourceError
from kg.inputs import find_inputs
from kg.namespaces import BASE
from kg.read import read_turtle
from kg.read.profiles import read_profile
from kg.resources import queries_dir
from kg.store import EmbeddedStore
from tests.conftest import require

PREFIXES = """
@prefix icl: <https://w3id.org/innocluster/def/> .
@prefix scheme: <https://w3id.org/innocluster/scheme/> .
@prefix ontology: <https://w3id.org/innocluster/ontology/> .
@prefix profile: <https://w3id.org/innocluster/profile/> .
@prefix quartile: <https://w3id.org/innocluster/scheme/quartile/> .
@prefix locator: <https://w3id.org/innocluster/id/locator/> .
@prefix source: <https://w3id.org/innocluster/id/source/> .
@prefix prescription: <https://w3id.org/innocluster/id/prescription/> .
@prefix prescription-rule: <https://w3id.org/innocluster/id/prescription-rule/> .
@prefix o: <https://w3id.org/innocluster/profile/other/part/> .
@prefix p: <https://w3id.org/innocluster/profile/small/part/> .
@prefix s: <https://w3id.org/innocluster/scheme/small/> .
@prefix role: <https://w3id.org/innocluster/scheme/parameter/> .
@prefix mode: <https://w3id.org/innocluster/scheme/evidence-mode/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


@dataclass(frozen=True)
class Case:
    """A snippet that makes a check fire at a node, and one beside it that does not."""

    faulty: str
    node: str
    sound: str


CASES: dict[str, list[Case]] = {
    "label-missing": [
        Case(
            'icl:Tie a owl:Class ; rdfs:label "tie"@en .',
            "def/Tie",
            'icl:Tie a owl:Class ; rdfs:label "tie"@en , "연계"@ko .',
        ),
        Case(
            's:a a skos:Concept ; rdfs:label "one"@en , "하나"@ko .',
            "scheme/small/a",
            's:a a skos:Concept ; skos:prefLabel "one"@en , "하나"@ko .',
        ),
        Case(
            'prescription:forum a icl:Prescription ; skos:prefLabel "hold a forum"@en .',
            "id/prescription/forum",
            'prescription:forum a icl:Prescription ; skos:prefLabel "a forum"@en , "포럼"@ko .',
        ),
        Case(
            'prescription-rule:one a icl:PrescriptionRule ; skos:prefLabel "one"@en , "하나"@ko .',
            "id/prescription-rule/one",
            'prescription-rule:one a icl:PrescriptionRule ; rdfs:label "one"@en , "하나"@ko .',
        ),
    ],
    "definition-missing": [
        Case(
            'icl:Tie a owl:Class ; skos:definition "A relation."@en .',
            "def/Tie",
            'icl:Tie a owl:Class ; skos:definition "A relation."@en , "관계."@ko .',
        ),
        Case(
            'prescription:forum a icl:Prescription ; skos:definition "Meet."@en .',
            "id/prescription/forum",
            'prescription:forum a icl:Prescription ; skos:definition "Meet."@en , "만난다."@ko .',
        ),
    ],
    "source-missing": [
        Case(
            "scheme:small a skos:ConceptScheme .",
            "scheme/small",
            "scheme:small a skos:ConceptScheme ; dcterms:source locator:x .",
        ),
        Case(
            "prescription:forum a icl:Prescription .",
            "id/prescription/forum",
            "prescription:forum a icl:Prescription ; dcterms:source locator:x .",
        ),
        Case(
            "prescription-rule:one a icl:PrescriptionRule .",
            "id/prescription-rule/one",
            "prescription-rule:one a icl:PrescriptionRule ; dcterms:source locator:x .",
        ),
    ],
    "source-undescribed": [
        Case(
            "icl:Tie dcterms:source locator:x .",
            "id/locator/x",
            "icl:Tie dcterms:source locator:x ."
            "locator:x a icl:SourceLocator ; icl:source source:y ."
            'source:y a icl:Source ; dcterms:title "Y" .',
        ),
        Case(
            "locator:x a icl:SourceLocator ; icl:source source:y .",
            "id/source/y",
            "locator:x a icl:SourceLocator ; icl:source source:y ."
            'source:y a icl:Source ; dcterms:title "Y" .',
        ),
    ],
    "locator-unplaced": [
        Case(
            "locator:x a icl:SourceLocator ; icl:source source:y .",
            "id/locator/x",
            'locator:x a icl:SourceLocator ; icl:source source:y ; icl:page "12" .',
        ),
        Case(
            'locator:x a icl:SourceLocator ; icl:section "4" .',
            "id/locator/x",
            'locator:x a icl:SourceLocator ; icl:source source:y ; icl:section "4" .',
        ),
    ],
    "label-doubled": [
        Case(
            'icl:Tie rdfs:label "tie"@en , "bond"@en .',
            "def/Tie",
            'icl:Tie rdfs:label "tie"@en , "연계"@ko .',
        ),
    ],
    "label-untagged": [
        Case(
            'icl:Tie a owl:Class ; rdfs:label "tie" .',
            "def/Tie",
            'icl:Tie a owl:Class ; rdfs:label "tie"@en .',
        ),
        Case(
            'prescription:forum a icl:Prescription ; skos:definition "Meet." .',
            "id/prescription/forum",
            'prescription:forum a icl:Prescription ; skos:definition "Meet."@en .',
        ),
        Case(
            'prescription-rule:one a icl:PrescriptionRule ; rdfs:label "one" .',
            "id/prescription-rule/one",
            'prescription-rule:one a icl:PrescriptionRule ; rdfs:label "one"@en .',
        ),
    ],
    "label-shared": [
        Case(
            'icl:Bond a owl:Class ; rdfs:label "tie"@en .'
            'icl:Tie a owl:Class ; rdfs:label "Tie"@en .',
            "def/Tie",
            'icl:Bond a owl:Class ; rdfs:label "tie"@en .'
            'icl:Tie a owl:Class ; rdfs:label "tie"@ko .',
        ),
        Case(
            's:a skos:inScheme scheme:small ; skos:prefLabel "one"@en .'
            's:b skos:inScheme scheme:small ; skos:prefLabel "one"@en .',
            "scheme/small/b",
            's:a skos:inScheme scheme:small ; skos:prefLabel "one"@en .'
            's:b skos:inScheme scheme:other ; skos:prefLabel "one"@en .',
        ),
        Case(
            'p:a a icl:Criterion ; icl:inProfile profile:small ; skos:prefLabel "one"@en .'
            'p:b a icl:Criterion ; icl:inProfile profile:small ; skos:prefLabel "one"@en .',
            "profile/small/part/b",
            'p:a a icl:Criterion ; icl:inProfile profile:small ; skos:prefLabel "one"@en .'
            'o:a a icl:Criterion ; icl:inProfile profile:other ; skos:prefLabel "one"@en .',
        ),
        Case(
            'p:a a icl:Parameter ; icl:inProfile profile:small ; skos:prefLabel "one"@en .'
            'p:b a icl:Parameter ; icl:inProfile profile:small ; skos:prefLabel "one"@en .',
            "profile/small/part/b",
            'p:a a icl:Criterion ; icl:inProfile profile:small ; skos:prefLabel "one"@en .'
            'p:b a icl:Parameter ; icl:inProfile profile:small ; skos:prefLabel "one"@en .',
        ),
    ],
    "label-capital": [
        Case(
            'icl:Tie a owl:Class ; rdfs:label "Tie"@en .',
            "def/Tie",
            'icl:Tie a owl:Class ; rdfs:label "NACE code"@en .',
        ),
    ],
    "definition-doubled": [
        Case(
            'icl:Tie skos:definition "A relation."@en , "A bond."@en .',
            "def/Tie",
            'icl:Tie skos:definition "A relation."@en , "관계."@ko .',
        ),
        Case(
            'icl:Bond skos:definition "A relation."@en .icl:Tie skos:definition "A relation."@en .',
            "def/Tie",
            'icl:Bond skos:definition "A bond."@en . icl:Tie skos:definition "A relation."@en .',
        ),
    ],
    "definition-empty": [
        Case(
            's:a skos:prefLabel "supply"@en ; skos:definition "Supply."@en .',
            "scheme/small/a",
            's:a skos:prefLabel "supply"@en ; skos:definition "Supply of parts."@en .',
        ),
        Case(
            'icl:Tie rdfs:label "tie"@en ; skos:definition "A tie between two actors."@en .',
            "def/Tie",
            'icl:Tie rdfs:label "tie"@en ; skos:definition "A relation, or tie, of two."@en .',
        ),
    ],
    "class-loop": [
        Case(
            "icl:A rdfs:subClassOf icl:B . icl:B rdfs:subClassOf icl:C ."
            "icl:C rdfs:subClassOf icl:A .",
            "def/A",
            "icl:A rdfs:subClassOf icl:B , icl:C . icl:B rdfs:subClassOf icl:C .",
        ),
    ],
    "property-loop": [
        Case(
            "icl:a rdfs:subPropertyOf icl:a .",
            "def/a",
            "icl:a rdfs:subPropertyOf icl:b .",
        ),
    ],
    "property-mixed": [
        Case(
            "icl:a a owl:ObjectProperty , owl:DatatypeProperty .",
            "def/a",
            "icl:a a owl:ObjectProperty , owl:SymmetricProperty .",
        ),
    ],
    "property-misused": [
        Case(
            'icl:a a owl:ObjectProperty . s:x icl:a "one" .',
            "def/a",
            "icl:a a owl:ObjectProperty . s:x icl:a s:y .",
        ),
        Case(
            "icl:a a owl:DatatypeProperty . s:x icl:a s:y .",
            "def/a",
            'icl:a a owl:DatatypeProperty . s:x icl:a "one" .',
        ),
    ],
    "term-undeclared": [
        Case("s:x icl:a 1 .", "def/a", "s:x icl:a 1 . icl:a a owl:DatatypeProperty ."),
        Case("s:x a icl:Tie .", "def/Tie", "s:x a icl:Tie . icl:Tie a owl:Class ."),
    ],
    "term-deprecated": [
        Case(
            "icl:a owl:deprecated true ; dcterms:isReplacedBy icl:b . s:x icl:a 1 .",
            "def/a",
            "icl:a owl:deprecated true ; dcterms:isReplacedBy icl:b . s:x icl:b 1 .",
        ),
        Case(
            "icl:Tie owl:deprecated true . s:x a icl:Tie .",
            "def/Tie",
            "icl:Tie owl:deprecated true . icl:Bond dcterms:replaces icl:Tie .",
        ),
    ],
    "axiom-undeclared": [
        Case(
            "icl:a rdfs:domain icl:Tie .",
            "def/a",
            "icl:a rdfs:domain icl:Tie ; rdfs:range xsd:integer . icl:Tie a owl:Class .",
        ),
        Case(
            "icl:Firm rdfs:subClassOf icl:Actor .",
            "def/Firm",
            "icl:Firm rdfs:subClassOf icl:Actor . icl:Actor a owl:Class .",
        ),
    ],
    "inverse-doubled": [
        Case(
            "icl:a owl:inverseOf icl:b . icl:c owl:inverseOf icl:a .",
            "def/a",
            "icl:a owl:inverseOf icl:b . icl:b owl:inverseOf icl:a .",
        ),
    ],
    "comment-used": [
        Case(
            'icl:Tie rdfs:comment "A relation."@en .',
            "def/Tie",
            'icl:Tie skos:definition "A relation."@en .',
        ),
    ],
    "iri-malformed": [
        Case("s:a.b a skos:Concept .", "scheme/small/a.b", "s:a-b a skos:Concept ."),
        Case("s:Ab a skos:Concept .", "scheme/small/Ab", "s:ab1 a skos:Concept ."),
        Case(
            "icl:first-party a owl:ObjectProperty .",
            "def/first-party",
            "icl:firstParty a owl:ObjectProperty .",
        ),
        Case(
            "s:a--b a skos:Concept .",
            "scheme/small/a--b",
            "<https://w3id.org/innocluster/id/edge/c/1900-1910/a--b> a icl:SnapshotEdge .",
        ),
        Case(
            "s:a skos:related ontology:core.1 .",
            "ontology/core.1",
            "ontology:core owl:versionIRI <https://w3id.org/innocluster/ontology/core/0.1.0> .",
        ),
    ],
    "module-missing": [
        Case(
            "icl:Tie a owl:Class .",
            "def/Tie",
            "icl:Tie a owl:Class ; rdfs:isDefinedBy ontology:ties . ontology:ties a owl:Ontology .",
        ),
        Case(
            "icl:Tie a owl:Class ; rdfs:isDefinedBy ontology:tise .",
            "def/Tie",
            "icl:Tie a owl:Class ; rdfs:isDefinedBy ontology:ties . ontology:ties a owl:Ontology .",
        ),
        Case(
            "icl:Tie a owl:Class ; rdfs:isDefinedBy ontology:ties , ontology:core ."
            "ontology:ties a owl:Ontology . ontology:core a owl:Ontology .",
            "def/Tie",
            "icl:Tie a owl:Class ; rdfs:isDefinedBy ontology:ties . ontology:ties a owl:Ontology .",
        ),
    ],
    "version-missing": [
        Case(
            'ontology:core a owl:Ontology ; owl:versionInfo "0.1.0" .',
            "ontology/core",
            'ontology:core a owl:Ontology ; owl:versionInfo "0.1.0" ; '
            "owl:versionIRI <https://w3id.org/innocluster/ontology/core/0.1.0> .",
        ),
        Case(
            'ontology:core a owl:Ontology ; owl:versionInfo "0.2.0" ; '
            "owl:versionIRI <https://w3id.org/innocluster/ontology/core/0.1.0> .",
            "ontology/core",
            'ontology:core a owl:Ontology ; owl:versionInfo "0.2.0" ; '
            "owl:versionIRI <https://w3id.org/innocluster/ontology/core/0.2.0> .",
        ),
        Case(
            'ontology:ties a owl:Ontology ; owl:imports ontology:core ; owl:versionInfo "0.1.0" ; '
            "owl:versionIRI <https://w3id.org/innocluster/ontology/ties/0.1.0> .",
            "ontology/ties",
            'ontology:ties a owl:Ontology ; owl:versionInfo "0.1.0" ; '
            "owl:versionIRI <https://w3id.org/innocluster/ontology/ties/0.1.0> .",
        ),
    ],
    "concept-unplaced": [
        Case(
            "s:a a skos:Concept ; skos:topConceptOf scheme:small .",
            "scheme/small/a",
            "s:a a skos:Concept ; skos:inScheme scheme:small ; skos:topConceptOf scheme:small .",
        ),
        Case(
            "s:a a skos:Concept ; skos:inScheme scheme:small .",
            "scheme/small/a",
            "s:a a skos:Concept ; skos:inScheme scheme:small ; skos:broader s:b .",
        ),
    ],
    "concept-in-two-schemes": [
        Case(
            "s:a skos:inScheme scheme:small ; skos:topConceptOf scheme:other .",
            "scheme/small/a",
            "s:a skos:inScheme scheme:small ; skos:topConceptOf scheme:small .",
        ),
    ],
    "scheme-empty": [
        Case(
            "scheme:small a skos:ConceptScheme .",
            "scheme/small",
            "scheme:small a skos:ConceptScheme . s:a skos:inScheme scheme:small .",
        ),
        Case(
            "s:a skos:inScheme scheme:small .",
            "scheme/small",
            "scheme:small a skos:ConceptScheme . s:a skos:inScheme scheme:small .",
        ),
    ],
    "broader-loop": [
        Case(
            "s:a skos:broader s:b . s:b skos:broader s:a .",
            "scheme/small/a",
            "s:a skos:broader s:b . s:b skos:broader s:c .",
        ),
    ],
    "broader-astray": [
        Case(
            "s:a skos:inScheme scheme:small ; skos:broader s:b . s:b skos:inScheme scheme:other .",
            "scheme/small/a",
            "s:a skos:inScheme scheme:small ; skos:broader s:b . s:b skos:inScheme scheme:small .",
        ),
        Case(
            "s:a skos:broader s:b . s:b skos:broader s:c . s:c skos:related s:a .",
            "scheme/small/a",
            "s:a skos:broader s:b . s:b skos:broader s:c . s:d skos:related s:a .",
        ),
        Case(
            "s:a skos:broader s:b ; skos:topConceptOf scheme:small .",
            "scheme/small/a",
            "s:a skos:broader s:b . s:b skos:topConceptOf scheme:small .",
        ),
    ],
    "notation-repeated": [
        Case(
            's:a a skos:Concept ; skos:inScheme scheme:small ; skos:notation "a" .'
            's:b a skos:Concept ; skos:inScheme scheme:small ; skos:notation "a" .',
            "scheme/small/b",
            's:a a skos:Concept ; skos:inScheme scheme:small ; skos:notation "a" .'
            's:b a skos:Concept ; skos:inScheme scheme:small ; skos:notation "b" .',
        ),
        Case(
            "s:a a skos:Concept ; skos:inScheme scheme:small .",
            "scheme/small/a",
            's:a a skos:Concept ; skos:inScheme scheme:small ; skos:notation "a" .',
        ),
    ],
    "measure-incomplete": [
        Case(
            "s:m a icl:Measure ; icl:evidenceMode mode:share ; icl:countingUnit s:item ;"
            'icl:scale 1000 ; icl:codedField "basis" ; icl:formula "a ÷ b"@en .',
            "scheme/small/m",
            "s:m a icl:Measure ; icl:evidenceMode mode:shape ; icl:countingUnit s:item ;"
            'icl:scale 1000 ; icl:codedField "basis" ; icl:formula "a ÷ b"@en .',
        ),
        Case(
            "s:m a icl:Measure ; icl:countingUnit s:item ;"
            'icl:scale 1 ; icl:codedField "basis" ; icl:formula "a"@en .',
            "scheme/small/m",
            "s:m a icl:Measure ; icl:evidenceMode mode:share ; icl:countingUnit s:item ;"
            'icl:scale 1000 ; icl:codedField "basis" ; icl:formula "a"@en ;'
            "icl:minimum role:min-coded .",
        ),
    ],
    "criterion-incomplete": [
        Case(
            "p:c a icl:Criterion ; icl:inProfile profile:small ; icl:criterionMeasure s:m ;"
            "icl:comparison s:at-least ; icl:threshold p:t . s:m a icl:Measure ."
            "p:t a icl:Parameter ; icl:inProfile profile:small .",
            "profile/small/part/c",
            "p:c a icl:Criterion ; icl:inProfile profile:small ; icl:criterionMeasure s:m ;"
            "icl:comparison s:at-least ; icl:threshold p:t . s:m a icl:Measure ."
            "p:t a icl:Parameter ; icl:inProfile profile:small ; icl:quartile quartile:lowest .",
        ),
        Case(
            "p:c a icl:Criterion ; icl:inProfile profile:small ; icl:criterionMeasure s:m ;"
            "icl:comparison s:at-least . s:m a icl:Measure .",
            "profile/small/part/c",
            "p:c a icl:Criterion ; icl:inProfile profile:small ; icl:criterionMeasure s:m ;"
            "icl:comparison s:at-least ; icl:threshold p:t . s:m a icl:Measure ."
            "p:t a icl:Parameter ; icl:inProfile profile:small ; icl:parameterValue 3 .",
        ),
        Case(
            "p:c a icl:Criterion ; icl:inProfile profile:small ; icl:criterionMeasure s:m ;"
            "icl:comparison s:at-least ; icl:threshold p:t . s:m a icl:Measure ."
            "p:t a icl:Parameter ; icl:inProfile profile:other ; icl:parameterValue 3 .",
            "profile/small/part/c",
            "p:c a icl:Criterion ; icl:inProfile profile:small ; icl:criterionMeasure s:m ;"
            "icl:comparison s:at-least ; icl:threshold p:t . s:m a icl:Measure ."
            "p:t a icl:Parameter ; icl:inProfile profile:small ; icl:parameterValue 3 .",
        ),
    ],
    "parameter-ungrounded": [
        Case(
            'p:t a icl:Parameter ; icl:parameterName role:x ; icl:grounding s:g ;icl:unit "rows" .',
            "profile/small/part/t",
            "p:t a icl:Parameter ; icl:parameterName role:x ; icl:grounding s:g ;"
            'icl:unit "rows" ; icl:quartile quartile:lowest .',
        ),
        Case(
            "p:t a icl:Parameter ; icl:parameterName role:x ; icl:parameterValue 3 ;"
            'icl:unit "rows" ; icl:quartile quartile:lowest .',
            "profile/small/part/t",
            "p:t a icl:Parameter ; icl:parameterName role:x ; icl:parameterValue 3 ;"
            'icl:unit "rows" ; icl:quartile quartile:lowest ; icl:grounding s:g .',
        ),
        Case(
            "p:t a icl:Parameter ; icl:parameterName role:x ; icl:parameterValue 3 ;"
            'icl:unit "rows" .',
            "profile/small/part/t",
            "p:t a icl:Parameter ; icl:parameterName role:x ; icl:parameterValue 3 ;"
            'icl:unit "rows" ;'
            "icl:grounding s:g ; icl:sweepFrom 1 ; icl:sweepTo 5 ; icl:sweepStep 2 .",
        ),
        Case(
            "p:t a icl:Parameter ; icl:parameterName role:x ; icl:parameterValue 7 ;"
            'icl:unit "rows" ;'
            "icl:grounding s:g ; icl:sweepFrom 1 ; icl:sweepTo 5 ; icl:sweepStep 2 .",
            "profile/small/part/t",
            "p:t a icl:Parameter ; icl:parameterName role:x ; icl:parameterValue 5 ;"
            'icl:unit "rows" ;'
            "icl:grounding s:g ; icl:sweepFrom 1 ; icl:sweepTo 5 ; icl:sweepStep 2 .",
        ),
    ],
    "parameter-unexplained": [
        Case(
            'p:t a icl:Parameter ; icl:parameterName role:min-rows ; icl:rationale "So."@en .',
            "profile/small/part/t",
            "p:t a icl:Parameter ; icl:parameterName role:threshold .",
        ),
    ],
    "tree-broken": [
        Case(
            "p:g a icl:GroupDefinition ; icl:inProfile profile:small ; icl:atLeast 2 ;"
            "icl:hasCriterion p:c . p:c a icl:Criterion ; icl:inProfile profile:small ."
            "profile:small a icl:Profile .",
            "profile/small/part/g",
            "p:g a icl:GroupDefinition ; icl:inProfile profile:small ; icl:atLeast 1 ;"
            "icl:hasCriterion p:c . p:c a icl:Criterion ; icl:inProfile profile:small ."
            "profile:small a icl:Profile .",
        ),
        Case(
            "p:a a icl:AlternativeDefinition ; icl:inProfile profile:small ; icl:hasGroup p:gone ."
            "profile:small a icl:Profile .",
            "profile/small/part/a",
            "profile:small a icl:Profile .",
        ),
        Case(
            "p:r a icl:ConstraintRule ; icl:inProfile profile:small ; icl:ruleFor s:lock-in ."
            "profile:small a icl:Profile .",
            "profile/small/part/r",
            "profile:small a icl:Profile .",
        ),
        Case(
            "p:t a icl:Parameter ; icl:inProfile profile:gone .",
            "profile/small/part/t",
            "p:t a icl:Parameter ; icl:inProfile profile:small . profile:small a icl:Profile .",
        ),
    ],
    "tree-unused": [
        Case(
            "p:c a icl:Criterion .",
            "profile/small/part/c",
            "p:c a icl:Criterion . p:g icl:hasCriterion p:c .",
        ),
    ],
}
ALL = [(name, case) for name, cases in CASES.items() for case in cases]


def run(name: str, turtle: str) -> list[Violation]:
    store = EmbeddedStore()
    store.add(quad.triple for quad in parse(PREFIXES + turtle, format=RdfFormat.TURTLE))
    return find_violations(store, {name: read_checks()[name]})


def test_every_check_has_a_case_that_fires() -> None:
    assert sorted(CASES) == sorted(read_checks())
    assert len(read_checks()) == len(list((queries_dir() / "checks").glob("*.rq"))) >= 35


@pytest.mark.parametrize(("name", "case"), ALL)
def test_check_fires_on_the_fault_and_not_beside_it(name: str, case: Case) -> None:
    assert BASE + case.node in {violation.node for violation in run(name, case.faulty)}
    assert run(name, case.sound) == []


@pytest.mark.parametrize(("name", "case"), ALL)
def test_message_says_what_is_wrong_in_a_sentence(name: str, case: Case) -> None:
    for violation in run(name, case.faulty):
        assert violation.check == name
        assert violation.message[0].isupper()
        assert violation.message.endswith(".")
        assert str(violation) == f"{violation.node}: {violation.message} [{name}]"


@pytest.mark.parametrize("name", read_checks())
def test_check_opens_with_its_header_and_ends_with_its_order(name: str) -> None:
    lines = read_checks()[name].splitlines()
    assert lines[0].startswith("#+ summary: ")
    assert lines[0].endswith("?")
    assert lines[1].startswith("#+ description: ?node (IRI): ")
    assert "?message (string): " in lines[1]
    assert lines[-1].startswith("ORDER BY ?node")
    assert any(line.startswith(("SELECT ?node", "SELECT DISTINCT ?node")) for line in lines)


def test_empty_graph_has_no_fault() -> None:
    assert find_violations(EmbeddedStore()) == []


def test_folder_without_checks_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="holds no check"):
        read_checks(tmp_path)


def test_check_that_is_no_select_query_is_refused() -> None:
    with pytest.raises(QueryError, match="must be a SELECT query"):
        find_violations(EmbeddedStore(), {"odd": "ASK { ?s ?p ?o }"})


def existing(paths: Iterable[Path]) -> list[Path]:
    return [path for path in paths if path.exists()]


def test_shipped_ontology_and_data_pass_every_check() -> None:
    inputs = find_inputs()
    require(all(path.exists() for path in inputs.ontology), "a module of the ontology is missing")
    store = EmbeddedStore()
    for path in existing(
        [
            *inputs.ontology, *inputs.schemes, inputs.literature, inputs.prescriptions,
            inputs.sources, inputs.shocks, *inputs.cases, *inputs.assessments, *inputs.stages,
        ]
    ):  # fmt: skip
        store.add(read_turtle(path))
    for path in inputs.profiles:
        store.add(read_profile(path).triples)
    assert [str(violation) for violation in find_violations(store)] == []
