"""Each constraint: a world in which it is found, near misses, and evidence missing."""

from collections.abc import Callable

import pytest

from kg.namespaces import BASE, ICL
from kg.read.profiles import Profile, resolve_quartiles
from tests.worlds import CLUSTER, World, concept, shipped, together

FIRMS = [f"f{n}" for n in range(10)]


def kinds(world: World, n: int) -> World:
    """Add institutions of n kinds."""
    functions = ["education", "research", "representation", "finance", "programme", "brokerage"]
    for function in functions[:n]:
        world.actor(f"i-{function}", "association", branch=None)
        world.institution(f"i-{function}", function)
    return world


def firms(world: World, n: int = 10, collective: bool = False) -> World:
    for name in FIRMS[:n]:
        world.actor(name, collective=collective)
    return world


def inward(local: int = 5, external: int = 1, closed: int = 3, opened: int = 3) -> World:
    """Four kinds of institution, some pairs inside and outside, some rows closed and open."""
    world = firms(kinds(World(), 4))
    for n in range(local):
        world.tie(FIRMS[n], FIRMS[n + 1], exclusive=None if closed + opened <= n else n < closed)
    for n in range(external):
        world.actor(f"out{n}", member=False, place="far")
        world.tie(FIRMS[n], f"out{n}")
    return world


def deficit(world: World, exploring: int = 1, persisting: int = 3) -> World:
    """A shock whose window has passed, with responses."""
    world.shock()
    for n in range(exploring):
        world.event("policy", 1955 + n, newTechnology=True)
    for n in range(persisting):
        world.event("decision", 1956 + n, extendsLine=True)
    return world


def locked() -> World:
    """Closed and turned inwards, with an unanswered shock."""
    return deficit(inward(local=8, external=1, closed=5, opened=3))


Case = tuple[str, str, Callable[[], World], str]
CASES: list[Case] = [
    # constraint, what is special, world, verdict
    (
        "thinness",
        "two kinds, roster complete",
        lambda: kinds(firms(World().complete()), 2),
        "indicated",
    ),
    (
        "thinness",
        "two kinds, roster illustrative",
        lambda: kinds(firms(World()), 2),
        "not-assessable",
    ),
    ("thinness", "three kinds with research", lambda: kinds(firms(World()), 3), "not-indicated"),
    ("thinness", "three kinds, no research", lambda: no_research(False), "not-assessable"),
    ("thinness", "no research, stated absent", lambda: no_research(True), "indicated"),
    ("fragmentation", "few trust, few across", lambda: fragmented(), "tentative"),
    ("fragmentation", "nine firms only", lambda: fragmented(n=9), "not-assessable"),
    (
        "fragmentation",
        "trust among two of four",
        lambda: fragmented(trust=2, across=2),
        "not-indicated",
    ),
    ("fragmentation", "one sign of two", lambda: fragmented(trust=2), "not-indicated"),
    ("fragmentation", "three coded ties", lambda: fragmented(ties=3), "not-assessable"),
    ("closure-risk", "turned inwards and closed", lambda: inward(8, 1, 5, 3), "tentative"),
    ("closure-risk", "a quarter outside", lambda: inward(6, 2, 3, 3), "tentative"),
    ("closure-risk", "just over a quarter outside", lambda: inward(5, 2, 3, 2), "not-indicated"),
    ("closure-risk", "more rows open than closed", lambda: inward(8, 1, 3, 5), "not-indicated"),
    ("closure-risk", "openness not coded", lambda: inward(8, 1, 0, 0), "not-assessable"),
    ("lock-in", "closed and unanswered", locked, "tentative"),
    ("lock-in", "no shock", lambda: inward(8, 1, 5, 3), "not-assessable"),
    ("lock-in", "explored enough", lambda: deficit(inward(8, 1, 5, 3), 3, 3), "not-indicated"),
    ("lock-in", "open", lambda: deficit(inward(8, 1, 3, 5)), "not-indicated"),
    ("lock-in", "two responses only", lambda: deficit(inward(8, 1, 5, 3), 0, 2), "not-assessable"),
    ("functional-lock-in", "one actor dominates", lambda: dominated(True), "tentative"),
    ("functional-lock-in", "no actor dominates, suppliers uncoded", locked, "not-assessable"),
    ("functional-lock-in", "neither", lambda: suppliers(locked(), 4), "not-indicated"),
    ("functional-lock-in", "open", lambda: deficit(inward(8, 1, 3, 5)), "not-indicated"),
    ("cognitive-lock-in", "persistence", locked, "tentative"),
    ("cognitive-lock-in", "explored", lambda: deficit(inward(8, 1, 5, 3), 3, 3), "not-indicated"),
    (
        "cognitive-lock-in",
        "two responses",
        lambda: deficit(inward(8, 1, 5, 3), 0, 2),
        "not-assessable",
    ),
    ("cognitive-lock-in", "open", lambda: deficit(inward(8, 1, 3, 5)), "not-indicated"),
    ("political-lock-in", "open", lambda: deficit(inward(8, 1, 3, 5)), "not-indicated"),
    ("political-lock-in", "coupling and policy", lambda: political(locked(), 2, 1), "tentative"),
    ("political-lock-in", "one tie only", lambda: political(locked(), 1, 1), "not-assessable"),
    (
        "political-lock-in",
        "one tie, roster complete",
        lambda: political(locked().complete(), 1, 1),
        "not-indicated",
    ),
    (
        "political-lock-in",
        "explored",
        lambda: political(deficit(inward(8, 1, 5, 3), 3, 3), 1, 0),
        "not-indicated",
    ),
    ("rigidity", "unanswered and persistent", lambda: deficit(firms(World())), "tentative"),
    ("rigidity", "explored", lambda: deficit(firms(World()), 3, 2), "not-indicated"),
    ("rigidity", "no response coded", lambda: deficit(firms(World()), 0, 0), "not-assessable"),
    ("over-embeddedness", "all trust, inward, closed", lambda: embedded(5), "tentative"),
    ("over-embeddedness", "trust in three of five", lambda: embedded(3), "not-assessable"),
    ("over-embeddedness", "inward but open", lambda: embedded(5, closed=2), "not-indicated"),
    ("over-thickness", "three of one function, unanswered", lambda: thick(3), "tentative"),
    ("over-thickness", "two of one function", lambda: thick(2), "not-assessable"),
    ("over-thickness", "answered", lambda: thick(3, exploring=3), "not-indicated"),
    ("dissension", "six institutions in conflict", lambda: quarrel(1), "tentative"),
    ("dissension", "six at peace", lambda: quarrel(0), "not-indicated"),
    ("dissension", "valence not coded", lambda: quarrel(None), "not-assessable"),
    ("governance-deficit", "firms stay out", lambda: governed(1, 4), "tentative"),
    (
        "governance-deficit",
        "firms take part, steering not known",
        lambda: governed(2, 3),
        "not-assessable",
    ),
    ("governance-deficit", "steered from above", lambda: governed(2, 3, steering=4), "tentative"),
    ("governance-deficit", "neither", lambda: governed(2, 3, steering=2), "not-indicated"),
]


