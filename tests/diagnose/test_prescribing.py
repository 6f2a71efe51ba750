"""What is advised: by constraint and stage, whose stage it is, and where the paper is silent."""

from collections.abc import Callable
from functools import cache

import pytest

from kg.inputs import find_inputs
from kg.namespaces import BASE, ICL, RDF
from kg.read import read_turtle
from kg.store.text import split_lines
from tests.rules.test_diagnoses import deficit, fragmented, inward, locked, no_research, thick
from tests.worlds import Result, World, together

Claim = tuple[str, str, int | None, int | None, int | None]
AUTHOR, CURATOR = "an author", "curator"
FIRST, NEXT = "testville/1950-1969", "testville/1970-1999"


@cache
def table() -> dict[str, tuple[set[str], set[str], str, str]]:
    """Read the table: by rule its constraints, its stages, what it prescribes and on what basis."""
    facts: dict[str, dict[str, set[str]]] = {}
    for t in read_turtle(find_inputs().prescriptions):
        subject, predicate = str(getattr(t.subject, "value", "")), t.predicate.value
        words = facts.setdefault(subject, {}).setdefault(predicate, set())
        words.add(str(getattr(t.object, "value", "")).rsplit("/", 1)[-1])
    return {
        rule.rsplit("/", 1)[-1]: (
            told[str(ICL.forConstraint)],
            told.get(str(ICL.atStage), set()),
            next(iter(told[str(ICL.prescribes)])),
            next(iter(told[str(ICL.prescriptionBasis)])),
        )
        for rule, told in facts.items()
        if "PrescriptionRule" in told.get(str(RDF.type), ())
    }


def advise(constraint: str, *stages: str) -> set[str]:
    """Give the rules that the table holds for a constraint at these stages and at any."""
    return {
        rule
        for rule, (constraints, at, _, _) in table().items()
        if constraint in constraints and (not at or at & set(stages))
    }


def thin() -> World:
    """Thin by a stated absence, so that no stage can be estimated."""
    return no_research(True)


CELLS: list[tuple[str, Callable[[], World], str, str]] = [
    # constraint, world, stage claimed, a rule of this stage alone
    ("thinness", thin, "potential", "thinness-potential-formation-hard-infrastructure"),
    ("thinness", thin, "formation", "thinness-potential-formation-hard-infrastructure"),
    ("thinness", thin, "growth", ""),
    ("fragmentation", fragmented, "growth", "fragmentation-growth-soft-infrastructure"),
    ("fragmentation", fragmented, "formation", ""),
    ("closure-risk", lambda: inward(8, 1, 5, 3), "growth", ""),
]


@pytest.mark.parametrize(("constraint", "build", "stage", "special"), CELLS)
def test_a_constraint_gets_what_is_advised_at_its_stage_and_at_any(
    constraint: str, build: Callable[[], World], stage: str, special: str
) -> None:
    world = build()
    world.claim_stage(stage, 1950, 1969)
    result = world.diagnose()
    assert result.of_set("stageUsed") == {stage}
    assert result.prescriptions(constraint) == advise(constraint, stage)
    of_stage = result.prescriptions(constraint) - advise(constraint)
    assert of_stage == ({special} if special else set())
    assert advise(constraint)


def test_without_a_stage_only_what_holds_at_any_is_advised() -> None:
    result = thin().diagnose()
    assert result.of_set("stageUsed") == set()
    assert result.prescriptions("thinness") == advise("thinness")


def test_only_what_is_diagnosed_is_advised_on() -> None:
    world = inward(8, 1, 3, 5)  # turned inwards but open: closure risk is not indicated
    world.claim_stage("maturity", 1950, 1969)
    result = world.diagnose()
    assert result.verdict("closure-risk") == "not-indicated"
    assert result.verdict("governance-deficit") == "not-assessable"
    assert result.of_set("hasAssignment") == set()
    assert result.of_set("noSeedPrescription") == set()


def test_every_assignment_names_a_positive_diagnosis_and_what_its_rule_says() -> None:
    result = locked().diagnose()
    rows = result.store.select(
        "SELECT ?a ?verdict ?rule ?what ?basis WHERE { ?set icl:hasAssignment ?a . "
        "?a icl:forDiagnosis/icl:verdict ?verdict ; icl:appliesPrescriptionRule ?rule ; "
        "icl:assignedPrescription ?what ; icl:prescriptionBasis ?basis }"
    )
    told = [{n: row[n].value.rsplit("/", 1)[-1] for n in row} for row in rows]
    assert len(told) == len({row["a"].value for row in rows}) > 4
    assert {row["verdict"] for row in told} <= {"indicated", "tentative"}
    assert all((row["what"], row["basis"]) == table()[row["rule"]][2:] for row in told)


def test_the_stage_that_the_evidence_shows_comes_before_any_claimed() -> None:
    world = locked()  # a shock and an exploration: a transition
    world.claim_stage("growth", 1950, 1969)
    result = world.diagnose()
    assert result.stage() == {"transition"}
    assert result.of_set("stageUsed") == {"transition"}
    (source,) = result.store.select(
        f"SELECT ?p WHERE {{ <{BASE}id/prescription-set/{result.place}> icl:stageTakenFrom ?p . "
        "?p a icl:StageEstimatePeriod }"
    )
    assert source["p"].value == f"{BASE}id/stage-estimate-period/{result.place}"
    assert result.prescriptions("lock-in") == advise("lock-in", "transition")


