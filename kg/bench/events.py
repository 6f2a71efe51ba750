"""The events of a made-up cluster, and how it answered its shocks."""

from kg.bench.characters import INDUSTRIES
from kg.bench.cluster import Cluster, draw_party
from kg.bench.counts import EVENT_TYPES, OBSERVABLES, PARTICIPANTS, RESPONDING, SIZES, pick
from kg.bench.sheet import concept, node, text, truth, whole

_RESPONSES = 132
"""Events of the real cases that may answer a shock: the base of the counts of observables."""


def write_events(cluster: Cluster) -> None:
    """Write the events of a cluster."""
    for number in range(SIZES.events):
        _write_event(cluster, number, pick(cluster.chance, EVENT_TYPES))


def _write_event(cluster: Cluster, number: int, kind: str) -> None:
    chance = cluster.chance
    first, turn, last = cluster.years
    slug = f"{cluster.slug}-e{number:02}"
    # Half of what is told of a cluster is told of the years after a shock.
    year = turn + chance.randint(0, 10) if cluster.yes(0.5) else chance.randint(first, last)
    facts: dict[str, str | list[str]] = {}
    if kind == "local-effect":
        year = turn
        facts["effectOf"] = _shock(cluster, 2)
    elif kind in RESPONDING:
        facts |= _draw_observables(cluster, kind)
        if cluster.yes(0.05):
            facts["responseTo"] = _shock(cluster, 2 if year >= turn else 1)
    if cluster.yes(0.99):
        facts["startYear"] = whole(year)
        if cluster.yes(0.14):
            facts["endYear"] = whole(min(last, year + chance.randint(1, 4)))
        elif cluster.yes(0.07):
            facts["startYearLatest"] = whole(year + chance.randint(1, 3))
    alive = [p for p in cluster.parties if p.founded <= year <= p.gone]
    drawn = [draw_party(cluster, alive) for _ in range(int(pick(chance, PARTICIPANTS)))]
    facts["participant"] = sorted({party.term for party in drawn if party})
    if cluster.yes(0.03):
        facts["uncertainField"] = text("start")
    cluster.sheet.state(
        node("event", slug), "Event", f"There is a {kind} in or about {year}.",
        cluster=cluster.term, eventType=concept("event-type", kind), notation=text(slug),
        label=[text(f"Event {number}: {kind}", "en"), text(f"사건 {number}", "ko")], **facts,
    )  # fmt: skip


def _draw_observables(cluster: Cluster, kind: str) -> dict[str, str]:
    """Draw what was observed of a response: each observable is told or left out by itself."""
    character = cluster.character
    drawn = {}
    for name, told in OBSERVABLES.items():
        if not cluster.yes(min(0.9, told / _RESPONSES * character.coded)):
            continue
        if name == "protectsIncumbents":
            share = character.protects if kind == "policy" else character.protects / 2
        else:
            share = 0.4 if name == "extendsLine" else character.explores
        drawn[name] = truth(cluster.yes(share))
    return drawn


def _shock(cluster: Cluster, number: int) -> str:
    """Give a shock of the industry: 1 is the earlier one, 2 the one at the turn."""
    teller = cluster.number % len(INDUSTRIES)
    return node("shock", f"bench-{teller:05}-{number}")
