"""Readings of the tallies without one source at a time.

An item that every claim for it owes to the source is struck from what was counted; the rows and
sources that are left must still be enough. What followed elsewhere from a struck item stays: a tie
stays local though the membership that made it so is struck. So a reading costs next to nothing and
is written for every source; ``kg diagnose CASE --leave-one-out`` infers all anew.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from kg.diagnose.trees import Interval, read_intervals, read_numbers, read_property
from kg.namespaces import ICL, PROV, RDF, mint_id
from kg.reason.strata import Key
from kg.store import EmbeddedStore

_READING = str(ICL.TallyReading)
WITHOUT_KEYS = (
    Key(str(ICL.changesUnder), "", str(ICL.Tally)),
    Key(str(ICL.readWithout), "", str(ICL.ClusterSnapshot)),
)
"""What :func:`infer_without` concludes beside readings, for the proof of the strata."""

_BY_KIND = "/m02"
_BY_INSTITUTION = (
    "/m02-research-transfer",
    "/m03",
    "/m18-institutions",
    "/m20-founded",
    "/m20-inherited",
)
_BY_MEMBER = ("/m01-actors", "/m01-firms", "/m01-line-firms")
_BY_OTHER = ("/m08-partners", "/m08-countries", "/m10-pairs", "/m27")
"""Counts of what the items do not tell by themselves; no criterion reads them."""


@dataclass(frozen=True)
class _Base:
    """The plain reading of a tally."""

    is_share: bool
    by_row: bool
    low: int
    high: int | None
    minimum: int


def name_reading(source: str) -> str:
    """Name the reading that leaves a source out.

    >>> from kg.namespaces import BASE
    >>> name_reading(BASE + "id/source/jeannerat-2012").removeprefix(BASE)
    'id/reading/without-jeannerat-2012'
    """
    return str(mint_id("reading", f"without-{source.rsplit('/', 1)[-1]}"))


def infer_without(store: EmbeddedStore) -> list[Triple]:
    """Infer the readings of every tally that can be read, without one source at a time.

    A source on which no item hangs changes nothing and gets no reading. Under a reading that a
    tally has no interval for, it is indeterminate.
    """
    return list(_Without(store).infer())


class _Without:
    def __init__(self, store: EmbeddedStore) -> None:
        self.hangs_on = _find_hanging(store)
        self.rows, self.sources = _collect(store, "restsOnRow"), _collect(store, "restsOnSource")
        self.institutions, self.members = _collect(store, "institution"), _collect(store, "member")
        kinds = _collect(store, "countedKind")
        self.kinds = {
            item: {kind for f in functions for kind in kinds.get(f, ())}
            for item, functions in _collect(store, "function").items()
        }
        self.snapshots = read_property(store, "snapshot")
        self.measures = read_property(store, "measure")
        self.items = {
            how: _collect(store, name)
            for how, name in (
                ("for", "countedFor"),
                ("against", "countedAgainst"),
                ("absence", "restsOnAbsence"),
            )
        }
        self.bases = _read_bases(store, self.measures)
        values = _collect(store, "countedValue")
        self.behind = {
            self.snapshots[tally]: values.get(tally, set())
            for tally, measure in self.measures.items()
            if measure.endswith("/m21-sources")
        }
        numbers = read_numbers(store)
        self.min_rows, self.min_sources = numbers["min-rows"], numbers["min-sources"]

    def infer(self) -> Iterator[Triple]:
        reads: dict[str, set[str]] = defaultdict(set)
        for tally, base in sorted(self.bases.items()):
            for source in sorted(self.touching(tally, base)):
                reads[self.snapshots[tally]].add(source)
                yield _triple(tally, "changesUnder", name_reading(source))
                interval = self.read(tally, base, source)
                if interval is not None:
                    yield from _render(tally, self.snapshots[tally], source, interval)
        for snapshot, sources in sorted(reads.items()):
            for source in sorted(sources):
                yield _triple(snapshot, "readWithout", name_reading(source))
                yield _triple(name_reading(source), "leavesOutSource", source)

    def touching(self, tally: str, base: _Base) -> set[str]:
        """Give the sources without which the tally reads otherwise, or cannot be read."""
        if self.measures[tally].endswith(_BY_OTHER):
            return set()
        items = {item for of in self.items.values() for item in of.get(tally, ())}
        found = {source for item in items for source in self.hangs_on.get(item, ())}
        behind = self.behind[self.snapshots[tally]]
        if len(behind) <= self.min_sources:
            found |= behind
        if base.is_share:
            roots = {source for item in items for source in self.sources.get(item, ())}
            if len(roots) <= self.min_sources:
                found |= roots
        return found

    def read(self, tally: str, base: _Base, source: str) -> Interval | None:
        """Give the interval that is left without a source; ``None`` if it cannot be read."""
        if len(self.behind[self.snapshots[tally]] - {source}) < self.min_sources:
            return None
        pro, con, absent = (
            {i for i in self.items[how].get(tally, ()) if source not in self.hangs_on.get(i, ())}
            for how in ("for", "against", "absence")
        )
        if not base.is_share:
            return self.read_count(tally, base, pro, absent)
        rows = [{row for i in items for row in self.rows.get(i, ())} for items in (pro, con)]
        roots = {root for i in pro | con for root in self.sources.get(i, ())} - {source}
        low, rest = (len(rows[0]), len(rows[1])) if base.by_row else (len(pro), len(con))
        enough = (
            low + rest >= base.minimum
            and len(rows[0] | rows[1]) >= self.min_rows
            and len(roots) >= self.min_sources
        )
        return Interval(low, low, low + rest) if enough else None

    def read_count(self, tally: str, base: _Base, items: set[str], absent: set[str]) -> Interval:
        measure = self.measures[tally]
        by = (
            self.kinds
            if measure.endswith(_BY_KIND)
            else self.institutions
            if measure.endswith(_BY_INSTITUTION)
            else self.members
            if measure.endswith(_BY_MEMBER)
            else None
        )
        found = items if by is None else {value for i in items for value in by.get(i, ())}
        stated = absent == self.items["absence"].get(tally, set())
        high = base.high - base.low + len(found) if base.high is not None and stated else None
        return Interval(len(found), high, 1)


def _collect(store: EmbeddedStore, name: str) -> dict[str, set[str]]:
    """Give all values of a property, by node."""
    found: dict[str, set[str]] = defaultdict(set)
    for node, value in store.pairs(str(ICL[name])):
        found[node].add(value)
    return dict(found)


def _find_hanging(store: EmbeddedStore) -> dict[str, set[str]]:
    """Give the sources without any one of which an item would have no claim left."""
    source_of = read_property(store, "source")
    naming = _collect(store, "reportedVia")
    for claim, locators in _collect(store, "statedIn").items():
        named = {source_of[locator] for locator in locators if locator in source_of}
        naming[claim] = naming.get(claim, set()) | named
    hanging = {
        item: set.intersection(*(naming.get(claim, set()) for claim in claims))
        for item, claims in _collect(store, "supportedByClaim").items()
    }
    edges = {edge for edge, _ in store.pairs(str(ICL.edgeActivity))}
    ties: dict[str, list[str]] = defaultdict(list)
    for edge, tie in store.pairs(str(PROV.wasDerivedFrom)):
        if edge in edges:
            ties[edge].append(tie)
    for edge, derived in ties.items():
        hanging[edge] = set.intersection(*(hanging.get(tie, set()) for tie in derived))
    return hanging


def _read_bases(store: EmbeddedStore, measures: Mapping[str, str]) -> dict[str, _Base]:
    """Read the plain reading of every tally that has one, unless it is of the network's shape."""
    modes, units = read_property(store, "evidenceMode"), read_property(store, "countingUnit")
    roles, numbers = read_property(store, "minimum"), read_numbers(store)
    found = {}
    for (snapshot, measure), readings in read_intervals(store).items():
        plain = readings.get("plain")
        if plain is None or modes[measure].endswith("/shape"):
            continue
        role = roles.get(measure, "").rsplit("/", 1)[-1]
        found[snapshot, measure] = _Base(
            is_share=modes[measure].endswith("/share"),
            by_row=units.get(measure, "").endswith("/row"),
            low=plain.low,
            high=plain.high,
            minimum=numbers.get(role, 0),
        )
    snapshots = read_property(store, "snapshot")
    return {
        tally: found[snapshots[tally], measure]
        for tally, measure in measures.items()
        if (snapshots[tally], measure) in found
    }


def _render(tally: str, snapshot: str, source: str, interval: Interval) -> Iterator[Triple]:
    reading = name_reading(source)
    node = f"{tally}/{reading.rsplit('/', 1)[-1]}"
    yield Triple(NamedNode(node), NamedNode(str(RDF.type)), NamedNode(_READING))
    yield _triple(node, "snapshot", snapshot)
    yield _triple(node, "tally", tally)
    yield _triple(node, "reading", reading)
    yield _triple(node, "lowNumerator", interval.low)
    yield _triple(node, "onDenominator", interval.whole)
    if interval.high is not None:
        yield _triple(node, "highNumerator", interval.high)


def _triple(subject: str, name: str, value: str | int) -> Triple:
    told = Literal(value) if isinstance(value, int) else NamedNode(value)
    return Triple(NamedNode(subject), NamedNode(str(ICL[name])), told)
