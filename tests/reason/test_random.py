"""Over graphs drawn at random, compiled rules conclude what pySHACL concludes."""

import os
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pyoxigraph import Triple

from kg.diagnose.run import STAGES_ORDER, Judgements, infer_diagnoses
from kg.errors import RuleError
from kg.reason import build_strata, run_rules
from kg.reason.compile import compile_rule
from kg.reason.execute import Given
from kg.reason.reference import Reference
from kg.reason.strata import Stratum
from kg.store import EmbeddedStore
from kg.store.text import to_triples
from tests.reason.random_rules import RuleWriter
from tests.reason.small_program import PROGRAM, graphs
from tests.reason.test_reference import SECOND, WORDS, small
from tests.reason.three import below, data, infer, infer_slowly, rule, store_of, triple, typed
from tests.worlds import World, strata, vocabulary

ALWAYS_THE_SAME = os.environ.get("CI") is not None or os.environ.get("CI_REQUIRE_ALL") == "1"
STRATA = build_strata(PROGRAM)
DUPLICATED = [
    below("Sub", "C"), typed("n0", "C"), typed("n0", "Sub"), typed("n1", "Sub"),
    triple("n0", "knows", "n1"), triple("n1", "knows", "n2"), triple("n2", "closed", "n3"),
    triple("n0", "tie", "n2"), triple("n0", "size", 2), triple("n1", "size", 5),
]  # fmt: skip


@settings(max_examples=20, deadline=None, derandomize=ALWAYS_THE_SAME)
@given(graphs())
@example([])
@example(DUPLICATED)
def test_a_small_program_equals_the_reference(triples: list[Triple]) -> None:
    assert infer(store_of(triples), STRATA) == infer_slowly(store_of(triples), STRATA)


def test_every_rule_of_the_small_program_concludes_something() -> None:
    store = store_of([
        *DUPLICATED, triple("n1", "tie", "n1"), typed("n4", "C"), triple("n4", "size", 1),
        triple("n4", "tie", "n4"),
    ])  # fmt: skip
    for stratum in STRATA:
        for compiled in stratum.rules:
            assert store.construct(compiled.query), compiled.rule.slug
        infer(store, [stratum])


@pytest.mark.parametrize("seed", range(4))
def test_rules_written_at_random_equal_the_reference_or_are_refused(seed: int) -> None:
    """The guard takes about half of them, and about half of those conclude something here."""
    writer, taken, concluded = RuleWriter(seed), 0, 0
    store = data()
    store.add([
        triple("n9", "knows", "a"), typed("n9", "Sub"), triple("a", "knows", "a"),
        triple("t1", "size", 5),
    ])  # fmt: skip
    reference, known = Reference(store), set(store.triples())
    for _ in range(80):
        told = rule(writer.write())
        try:
            query = compile_rule(told).query
        except RuleError:
            continue
        new = set(store.construct(query)) - known
        assert new == set(reference.infer(told)), told.construct
        taken, concluded = taken + 1, concluded + bool(new)
    assert taken > 20
    assert concluded > 10


T = TypeVar("T")
FIRMS = [f"f{i}" for i in range(3)]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Draw a handful of actors, ties, institutions and events, in one snapshot or two."""

    def one(*values: T) -> T:
        return draw(st.sampled_from(values))

    world = World()
    for name in draw(st.lists(st.sampled_from(FIRMS), unique=True)):
        world.actor(
            name,
            one("small-firm", "large-firm", "union", "university", "bank", "collective-firms"),
            member=one(True, True, False),
            place=one("there", None),
            branch=one("2652", "9999", None),
        )
    known = [*FIRMS, "nobody"]
    for _ in range(draw(st.integers(0, 4))):
        world.tie(
            one(*known),
            one(*known),
            kind=one("supply", "ownership", "governance", "informal", "membership", "exclusion"),
            row=one(None, "shared"),
            confidence=one("explicit", "uncertain"),
            basis=one("trust", "contract", None),
            valence=one("cooperative", "conflict", "competitive", None),
            start=one(1945, 1955, 1975, None),
            endYear=one(None, 1958, 1980),
            repeatedContact=one(None, True, False),
        )
    for _ in range(draw(st.integers(0, 2))):
        functions = ("research", "education", "finance", "representation")
        start = one(1940, 1960, None)
        world.institution(one(*known), one(*functions), start=start, bars=one(None, True))
    if one(True, False):
        world.event(one("decision", "founding", "policy"), one(1951, 1972), [one(*known)])
    if one(True, False):
        world.shock(one(1952, 1971), one(1954, None))
    if one(True, False):
        world.complete()
    if one(True, False):
        world.claim_stage(one("growth", "decline"), 1950, 1969)
        world.assess(one("thinness", "closure-risk"), one("affirms", "denies"), 1950, 1960)
    if one(True, True, True, False):
        world.triples = [t for t in world.triples if str(t.subject) != f"<{SECOND}>"]
    return world


def compare(
    chosen: Collection[str],
    store: EmbeddedStore,
    planned: Sequence[Stratum],
    given: dict[int, Given],
) -> Mapping[int, bytes]:
    """Run strata compiled, and before each hold some of its rules against pySHACL, for one round.

    Not when they run beforehand without uncertain claims: the second time is like it.
    """
    if STAGES_ORDER not in given:
        return run_rules(store, planned, given)
    found: dict[int, bytes] = {}
    waiting = dict(given)
    reference, known = Reference(store), set(store.triples())

    def run(part: Sequence[Stratum], due: dict[int, Given]) -> None:
        for order, text in run_rules(store, part, due).items():
            found[order] = text
            new = set(to_triples(text)) - known
            known.update(new)
            reference.add(new)

    for stratum in planned:
        due = {order: waiting.pop(order) for order in sorted(waiting) if order <= stratum.order}
        run([], due)
        for compiled in (c for c in stratum.rules if c.rule.slug in chosen):
            new = set(store.construct(compiled.query)) - known
            assert new == set(reference.infer(compiled.rule)), compiled.rule.slug
        run([stratum], {})
    run([], waiting)
    assert known == set(store.triples())
    return found


PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
@settings(
    max_examples=2,
    deadline=None,
    derandomize=ALWAYS_THE_SAME,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(worlds())
def test_the_shipped_rules_equal_the_reference_one_by_one(part: int, world: World) -> None:
    """A part of the rules each time, for the reference is slow; on what the strata below leave."""
    profile = small()
    words = [t for t in vocabulary(profile) if t.predicate.value not in WORDS]
    slugs = [c.rule.slug for stratum in strata() for c in stratum.rules]
    runner = partial(compare, slugs[part::PARTS])
    judgements = Judgements(world.stages, world.assessments)
    inference = infer_diagnoses(
        words, world.triples, strata(), runner=runner, judgements=judgements
    )
    assert inference.layers["measurements"]


@pytest.mark.parametrize("slug", ["group-met", "total-by-row"])
def test_a_count_that_a_second_class_doubled_would_be_found(slug: str) -> None:
    """The rules that count rows are among those compared; so is a snapshot of two classes."""
    counting = [c for s in strata() for c in s.rules if c.rule.slug == slug]
    assert all("SELECT DISTINCT ?this" in c.query for c in counting)
    assert counting
