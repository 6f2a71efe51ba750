"""Names for what the rules mint: snapshots, ties, diagnoses and measurements, in both languages.

A rule mints an IRI and no words; a reader who follows a link wants to know where it led.
"""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from kg.namespaces import RDFS
from kg.store import EmbeddedStore
from kg.store.embedded import Row
from kg.store.text import to_text

_LABEL = NamedNode(str(RDFS.label))
_LANGUAGES = ("en", "ko")

_SNAPSHOTS = """
SELECT ?node ?name ?start ?end WHERE {
  ?node a icl:ClusterSnapshot ; icl:snapshotOf ?cluster ; icl:startYear ?start ; icl:endYear ?end .
  ?cluster rdfs:label ?name }"""
_TIES = """
SELECT ?node ?first ?second ?name WHERE {
  ?node a icl:Tie ; icl:tieKind ?kind ; icl:firstParty ?a ; icl:secondParty ?b .
  ?a rdfs:label ?first . ?b rdfs:label ?second . ?kind skos:prefLabel ?name
  FILTER(LANG(?first) = "" && LANG(?second) = "") }"""
_FINDINGS = """
SELECT ?node ?name ?start ?end ?what WHERE {
  ?node icl:snapshot ?snapshot . ?snapshot icl:snapshotOf/rdfs:label ?name ;
    icl:startYear ?start ; icl:endYear ?end .
  { ?node a icl:Diagnosis ; icl:constraint/skos:prefLabel ?what }
  UNION { ?node a icl:Tally ; icl:measure/skos:prefLabel ?what }
  UNION { ?node a icl:CriterionResult ; icl:criterion/skos:prefLabel ?what }
  FILTER(LANG(?what) = LANG(?name)) }"""
_READINGS = """
SELECT ?node ?title WHERE { ?node icl:leavesOutSource ?source .
  OPTIONAL { ?source dcterms:title ?titled }
  BIND(COALESCE(?titled, STRAFTER(STR(?source), "/id/source/")) AS ?title)
} ORDER BY ?node ?title"""
_WITHOUT = {"en": "without {title}", "ko": "{title} 제외"}


def infer_labels(store: EmbeddedStore) -> dict[str, bytes]:
    """Give labels by layer: ``derived`` for snapshots and ties, ``diagnoses`` for the rest.

    :returns: N-Triples.
    """
    named = [t for row in store.select(_SNAPSHOTS) for t in _label(row, _name_snapshot(row))]
    named += [t for row in store.select(_TIES) for t in _label(row, _name_tie(row), "name")]
    titles = {row["node"]: row["title"].value for row in store.select(_READINGS)}
    named += [t for node, title in titles.items() for t in _name_reading(node, title)]
    found = [t for row in store.select(_FINDINGS) for t in _label(row, _name_finding(row))]
    return {"derived": to_text(named), "diagnoses": to_text(found)}


def _name_snapshot(row: Row) -> str:
    return f"{row['name'].value}, {row['start'].value}–{row['end'].value}"


def _name_tie(row: Row) -> str:
    return f"{row['first'].value} – {row['second'].value}: {row['name'].value}"


def _name_finding(row: Row) -> str:
    return f"{_name_snapshot(row)}: {row['what'].value}"


def _name_reading(node: NamedNode | Literal, title: str) -> Iterator[Triple]:
    for language in _LANGUAGES:
        text = Literal(_WITHOUT[language].format(title=title), language=language)
        yield Triple(NamedNode(node.value), _LABEL, text)


def _label(row: Row, text: str, language: str = "name") -> Iterator[Triple]:
    node, tagged = row["node"], row[language]
    tag = tagged.language if isinstance(tagged, Literal) else None
    if isinstance(node, NamedNode) and tag in _LANGUAGES:
        yield Triple(node, _LABEL, Literal(text, language=tag))
