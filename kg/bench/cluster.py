"""A made-up cluster while it is being written, and its parties as ties and events see them."""

from dataclasses import dataclass, field
from random import Random

from kg.bench.characters import CHARACTERS, INDUSTRIES, Character, Industry
from kg.bench.counts import COUNTRIES, FIRM_KINDS, pick
from kg.bench.sheet import Sheet, node


@dataclass(frozen=True)
class Party:
    """An actor as ties and events see it: when it lived, and whether it is a member."""

    term: str
    slug: str
    kind: str
    member: bool
    founded: int
    gone: int
    weight: float

    @property
    def is_firm(self) -> bool:
        """Whether it is a firm."""
        return self.kind in FIRM_KINDS


@dataclass
class Cluster:
    """What the parts of a cluster need to know of it while it is being written."""

    slug: str
    number: int
    chance: Random
    sheet: Sheet
    character: Character
    industry: Industry
    years: tuple[int, int, int]
    """First year, first year of the second snapshot, last year."""
    country: str
    branches: list[str] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)

    @property
    def term(self) -> str:
        """The cluster itself."""
        return node("cluster", self.slug)

    def yes(self, share: float) -> bool:
        """Say yes in so many cases out of one."""
        return self.chance.random() < share


def open_cluster(number: int, seed: int) -> Cluster:
    """Begin a cluster: the same for the same number and seed, however many there are."""
    chance = Random(f"{seed}/{number}")  # noqa: S311  # nothing here is a secret
    slug = f"bench-{number:05}"
    industry = INDUSTRIES[number % len(INDUSTRIES)]
    # Shifted by one each round, so that the clusters of an industry do not all lean alike.
    character = CHARACTERS[(number + number // len(INDUSTRIES)) % len(CHARACTERS)]
    first = industry.turn - chance.randint(10, 28)
    years = (first, industry.turn, industry.turn + chance.randint(15, 24))
    sheet = Sheet(slug, chance)
    return Cluster(slug, number, chance, sheet, character, industry, years, pick(chance, COUNTRIES))


def draw_party(cluster: Cluster, among: list[Party], besides: Party | None = None) -> Party | None:
    """Draw a party by its weight, those of low number above the rest; ``None`` if there is none."""
    left = [party for party in among if party is not besides]
    if not left:
        return None
    return cluster.chance.choices(left, [party.weight for party in left])[0]
