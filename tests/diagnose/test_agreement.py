"""What was diagnosed beside what authors judge, and the criteria a verdict turns on."""

from collections.abc import Callable

import pytest

from kg.namespaces import BASE, ICL
from tests.rules.test_diagnoses import fragmented, governed, inward, locked
from tests.worlds import Result, World, concept, together

FIRST, NEXT = "testville/1950-1969", "testville/1970-1999"
HERE, THEN = "1950-1969", "1970-1999"

OUTCOMES = {
    # what the diagnosis says, what the author says: the outcome
    ("lock-in", "affirms"): "agrees",
    ("lock-in", "denies"): "differs",
    ("lock-in", "mixed"): "author-divided",
    ("thinness", "affirms"): "differs",
    ("thinness", "denies"): "agrees",
    ("thinness", "mixed"): "author-divided",
    ("dissension", "affirms"): "diagnosis-silent",
    ("dissension", "denies"): "diagnosis-silent",
    ("dissension", "mixed"): "diagnosis-silent",
}
VERDICTS = {"lock-in": "tentative", "thinness": "not-indicated", "dissension": "not-assessable"}


def test_every_outcome_of_a_dated_assessment() -> None:
    world = locked()
    dated = {key: world.assess(*key, 1950, 1969) for key in OUTCOMES}
    result = world.diagnose()
    assert {c: result.verdict(c) for c in VERDICTS} == VERDICTS
    assert {key: result.outcomes(a) for key, a in dated.items()} == {
        key: {HERE: outcome} for key, outcome in OUTCOMES.items()
    }


def test_every_outcome_of_an_undated_assessment() -> None:
    world = locked()
    undated = {key: world.assess(*key) for key in OUTCOMES}
    result = world.diagnose()
    assert result.at(NEXT).verdict("lock-in") == "not-assessable"
    assert {key: result.outcomes(a) for key, a in undated.items()} == {
        key: {"testville": outcome} for key, outcome in OUTCOMES.items()
    }


def opened_later() -> World:
    """Closed and turned inwards at first, opened in the second snapshot."""
    world = inward(8, 1, 5, 3)
    for n in range(12):
        world.actor(f"new{n}", member=False, place="far")
        world.tie(f"f{n % 10}", f"new{n}", start=1975, exclusive=False)
    return world


def test_an_undated_affirmation_agrees_if_any_snapshot_is_positive() -> None:
    world = opened_later()
    affirms, denies = world.assess("closure-risk"), world.assess("closure-risk", "denies")
    result = world.diagnose()
    assert result.verdict("closure-risk") == "tentative"
    assert result.at(NEXT).verdict("closure-risk") == "not-indicated"
    assert result.outcomes(affirms) == {"testville": "agrees"}
    assert result.outcomes(denies) == {"testville": "differs"}


def test_a_dated_assessment_is_held_against_every_snapshot_it_speaks_of() -> None:
    world = opened_later()
    across = world.assess("closure-risk", "affirms", 1960, 1980)
    later = world.assess("closure-risk", "affirms", 1970)
    until = world.assess("closure-risk", "denies", None, 1960)
    vague = world.assess("closure-risk", "denies", 1940, 1945, latest=1950)
    before = world.assess("closure-risk", "affirms", 1900, 1949)
    result = world.diagnose()
    assert result.outcomes(across) == {HERE: "agrees", THEN: "differs"}
    assert result.outcomes(later) == {THEN: "differs"}
    assert result.outcomes(until) == {HERE: "differs"}
    assert result.outcomes(vague) == {HERE: "differs"}
    assert result.outcomes(before) == {}


def find_silent(result: Result, place: str) -> set[str]:
    """Find the constraints on which authors are said to be silent."""
    return {
        row["c"].value.rsplit("/", 1)[-1]
        for row in result.store.select(
            "SELECT ?c WHERE { ?f a icl:AgreementFinding ; icl:onConstraint ?c ; icl:outcome "
            f"<{BASE}scheme/agreement/author-silent> ; icl:snapshot <{BASE}id/snapshot/{place}> }}"
        )
    }


def find_decided(result: Result, place: str) -> set[str]:
    """Find the constraints on which there is a verdict other than that none can be given."""
    there = result.at(place)
    rows = result.store.select("SELECT DISTINCT ?c WHERE { ?d icl:constraint ?c }")
    names = {row["c"].value.rsplit("/", 1)[-1] for row in rows}
    return {name for name in names if there.verdict(name) != "not-assessable"}


def test_authors_are_silent_on_every_verdict_that_nobody_judges() -> None:
    result = locked().diagnose()
    for place in (FIRST, NEXT):
        assert find_silent(result, place) == find_decided(result, place)
    assert {"lock-in", "thinness"} <= find_silent(result, FIRST)
    assert "dissension" not in find_silent(result, FIRST)


