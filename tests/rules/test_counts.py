"""What comes into being in a snapshot, what was there before it, and what hits it."""

import pytest

from kg.namespaces import ICL
from tests.worlds import World

FIRST, NEXT = "testville/1950-1969", "testville/1970-1999"


def one(*starts: int | None, founded: int | None = None, attested: int | None = None) -> World:
    """An institution, one presence a start."""
    world = World()
    actor = world.actor("i", "association", branch=None)
    if founded is not None:
        world.put(actor, ICL.foundedYear, founded)
    for start in starts:
        presence = world.institution("i", "research", start=start)
        if attested is not None:
            world.put(presence, ICL.firstAttestedYear, attested)
    return world


@pytest.mark.parametrize(
    ("world", "founded", "inherited"),
    [
        (one(1949), 0, 1),
        (one(1950), 1, 0),
        (one(1969), 1, 0),
        (one(1970), 0, 0),
        (one(None, founded=1950), 1, 0),
        (one(None, founded=1949), 0, 1),
        (one(1950, founded=1930), 1, 0),  # here only since 1950
        (one(None, attested=1955), 0, 0),  # there, but since when is not told
        (one(None, attested=1949), 0, 1),
        (one(1930, 1955), 0, 1),  # takes on more in 1955
        (one(1952, 1955), 1, 0),
    ],
)
def test_an_institution_is_founded_once_and_inherited_afterwards(
    world: World, founded: int, inherited: int
) -> None:
    result = world.diagnose()
    assert result.share("m20-founded") == (founded, 1)
    assert result.share("m20-inherited") == (inherited, 1)


def test_an_institution_founded_in_one_snapshot_is_inherited_by_the_next() -> None:
    result = one(1955, 1975).diagnose(place=NEXT)
    assert result.share("m20-founded") == (0, 1)
    assert result.share("m20-inherited") == (1, 1)


def test_what_begins_and_what_explores_is_counted_in_its_own_snapshot() -> None:
    world = World()
    world.actor("f")
    world.shock(1965, 1966)
    for kind, year in (("founding", 1950), ("spin-off", 1969), ("entry", 1970), ("exit", 1960)):
        world.event(kind, year, ["f"])
    for year in (1964, 1965, 1976, 1977):
        world.event("decision", year, newMarket=True)
    world.event("decision", 1967, extendsLine=True)
    result = world.diagnose()
    assert result.share("m20-births") == (2, 1)
    assert result.share("m26-count") == (1, 1)  # before the shock is no answer
    assert result.at(NEXT).share("m20-births") == (1, 1)
    assert result.at(NEXT).share("m26-count") == (1, 1)  # within ten years of its end


@pytest.mark.parametrize(("end", "hits"), [(1959, 0), (1960, 1), (1969, 1)])
def test_a_shock_is_recent_for_ten_years_even_if_its_outcome_is_not_told(
    end: int, hits: int
) -> None:
    world = World(documented_to=1975)
    world.shock(1958, end)
    result = world.diagnose(place="testville/1970-1975")
    assert result.share("m15-recent") == (hits, 1)
    assert result.share("m15-shocks") == (hits and int(end + 10 <= 1975), 1)


def test_the_founding_rate_is_held_against_that_of_the_snapshot_before() -> None:
    world = World()
    for n, year in enumerate((1951, 1960, 1968, 1975)):
        world.actor(f"i{n}", "association", branch=None)
        world.institution(f"i{n}", "finance", start=year)
    result = world.diagnose()
    assert result.share("m20-change")[1] == 0  # nothing before to hold it against
    assert result.at(NEXT).share("m20-change") == (-7, 60)  # 1 in 30 years after 3 in 20
