"""The verdict on a constraint under any thresholds, worked out from readings in the store.

The same steps as rules 31 and 41 take for one setting, for the many that a question about
thresholds needs; a test holds that both agree. What a parameter of measuring changes is inferred
anew instead.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from kg.diagnose.sweep import Sweep, sweep
from kg.diagnose.trees import (
    Criterion,
    Interval,
    Parameter,
    Status,
    Tree,
    read_intervals,
    read_numbers,
    read_parameters,
    read_property,
    read_trees,
    settle,
)
from kg.errors import UnknownName
from kg.namespaces import BASE, ICL
from kg.store import EmbeddedStore

Readings = Mapping[str, Mapping[str, Interval]]
"""What each reading allows, by measure, then by the word of the reading."""
WITHOUT = "without-"


@dataclass(frozen=True)
class Outcome:
    """A verdict and the support tests it passes."""

    verdict: str
    tests: tuple[str, ...]

    @property
    def support(self) -> int:
        """Count the tests passed."""
        return len(self.tests)


@dataclass(frozen=True)
class Range:
    """The whole numbers that a threshold may have without the verdict changing."""

    parameter: str
    value: int
    low: int | None
    """``None`` where nothing below changes it."""
    high: int | None
    below: str
    """The verdict below; empty where there is none."""
    above: str


class Ledger:
    """All readings of a store under one profile, read once; verdicts are taken out of it."""

    def __init__(self, store: EmbeddedStore, profile: str) -> None:
        self.trees = {t.constraint.rsplit("/", 1)[-1]: t for t in read_trees(store, profile)}
        self.snapshots = {snapshot for snapshot, _ in store.pairs(str(ICL.snapshotOf))}
        self.parameters = read_parameters(store, profile)
        self.numbers = read_numbers(store, profile)
        self.intervals = read_intervals(store)
        measures, within = read_property(store, "measure"), read_property(store, "snapshot")
        self.changed = {
            (within[tally], measures[tally], reading.rsplit("/", 1)[-1])
            for tally, reading in store.pairs(str(ICL.changesUnder))
            if tally.startswith(f"{BASE}id/measurement/{profile}/")
        }
        self.left_out: dict[str, list[str]] = {}
        for snapshot, reading in sorted(store.pairs(str(ICL.readWithout))):
            self.left_out.setdefault(snapshot, []).append(reading.rsplit("/", 1)[-1])

    def take(self, name: str) -> "Verdict":
        """Take out one verdict.

        :param name: cluster/years/constraint.
        :raises UnknownName: if there is no such diagnosis.
        """
        path, _, word = name.rpartition("/")
        snapshot = f"{BASE}id/snapshot/{path}"
        if word not in self.trees or snapshot not in self.snapshots:
            raise UnknownName("diagnosis", name, self.list_names())
        return Verdict(self, self.trees[word], snapshot)

    def list_names(self) -> list[str]:
        """List the diagnoses that can be taken out."""
        heads = sorted(s.removeprefix(f"{BASE}id/snapshot/") for s in self.snapshots)
        return [f"{head}/{word}" for head in heads for word in self.trees]


class Verdict:
    """A verdict with all that it depends on."""

    def __init__(self, ledger: Ledger, tree: Tree, snapshot: str) -> None:
        self.tree, self.snapshot = tree, snapshot
        self.parameters, self.numbers = ledger.parameters, ledger.numbers
        self.changed, self.left_out = ledger.changed, ledger.left_out.get(snapshot, [])
        self.readings: Readings = {
            c.measure: ledger.intervals.get((snapshot, c.measure), {}) for c in tree.criteria
        }

    def judge(self, thresholds: Mapping[str, int | None] | None = None) -> Outcome:
        """Judge under some thresholds, or under those of the profile."""
        values = {iri: p.value for iri, p in self.parameters.items()} | dict(thresholds or {})
        plain = self._status("plain", values)
        if plain is None:
            return Outcome("not-assessable", ())
        tests = tuple(self._pass_tests(plain, values))
        firm, by_row = self._status("firm", values), self._status("by-row", values)
        if plain:
            return Outcome("indicated" if firm and by_row else "tentative", tests)
        stands = by_row is False and (firm is False or len(tests) >= self.numbers["min-support"])
        return Outcome("not-indicated" if stands else "not-assessable", tests)

    def _pass_tests(self, plain: bool, values: Mapping[str, int | None]) -> Iterator[str]:
        if self._status("bounds", values) is plain:
            yield "uncoded-against"
        if all(self._status(reading, values) is plain for reading in self.left_out):
            yield "without-any-source"
        if self._status("certain", values) is plain:
            yield "without-uncertain"
        found = sweep(self.tree, self.readings, self._parameters_at(values))
        if 1000 * found.stands >= self.numbers["min-sweep"] * found.settings:
            yield "over-sweep"

    def _parameters_at(self, values: Mapping[str, int | None]) -> dict[str, Parameter]:
        """Give the parameters with other values; a sweep holds the value it starts from."""

        def at(parameter: Parameter) -> Parameter:
            value = values.get(parameter.iri)
            if value is None or value == parameter.value:
                return parameter
            return replace(parameter, value=value, sweep=tuple(sorted({*parameter.sweep, value})))

        return {iri: at(parameter) for iri, parameter in self.parameters.items()}

    def _status(self, reading: str, values: Mapping[str, int | None]) -> Status:
        return self.tree.judge(
            {c.iri: self._compare(c, reading, values.get(c.parameter)) for c in self.tree.criteria}
        )

    def _compare(self, criterion: Criterion, reading: str, threshold: int | None) -> Status:
        """Give the status of a criterion under a reading: what is not settled is open."""
        readings = self.readings[criterion.measure]
        if reading == "certain":
            return criterion.compare(readings.get("certain"), threshold)
        if settle(criterion, readings, threshold) is None:
            return None
        key = (self.snapshot, criterion.measure, reading)
        unchanged = reading.startswith(WITHOUT) and key not in self.changed
        return criterion.compare(readings.get("plain" if unchanged else reading), threshold)

    def list_hinges(self) -> list[str]:
        """List the sources without which the constraint does not keep its status, by key."""
        values = {iri: p.value for iri, p in self.parameters.items()}
        plain = self._status("plain", values)
        return [
            reading.removeprefix(WITHOUT)
            for reading in self.left_out
            if plain is not None and self._status(reading, values) is not plain
        ]

    def sweep(self) -> Sweep:
        """Sweep all its thresholds together."""
        return sweep(self.tree, self.readings, self.parameters)

    def find_ranges(self) -> list[Range]:
        """Find over which values of each of its thresholds the verdict stands, all else equal."""
        used = dict.fromkeys(c.parameter for c in self.tree.criteria)
        return [
            self._find_range(self.parameters[iri])
            for iri in used
            if self.parameters[iri].value is not None
        ]

    def _find_range(self, parameter: Parameter) -> Range:
        value = parameter.value or 0
        here = self.judge().verdict
        edges = sorted({v for edge in self._list_edges(parameter) for v in (edge, edge + 1)})
        low, below = self._walk(parameter.iri, value, [v for v in edges if v <= value][::-1], here)
        high, above = self._walk(parameter.iri, value, [v for v in edges if v > value], here)
        return Range(parameter.iri, value, low, high, below, above)

    def _walk(
        self, parameter: str, value: int, points: list[int], here: str
    ) -> tuple[int | None, str]:
        """Go from point to point until the verdict is another; between points it cannot change."""
        last = value
        for point in points:
            verdict = self.judge({parameter: point}).verdict
            if verdict != here:
                return (last if point < value else point - 1), verdict
            last = point
        return None, ""

    def _list_edges(self, parameter: Parameter) -> Iterator[int]:
        """List whole numbers such that nothing changes between one (or the next) and another."""
        yield from parameter.sweep
        yield from (v - 1 for v in parameter.sweep)
        for criterion in self.tree.criteria:
            if criterion.parameter == parameter.iri:
                for interval in self.readings[criterion.measure].values():
                    for end in (interval.low, interval.high):
                        if end is not None and interval.whole:
                            found = end * criterion.scale // interval.whole
                            yield from (found - 1, found)
