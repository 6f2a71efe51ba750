"""How far a verdict depends on the numbers it compares with: sweeps of thresholds.

Every threshold of a constraint takes each value of its sweep, all of them together, and the verdict
stands where the constraint keeps its status. Nothing is measured anew: a threshold decides how a
measurement is read and not what it is.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from pyoxigraph import Literal, NamedNode, Triple

from kg.diagnose.trees import (
    Interval,
    Parameter,
    Status,
    Tree,
    read_intervals,
    read_parameters,
    read_trees,
    settle,
)
from kg.namespaces import BASE, ICL
from kg.reason.strata import Key
from kg.store import EmbeddedStore

SWEEP_KEYS = tuple(
    Key(str(ICL[name]), "", str(ICL.Diagnosis)) for name in ("sweepSettings", "sweepStands")
)
"""What :func:`infer_sweeps` concludes, for the proof of the strata."""

_SNAPSHOTS = "SELECT ?snapshot { ?snapshot a icl:ClusterSnapshot ; icl:snapshotOf ?cluster }"
_PROFILES = "SELECT ?name { ?profile a icl:Profile ; skos:notation ?name }"


@dataclass(frozen=True)
class Sweep:
    """Under how many settings of the thresholds a constraint has each status."""

    settings: int
    stands: int
    """How many leave the status as it is; 0 where there is none to keep."""

    @property
    def share(self) -> Fraction:
        """Give the share of settings under which the status stands."""
        return Fraction(self.stands, self.settings)


def sweep(
    tree: Tree,
    readings: Mapping[str, Mapping[str, Interval]],
    parameters: Mapping[str, Parameter],
) -> Sweep:
    """Sweep all thresholds of a constraint together.

    :param readings: by measure, then by the word of the reading.
    """
    here = judge(tree, readings, {iri: p.value for iri, p in parameters.items()})
    counted = _count(tree, readings, parameters)
    settings = sum(counted.values())
    return Sweep(settings, 0 if here is None else counted[here])


def judge(
    tree: Tree,
    readings: Mapping[str, Mapping[str, Interval]],
    thresholds: Mapping[str, int | None],
) -> Status:
    """Judge a constraint under one setting of its thresholds."""
    return tree.judge(
        {
            c.iri: settle(c, readings.get(c.measure, {}), thresholds.get(c.parameter))
            for c in tree.criteria
        }
    )


def _count(
    tree: Tree,
    readings: Mapping[str, Mapping[str, Interval]],
    parameters: Mapping[str, Parameter],
) -> Counter[Status]:
    """Count settings by the status they lead to.

    Many values of one threshold give its criteria the same statuses, so settings are counted by
    those and not one by one.
    """
    using: dict[str, list[str]] = defaultdict(list)
    for criterion in tree.criteria:
        using[criterion.parameter].append(criterion.iri)
    by_iri = {c.iri: c for c in tree.criteria}
    options: list[list[tuple[dict[str, Status], int]]] = []
    for parameter, iris in using.items():
        values: tuple[int | None, ...] = parameters[parameter].sweep or (None,)
        outcomes: Counter[tuple[Status, ...]] = Counter()
        for value in values:
            found = (settle(by_iri[i], readings.get(by_iri[i].measure, {}), value) for i in iris)
            outcomes[tuple(found)] += 1
        options.append([(dict(zip(iris, told, strict=True)), n) for told, n in outcomes.items()])
    counted: Counter[Status] = Counter()
    for setting in product(*options):
        statuses: dict[str, Status] = {}
        weight = 1
        for told, n in setting:
            statuses |= told
            weight *= n
        counted[tree.judge(statuses)] += weight
    return counted


def infer_sweeps(store: EmbeddedStore) -> list[Triple]:
    """Infer for every diagnosis under how many settings of its thresholds it stands."""
    return list(_render(store))


def _render(store: EmbeddedStore) -> Iterable[Triple]:
    trees, parameters = read_trees(store), read_parameters(store)
    intervals = read_intervals(store)
    by_snapshot: dict[str, dict[str, dict[str, Interval]]] = defaultdict(dict)
    for (snapshot, measure), readings in intervals.items():
        by_snapshot[snapshot][measure] = readings
    names = [row["name"].value for row in store.select(_PROFILES)]
    for row in store.select(_SNAPSHOTS):
        snapshot = row["snapshot"].value
        path = snapshot.removeprefix(f"{BASE}id/snapshot/")
        for tree in trees:
            found = sweep(tree, by_snapshot[snapshot], parameters)
            word = tree.constraint.rsplit("/", 1)[-1]
            for name in names:
                node = NamedNode(f"{BASE}id/diagnosis/{name}/{path}/{word}")
                yield Triple(node, NamedNode(str(ICL.sweepSettings)), Literal(found.settings))
                yield Triple(node, NamedNode(str(ICL.sweepStands)), Literal(found.stands))