def no_research(stated: bool) -> World:
    world = firms(World())
    for function in ("representation", "finance", "programme"):
        world.actor(f"i-{function}", "association", branch=None)
        world.institution(f"i-{function}", function)
    if stated:
        world.absence("research", "transfer", "real-service")
    return world


def fragmented(n: int = 10, ties: int = 6, trust: int = 0, across: int = 0) -> World:
    """Firms and institutions with ties of contract; some of trust, some across spheres."""
    world = firms(kinds(World(), 4), n)
    world.actor("lab", "research-institute", branch=None)
    for i in range(ties):
        second = "lab" if i < across else FIRMS[i + 1]
        basis = "trust" if i < trust else "contract"
        world.tie(FIRMS[i], second, basis=basis, valence="cooperative", kind="alliance")
    return world


def dominated(yes: bool) -> World:
    world = deficit(firms(kinds(World(), 4)))
    for n in range(1, 7):
        first = FIRMS[0] if yes or n < 2 else FIRMS[n + 1]
        world.tie(first, FIRMS[n], exclusive=n < 5)
    return world


def suppliers(world: World, n: int) -> World:
    for i in range(n):
        world.actor(f"s{i}", "supplier", ownResearch=True, ownMarketing=False)
    return world


def political(world: World, ties: int, policies: int) -> World:
    world.actor("giant", "large-firm")
    world.actor("union", "union", branch=None)
    world.actor("town", "government-local", branch=None)
    for other in ("union", "town")[:ties]:
        world.tie("giant", other, kind="coalition")
    for n in range(policies):
        world.event("policy", 1960 + n, protectsIncumbents=True)
    return world


def embedded(trusting: int, closed: int = 4) -> World:
    world = firms(kinds(World(), 4))
    for n in range(5):
        basis = "trust" if n < trusting else "contract"
        world.tie(FIRMS[n], FIRMS[n + 1], kind="alliance", basis=basis, exclusive=n < closed)
    return world


