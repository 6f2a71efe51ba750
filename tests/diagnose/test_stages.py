"""Stages of the life cycle: each at its edge, after what it follows, and the latest of several."""

from collections.abc import Mapping
from fractions import Fraction

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from kg.namespaces import BASE, ICL, RDF
from kg.reason import run_rules
from kg.store import EmbeddedStore
from tests.rules.formulas import STAGES
from tests.worlds import World, concept, strata, vocabulary

Values = Mapping[str, Fraction | int]
MET, NOT_MET, OPEN = "met", "not-met", "indeterminate"
Years = tuple[int, int]


def per_mille(number: int) -> Fraction:
    return Fraction(number, 1000)


class Estimates:
    """What the rules say of the stages of a cluster whose snapshots have exactly these values."""

    def __init__(self, snapshots: Mapping[Years, Values]) -> None:
        self.store = EmbeddedStore()
        self.store.add(vocabulary())
        for years, values in snapshots.items():
            self._add_snapshot(years, values)
        run_rules(self.store, [s for s in strata() if 300 <= s.order < 500])

    def _add_snapshot(self, years: Years, values: Values) -> None:
        node = f"{BASE}id/snapshot/t/{years[0]}-{years[1]}"
        self._put(node, RDF.type, NamedNode(str(ICL.ClusterSnapshot)))
        self._put(node, ICL.snapshotOf, NamedNode(f"{BASE}id/cluster/t"))
        self._put(node, ICL.startYear, Literal(years[0]))
        self._put(node, ICL.endYear, Literal(years[1]))
        for t in vocabulary():
            if t.object == NamedNode(str(ICL.Measure)):
                name = str(getattr(t.subject, "value", "")).rsplit("/", 1)[-1]
                self._add_tally(node, name, values.get(name))

    def _add_tally(self, snapshot: str, measure: str, value: Fraction | int | None) -> None:
        path = snapshot.removeprefix(f"{BASE}id/snapshot/")
        tally = f"{BASE}id/measurement/default/{path}/{measure}"
        self._put(tally, RDF.type, NamedNode(str(ICL.Tally)))
        self._put(tally, ICL.snapshot, NamedNode(snapshot))
        self._put(tally, ICL.measure, concept("measure", measure))
        self._put(tally, ICL.profile, NamedNode(f"{BASE}profile/default"))
        for reading in ("plain", "certain") if value is not None else ():
            node, exact = f"{tally}/{reading}", Fraction(value or 0)
            self._put(node, RDF.type, NamedNode(str(ICL.TallyReading)))
            self._put(node, ICL.tally, NamedNode(tally))
            self._put(node, ICL.reading, concept("reading", reading))
            self._put(node, ICL.lowNumerator, Literal(exact.numerator))
            self._put(node, ICL.highNumerator, Literal(exact.numerator))
            self._put(node, ICL.onDenominator, Literal(exact.denominator))

    def _put(self, subject: str, predicate: object, value: NamedNode | Literal) -> None:
        self.store.add([Triple(NamedNode(subject), NamedNode(str(predicate)), value)])

    def status(self, stage: str, years: Years = (1950, 1969)) -> str:
        """Give the status of the estimate of a stage."""
        node = f"{BASE}id/stage-estimate/default/t/{years[0]}-{years[1]}/{stage}"
        (status,) = self._words(node, "estimateStatus")
        return status

    def stage(self, years: Years = (1950, 1969)) -> set[str]:
        """Give the stage a snapshot is put in, if it is."""
        node = f"{BASE}id/stage-estimate-period/default/t/{years[0]}-{years[1]}"
        return self._words(node, "estimatedStage")

    def _words(self, node: str, name: str) -> set[str]:
        rows = self.store.select(
            f"SELECT ?n ?v WHERE {{ ?n icl:{name} ?v }}", {"n": NamedNode(node)}
        )
        return {row["v"].value.rsplit("/", 1)[-1] for row in rows}


EDGES: list[tuple[str, Values, Values]] = [
    # stage, the edge of all that it asks, one step beyond in each
    (
        "potential",
        {"m01-line-firms": 9, "m18-institutions": 0},
        {"m01-line-firms": 10, "m18-institutions": 1},
    ),
    (
        "formation",
        {"m20-births": 1, "m20-founded": 1, "m20-inherited": 1},
        {"m20-births": 0, "m20-founded": 0, "m20-inherited": 2},
    ),
    (
        "growth",
        {"m20-entry": per_mille(20), "m18-institutions": 1},
        {"m20-entry": per_mille(19), "m18-institutions": 0},
    ),
    (
        "maturity",
        {"m20-entry": per_mille(20), "m20-change": per_mille(-1), "m20-age": 15},
        {"m20-entry": per_mille(21), "m20-change": 0, "m20-age": 14},
    ),
    (
        "maturity",
        {"m20-entry": per_mille(-20), "m20-change": per_mille(-1), "m20-age": 15},
        {"m20-entry": per_mille(-21), "m20-change": 0, "m20-age": 14},
    ),
    (
        "transition",
        {"m15-recent": 1, "m20-entry": per_mille(-20), "m26-count": 0},
        {"m15-recent": 0, "m20-entry": per_mille(-19)},
    ),
    (
        "transition",
        {"m15-recent": 1, "m20-entry": per_mille(-19), "m26-count": 1},
        {"m15-recent": 0, "m26-count": 0},
    ),
]


