"""The network of a cluster: actors and ties as plain values, in one snapshot or in all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.export.clusters import Snapshot
from kg.namespaces import BASE
from kg.store import EmbeddedStore
from kg.store.embedded import Row

Value = str | int | bool
Span = tuple[int, int]

_TIES = """
SELECT ?tie ?case ?first ?second ?kind ?directed ?nature ?valence ?strength ?openness ?start ?end
  ?firstAttested ?lastAttested ?from ?to WHERE {
  ?tie a icl:Tie ; icl:firstParty ?first ; icl:secondParty ?second ; icl:tieKind ?kind ;
    icl:case/skos:notation ?case .
  OPTIONAL { ?kind icl:directed ?directed } OPTIONAL { ?kind icl:defaultNature ?usual }
  OPTIONAL { ?tie icl:tieNature ?own } OPTIONAL { ?tie icl:valence ?valence }
  OPTIONAL { ?tie icl:strength ?strength } OPTIONAL { ?tie icl:openness ?openness }
  OPTIONAL { ?tie icl:startYear ?start } OPTIONAL { ?tie icl:endYear ?end }
  OPTIONAL { ?tie icl:firstAttestedYear ?firstAttested }
  OPTIONAL { ?tie icl:lastAttestedYear ?lastAttested }
  OPTIONAL { ?tie icl:activeFrom ?from ; icl:activeTo ?to }
  BIND(COALESCE(?own, ?usual) AS ?nature)
} ORDER BY ?tie"""
_BASES = "SELECT ?x ?value WHERE { ?x a icl:Tie ; icl:tieBasis ?value } ORDER BY ?x ?value"
_CONFIDENCES = """
SELECT DISTINCT ?x ?value WHERE {
  ?x a icl:Tie ; icl:supportedByClaim/icl:confidence ?value } ORDER BY ?x ?value"""
_SOURCES = """
SELECT DISTINCT ?x ?value WHERE {
  ?x a icl:Tie ; icl:supportedByClaim/icl:statedIn/icl:source ?value } ORDER BY ?x ?value"""
_ACTIVITIES = """
SELECT ?tie ?s ?locality WHERE {
  ?a a icl:TieActivity ; icl:tie ?tie ; icl:snapshot ?s .
  OPTIONAL { ?a icl:activityLocality ?locality } } ORDER BY ?tie ?s ?locality"""
_ACTORS = """
SELECT ?actor ?label ?kind ?sphere ?country ?place ?named ?collective WHERE {
  ?actor a icl:Actor ; rdfs:label ?label ; icl:actorKind ?kind .
  OPTIONAL { ?actor icl:sphere ?sphere } OPTIONAL { ?actor icl:country ?country }
  OPTIONAL { ?actor icl:place ?place } OPTIONAL { ?actor icl:named ?named }
  OPTIONAL { ?actor icl:collective ?collective } FILTER(LANG(?label) = "")
} ORDER BY ?actor ?label"""
_BRANCHES = "SELECT ?x ?value WHERE { ?x a icl:Actor ; icl:branch ?value } ORDER BY ?x ?value"
_MEMBERS = """
SELECT ?actor ?cluster ?from ?to WHERE {
  ?m a icl:ClusterMembership ; icl:member ?actor ; icl:cluster ?cluster .
  OPTIONAL { ?m icl:activeFrom ?from ; icl:activeTo ?to } } ORDER BY ?actor ?from"""
_MEMBERSHIPS = """
SELECT DISTINCT ?actor ?s WHERE { ?actor icl:memberIn ?s . ?s a icl:ClusterSnapshot }
  ORDER BY ?actor"""


@dataclass(frozen=True)
class Node:
    """An actor."""

    key: str
    label: str
    facts: Mapping[str, Value]
    spells: tuple[Span, ...]
    """The years in which it is a member or has a tie, both ends included."""


@dataclass(frozen=True)
class Link:
    """A tie; two actors may have several."""

    key: str
    first: str
    second: str
    kind: str
    directed: bool
    facts: Mapping[str, Value]
    spell: Span | None
    """The years in which it is held to be active; nothing where no source tells any."""


@dataclass(frozen=True)
class Network:
    """Actors and ties of a cluster."""

    cluster: str
    years: str
    """The snapshot, or nothing for all of them."""
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]


class Records:
    """What the store holds of actors and ties, read once for every network made of it."""

    def __init__(self, store: EmbeddedStore) -> None:
        self.ties = store.select(_TIES)
        self.actors = {row["actor"].value: row for row in store.select(_ACTORS)}
        self.bases = _gather(store.select(_BASES))
        self.confidences = _gather(store.select(_CONFIDENCES))
        self.sources = _gather(store.select(_SOURCES))
        self.branches = _gather(store.select(_BRANCHES))
        self.localities: dict[str, dict[str, str]] = {}
        """The locality of a tie, by tie and snapshot."""
        for row in store.select(_ACTIVITIES):
            told = _word(row, "locality") if "locality" in row else "unknown"
            self.localities.setdefault(row["tie"].value, {})[row["s"].value] = told
        self.members: dict[str, dict[str, list[Span]]] = {}
        """The years of membership, by cluster and actor."""
        for row in store.select(_MEMBERS):
            cluster = self.members.setdefault(_word(row, "cluster"), {})
            spans = cluster.setdefault(row["actor"].value, [])
            if "from" in row:
                spans.append((_year(row, "from"), _year(row, "to")))
        self.inside: dict[str, set[str]] = {}
        """The members of a snapshot."""
        for row in store.select(_MEMBERSHIPS):
            self.inside.setdefault(row["s"].value, set()).add(row["actor"].value)


def build_snapshot_network(records: Records, snapshot: Snapshot) -> Network:
    """Build the network of one snapshot: its members, and the ties active in it."""
    here = {snapshot.iri}
    ties = [t for t in records.ties if here & records.localities.get(t["tie"].value, {}).keys()]
    members = records.inside.get(snapshot.iri, set())
    return _build(records, snapshot.cluster, snapshot.years, ties, members, here)


def build_cluster_network(
    records: Records, cluster: str, case: str, snapshots: Iterable[Snapshot]
) -> Network:
    """Build the network of all snapshots, with the ties of members that no snapshot holds."""
    here = {snapshot.iri for snapshot in snapshots}
    members = records.members.get(cluster, {}).keys()
    ties = [
        t
        for t in records.ties
        if here & records.localities.get(t["tie"].value, {}).keys()
        or (t["case"].value == case and {t["first"].value, t["second"].value} & members)
    ]
    return _build(records, cluster, "", ties, set(members), here)


def describe_tie(records: Records, tie: Row, snapshots: Iterable[str]) -> dict[str, Value]:
    """Give what is known of a tie in snapshots; what is not known is absent."""
    iri = tie["tie"].value
    by_snapshot = records.localities.get(iri, {})
    localities = sorted({by_snapshot[s] for s in snapshots if s in by_snapshot})
    facts: dict[str, Value] = {"kind": _word(tie, "kind")}
    facts["directed"] = tie["directed"].value == "true" if "directed" in tie else False
    for name in ("nature", "valence", "strength", "openness"):
        if name in tie:
            facts[name] = _word(tie, name)
    joined = {
        "basis": records.bases.get(iri, []),
        "locality": localities or ["unknown"],
        "confidence": records.confidences.get(iri, []),
        "sources": records.sources.get(iri, []),
    }
    facts |= {name: "; ".join(words) for name, words in joined.items() if words}
    years = ("start", "end", "firstAttested", "lastAttested", "from", "to")
    names = ("start", "end", "first_attested", "last_attested", "active_from", "active_to")
    return facts | {
        name: _year(tie, year) for year, name in zip(years, names, strict=True) if year in tie
    }


def _build(
    records: Records, cluster: str, years: str, ties: list[Row], members: set[str], here: set[str]
) -> Network:
    links = tuple(_link(records, tie, here) for tie in ties)
    spans: dict[str, list[Span]] = {}
    for link in links:
        for party in (link.first, link.second):
            spans.setdefault(party, []).extend([link.spell] if link.spell else [])
    stayed = records.members.get(cluster, {})
    for member in members:
        spans.setdefault(_key(member), []).extend(stayed.get(member, []))
    inside = {_key(member) for member in members}
    nodes = tuple(
        _node(records, key, key in inside, merge_spans(spans[key])) for key in sorted(spans)
    )
    return Network(cluster, years, nodes, links)


def merge_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Merge years that overlap or follow each other.

    >>> merge_spans([(1950, 1960), (1961, 1965), (1990, 1991), (1955, 1958)])
    ((1950, 1965), (1990, 1991))
    """
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)