def thick(n: int, exploring: int = 0) -> World:
    world = deficit(firms(World()), exploring)
    for i in range(n):
        world.actor(f"i{i}", "association", branch=None)
        world.institution(f"i{i}", "representation")
    return world


def quarrel(conflicts: int | None) -> World:
    world = firms(World())
    for i in range(6):
        world.actor(f"i{i}", "association", branch=None)
        world.institution(f"i{i}", "representation")
    for i in range(5):
        valence = None if conflicts is None else "conflict" if i < conflicts else "cooperative"
        world.tie(f"i{i}", f"i{i + 1}", kind="coalition", valence=valence)
    return world


def governed(with_firms: int, without: int, steering: int | None = None) -> World:
    world = firms(World())
    world.actor("state", "government-national", member=False, place="far", branch=None)
    world.actor("council", "forum", branch=None)
    for n in range(with_firms + without):
        world.event("decision", 1951 + n, [FIRMS[0]] if n < with_firms else ["state"])
    for n in range(4 if steering is not None else 0):
        world.tie("state" if n < (steering or 0) else "council", FIRMS[n], kind="governance")
    return world


@pytest.mark.parametrize(
    ("constraint", "special", "build", "verdict"), CASES, ids=[f"{c[0]}: {c[1]}" for c in CASES]
)
def test_verdict(constraint: str, special: str, build: Callable[[], World], verdict: str) -> None:
    assert build().diagnose().verdict(constraint) == verdict, special


def test_every_constraint_fires_nearly_fires_and_lacks_evidence() -> None:
    found = {constraint: {c[3] for c in CASES if c[0] == constraint} for constraint, *_ in CASES}
    assert len(found) == 12
    for constraint, verdicts in found.items():
        assert verdicts & {"indicated", "tentative"}, constraint
        assert "not-indicated" in verdicts, constraint
        assert "not-assessable" in verdicts, constraint


OFF_ILLUSTRATIVE = [case for case in CASES if "roster complete" not in case[1]]
POSITIVE = {"indicated", "tentative"}


def test_an_illustrative_roster_allows_both_outcomes_of_every_constraint() -> None:
    for constraint in {case[0] for case in CASES}:
        verdicts = {case[3] for case in OFF_ILLUSTRATIVE if case[0] == constraint}
        assert verdicts & POSITIVE, constraint
        assert "not-indicated" in verdicts, constraint


def diagnose_together(cases: list[Case], profile: str | Profile) -> list[tuple[str, str, str]]:
    """Give what each case, a cluster of its own on an illustrative roster, is found to be."""
    result = together(build() for _, _, build, _ in cases).diagnose(profile)
    return [
        (constraint, special, result.at(f"testville-{n}/1950-1969").verdict(constraint))
        for n, (constraint, special, _, _) in enumerate(cases)
    ]


def pick(wanted: set[str]) -> list[Case]:
    """Pick the last case of each constraint off an illustrative roster with such a verdict."""
    picked = {case[0]: case for case in OFF_ILLUSTRATIVE if case[3] in wanted}
    assert len(picked) == 12
    return list(picked.values())


def test_the_literal_paper_needs_no_shock_and_allows_both_outcomes() -> None:
    untouched = [
        case
        for case in CASES
        if case[0].endswith("lock-in") and case[1] in ("no shock", "explored enough", "open")
    ]
    cases = [*pick(POSITIVE), *(c for c in pick({"not-indicated"}) if "lock-in" not in c[0])]
    found = diagnose_together([*cases, *untouched], "seed-literal")
    assert [verdict for *_, verdict in found[: len(cases)]] == [case[3] for case in cases]
    assert set(found[len(cases) :]) == {
        ("lock-in", "no shock", "tentative"),
        ("lock-in", "explored enough", "tentative"),
        *((kind, "open", "not-indicated") for kind in LOCK_INS),
    }


LOCK_INS = ("lock-in", "functional-lock-in", "cognitive-lock-in", "political-lock-in")


def test_thresholds_from_other_snapshots_allow_both_outcomes() -> None:
    values = {
        t.subject.value.rsplit("/", 1)[-1]: int(t.object.value)  # type: ignore[union-attr]  # IRIs and numbers
        for t in shipped().triples
        if t.predicate.value == str(ICL.parameterValue)
    }
    relative = shipped("relative")
    numbers = {node: (values[node.rsplit("/", 1)[-1]], 8) for node in relative.quartiles}
    cases = [*pick(POSITIVE), *pick({"not-indicated"})]
    found = diagnose_together(cases, resolve_quartiles(relative, numbers))
    assert found == [(constraint, special, told) for constraint, special, _, told in cases]


