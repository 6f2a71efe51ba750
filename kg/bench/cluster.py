"""One made-up cluster: its sources, its territory, its snapshots, its actors."""

from dataclasses import dataclass, field
from random import Random

from kg.bench.characters import CHARACTERS, INDUSTRIES, SHOCK_BEFORE, Character, Industry
from kg.bench.counts import (
    COUNTRIES,
    FIRM_KINDS,
    MEMBER_KINDS,
    OTHER_KINDS,
    SIZES,
    Weights,
    pick,
)
from kg.bench.sheet import Sheet, concept, node, text, truth, whole


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


def write_territory(cluster: Cluster) -> None:
    """Write sources, the cluster, its districts, the branches of its line, snapshots, rosters."""
    sheet, chance = cluster.sheet, cluster.chance
    sources = sheet.cite(SIZES.sources)
    item = concept("territory-item", "cluster")
    name = f"{cluster.character.name} {cluster.industry.name} cluster {cluster.number}"
    korean = f"{cluster.character.korean} {cluster.industry.korean} 클러스터 {cluster.number}"
    sheet.state(
        cluster.term, "Cluster", f"There is a {name}.",
        label=[text(name, "en"), text(korean, "ko")], territoryItem=item,
        description=text(f"A made-up {name}.", "en"), identifier=text(cluster.country),
        notation=text(cluster.slug),
    )  # fmt: skip
    for n in range(SIZES.districts):
        slug = f"{cluster.slug}-district-{n}"
        sheet.state(
            node("district", slug), "District", f"Place {n} lies in it.", cluster=cluster.term,
            label=text(f"Place {n} of {cluster.number}", "en"), notation=text(slug),
            territoryItem=concept("territory-item", "district"),
        )  # fmt: skip
    cluster.branches = list(cluster.industry.branches[: SIZES.branches])
    for n, code in enumerate(cluster.branches):
        slug = f"{cluster.slug}-branch-{code}"
        since = cluster.years[0] + (0 if n == 0 else chance.randint(0, 15))
        sheet.state(
            node("branch", slug), "LineBranch", f"Branch {code} is of its line.",
            cluster=cluster.term, branch=text(code), startYear=whole(since),
            label=text(f"Branch {code}", "en"), notation=text(slug),
            territoryItem=concept("territory-item", "branch"),
            uncertainField=[text("start")] if cluster.yes(0.15) else [],
        )  # fmt: skip
    first, turn, last = cluster.years
    for start, end in ((first, turn - 1), (turn, last)):
        sheet.add(
            node("snapshot", f"{cluster.slug}/{start}-{end}"), "ClusterSnapshot",
            snapshotOf=cluster.term, startYear=whole(start), endYear=whole(end),
            reason=text(f"Opens in {start}.", "en"), reasonSource=sources[:2],
        )  # fmt: skip
    for rdf_class, name in (("TieSet", "ties"), ("InstitutionSet", "institutions")):
        slug = f"{cluster.slug}-{name}"
        sheet.add(
            node("roster", slug), rdf_class, cluster=cluster.term, notation=text(slug),
            rosterKind=concept("roster-kind", cluster.character.roster),
            rosterOf=concept("roster-set", name), searched=text(f"Made-up {name}.", "en"),
            searchedSource=sources[: SIZES.sources // 2],
        )  # fmt: skip


def write_shocks(cluster: Cluster) -> None:
    """Write the shocks of an industry, which hit every cluster of it; its first one tells them."""
    industry = cluster.industry
    for n, start in enumerate((industry.turn - SHOCK_BEFORE, industry.turn), 1):
        slug = f"{cluster.slug}-{n}"
        cluster.sheet.state(
            node("shock", slug), "IndustryShock", f"Sales of {industry.name} fell in {start}.",
            label=[text(f"Fall of {industry.name} in {start}", "en"),
                   text(f"{start}년 {industry.korean} 침체", "ko")],
            industry=text(industry.name), branch=[text(code) for code in industry.branches[:2]],
            startYear=whole(start), endYear=whole(start + 2),
        )  # fmt: skip


def write_actors(cluster: Cluster) -> None:
    """Write the actors and the memberships of those that belong to the cluster."""
    for n in range(SIZES.actors):
        member = n < SIZES.members
        kind = _pick_kind(cluster, MEMBER_KINDS if member else OTHER_KINDS, n)
        party = _write_actor(cluster, n, kind, member)
        cluster.parties.append(party)
        if not member:
            continue
        slug = f"{cluster.slug}-m{n:02}"
        facts = {}
        if cluster.yes(0.03):
            facts["startYear"] = whole(max(party.founded, cluster.years[0]) + 1)
        cluster.sheet.state(
            node("membership", slug), "ClusterMembership", f"Actor {n} belongs to it.",
            cluster=cluster.term, member=party.term, notation=text(slug), **facts,
        )  # fmt: skip


def _pick_kind(cluster: Cluster, kinds: Weights, number: int) -> str:
    """Pick a kind; a cluster of few institutions has firms in their place."""
    kind = pick(cluster.chance, kinds)
    if number < 3:  # no real cluster is without a large firm
        return "large-firm"
    scarce = cluster.character.institutions < 1 and kind not in FIRM_KINDS
    if scarce and not cluster.yes(cluster.character.institutions):
        return cluster.chance.choice(FIRM_KINDS)
    return kind


def _write_actor(cluster: Cluster, number: int, kind: str, member: bool) -> Party:
    sheet, chance = cluster.sheet, cluster.chance
    first, turn, last = cluster.years
    slug = f"{cluster.slug}-a{number:02}"
    founded, gone = first - 100, last + 100
    facts: dict[str, str | list[str]] = {}
    if kind in ("collective-firms",) or (not member and cluster.yes(0.15)):
        facts["collective"] = truth(True)
    elif cluster.yes(0.47 if member else 0.12):
        founded = chance.randint(first - 30, turn + 5)
        facts["foundedYear"] = whole(founded)
    if cluster.yes(0.12):
        gone = chance.randint(max(founded, first) + 12, last + 12)
        facts["dissolvedYear"] = whole(gone)
        if cluster.yes(0.12):
            gone += 3
            facts["dissolvedYearLatest"] = whole(gone)
    placed = 0.98 if member else 0.44
    if cluster.yes(placed):
        home = member or cluster.yes(0.35)
        facts["place"] = text(f"Place {number % SIZES.districts}" if member else "elsewhere")
        facts["country"] = text(cluster.country if home else pick(chance, COUNTRIES))
    if (kind in FIRM_KINDS or kind == "collective-firms") and cluster.yes(0.85):
        facts["branch"] = text(chance.choice(cluster.branches))
    if kind == "supplier" and cluster.yes(0.3 * cluster.character.coded):
        explores = cluster.character.explores
        facts["ownResearch"] = truth(cluster.yes(explores))
        facts["ownMarketing"] = truth(cluster.yes(explores))
    if cluster.yes(0.2):
        facts["uncertainField"] = text(chance.choice(("kind", "place")))
    if cluster.yes(0.4):
        facts["altLabel"] = text(f"A{number}")
    label = text(f"{kind.replace('-', ' ').capitalize()} {number} of {cluster.number}")
    facts |= {"actorKind": concept("actor-kind", kind), "label": label}
    sheet.state(node("actor", slug), "Actor", f"Actor {number} is told of.", **facts)
    weight = (1 + number % SIZES.members) ** -cluster.character.hub
    return Party(node("actor", slug), slug, kind, member, founded, gone, weight)


def draw_party(cluster: Cluster, among: list[Party], besides: Party | None = None) -> Party | None:
    """Draw a party by its weight, those of low number above the rest; ``None`` if there is none."""
    left = [party for party in among if party is not besides]
    if not left:
        return None
    return cluster.chance.choices(left, [party.weight for party in left])[0]
