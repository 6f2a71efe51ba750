"""Claim selections: the evidence that is left when some claims are left out.

A tie, event, presence or membership with no claim left drops out. A field that its row calls
uncertain drops out of the selection ``certain`` while the rest of the statement stays.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from kg.errors import UnknownName
from kg.namespaces import ICL, mint_concept
from kg.tables.schema import TABLES

_STAYING = {str(ICL[name]) for name in ("Actor", "Cluster", "District", "Institution")}
"""What is spoken of: it stays, whatever becomes of the claims on it."""
_UNCERTAIN = str(mint_concept("confidence", "uncertain"))
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def select_claims(triples: Iterable[Triple], keeps: Callable[[str], bool]) -> list[Triple]:
    """Give the triples left when only the claims for which ``keeps`` says so count.

    Actors, institutions and the cluster itself stay: other statements speak of them.
    """
    facts = list(triples)
    claims: dict[str, list[str]] = defaultdict(list)
    staying = set()
    for t in facts:
        if t.predicate.value == str(ICL.supportedByClaim):
            claims[_iri(t.subject)].append(_iri(t.object))
        elif t.predicate.value == _TYPE and _iri(t.object) in _STAYING:
            staying.add(_iri(t.subject))
    dropped_claims = {c for cs in claims.values() for c in cs if not keeps(c)}
    dropped = {
        statement
        for statement, cs in claims.items()
        if statement not in staying and all(c in dropped_claims for c in cs)
    }
    gone = dropped | dropped_claims
    return [t for t in facts if _iri(t.subject) not in gone and _iri(t.object) not in gone]


@dataclass(frozen=True)
class ClaimSelection:
    """Which claims count: those of some sources alone, or all but those of some sources."""

    sources: frozenset[str]
    """Keys of sources, as tables name them."""
    keeps: bool
    """Whether they are kept (all else goes) or left out (all else stays)."""


def list_sources(triples: Iterable[Triple]) -> dict[str, set[str]]:
    """Give, by claim, the keys of the sources that state it or through which it is known."""
    facts = list(triples)
    source_of = {
        _iri(t.subject): _iri(t.object) for t in facts if t.predicate.value == str(ICL.source)
    }
    found: dict[str, set[str]] = defaultdict(set)
    for t in facts:
        if t.predicate.value == str(ICL.statedIn):
            found[_iri(t.subject)].add(source_of.get(_iri(t.object), "").rsplit("/", 1)[-1])
        elif t.predicate.value == str(ICL.reportedVia):
            found[_iri(t.subject)].add(_iri(t.object).rsplit("/", 1)[-1])
    return found


def select_sources(
    triples: Iterable[Triple], all_facts: Iterable[Triple], selection: ClaimSelection
) -> list[Triple]:
    """Give the evidence that is left of some graph under a selection of sources.

    :param all_facts: all evidence, in which the locators of its claims are described.
    :raises UnknownName: if no claim names a source of the selection.
    """
    sources = list_sources(all_facts)
    known = {key for keys in sources.values() for key in keys}
    for key in sorted(selection.sources):
        if key not in known:
            raise UnknownName("source", key, sorted(known))

    def counts(claim: str) -> bool:
        named = bool(sources.get(claim, set()) & selection.sources)
        return named if selection.keeps else not named

    return select_claims(triples, counts)


def count_claims(triples: Iterable[Triple]) -> int:
    """Count the claims on which statements rest, other than on what stays in any case."""
    facts = list(triples)
    staying = {
        _iri(t.subject) for t in facts if t.predicate.value == _TYPE and _iri(t.object) in _STAYING
    }
    supports = {
        _iri(t.object)
        for t in facts
        if t.predicate.value == str(ICL.supportedByClaim) and _iri(t.subject) not in staying
    }
    return len(supports)


def select_certain(triples: Iterable[Triple]) -> list[Triple]:
    """Give the evidence without uncertain claims and without uncertain fields."""
    facts = list(triples)
    confidence = str(ICL.confidence)
    uncertain = {
        _iri(t.subject)
        for t in facts
        if t.predicate.value == confidence and _iri(t.object) == _UNCERTAIN
    }
    fields = _uncertain_fields(facts)
    left = select_claims(facts, lambda claim: claim not in uncertain)
    return [t for t in left if t.predicate.value not in fields.get(_iri(t.subject), ())]


def _uncertain_fields(facts: list[Triple]) -> dict[str, set[str]]:
    """Give the properties that are uncertain, by statement.

    A field names a column; where two tables give it two properties, both are meant, since a
    statement has only those of its own table.
    """
    properties: dict[str, set[str]] = defaultdict(set)
    for table in TABLES:
        for column in table.columns:
            if column.property and ":" not in column.property:
                properties[column.name].add(str(ICL[column.property]))
                if column.kind == "year":
                    properties[column.name].add(str(ICL[column.property + "Latest"]))
    fields: dict[str, set[str]] = defaultdict(set)
    for t in facts:
        if t.predicate.value == str(ICL.uncertainField) and isinstance(t.object, Literal):
            fields[_iri(t.subject)] |= properties.get(t.object.value, set())
    return fields


def _iri(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""
