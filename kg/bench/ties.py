"""The ties of a made-up cluster: who with whom, of which kind, on which basis, in which years."""

from kg.bench.cluster import Cluster, Party, draw_party
from kg.bench.counts import (
    BOTH_NATURES,
    CONDUCT_KINDS,
    FEWEST_TIES,
    FIRM_KINDS,
    MOST_TIES,
    TIE_BASES,
    TIE_KINDS,
    UNCERTAIN_FIELDS,
    YEARS_OF_TIES,
    pick,
)
from kg.bench.sheet import concept, node, text, truth
from kg.bench.years import draw_years

_GOVERNMENTS = ("government-local", "government-regional", "government-national", "regulator")
_BODIES = ("association", "network", "forum", "chamber", "cartel", "consortium", "union")
_LEARNED = ("university", "research-institute", "school", "hospital")
_FUNDERS = (*_GOVERNMENTS, "bank", "public-fund", "venture-capital")
_FIRMS = (*FIRM_KINDS, "collective-firms")
ROLES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "membership": ((), _BODIES),
    "financing": (_FUNDERS, ()),
    "supply": (_FIRMS, _FIRMS),
    "knowledge": ((), (*_LEARNED, *_FIRMS)),
    "ownership": (("large-firm", "venture-capital", *_GOVERNMENTS), _FIRMS),
    "research": (_LEARNED, (*_FIRMS, *_LEARNED)),
    "governance": ((*_GOVERNMENTS, *_BODIES), ()),
    "spin-off": ((*_LEARNED, "large-firm"), _FIRMS),
    "merger": (_FIRMS, _FIRMS),
    "tenancy": (_FIRMS, ("science-park", "incubator")),
    "competition": (_FIRMS, _FIRMS),
    "board": ((), ("large-firm", *_LEARNED, *_BODIES)),
    "exclusion": ((*_BODIES, "large-firm"), _FIRMS),
}
"""Which kinds of party stand first and second in a tie of a kind; an empty tuple is any."""
_PASSING = ("spin-off", "personnel-mobility", "merger", "exclusion", "conflict")
_TRIES = 20


def count_ties(cluster: Cluster) -> int:
    """Draw how many ties a cluster has: 40 to 120, on average 56, to 40 actors as in the cases."""
    return FEWEST_TIES + int((MOST_TIES - FEWEST_TIES + 1) * cluster.chance.random() ** 4)


def write_ties(cluster: Cluster) -> None:
    """Write the ties of a cluster."""
    wanted = count_ties(cluster)
    for number in range(wanted):
        pair, kind = None, ""
        for _ in range(_TRIES):
            kind = pick(cluster.chance, TIE_KINDS)
            pair = _draw_pair(cluster, kind)
            if pair:
                break
        if pair:
            _write_tie(cluster, number, kind, *pair)


def _draw_pair(cluster: Cluster, kind: str) -> tuple[Party, Party] | None:
    """Draw two parties that live at the same time in the years of the cluster."""
    firsts, seconds = ROLES.get(kind, ((), ()))
    if kind == "governance" and cluster.yes(cluster.character.steered):
        firsts = _GOVERNMENTS
    members = [p for p in cluster.parties if p.member]
    others = [p for p in cluster.parties if not p.member]
    outside = cluster.yes(cluster.character.outside)
    # Any sphere may stand in for the usual one where the character leans across, none where not.
    if kind in ("alliance", "coalition", "informal", "colocation") and not cluster.yes(
        cluster.character.across
    ):
        firsts = seconds = _FIRMS
    swap = outside and cluster.yes(0.5)
    first = draw_party(cluster, _of_kind(others if swap else members, firsts))
    second = draw_party(
        cluster, _of_kind(others if outside and not swap else members, seconds), first
    )
    if not first or not second or min(first.gone, second.gone) < _begin(cluster, first, second) + 4:
        return None
    return first, second


def _of_kind(parties: list[Party], kinds: tuple[str, ...]) -> list[Party]:
    return [p for p in parties if not kinds or p.kind in kinds]


def _begin(cluster: Cluster, first: Party, second: Party) -> int:
    return max(first.founded, second.founded, cluster.years[0] - 5)


def _write_tie(cluster: Cluster, number: int, kind: str, first: Party, second: Party) -> None:
    character, chance = cluster.character, cluster.chance
    slug = f"{cluster.slug}-t{number:03}"
    window = (_begin(cluster, first, second), min(first.gone, second.gone, cluster.years[2]))
    facts = draw_years(chance, pick(chance, YEARS_OF_TIES), window)
    basis = _draw_basis(cluster, kind)
    if basis:
        facts["tieBasis"] = concept("tie-basis", basis)
    if kind not in _PASSING and cluster.yes(min(0.95, 0.38 * character.coded)):
        rival = cluster.yes(character.rivalry)
        word = chance.choice(("competitive", "conflict")) if rival else "cooperative"
        facts["valence"] = concept("valence", word)
    elif kind == "conflict":
        facts["valence"] = concept("valence", "conflict")
    if cluster.yes(character.exclusive):
        facts["exclusive"] = truth(cluster.yes(0.92))
    if cluster.yes(min(0.9, 0.12 * character.coded)):
        facts["repeatedContact"] = truth(cluster.yes(character.repeats))
    if kind in BOTH_NATURES and cluster.yes(0.7):
        standing = cluster.yes(0.65)
        facts["tieNature"] = concept("tie-nature", "standing" if standing else "happening")
    if cluster.yes(0.09):
        facts["uncertainField"] = text(pick(chance, UNCERTAIN_FIELDS))
    if cluster.yes(0.17):
        facts["note"] = text("Read from the context.", "en")
    told = f"A tie of {kind} joins {first.slug} and {second.slug}."
    cluster.sheet.state(
        node("tie", slug), "Tie", told, firstParty=first.term, secondParty=second.term,
        tieKind=concept("tie-kind", kind), notation=text(slug), **facts,
    )  # fmt: skip


def _draw_basis(cluster: Cluster, kind: str) -> str | None:
    """Draw what a tie rests on; less than half of the real ones tell."""
    if not cluster.yes(min(0.9, 0.48 * cluster.character.coded)):
        return None
    if kind in CONDUCT_KINDS and cluster.yes(cluster.character.trust):
        return "trust"
    bases = {b: n for b, n in TIE_BASES.get(kind, {}).items() if b != "trust" or n > 4}
    return pick(cluster.chance, bases) if bases else None