def test_a_complete_roster_lifts_the_cap_on_shares() -> None:
    assert inward(8, 1, 5, 3).complete().diagnose().verdict("closure-risk") == "indicated"


def test_one_source_is_not_enough_for_any_criterion() -> None:
    world = inward(8, 1, 5, 3)
    for t in world.triples:
        if t.predicate.value == str(ICL.source):
            for copy in ("two", "three"):
                world.put(f"{BASE}id/source/{copy}", ICL.restsOn, f"{BASE}id/source/one")
    result = world.diagnose()
    assert result.verdict("closure-risk") == "not-assessable"
    assert "two-sources" in result.missing("some-kinds")


def test_what_rests_on_uncertain_claims_is_indeterminate() -> None:
    world = inward(8, 1, 4, 3)
    world.tie("f8", "f9", exclusive=True, confidence="uncertain")
    result = world.diagnose()
    assert result.share("m22") == (5, 8)
    assert result.status("closed-to-others") == "met"  # 4 of 7 without it
    for n in range(2):
        world.tie("f9", f"f{n}", exclusive=False, confidence="uncertain")
    result = world.diagnose()
    assert result.share("m22") == (5, 10)
    assert result.status("closed-to-others") == "met"
    world.tie("f9", "f3", exclusive=False)  # five of eleven with them, four of eight without
    result = world.diagnose()
    assert result.status("closed-to-others") == "indeterminate"
    assert result.missing("closed-to-others") == {"uncertain-only"}


def test_support_counts_what_uncoded_ties_could_change() -> None:
    firm, shaky = inward(8, 0, 5, 3), inward(8, 0, 5, 3)
    for n in range(7):
        shaky.tie(
            FIRMS[n], FIRMS[n + 2], kind="alliance"
        )  # openness not coded: eight of fifteen open
    assert firm.diagnose().support("closure-risk") == 2
    assert shaky.diagnose().support("closure-risk") == 1


def test_a_verdict_that_rows_of_many_ties_decide_does_not_stand_by_row() -> None:
    world = firms(kinds(World(), 4))
    for n in range(1, 7):
        world.tie(FIRMS[0], FIRMS[n], row="one", valence="conflict")
    for n in range(4):
        world.tie(FIRMS[n + 1], FIRMS[n + 2], valence="cooperative")
    world.tie("f0", "f9", basis="contract")
    result = world.diagnose()
    assert result.share("m25") == (6, 10)
    node = f"{BASE}id/criterion-result/default/testville/1950-1969/much-rivalry"
    assert "by-row" in result.words(node, "rawNotMetUnder")


def test_no_shock_after_the_documented_years_is_held_against_a_cluster() -> None:
    world = World(documented_to=1969)
    firms(world)
    deficit(world)
    world.shock(1965, 1966)
    assert world.diagnose().share("m15-shocks") == (1, 1)


def test_a_cluster_outside_an_industry_is_not_hit_by_its_shock() -> None:
    world = firms(World())
    shock = world.shock()
    world.triples = [
        t for t in world.triples
        if not (t.subject.value == shock and t.predicate.value == str(ICL.branch))  # type: ignore[union-attr]  # IRIs
    ]  # fmt: skip
    world.put(shock, ICL.branch, "0510")
    assert world.diagnose().share("m15-shocks") == (0, 1)


def test_a_closed_body_counts_once_in_the_closed_share() -> None:
    world = inward(8, 1, 5, 3)
    before = world.diagnose().share("m22")
    world.actor("club", "association", branch=None)
    admission = world.statement("admission", "BodyAdmission", None, None, "explicit")
    world.put(admission, ICL.body, f"{BASE}id/actor/club")
    world.put(admission, ICL.cluster, CLUSTER)
    world.put(admission, ICL.admission, concept("admission", "closed"))
    assert world.diagnose().share("m22") == (before[0] + 1, before[1] + 1)


def test_an_empty_world_gets_every_diagnosis_and_no_finding() -> None:
    result = World().diagnose()
    rows = result.store.select("SELECT ?v WHERE { ?d a icl:Diagnosis ; icl:verdict ?v }")
    assert len(rows) == 2 * 12
    assert {r["v"].value.rsplit("/", 1)[-1] for r in rows} == {"not-assessable"}
