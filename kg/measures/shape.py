"""All measures of mode shape for every snapshot of a store, as tallies."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from pyoxigraph import Literal, NamedNode, Triple

from kg.measures import cohesion, concentration, factions, pace
from kg.namespaces import BASE, ICL
from kg.reason.strata import Key
from kg.store import EmbeddedStore
from kg.store.embedded import Row, Term

_TALLY = str(ICL.Tally)
SHAPE_KEYS = tuple(
    Key(str(ICL[name]), "", _TALLY) for name in ("numerator", "denominator", "countedFor")
)
"""What :func:`infer_shape` concludes, for the proof of the strata."""

_FIRMS = ("large-firm", "small-firm", "supplier", "service-firm")
_SPHERE = BASE + "scheme/sphere/"
_EXIT = ("leftLatest", "left", "goneLatest", "gone")
_DIRECTED = ("knowledge", "supply", "informal")

_SNAPSHOTS = """
SELECT ?snapshot ?cluster ?start ?end ?profile WHERE {
  ?snapshot a icl:ClusterSnapshot ; icl:snapshotOf ?cluster ; icl:startYear ?start ;
    icl:endYear ?end .
  ?p a icl:Profile ; skos:notation ?profile } ORDER BY ?snapshot"""
_BEFORE = """
SELECT ?snapshot ?before ?start ?end WHERE {
  ?snapshot icl:snapshotOf ?cluster ; icl:startYear ?opens .
  ?before icl:snapshotOf ?cluster ; icl:startYear ?start ; icl:endYear ?end .
  FILTER(?end + 1 = ?opens) }"""
_MEMBERS = """
SELECT ?snapshot ?membership ?actor ?kind ?code ?entered ?founded ?left ?leftLatest ?gone
  ?goneLatest WHERE {
  ?membership icl:membershipIn ?snapshot ; icl:member ?actor . ?actor icl:named true ;
    icl:actorKind ?kind .
  OPTIONAL { ?actor icl:branch ?code } OPTIONAL { ?membership icl:startYear ?entered }
  OPTIONAL { ?actor icl:foundedYear ?founded } OPTIONAL { ?membership icl:endYear ?left }
  OPTIONAL { ?membership icl:endYearLatest ?leftLatest }
  OPTIONAL { ?actor icl:dissolvedYear ?gone }
    OPTIONAL { ?actor icl:dissolvedYearLatest ?goneLatest }
} ORDER BY ?membership ?code"""
_EDGES = """
SELECT ?snapshot ?edge ?a ?b ?locality ?namedA ?namedB ?sphereA ?sphereB ?countryA ?countryB
  ?insideA WHERE {
  ?edge a icl:SnapshotEdge ; icl:snapshot ?snapshot ; icl:firstParty ?a ; icl:secondParty ?b ;
    icl:locality ?locality .
  OPTIONAL { ?a icl:named ?namedA } OPTIONAL { ?b icl:named ?namedB }
  OPTIONAL { ?a icl:sphere ?sphereA } OPTIONAL { ?b icl:sphere ?sphereB }
  OPTIONAL { ?a icl:memberIn ?snapshot . BIND(true AS ?insideA) }
  OPTIONAL { ?a icl:country ?countryA } OPTIONAL { ?b icl:country ?countryB } } ORDER BY ?edge"""
_TIES = """
SELECT ?snapshot ?tie ?a ?b ?kind ?from WHERE {
  ?activity a icl:TieActivity ; icl:snapshot ?snapshot ; icl:tie ?tie .
  ?tie icl:firstParty ?a ; icl:secondParty ?b ; icl:tieKind ?kind ;
    icl:activeFrom ?from } ORDER BY ?tie"""
_INSTITUTIONS = """
SELECT ?snapshot ?presence ?institution WHERE {
  ?presence icl:presentIn ?snapshot ; icl:institution ?institution } ORDER BY ?presence"""
_FOUNDED = """
SELECT ?snapshot (COUNT(DISTINCT ?institution) AS ?count) WHERE {
  ?tally a icl:Tally ; icl:snapshot ?snapshot ; icl:countedValue ?institution ;
    icl:measure <https://w3id.org/innocluster/scheme/measure/m20-founded> } GROUP BY ?snapshot"""
_SHOCKS = """
SELECT ?snapshot ?shock ?event ?from ?year WHERE {
  ?tally a icl:Tally ; icl:snapshot ?snapshot ;
    icl:measure <https://w3id.org/innocluster/scheme/measure/m15-shocks> ; icl:countedFor ?shock .
  ?snapshot icl:snapshotOf ?cluster . ?shock icl:activeFrom ?from .
  OPTIONAL { ?event icl:cluster ?cluster ; icl:inWindowOf ?shock ; icl:activeFrom ?year ;
    icl:response <https://w3id.org/innocluster/scheme/response/exploration> }
} ORDER BY ?shock ?year ?event"""
_BEGINNINGS = """
SELECT ?cluster ?event ?year WHERE {
  ?event icl:cluster ?cluster ; icl:eventType ?type ; icl:activeFrom ?year .
  FILTER(?type IN (<https://w3id.org/innocluster/scheme/event-type/founding>, <https://w3id.org/innocluster/scheme/event-type/entry>)
    )
} ORDER BY ?year ?event"""


@dataclass(frozen=True)
class Shape:
    """One measure of one snapshot: its value and what it was read from."""

    measure: str
    value: Fraction | None
    evidence: tuple[NamedNode, ...]


def infer_shape(store: EmbeddedStore) -> list[Triple]:
    """Compute every shape measure of every snapshot and give the numbers of its tallies.

    A measure that is undefined gets denominator 0 and so becomes no measurement.
    """
    triples: list[Triple] = []
    rows = _Rows(store)
    for row in store.select(_SNAPSHOTS):
        path = row["snapshot"].value.partition("/id/snapshot/")[2]
        for shape in _measure(rows, row):
            tally = NamedNode(f"{BASE}id/measurement/{row['profile'].value}/{path}/{shape.measure}")
            value = shape.value
            numerator, denominator = (
                (value.numerator, value.denominator) if value is not None else (0, 0)
            )
            triples.append(Triple(tally, NamedNode(str(ICL.numerator)), Literal(numerator)))
            triples.append(Triple(tally, NamedNode(str(ICL.denominator)), Literal(denominator)))
            triples += [Triple(tally, NamedNode(str(ICL.countedFor)), e) for e in shape.evidence]
    return triples


class _Rows:
    """The answers to each query by snapshot or cluster: one query for all of them is one pass."""

    def __init__(self, store: EmbeddedStore) -> None:
        self.store = store
        self.answers: dict[str, dict[Term, list[Row]]] = {}

    def select(self, query: str, here: Mapping[str, Term]) -> list[Row]:
        ((name, value),) = here.items()
        if query not in self.answers:
            found: dict[Term, list[Row]] = defaultdict(list)
            for row in self.store.select(query):
                found[row[name]].append(row)
            self.answers[query] = found
        return self.answers[query].get(value, [])


def _measure(store: _Rows, snapshot: Row) -> Iterator[Shape]:
    here = {"snapshot": snapshot["snapshot"]}
    window = pace.Window(int(snapshot["start"].value), int(snapshot["end"].value))
    members = store.select(_MEMBERS, here)
    edges = store.select(_EDGES, here)
    ties = store.select(_TIES, here)
    yield from _cohesion(members, edges, ties)
    yield from _concentration(members, edges)
    yield from _factions(store.select(_INSTITUTIONS, here), edges)
    beginnings = store.select(_BEGINNINGS, {"cluster": snapshot["cluster"]})
    institutions = store.select(_INSTITUTIONS, here)
    yield from _pace(window, members, ties, beginnings)
    yield from _founding(store, here, window, institutions)
    yield from _answers(store.select(_SHOCKS, here))


def _cohesion(members: list[Row], edges: list[Row], ties: list[Row]) -> Iterator[Shape]:
    named = {m["actor"].value for m in members}
    local = [e for e in edges if _is(e["locality"], "local") and "namedA" in e and "namedB" in e]
    network = cohesion.build_network(named, _pairs(local))
    seen = _nodes(local, "edge") or _nodes(members, "membership")
    yield Shape("m04", cohesion.mean_degree(network), seen)
    yield Shape("m05", cohesion.density(network), seen)
    yield Shape("m06-component", cohesion.largest_component_share(network), seen)
    yield Shape("m06-isolates", cohesion.isolate_share(network), seen)
    yield Shape("m11-transitivity", cohesion.transitivity(network), seen)
    yield Shape("m11-ratio", cohesion.transitivity_ratio(network), seen)
    directed = [t for t in ties if t["kind"].value.rsplit("/", 1)[-1] in _DIRECTED]
    yield Shape("m09-reciprocity", cohesion.reciprocity(_pairs(directed)), _nodes(directed, "tie"))
    firms = {m["actor"].value for m in members if _is(m["kind"], *_FIRMS)}
    reaching = [e for e in edges if _reaches_knowledge(e)]
    tied = {end for e in reaching for end in (e["a"].value, e["b"].value)} & firms
    share = Fraction(len(tied), len(firms)) if firms else None
    yield Shape("m10-firms", share, _nodes(reaching, "edge") or _nodes(members, "membership"))


def _concentration(members: list[Row], edges: list[Row]) -> Iterator[Shape]:
    firms = [m for m in members if _is(m["kind"], *_FIRMS)]
    branches: dict[str, set[str]] = {}
    for firm in firms:
        if "code" in firm:
            branches.setdefault(firm["actor"].value, set()).add(firm["code"].value)
    coded = [f for f in firms if "code" in f]
    yield Shape("m13-hhi", concentration.herfindahl(branches), _nodes(coded, "membership"))
    local = [e for e in edges if _is(e["locality"], "local") and "namedA" in e and "namedB" in e]
    yield Shape(
        "m13-top-actor", concentration.top_actor_share(_pairs(local)), _nodes(local, "edge")
    )
    outside = [e for e in edges if _is(e["locality"], "external")]
    placed = [(e, c) for e in outside if (c := _partner_country(e))]
    diversity = concentration.partner_diversity([country for _, country in placed])
    yield Shape("m08-diversity", diversity, _nodes([e for e, _ in placed], "edge"))


def _factions(institutions: list[Row], edges: list[Row]) -> Iterator[Shape]:
    present = {i["institution"].value for i in institutions}
    between = [
        e
        for e in edges
        if "namedA" in e and "namedB" in e and {e["a"].value, e["b"].value} <= present
    ]
    network = cohesion.build_network(present, _pairs(between))
    found = factions.find_factions(network)
    seen = _nodes(between, "edge")
    yield Shape("m18-modularity", factions.modularity(network, found), seen)
    several = [f for f in found if len(f) > 1]
    yield Shape("m18-factions", Fraction(len(several)) if several else None, seen)


def _pace(
    window: pace.Window,
    members: list[Row],
    ties: list[Row],
    beginnings: list[Row],
) -> Iterator[Shape]:
    entered = {m["actor"].value for m in members if _year(m, "entered", "founded") in window}
    begun = [t for t in ties if _year(t, "from") in window]
    yield Shape("m12", pace.newcomer_share(_pairs(begun), entered), _nodes(begun, "tie"))
    first = _year(beginnings[0], "year") if beginnings else None
    yield Shape("m20-age", pace.age(first, window), _nodes(beginnings[:1], "event"))
    firms = [m for m in members if _is(m["kind"], *_FIRMS)]
    entries = {m["actor"].value for m in firms if _year(m, "entered", "founded") in window}
    exits = {m["actor"].value for m in firms if _year(m, *_EXIT) in window}
    count = len({m["actor"].value for m in firms})
    net = pace.net_entry(len(entries), len(exits), count, window)
    yield Shape("m20-entry", net, _nodes(firms, "membership"))


def _founding(
    store: _Rows,
    here: Mapping[str, Term],
    window: pace.Window,
    institutions: list[Row],
) -> Iterator[Shape]:
    """Give the rate, and its change since the snapshot before; ``None`` if there is none."""
    rate = pace.founding_rate(_count_founded(store, here), window)
    yield Shape("m20-founding", rate, _nodes(institutions, "presence"))
    before = store.select(_BEFORE, here)
    if not before:
        yield Shape("m20-change", None, ())
        return
    then = pace.Window(int(before[0]["start"].value), int(before[0]["end"].value))
    there = {"snapshot": before[0]["before"]}
    earlier = store.select(_INSTITUTIONS, there)
    change = rate - pace.founding_rate(_count_founded(store, there), then)
    yield Shape("m20-change", change, _nodes([*institutions, *earlier], "presence"))


def _count_founded(store: _Rows, here: Mapping[str, Term]) -> int:
    """Count what the rules have found to be founded in a snapshot."""
    rows = store.select(_FOUNDED, here)
    return int(rows[0]["count"].value) if rows else 0


def _answers(rows: list[Row]) -> Iterator[Shape]:
    first: dict[str, int | None] = {}
    for row in rows:
        year, since = _year(row, "year"), _year(row, "from")
        waited = year - since if year is not None and since is not None else None
        first.setdefault(row["shock"].value, waited)
    seen = _nodes(rows, "shock") + _nodes([r for r in rows if "event" in r], "event")
    yield Shape("m15-ratio", pace.response_ratio(list(first.values())), seen)
    yield Shape("m15-latency", pace.response_latency(list(first.values())), seen)


def _is(term: object, *words: str) -> bool:
    return str(getattr(term, "value", "")).rsplit("/", 1)[-1] in words


def _pairs(rows: Iterable[Row]) -> list[tuple[str, str]]:
    return [(r["a"].value, r["b"].value) for r in rows]


def _nodes(rows: Iterable[Row], name: str) -> tuple[NamedNode, ...]:
    found = dict.fromkeys(r[name] for r in rows)
    return tuple(n for n in found if isinstance(n, NamedNode))


def _year(row: Row, *names: str) -> int | None:
    return next((int(row[name].value) for name in names if name in row), None)


def _reaches_knowledge(edge: Row) -> bool:
    spheres = {edge[s].value.removeprefix(_SPHERE) for s in ("sphereA", "sphereB") if s in edge}
    return "knowledge" in spheres


def _partner_country(edge: Row) -> str | None:
    side = "countryB" if "insideA" in edge else "countryA"
    return edge[side].value if side in edge else None