@pytest.mark.parametrize(
    ("years", "first", "then"),
    [((1950, 1969), set(), {"thinness"}), ((1980, None), {"thinness"}, set()),
     ((None, None), set(), set()), ((1900, 1949), {"thinness"}, {"thinness"})],
)  # fmt: skip
def test_an_assessment_ends_the_silence_in_the_snapshots_it_speaks_of(
    years: tuple[int | None, int | None], first: set[str], then: set[str]
) -> None:
    world = locked()
    world.assess("thinness", "mixed", *years)
    result = world.diagnose()
    assert {"thinness"} <= find_decided(result, FIRST) & find_decided(result, NEXT)
    assert find_silent(result, FIRST) & {"thinness"} == first
    assert find_silent(result, NEXT) & {"thinness"} == then


def test_an_assessment_of_something_else_is_held_against_nothing() -> None:
    world = locked()
    topic = world.assess("lock-in", "affirms", 1950, 1969)
    world.assessments = [
        t for t in world.assessments if t.predicate.value != str(ICL.assessedConcept)
    ]
    openness = concept("assessment-topic", "openness")
    world.put(topic, ICL.assessedConcept, openness, world.assessments)
    result = world.diagnose()
    assert result.outcomes(topic) == {}
    assert "lock-in" in find_silent(result, FIRST)


def test_an_assessment_of_another_cluster_is_held_against_nothing_here() -> None:
    judged, other = locked(), locked()
    for years in ((1950, 1969), (None, None)):
        judged.assess("lock-in", "affirms", *years)
    result = together([judged, other]).diagnose()
    rows = result.store.select(
        "SELECT ?d WHERE { ?f icl:comparesAssessment ?a ; icl:forDiagnosis ?d }"
    )
    assert rows
    assert all("/testville-0/" in row["d"].value for row in rows)


def test_a_finding_names_the_diagnoses_it_was_held_against() -> None:
    world = opened_later()
    dated, undated = world.assess("closure-risk", "affirms", 1950, 1960), world.assess("lock-in")
    plain = world.assess("closure-risk")
    result = world.diagnose()

    def held(assessment: str) -> set[str]:
        return {
            row["d"].value.removeprefix(f"{BASE}id/diagnosis/default/testville/")
            for row in result.store.select(
                "SELECT ?d WHERE { ?f icl:forDiagnosis ?d ; icl:comparesAssessment "
                f"<{assessment}> }}"
            )
        }

    assert held(dated) == {f"{HERE}/closure-risk"}
    assert held(plain) == {f"{HERE}/closure-risk", f"{THEN}/closure-risk"}
    decided = {
        years
        for years, place in ((HERE, FIRST), (THEN, NEXT))
        if "lock-in" in find_decided(result, place)
    }
    assert held(undated) == {f"{years}/lock-in" for years in decided}


TURNS: list[tuple[str, str, Callable[[], World], set[str]]] = [
    # constraint, what is special, world, the criteria it turns on
    ("closure-risk", "all three met", lambda: inward(8, 1, 5, 3),
     {"some-kinds", "turned-inwards", "closed-to-others"}),
    ("closure-risk", "open", lambda: inward(8, 1, 3, 5), {"closed-to-others"}),
    ("closure-risk", "openness not coded", lambda: inward(8, 1, 0, 0), set()),
    ("fragmentation", "two signs of three", fragmented,
     {"line-firms", "some-kinds", "little-trust", "little-crossing"}),
    ("fragmentation", "one sign of two", lambda: fragmented(trust=2),
     {"little-trust", "much-rivalry"}),
    ("thinness", "neither way", locked, {"thin-kinds", "no-research-transfer"}),
    ("governance-deficit", "one way of two", lambda: governed(2, 3, steering=4), {"hierarchy"}),
    ("governance-deficit", "the other way", lambda: governed(1, 4, steering=2),
     {"few-firms-decide"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("constraint", "special", "build", "criteria"), TURNS, ids=[f"{t[0]}: {t[1]}" for t in TURNS]
)
def test_a_verdict_turns_on_the_criteria_that_decide_it(
    constraint: str, special: str, build: Callable[[], World], criteria: set[str]
) -> None:
    assert build().diagnose().turns_on(constraint) == criteria, special


def test_every_verdict_that_is_given_turns_on_something() -> None:
    result = locked().diagnose()
    for place in (FIRST, NEXT):
        there = result.at(place)
        turning = {c for c in find_decided(result, place) if there.turns_on(c)}
        assert turning == find_decided(result, place)