CLAIMS: list[tuple[str, list[Claim], set[str]]] = [
    # what is special; claimant, stage, start, end, latest end; stages used
    (
        "an author comes before the compiler",
        [(CURATOR, "maturity", 1950, 1969, None), (AUTHOR, "growth", 1960, 1961, None)],
        {"growth"},
    ),
    ("without an author the compiler counts", [(CURATOR, "maturity", 1950, 1969, None)],
     {"maturity"}),
    (
        "the longer overlap comes first",
        [(AUTHOR, "growth", 1950, 1955, None), (AUTHOR, "maturity", 1956, 1969, None)],
        {"maturity"},
    ),
    (
        "only years within the snapshot count",
        [(AUTHOR, "growth", 1900, 1954, None), (AUTHOR, "maturity", 1960, 1966, None)],
        {"maturity"},
    ),
    (
        "of two that overlap alike both count",
        [(AUTHOR, "growth", 1950, 1959, None), (AUTHOR, "maturity", 1960, 1969, None)],
        {"growth", "maturity"},
    ),
    (
        "the compiler gets no share of a tie",
        [(AUTHOR, "growth", 1950, 1959, None), (CURATOR, "maturity", 1960, 1969, None)],
        {"growth"},
    ),
    ("without a year a claim is not used", [(AUTHOR, "growth", None, None, None)], set()),
    ("a claim on other years is not used", [(AUTHOR, "growth", 1970, 1999, None)], set()),
    ("a start alone runs on", [(AUTHOR, "growth", 1900, None, None)], {"growth"}),
    ("an end alone reaches back", [(AUTHOR, "growth", None, 1950, None)], {"growth"}),
    (
        "an interval of ends counts to its last year",
        [(AUTHOR, "growth", 1940, 1945, 1956), (AUTHOR, "maturity", 1957, 1962, None)],
        {"growth"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("special", "claims", "used"), CLAIMS, ids=[c[0] for c in CLAIMS])
def test_whose_stage_is_used(
    special: str,
    claims: list[Claim],
    used: set[str],
) -> None:
    world = thin()
    for claimant, stage, start, end, latest in claims:
        world.claim_stage(stage, start, end, claimant, latest)
    result = world.diagnose()
    assert result.of_set("stageUsed") == used, special
    assert len(result.of_set("stageTakenFrom")) == len(used)
    assert result.prescriptions("thinness") == advise("thinness", *used)


def test_a_claim_on_another_cluster_is_not_used() -> None:
    claimed, other = thin(), thin()
    claimed.claim_stage("formation", 1950, 1969)
    result = together([claimed, other]).diagnose()
    assert result.at("testville-0/1950-1969").of_set("stageUsed") == {"formation"}
    assert result.at("testville-1/1950-1969").of_set("stageUsed") == set()


def silence(result: Result, constraint: str) -> bool:
    return constraint in result.of_set("noSeedPrescription")


def test_where_the_paper_advises_nothing_the_set_says_so() -> None:
    result = thick(3).diagnose()
    assert result.verdict("over-thickness") == "tentative"
    assert silence(result, "over-thickness")
    assert {table()[rule][3] for rule in result.prescriptions("over-thickness")} == {"inferred"}


def test_what_is_only_inferred_does_not_end_the_silence() -> None:
    result = locked().diagnose()
    for constraint in ("closure-risk", "lock-in", "cognitive-lock-in", "rigidity"):
        assert result.verdict(constraint) == "tentative"
        bases = {table()[rule][3] for rule in result.prescriptions(constraint)}
        assert silence(result, constraint) == ("seed" not in bases), constraint
    assert silence(result, "closure-risk")
    assert not silence(result, "lock-in")


@pytest.mark.parametrize("build", [World, locked, lambda: deficit(thin())])
def test_every_set_has_the_universal_preconditions(build: Callable[[], World]) -> None:
    universal = {
        str(getattr(t.subject, "value", "")).rsplit("/", 1)[-1]
        for t in read_turtle(find_inputs().prescriptions)
        if t.predicate.value == str(ICL.isUniversal)
    }
    assert len(universal) >= 5
    result = build().diagnose()
    for place in (FIRST, NEXT):
        assert result.at(place).of_set("hasPrecondition") == universal
    assert len(result.store.select("SELECT ?s WHERE { ?s a icl:PrescriptionSet }")) == 2


def test_a_stage_may_change_what_is_advised_and_never_what_is_diagnosed() -> None:
    plain, claimed = thin(), thin()
    claimed.claim_stage("formation", 1950, 1969)
    before, after = plain.infer(), claimed.infer()
    kinds = ("prescription-set", "prescription-assignment", "stage-overlap")

    def rest(ntriples: bytes) -> set[bytes]:
        lines = split_lines(ntriples)
        return {t for t in lines if not any(f"/id/{kind}/".encode() in t for kind in kinds)}

    one, other = before.layers["diagnoses"], after.layers["diagnoses"]
    assert rest(one) == rest(other)
    assert split_lines(one) != split_lines(other)
    assert split_lines(before.layers["agreement"]) == split_lines(after.layers["agreement"])
