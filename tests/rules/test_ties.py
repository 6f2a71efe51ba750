"""Strength, openness, years and locality, as the coding rules derive them."""

import pytest

from kg.namespaces import BASE, ICL, RDF
from tests.worlds import CLUSTER, World, concept


def two(**facts: object) -> tuple[World, str]:
    world = World()
    for name in ("a", "b"):
        world.actor(name)
    return world, world.tie("a", "b", **facts)  # type: ignore[arg-type]  # the facts of a tie


@pytest.mark.parametrize(
    ("facts", "strength"),
    [
        ({"lastAttestedYear": 1961, "repeatedContact": True}, "strong"),
        ({"lastAttestedYear": 1960, "repeatedContact": True}, "strong"),
        ({"lastAttestedYear": 1959, "repeatedContact": True}, None),  # four years do not last
        ({"repeatedContact": True}, None),
        ({"repeatedContact": False}, "weak"),
        ({"repeatedContact": False, "lastAttestedYear": 1961}, None),  # lasting, so not weak
        ({}, None),
        ({"kind": "merger", "repeatedContact": False}, None),  # a merger has no strength
    ],
)
def test_strength_needs_two_of_three_tests(facts: dict[str, object], strength: str | None) -> None:
    world, tie = two(**facts)
    assert world.diagnose().of_tie(tie, "strength") == strength


def test_another_kind_between_the_same_two_makes_a_tie_multiplex() -> None:
    world, tie = two(repeatedContact=True)
    world.tie("b", "a", kind="informal", start=1960)
    assert world.diagnose().of_tie(tie, "strength") == "strong"


def test_another_tie_of_the_same_kind_does_not() -> None:
    world, tie = two(repeatedContact=True)
    world.tie("b", "a", kind="supply", start=1960)
    assert world.diagnose().of_tie(tie, "strength") is None


def test_an_interval_lasts_from_its_end_to_the_beginning_of_the_last() -> None:
    world, tie = two(
        start=None, firstAttestedYear=1950, firstAttestedYearLatest=1959,
        lastAttestedYear=1963, lastAttestedYearLatest=1969, repeatedContact=True,
    )  # fmt: skip
    assert world.diagnose().of_tie(tie, "strength") is None


@pytest.mark.parametrize(
    ("facts", "openness"),
    [
        ({"exclusive": True}, "closed"),
        ({"exclusive": False}, "open"),
        ({}, None),
        ({"kind": "exclusion"}, "closed"),
        ({"kind": "ownership", "exclusive": True}, "closed"),
    ],
)
def test_openness_of_a_relation(facts: dict[str, object], openness: str | None) -> None:
    world, tie = two(**facts)
    assert world.diagnose().of_tie(tie, "openness") == openness


@pytest.mark.parametrize(
    ("kind", "first", "second", "openness"),
    [
        ("membership", "a", "body", "closed"),
        ("board", "a", "body", "closed"),
        ("tenancy", "a", "body", "closed"),
        ("governance", "body", "a", "closed"),
        ("governance", "a", "body", None),  # the body is steered, not steering
        ("supply", "a", "body", None),
        ("membership", "body", "a", None),
    ],
)
def test_a_tie_within_a_body_has_its_admission(
    kind: str, first: str, second: str, openness: str | None
) -> None:
    world = World()
    world.actor("a")
    world.actor("body", "association")
    admission = world.statement("admission", "BodyAdmission", None, None, "explicit")
    world.put(admission, ICL.body, f"{BASE}id/actor/body")
    world.put(admission, ICL.cluster, CLUSTER)
    world.put(admission, ICL.admission, concept("admission", "closed"))
    tie = world.tie(first, second, kind=kind)
    assert world.diagnose().of_tie(tie, "openness") == openness


def test_membership_in_a_cartel_is_closed() -> None:
    world = World()
    world.actor("a")
    world.actor("cartel", "cartel")
    tie = world.tie("a", "cartel", kind="membership")
    assert world.diagnose().of_tie(tie, "openness") == "closed"


@pytest.mark.parametrize(
    ("facts", "years"),
    [
        ({"start": 1955}, ("1955", "1970")),  # standing, start only: 15 years on
        ({"start": 1955, "endYear": 1957}, ("1955", "1957")),
        ({"start": 1955, "lastAttestedYear": 1960}, ("1955", "1975")),
        ({"start": None, "lastAttestedYear": 1960}, ("1960", "1975")),
        ({"start": None, "endYear": 1960}, ("1960", "1960")),
        ({"kind": "spin-off", "start": 1955}, ("1955", "1955")),  # a happening
        ({"kind": "spin-off", "start": 1955, "endYear": 1957}, ("1955", "1957")),
        ({"start": None}, (None, None)),  # no year: in no snapshot
        ({"start": 1955, "startYearLatest": 1959, "kind": "merger"}, ("1955", "1959")),
    ],
)
def test_years_of_a_tie(facts: dict[str, object], years: tuple[str | None, str | None]) -> None:
    world, tie = two(**facts)
    result = world.diagnose()
    assert (result.of_tie(tie, "activeFrom"), result.of_tie(tie, "activeTo")) == years


def test_a_tie_holds_only_while_both_parties_exist() -> None:
    world = World()
    world.actor("a", foundedYear=1958)
    world.actor("b", dissolvedYear=1960)
    tie = world.tie("a", "b", start=1955)
    result = world.diagnose()
    assert (result.of_tie(tie, "activeFrom"), result.of_tie(tie, "activeTo")) == ("1958", "1960")


@pytest.mark.parametrize(
    ("member", "place", "locality"),
    [(True, "there", "local"), (False, "elsewhere", "external"), (False, None, "unknown")],
)
def test_locality_follows_from_membership_and_place(
    member: bool, place: str | None, locality: str
) -> None:
    world = World()
    world.actor("a")
    world.actor("b", member=member, place=place)
    world.tie("a", "b")
    rows = world.diagnose().store.select(
        "SELECT ?l WHERE { ?e a icl:SnapshotEdge ; icl:locality ?l }"
    )
    assert {row["l"].value.rsplit("/", 1)[-1] for row in rows} == {locality}


def test_a_tie_between_two_outsiders_is_in_no_snapshot() -> None:
    world = World()
    world.actor("a", member=False)
    world.actor("b", member=False)
    world.tie("a", "b")
    assert not world.diagnose().store.ask("ASK { ?x a icl:TieActivity }")


def test_the_timeless_shortcut_joins_exactly_the_parties() -> None:
    from kg.reason import infer_closure
    from kg.store import EmbeddedStore
    from tests.worlds import vocabulary

    world, _ = two()
    store = EmbeddedStore()
    store.add([*vocabulary(), *world.triples])
    infer_closure(store)
    rows = store.select("SELECT ?x ?y WHERE { ?x icl:tiedTo ?y }")
    pairs = {(r["x"].value[-1], r["y"].value[-1]) for r in rows}
    assert pairs == {("a", "b"), ("b", "a")}
    assert store.ask(f"ASK {{ <{BASE}id/actor/a> <{RDF.type}> icl:Firm }}")
