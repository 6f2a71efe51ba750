"""What is left of the evidence when claims are left out."""

import pytest

from kg.diagnose.selection import (
    ClaimSelection,
    count_claims,
    list_sources,
    select_certain,
    select_claims,
    select_sources,
)
from kg.errors import UnknownName
from kg.namespaces import BASE, ICL
from tests.worlds import World


def subjects(world: World) -> set[str]:
    return {str(getattr(t.subject, "value", "")) for t in select_certain(world.triples)}


def test_a_statement_without_a_certain_claim_drops_out() -> None:
    world = World()
    for name in ("a", "b"):
        world.actor(name)
    kept, dropped = world.tie("a", "b"), world.tie("a", "b", confidence="uncertain")
    assert kept in subjects(world)
    assert dropped not in subjects(world)


def test_a_statement_with_one_certain_claim_left_stays() -> None:
    world = World()
    for name in ("a", "b"):
        world.actor(name)
    tie = world.tie("a", "b", confidence="uncertain")
    world.put(tie, ICL.supportedByClaim, f"{BASE}id/claim/another")
    assert tie in subjects(world)


def test_an_uncertain_field_drops_out_and_the_statement_stays() -> None:
    world = World()
    for name in ("a", "b"):
        world.actor(name)
    tie = world.tie("a", "b", start=1955, exclusive=True, uncertainField="start")
    left = {t.predicate.value for t in select_certain(world.triples) if t.subject.value == tie}  # type: ignore[union-attr]  # IRIs
    assert str(ICL.startYear) not in left
    assert str(ICL.exclusive) in left


def test_an_actor_stays_without_claims() -> None:
    world = World()
    actor = world.actor("a")
    left = select_claims(world.triples, lambda _: False)
    assert actor in {str(getattr(t.subject, "value", "")) for t in left}
    assert not any("/id/membership/" in str(getattr(t.subject, "value", "")) for t in left)


def told() -> tuple[World, str, str, str]:
    """Three ties: of the first source, of the second, and of both."""
    world = World()
    for name in ("a", "b"):
        world.actor(name)
    one, two, both = (world.tie("a", "b", source=source) for source in ("one", "two", "one"))
    world.put(both, ICL.supportedByClaim, f"{BASE}id/claim/second")
    world.put(f"{BASE}id/claim/second", ICL.statedIn, f"{BASE}id/locator/two")
    return world, one, two, both


@pytest.mark.parametrize(
    ("sources", "keeps", "left"),
    [
        ({"one"}, True, (True, False, True)),
        ({"one"}, False, (False, True, True)),
        ({"two"}, True, (False, True, True)),
        ({"one", "two"}, True, (True, True, True)),
        ({"one", "two"}, False, (False, False, False)),
    ],
)
def test_a_selection_keeps_or_leaves_out_the_claims_of_sources(
    sources: set[str], keeps: bool, left: tuple[bool, ...]
) -> None:
    world, *ties = told()
    selection = ClaimSelection(frozenset(sources), keeps)
    found = select_sources(world.triples, world.triples, selection)
    subjects = {str(getattr(t.subject, "value", "")) for t in found}
    assert tuple(tie in subjects for tie in ties) == left
    assert set(found) <= set(world.triples)


def test_a_source_known_through_another_is_left_out_with_either() -> None:
    world, one, *_ = told()
    claim = next(
        str(getattr(t.object, "value", ""))
        for t in world.triples
        if getattr(t.subject, "value", "") == one and t.predicate.value == str(ICL.supportedByClaim)
    )
    world.put(claim, ICL.reportedVia, f"{BASE}id/source/three")
    assert list_sources(world.triples)[claim] == {"one", "three"}
    for source in ("one", "three"):
        selection = ClaimSelection(frozenset({source}), keeps=False)
        found = select_sources(world.triples, world.triples, selection)
        assert one not in {getattr(t.subject, "value", "") for t in found}


def test_the_locators_of_another_graph_tell_the_source_of_a_claim() -> None:
    world, one, two, _ = told()
    apart = [t for t in world.triples if t.predicate.value != str(ICL.source)]
    selection = ClaimSelection(frozenset({"one"}), keeps=True)
    left = {
        getattr(t.subject, "value", "") for t in select_sources(apart, world.triples, selection)
    }
    assert one in left and two not in left


def test_an_unknown_source_is_told_with_those_there_are() -> None:
    world, *_ = told()
    selection = ClaimSelection(frozenset({"won"}), keeps=True)
    with pytest.raises(UnknownName, match="one"):
        select_sources(world.triples, world.triples, selection)


def test_claims_are_counted_on_what_can_drop_out() -> None:
    world, *_ = told()
    all_claims = count_claims(world.triples)
    assert all_claims == 2 + 4  # two memberships, three ties of which one has two claims
    selection = ClaimSelection(frozenset({"one", "two", "three"}), keeps=False)
    assert count_claims(select_sources(world.triples, world.triples, selection)) == 0


def test_a_selection_is_diagnosed_from_what_is_left() -> None:
    world, *_ = told()
    selection = ClaimSelection(frozenset({"one"}), keeps=False)
    before = world.diagnose().share("m21-coverage")
    world.triples = select_sources(world.triples, world.triples, selection)
    assert before[1] == 15  # five fields of each tie
    assert world.diagnose().share("m21-coverage")[1] < before[1]