@pytest.mark.parametrize(("stage", "edge", "beyond"), EDGES)
def test_a_stage_is_met_at_its_edge_and_not_beyond(
    stage: str, edge: Values, beyond: Values
) -> None:
    assert Estimates({(1950, 1969): edge}).status(stage) == MET
    for measure, value in beyond.items():
        assert Estimates({(1950, 1969): {**edge, measure: value}}).status(stage) == NOT_MET, measure


@pytest.mark.parametrize(("stage", "edge", "beyond"), EDGES)
def test_a_stage_is_indeterminate_where_evidence_is_missing(
    stage: str, edge: Values, beyond: Values
) -> None:
    for measure in beyond:
        left = {name: value for name, value in edge.items() if name != measure}
        assert Estimates({(1950, 1969): left}).status(stage) == OPEN, measure


def test_what_is_refuted_needs_no_more_evidence() -> None:
    estimates = Estimates({(1950, 1969): {"m15-recent": 0, "m20-births": 0}})
    assert estimates.status("transition") == NOT_MET
    assert estimates.status("formation") == NOT_MET
    assert estimates.status("growth") == OPEN


TRANSITION: Values = {"m15-recent": 1, "m26-count": 1, "m20-entry": 0}
REFUTED: Values = {"m15-recent": 0, "m26-count": 1, "m20-entry": 0}
UNKNOWN: Values = {"m15-recent": 1}
BEFORE, NOW = (1930, 1949), (1950, 1969)


@pytest.mark.parametrize(
    ("stage", "entry", "other"), [("renewal", 1, "decline"), ("decline", -1, "renewal")]
)
def test_renewal_and_decline_follow_a_transition_in_the_snapshot_before(
    stage: str, entry: int, other: str
) -> None:
    here: Values = {"m20-entry": per_mille(entry)}
    after = Estimates({BEFORE: TRANSITION, NOW: here})
    assert (after.status(stage, NOW), after.status(other, NOW)) == (MET, NOT_MET)
    assert after.stage(NOW) == {stage}
    assert Estimates({BEFORE: TRANSITION, NOW: {"m20-entry": 0}}).status(stage, NOW) == NOT_MET
    assert Estimates({BEFORE: TRANSITION, NOW: {}}).status(stage, NOW) == OPEN
    assert Estimates({BEFORE: REFUTED, NOW: here}).status(stage, NOW) == NOT_MET
    assert Estimates({BEFORE: UNKNOWN, NOW: here}).status(stage, NOW) == OPEN


def test_without_a_snapshot_just_before_it_is_not_known_what_was_before() -> None:
    here: Values = {"m20-entry": per_mille(1)}
    assert Estimates({NOW: here}).status("renewal", NOW) == OPEN
    assert Estimates({(1930, 1948): TRANSITION, NOW: here}).status("renewal", NOW) == OPEN
    assert Estimates({NOW: TRANSITION}).status("renewal", NOW) == NOT_MET  # its own entry is 0


def test_a_transition_does_not_reach_beyond_the_next_snapshot() -> None:
    here: Values = {"m20-entry": per_mille(5)}
    estimates = Estimates({(1910, 1929): TRANSITION, BEFORE: {**here, "m15-recent": 0}, NOW: here})
    assert estimates.stage(BEFORE) == {"renewal"}
    assert estimates.status("renewal", NOW) == NOT_MET


def test_the_latest_of_several_stages_counts() -> None:
    growing: Values = {"m20-entry": per_mille(20), "m18-institutions": 1}
    settled: Values = {**growing, "m20-change": per_mille(-1), "m20-age": 15}
    moving: Values = {**settled, "m15-recent": 1, "m26-count": 1}
    assert Estimates({NOW: growing}).stage() == {"growth"}
    assert Estimates({NOW: settled}).stage() == {"maturity"}
    both = Estimates({NOW: moving})
    assert [both.status(s) for s in ("growth", "maturity", "transition")] == [MET, MET, MET]
    assert both.stage() == {"transition"}
    assert Estimates({BEFORE: TRANSITION, NOW: moving}).stage(NOW) == {"renewal"}


def test_without_a_stage_met_a_snapshot_is_in_none() -> None:
    estimates = Estimates({NOW: {}})
    assert {estimates.status(stage) for stage in STAGES} == {OPEN}
    assert estimates.stage() == set()


def answering(world: World) -> World:
    """A shock in the first snapshot, explored; twelve firms, two more in the second snapshot."""
    world.shock()
    world.event("decision", 1955, newMarket=True)
    for n in range(12):
        world.actor(f"f{n}", foundedYear=1940)
    for n in range(11):
        world.tie(f"f{n}", f"f{n + 1}", start=1960)
    for n in (12, 13):
        world.actor(f"f{n}", foundedYear=1980)
    return world


def test_an_illustrative_roster_shows_a_transition_and_leaves_the_next_stage_open() -> None:
    result = answering(World()).diagnose()
    assert result.stage() == {"transition"}
    after = result.at("testville/1970-1999")
    assert (after.estimate("renewal"), after.stage()) == (OPEN, set())
    assert {after.estimate(stage) for stage in STAGES} <= {OPEN, NOT_MET}


def test_a_complete_roster_shows_the_renewal_that_follows() -> None:
    after = answering(World().complete()).diagnose().at("testville/1970-1999")
    assert (after.estimate("renewal"), after.estimate("decline")) == (MET, NOT_MET)
    assert after.stage() == {"renewal"}


def test_an_estimate_rests_on_its_criteria_down_to_their_results() -> None:
    result = answering(World()).diagnose()
    node = f"{BASE}id/stage-estimate/{result.place}/transition"
    path = "basedOn/icl:basedOn/icl:basedOn"
    assert result.words(node, path) == {"recent-shock", "net-exit", "some-exploration"}
