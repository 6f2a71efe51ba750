"""The numbers of every shipped profile: each threshold at its edge, each sweep, each far end."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from kg.namespaces import BASE, ICL, RDF
from kg.read.profiles import list_profiles
from kg.reason import run_rules
from kg.store import EmbeddedStore
from tests.worlds import concept, shipped, strata, vocabulary

Edge = tuple[str, str, str, Fraction, Fraction]


def per_mille(number: int) -> Fraction:
    return Fraction(number, 1000)


EDGES: list[Edge] = [
    # criterion, measure, comparison, at its edge (met), just beyond (not met)
    ("thin-kinds", "m02", "at-most", Fraction(2), Fraction(3)),
    ("no-research-transfer", "m02-research-transfer", "at-most", Fraction(0), Fraction(1)),
    ("line-firms", "m01-line-firms", "at-least", Fraction(10), Fraction(9)),
    ("some-kinds", "m02", "at-least", Fraction(4), Fraction(3)),
    ("little-trust", "m09-trust", "at-most", Fraction(1, 4), per_mille(251)),
    ("little-crossing", "m24", "at-most", Fraction(1, 5), per_mille(201)),
    ("much-rivalry", "m25", "at-least", Fraction(1, 2), per_mille(499)),
    ("turned-inwards", "m07", "at-most", Fraction(1, 4), per_mille(251)),
    ("closed-to-others", "m22", "at-least", Fraction(1, 2), per_mille(499)),
    ("shock", "m15-shocks", "at-least", Fraction(1), Fraction(0)),
    ("little-exploration", "m26", "at-most", per_mille(340), per_mille(341)),
    ("dominant-actor", "m13-supply-ownership", "at-least", Fraction(1, 2), per_mille(499)),
    ("no-boundary-spanning", "m14", "at-least", Fraction(3, 5), per_mille(599)),
    ("much-persistence", "m16", "at-least", Fraction(3, 5), per_mille(599)),
    ("coupling", "m17-coupling", "at-least", Fraction(2), Fraction(1)),
    ("preserving-policy", "m17-policies", "at-least", Fraction(1), Fraction(0)),
    ("much-trust", "m09-trust", "at-least", Fraction(4, 5), per_mille(799)),
    ("much-strength", "m23", "at-least", per_mille(670), per_mille(669)),
    ("crowded-function", "m03", "at-least", Fraction(3), Fraction(2)),
    ("six-institutions", "m18-institutions", "at-least", Fraction(6), Fraction(5)),
    ("conflict", "m18-conflict", "at-least", Fraction(1, 5), per_mille(199)),
    ("few-firms-decide", "m19-participation", "at-most", Fraction(1, 4), per_mille(251)),
    ("hierarchy", "m19-hierarchy", "at-least", Fraction(3, 4), per_mille(749)),
]
"""Those of the constraints in ``default``, from docs/model.md: a change makes a case fail."""

STAGE_EDGES: list[Edge] = [
    ("few-line-firms", "m01-line-firms", "at-most", Fraction(9), Fraction(10)),
    ("no-institutions", "m18-institutions", "at-most", Fraction(0), Fraction(1)),
    ("some-institutions", "m18-institutions", "at-least", Fraction(1), Fraction(0)),
    ("births", "m20-births", "at-least", Fraction(1), Fraction(0)),
    ("first-institutions", "m20-founded", "at-least", Fraction(1), Fraction(0)),
    ("bare-base", "m20-inherited", "at-most", Fraction(1), Fraction(2)),
    ("net-entry", "m20-entry", "at-least", per_mille(20), per_mille(19)),
    ("no-net-entry", "m20-entry", "at-most", per_mille(20), per_mille(21)),
    ("no-net-exit", "m20-entry", "at-least", per_mille(-20), per_mille(-21)),
    ("net-exit", "m20-entry", "at-most", per_mille(-20), per_mille(-19)),
    ("fewer-foundings", "m20-change", "at-most", per_mille(-1), Fraction(0)),
    ("old-enough", "m20-age", "at-least", Fraction(15), Fraction(14)),
    ("recent-shock", "m15-recent", "at-least", Fraction(1), Fraction(0)),
    ("some-exploration", "m26-count", "at-least", Fraction(1), Fraction(0)),
    ("grows-again", "m20-entry", "at-least", per_mille(1), Fraction(0)),
    ("shrinks", "m20-entry", "at-most", per_mille(-1), Fraction(0)),
]
"""Those of the stages, the same in every profile."""

SHAPE_EDGES: list[Edge] = [
    ("mean-degree", "m04", "at-least", Fraction(7, 2), per_mille(3499)),
    ("low-degree", "m04", "at-most", Fraction(1, 2), per_mille(501)),
    ("no-large-component", "m06-component", "at-most", per_mille(300), per_mille(301)),
    ("many-isolates", "m06-isolates", "at-least", Fraction(1, 2), per_mille(499)),
    ("transitive", "m11-transitivity", "at-least", per_mille(700), per_mille(699)),
    ("more-transitive-than-chance", "m11-ratio", "at-least", Fraction(5, 2), per_mille(2499)),
    ("few-newcomers", "m12", "at-most", Fraction(0), per_mille(1)),
    ("shocks-unanswered", "m15-ratio", "at-most", per_mille(140), per_mille(141)),
    ("slow-answers", "m15-latency", "at-least", Fraction(15), Fraction(14)),
    ("modular", "m18-modularity", "at-least", per_mille(600), per_mille(599)),
    ("factions", "m18-factions", "at-least", Fraction(4), Fraction(3)),
]
"""Those of ``strict`` alone: mean degree 3.0, isolates 0.3 and so on, each at the far end."""

OF_PROFILE = {
    "default": [*EDGES, *STAGE_EDGES],
    "seed-literal": [*EDGES, *STAGE_EDGES],
    "strict": [*STAGE_EDGES, *SHAPE_EDGES],
    "relative": STAGE_EDGES,
}


def triple(subject: str, predicate: object, value: object) -> Triple:
    term = value if isinstance(value, Literal | NamedNode) else NamedNode(str(value))
    return Triple(NamedNode(subject), NamedNode(str(predicate)), term)


def judge(
    edges: Iterable[Edge], side: int, profile: str, words: Iterable[Triple]
) -> dict[str, str]:
    """Give the status of each criterion when its measure has exactly its value on one side."""
    store = EmbeddedStore()
    store.add(words)
    asked = list(edges)
    for n, edge in enumerate(asked):
        value = edge[side]
        if not isinstance(value, Fraction):
            raise TypeError("a side of an edge is a number")
        snapshot = f"{BASE}id/snapshot/t/{n}"
        tally = f"{BASE}id/measurement/{profile}/t/{n}/{edge[1]}"
        store.add([
            triple(snapshot, RDF.type, ICL.ClusterSnapshot),
            triple(snapshot, ICL.snapshotOf, f"{BASE}id/cluster/t"),
            triple(tally, RDF.type, ICL.Tally),
            triple(tally, ICL.snapshot, snapshot),
            triple(tally, ICL.measure, concept("measure", edge[1])),
            triple(tally, ICL.profile, f"{BASE}profile/{profile}"),
        ])  # fmt: skip
        for reading in ("plain", "certain"):
            node = f"{tally}/{reading}"
            store.add([
                triple(node, RDF.type, ICL.TallyReading),
                triple(node, ICL.tally, tally),
                triple(node, ICL.reading, concept("reading", reading)),
                triple(node, ICL.lowNumerator, Literal(value.numerator)),
                triple(node, ICL.highNumerator, Literal(value.numerator)),
                triple(node, ICL.onDenominator, Literal(value.denominator)),
            ])  # fmt: skip
    run_rules(store, [s for s in strata() if 300 <= s.order <= 304])
    rows = store.select("SELECT ?r ?s WHERE { ?r a icl:CriterionResult ; icl:status ?s }")
    found = {row["r"].value: row["s"].value.rsplit("/", 1)[-1] for row in rows}
    results = f"{BASE}id/criterion-result/{profile}/t"
    return {edge[0]: found[f"{results}/{n}/{edge[0]}"] for n, edge in enumerate(asked)}


AT, BEYOND = 3, 4


@pytest.mark.parametrize("profile", OF_PROFILE)
def test_thresholds_are_met_at_their_edge_and_not_beyond(profile: str) -> None:
    edges = OF_PROFILE[profile]
    assert judge(edges, AT, profile, vocabulary(profile)) == {e[0]: "met" for e in edges}
    assert judge(edges, BEYOND, profile, vocabulary(profile)) == {e[0]: "not-met" for e in edges}
    assert all((edge >= beyond) == (way == "at-least") for *_, way, edge, beyond in edges)


@pytest.mark.parametrize("profile", list_profiles())
def test_every_criterion_of_a_profile_has_an_edge(profile: str) -> None:
    written = {
        "default": [*EDGES, *STAGE_EDGES],
        "strict": [*EDGES, *STAGE_EDGES, *SHAPE_EDGES],
    }.get(profile, [*EDGES, *STAGE_EDGES])
    asked = {(c.name, c.measure, c.comparison) for c in read_criteria(shipped(profile).triples)}
    assert asked == {edge[:3] for edge in written}


@pytest.mark.parametrize("step", [-1, 1])
@pytest.mark.parametrize("profile", OF_PROFILE)
def test_a_mutated_threshold_changes_what_its_edge_gives(profile: str, step: int) -> None:
    value, head = str(ICL.parameterValue), f"{BASE}profile/{profile}/parameter/"
    edges = OF_PROFILE[profile]
    nodes = {head + edge[0] for edge in edges}
    mutated = [
        Triple(t.subject, t.predicate, Literal(int(t.object.value) + step))  # type: ignore[union-attr]  # a number
        if t.predicate.value == value and getattr(t.subject, "value", "") in nodes
        else t
        for t in vocabulary(profile)
    ]
    harder = [edge for edge in edges if (step > 0) == (edge[2] == "at-least")]
    easier = [edge for edge in edges if edge not in harder]
    assert set(judge(harder, AT, profile, mutated).values()) == {"not-met"}
    assert set(judge(easier, BEYOND, profile, mutated).values()) == {"met"}


@dataclass(frozen=True)
class Criterion:
    """A criterion with the numbers of its threshold."""

    name: str
    measure: str
    comparison: str
    value: int | None
    sweep: tuple[int, int, int] | None

    @property
    def far_end(self) -> int | None:
        """Give the end of the sweep at which the criterion is harder to meet."""
        return self.sweep and self.sweep[self.comparison == "at-least"]


def read_criteria(profile: Iterable[Triple]) -> list[Criterion]:
    """Read the criteria of a profile."""
    store = EmbeddedStore()
    store.add(profile)
    rows = store.select(
        "SELECT ?c ?m ?way ?value ?from ?to ?step WHERE { ?c a icl:Criterion ; "
        "icl:criterionMeasure ?m ; icl:comparison ?way ; icl:threshold ?p . "
        "OPTIONAL { ?p icl:parameterValue ?value } OPTIONAL { ?p icl:sweepFrom ?from ; "
        "icl:sweepTo ?to ; icl:sweepStep ?step } } ORDER BY ?c"
    )
    return [
        Criterion(
            name=row["c"].value.rsplit("/", 1)[-1],
            measure=row["m"].value.rsplit("/", 1)[-1],
            comparison=row["way"].value.rsplit("/", 1)[-1],
            value=int(row["value"].value) if "value" in row else None,
            sweep=(int(row["from"].value), int(row["to"].value), int(row["step"].value))
            if "from" in row
            else None,
        )
        for row in rows
    ]


def find_short_of_far_end(default: Iterable[Triple], strict: Iterable[Triple]) -> set[str]:
    """Find the criteria of constraints whose threshold in ``strict`` is not the far end."""
    constraints = {edge[0] for edge in EDGES}
    ends = {c.name: c.far_end for c in read_criteria(default) if c.name in constraints}
    values = {c.name: c.value for c in read_criteria(strict)}
    return {name for name, end in ends.items() if end is None or values[name] != end}


def test_strict_stands_at_the_far_end_of_every_sweep_of_default() -> None:
    default, strict = shipped().triples, shipped("strict").triples
    assert len(EDGES) == 23
    assert find_short_of_far_end(default, strict) == set()
    own = {edge[0] for edge in SHAPE_EDGES}
    assert all(c.value == c.far_end for c in read_criteria(strict) if c.name in own)


@pytest.mark.parametrize("criterion", [edge[0] for edge in EDGES])
def test_a_number_of_strict_short_of_the_far_end_is_noticed(criterion: str) -> None:
    node = NamedNode(f"{BASE}profile/strict/parameter/{criterion}")
    value = NamedNode(str(ICL.parameterValue))
    mutated = [
        Triple(node, value, Literal(int(t.object.value) + 1))  # type: ignore[union-attr]  # a number
        if (t.subject, t.predicate) == (node, value)
        else t
        for t in shipped("strict").triples
    ]
    assert find_short_of_far_end(shipped().triples, mutated) == {criterion}


def test_stages_are_estimated_by_the_same_numbers_in_every_profile() -> None:
    of_stages = {edge[0] for edge in STAGE_EDGES}
    found = {
        profile: {c for c in read_criteria(shipped(profile).triples) if c.name in of_stages}
        for profile in list_profiles()
    }
    assert all(criteria == found["default"] for criteria in found.values())


def test_relative_takes_from_other_snapshots_all_that_is_a_matter_of_degree() -> None:
    left = {c.name for c in read_criteria(shipped("relative").triples) if c.value is not None}
    assert left - {edge[0] for edge in STAGE_EDGES} == {
        "no-research-transfer", "line-firms", "some-kinds", "shock", "preserving-policy",
        "six-institutions",
    }  # fmt: skip


COUNTS = {"m02-research-transfer", "m15-shocks", "m17-policies"}
"""Counts whose sweep goes one way only: below is no number, or no criterion."""


def test_sweeps_are_as_wide_as_the_design_says() -> None:
    units = read_units(shipped("strict").triples)
    swept = [c for c in read_criteria(shipped().triples) if c.name in {e[0] for e in EDGES}]
    swept += [
        c for c in read_criteria(shipped("strict").triples) if c.name in {e[0] for e in SHAPE_EDGES}
    ]
    middle = {"mean-degree": 3000, "low-degree": 1000, "more-transitive-than-chance": 2000}
    for c in swept:
        assert c.sweep is not None
        low, high, step = c.sweep
        if c.name in middle:
            assert c.sweep == (middle[c.name] - 500, middle[c.name] + 500, 500), c.name
        elif c.measure == "m07":
            assert c.sweep == (150, 350, 50)  # -0.7 to -0.3 of the E-I index
        elif units[c.name] == "per mille":
            assert step == 100 and (high - low == 400 or low == 0), c.name
        elif units[c.name] == "years":
            assert (high - low, step) == (10, 5), c.name
        else:
            assert high - low == (1 if c.measure in COUNTS else 2) and step == 1, c.name


def read_units(profile: Iterable[Triple]) -> dict[str, str]:
    store = EmbeddedStore()
    store.add(profile)
    rows = store.select("SELECT ?p ?unit WHERE { ?p icl:unit ?unit }")
    return {row["p"].value.rsplit("/", 1)[-1]: row["unit"].value for row in rows}


OTHERS = {
    "min-coded": 4, "min-rows": 3, "min-sources": 2, "min-responses": 3, "min-members": 8,
    "min-ties": 10, "tie-persistence": 15, "lasting-years": 5, "strong-tests": 2,
    "shock-length": 10, "response-window": 10, "shock-lookback": 10, "min-support": 2,
    "min-snapshots": 8, "min-sweep": 800,
}  # fmt: skip


@pytest.mark.parametrize("profile", list_profiles())
def test_the_other_numbers_of_a_profile_are_those_of_the_model(profile: str) -> None:
    store = EmbeddedStore()
    store.add(vocabulary(profile))
    rows = store.select(
        "SELECT ?n ?v WHERE { ?p icl:parameterName ?n ; icl:parameterValue ?v "
        f"FILTER(?n != <{BASE}scheme/parameter/threshold>) }}"
    )
    assert {r["n"].value.rsplit("/", 1)[-1]: int(r["v"].value) for r in rows} == OTHERS
