"""Where a made-up cluster lies, what is made there, when it is looked at and what shocked it."""

from kg.bench.characters import SHOCK_BEFORE
from kg.bench.cluster import Cluster
from kg.bench.counts import SIZES
from kg.bench.sheet import concept, node, text, whole


def write_territory(cluster: Cluster) -> None:
    """Write sources, the cluster, its districts, the branches of its line, snapshots, rosters."""
    sources = cluster.sheet.cite(SIZES.sources)
    _write_cluster(cluster)
    for n in range(SIZES.districts):
        _write_district(cluster, n)
    cluster.branches = list(cluster.industry.branches[: SIZES.branches])
    for n, code in enumerate(cluster.branches):
        _write_branch(cluster, code, own=n == 0)
    first, turn, last = cluster.years
    for start, end in ((first, turn - 1), (turn, last)):
        cluster.sheet.add(
            node("snapshot", f"{cluster.slug}/{start}-{end}"), "ClusterSnapshot",
            snapshotOf=cluster.term, startYear=whole(start), endYear=whole(end),
            reason=text(f"Opens in {start}.", "en"), reasonSource=sources[:2],
        )  # fmt: skip
    for rdf_class, name in (("TieSet", "ties"), ("InstitutionSet", "institutions")):
        _write_roster(cluster, rdf_class, name, sources[: SIZES.sources // 2])


def _write_cluster(cluster: Cluster) -> None:
    name = f"{cluster.character.name} {cluster.industry.name} cluster {cluster.number}"
    korean = f"{cluster.character.korean} {cluster.industry.korean} 클러스터 {cluster.number}"
    cluster.sheet.state(
        cluster.term, "Cluster", f"There is a {name}.",
        label=[text(name, "en"), text(korean, "ko")], identifier=text(cluster.country),
        territoryItem=concept("territory-item", "cluster"), notation=text(cluster.slug),
        description=text(f"A made-up {name}.", "en"),
    )  # fmt: skip


def _write_district(cluster: Cluster, number: int) -> None:
    slug = f"{cluster.slug}-district-{number}"
    cluster.sheet.state(
        node("district", slug), "District", f"Place {number} lies in it.", cluster=cluster.term,
        label=text(f"Place {number} of {cluster.number}", "en"), notation=text(slug),
        territoryItem=concept("territory-item", "district"),
    )  # fmt: skip


def _write_branch(cluster: Cluster, code: str, own: bool) -> None:
    """Write a branch of the line: its own from the first year, others from later on."""
    slug = f"{cluster.slug}-branch-{code}"
    since = cluster.years[0] + (0 if own else cluster.chance.randint(0, 15))
    cluster.sheet.state(
        node("branch", slug), "LineBranch", f"Branch {code} is of its line.",
        cluster=cluster.term, branch=text(code), startYear=whole(since),
        label=text(f"Branch {code}", "en"), notation=text(slug),
        territoryItem=concept("territory-item", "branch"),
        uncertainField=[text("start")] if cluster.yes(0.15) else [],
    )  # fmt: skip


def _write_roster(cluster: Cluster, rdf_class: str, name: str, sources: list[str]) -> None:
    slug = f"{cluster.slug}-{name}"
    cluster.sheet.add(
        node("roster", slug), rdf_class, cluster=cluster.term, notation=text(slug),
        rosterKind=concept("roster-kind", cluster.character.roster),
        rosterOf=concept("roster-set", name), searched=text(f"Made-up {name}.", "en"),
        searchedSource=sources,
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
