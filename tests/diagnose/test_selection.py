"""What is left of the evidence when claims are left out."""

from kg.diagnose.selection import select_certain, select_claims
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