def _link(records: Records, tie: Row, here: Iterable[str]) -> Link:
    facts = describe_tie(records, tie, here)
    dated = "from" in tie
    return Link(
        key=_key(tie["tie"].value),
        first=_key(tie["first"].value),
        second=_key(tie["second"].value),
        kind=str(facts["kind"]),
        directed=bool(facts["directed"]),
        facts=facts,
        spell=(_year(tie, "from"), _year(tie, "to")) if dated else None,
    )


def _node(records: Records, key: str, member: bool, spells: tuple[Span, ...]) -> Node:
    row = records.actors[f"{BASE}id/actor/{key}"]
    facts: dict[str, Value] = {
        "kind": _word(row, "kind"),
        "member": member,
        "named": "named" in row,
        "collective": "collective" in row and row["collective"].value == "true",
    }
    facts |= {name: _word(row, name) for name in ("sphere",) if name in row}
    facts |= {name: row[name].value for name in ("country", "place") if name in row}
    branches = records.branches.get(row["actor"].value)
    if branches:
        facts["branch"] = "; ".join(branches)
    return Node(key, row["label"].value, facts, spells)


def _gather(rows: Iterable[Row]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["x"].value, []).append(_word(row, "value"))
    return found


def _key(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]


def _word(row: Row, name: str) -> str:
    return row[name].value.rsplit("/", 1)[-1]


def _year(row: Row, name: str) -> int:
    return int(row[name].value)
