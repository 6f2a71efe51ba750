"""The actors of a made-up cluster, and the memberships of those that belong to it."""

from kg.bench.cluster import Cluster, Party
from kg.bench.counts import COUNTRIES, FIRM_KINDS, MEMBER_KINDS, OTHER_KINDS, SIZES, Weights, pick
from kg.bench.sheet import concept, node, text, truth, whole


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
