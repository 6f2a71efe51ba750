"""The criteria trees of a profile as values, and their outcome in three values.

The rules settle criteria, groups, alternatives and constraints in the store. Here the same tree is
worked out once for every setting of its thresholds, which no store could do in time; a test holds
that both agree. A status is ``True`` (met), ``False`` (not met) or ``None`` (indeterminate).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.namespaces import ICL, PROFILE
from kg.store import EmbeddedStore

Status = bool | None

_TREES = """
SELECT ?rule ?constraint ?alternative ?group ?k ?criterion ?comparison ?measure ?scale ?parameter
WHERE {
  ?rule a icl:ConstraintRule ; icl:ruleFor ?constraint ; icl:hasAlternative ?alternative .
  ?alternative icl:hasGroup ?group . ?group icl:atLeast ?k ; icl:hasCriterion ?criterion .
  ?criterion icl:comparison ?comparison ; icl:criterionMeasure ?measure ;
    icl:threshold ?parameter . ?measure icl:scale ?scale
} ORDER BY ?rule ?alternative ?group ?criterion"""
_PARAMETERS = """
SELECT ?p ?value ?from ?to ?step WHERE { ?p a icl:Parameter .
  OPTIONAL { ?p icl:parameterValue ?value }
  OPTIONAL { ?p icl:sweepFrom ?from ; icl:sweepTo ?to ; icl:sweepStep ?step } }"""


@dataclass(frozen=True)
class Interval:
    """The lowest and the highest numerator that a reading allows, and their denominator."""

    low: int
    high: int | None
    whole: int


@dataclass(frozen=True)
class Criterion:
    """A comparison of a measure with a parameter."""

    iri: str
    measure: str
    at_least: bool
    scale: int
    parameter: str

    def compare(self, interval: Interval | None, threshold: int | None) -> Status:
        """Compare as the rules do; ``None`` if the interval lies on both sides, or is missing.

        >>> least = Criterion("c", "m", True, 1000, "p")
        >>> least.compare(Interval(1, 1, 2), 500), least.compare(Interval(1, None, 2), 600)
        (True, None)
        """
        if interval is None or threshold is None:
            return None
        low = interval.low * self.scale
        high = None if interval.high is None else interval.high * self.scale
        line = threshold * interval.whole
        if self.at_least:
            return True if low >= line else False if high is not None and high < line else None
        return True if high is not None and high <= line else False if low > line else None


@dataclass(frozen=True)
class Group:
    """Criteria of which at least so many must be met."""

    iri: str
    at_least: int
    criteria: tuple[Criterion, ...]

    def judge(self, statuses: Mapping[str, Status]) -> Status:
        """Judge by how many are met, and how many could be."""
        told = [statuses.get(c.iri) for c in self.criteria]
        met, failed = told.count(True), told.count(False)
        if met >= self.at_least:
            return True
        return False if len(told) - failed < self.at_least else None


@dataclass(frozen=True)
class Tree:
    """A constraint: met if one of its alternatives is, each of which asks for all of its groups."""

    constraint: str
    alternatives: tuple[tuple[Group, ...], ...]

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """Give every criterion once."""
        found = {c.iri: c for groups in self.alternatives for g in groups for c in g.criteria}
        return tuple(found.values())

    def judge(self, statuses: Mapping[str, Status]) -> Status:
        """Judge the constraint, given the status of each criterion.

        >>> c = Criterion("c", "m", True, 1, "p")
        >>> tree = Tree("thinness", ((Group("g", 1, (c,)),),))
        >>> tree.judge({"c": True}), tree.judge({"c": False}), tree.judge({})
        (True, False, None)
        """
        told = [_all(group.judge(statuses) for group in groups) for groups in self.alternatives]
        if True in told:
            return True
        return False if all(status is False for status in told) else None


def _all(statuses: Iterable[Status]) -> Status:
    told = list(statuses)
    return False if False in told else None if None in told else True


@dataclass(frozen=True)
class Parameter:
    """A number of the profile, and the values that a sweep gives it."""

    iri: str
    value: int | None
    sweep: tuple[int, ...]


def read_trees(store: EmbeddedStore, profile: str = "") -> list[Tree]:
    """Read the tree of every constraint of a profile, or of the only one in a store."""
    head = _head(profile)
    rows = [row for row in store.select(_TREES) if row["rule"].value.startswith(head)]
    nested: dict[str, dict[str, dict[tuple[str, int], list[Criterion]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    for row in rows:
        criterion = Criterion(
            iri=row["criterion"].value,
            measure=row["measure"].value,
            at_least=row["comparison"].value.endswith("/at-least"),
            scale=int(row["scale"].value),
            parameter=row["parameter"].value,
        )
        group = (row["group"].value, int(row["k"].value))
        nested[row["constraint"].value][row["alternative"].value][group].append(criterion)
    return [
        Tree(
            constraint,
            tuple(
                tuple(Group(iri, k, tuple(criteria)) for (iri, k), criteria in groups.items())
                for groups in alternatives.values()
            ),
        )
        for constraint, alternatives in nested.items()
    ]


def _head(profile: str) -> str:
    """Give how the IRIs of the parts of a profile begin."""
    return f"{PROFILE}{profile}/" if profile else str(PROFILE)


def read_parameters(store: EmbeddedStore, profile: str = "") -> dict[str, Parameter]:
    """Read the numbers of a profile with their sweeps; a quartile may have none."""
    found = {}
    for row in store.select(_PARAMETERS):
        if not row["p"].value.startswith(_head(profile)):
            continue
        value = int(row["value"].value) if "value" in row else None
        sweep: Sequence[int] = () if value is None else (value,)
        if "step" in row:
            first, last, step = (int(row[name].value) for name in ("from", "to", "step"))
            sweep = sorted({*range(first, last + 1, max(step, 1)), *sweep})
        found[row["p"].value] = Parameter(row["p"].value, value, tuple(sweep))
    return found


def read_intervals(store: EmbeddedStore) -> dict[tuple[str, str], dict[str, Interval]]:
    """Read what each reading allows, by snapshot and measure, then by the word of the reading.

    Readings that leave a source out go by ``without-`` and the key of the source.
    """
    snapshots, measures = read_property(store, "snapshot"), read_property(store, "measure")
    lows, highs = read_property(store, "lowNumerator"), read_property(store, "highNumerator")
    wholes, tallies = read_property(store, "onDenominator"), read_property(store, "tally")
    found: dict[tuple[str, str], dict[str, Interval]] = defaultdict(dict)
    for node, reading in store.pairs(str(ICL.reading)):
        tally = tallies[node]
        high = int(highs[node]) if node in highs else None
        interval = Interval(int(lows[node]), high, int(wholes[node]))
        found[snapshots[tally], measures[tally]][reading.rsplit("/", 1)[-1]] = interval
    return found


def read_property(store: EmbeddedStore, name: str) -> dict[str, str]:
    """Read a property of ours that has one value a node."""
    return dict(store.pairs(str(ICL[name])))


def settle(criterion: Criterion, readings: Mapping[str, Interval], threshold: int | None) -> Status:
    """Give the status that holds both with uncertain claims and without them."""
    plain = criterion.compare(readings.get("plain"), threshold)
    certain = criterion.compare(readings.get("certain"), threshold)
    return plain if plain == certain else None


def read_numbers(store: EmbeddedStore, profile: str = "") -> dict[str, int]:
    """Read the numbers of a profile that are no thresholds, by the word of their role."""
    values = read_property(store, "parameterValue")
    return {
        role.rsplit("/", 1)[-1]: int(values[parameter])
        for parameter, role in store.pairs(str(ICL.parameterName))
        if parameter in values
        and parameter.startswith(_head(profile))
        and not role.endswith("/threshold")
    }
