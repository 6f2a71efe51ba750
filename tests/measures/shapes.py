"""Shapes of the network, and the paces at which the cluster answers, grows and is recorded."""

from collections import Counter
from fractions import Fraction
from statistics import median

from .network import (
    count_triples,
    divide_greedily,
    find_largest_component,
    gather_neighbours,
    measure_modularity,
)
from .results import Count, Result, divide
from .scene import ActiveTie, Scene, Traits
from .years import first_of, latest_of


def measure_shapes(scene: Scene) -> dict[str, Result]:
    """Compute what depends on the whole network of a snapshot."""
    traits, n, pairs = scene.traits, len(scene.named), scene.local_pairs
    neighbours = gather_neighbours(scene.named, pairs)
    closed, triples = count_triples(neighbours)
    density, transitivity = divide(2 * len(pairs), n * (n - 1)), divide(closed, triples)
    abroad = Counter(
        country
        for edge in scene.edges
        if edge.locality == "external"
        for actor in edge.outside
        if (country := scene.evidence.actors[actor].country)
    )
    given = {a.tie.parties for a in scene.ties if a.tie.kind in ("knowledge", "supply", "informal")}
    to_knowledge = {
        actor
        for edge in scene.edges
        if any(traits.sphere(party) == "knowledge" for party in edge.parties)
        for actor in edge.pair & scene.firms.keys()
    }
    degree = Counter(actor for pair in pairs for actor in pair)
    wide = {
        pair for pair in (edge.pair for edge in scene.edges) if _joins_institutions(scene, pair)
    }
    camps = divide_greedily(frozenset().union(*wide), wide)
    ratios = {
        "m04": divide(2 * len(pairs), n),
        "m05": density,
        "m06-component": divide(find_largest_component(neighbours), n),
        "m06-isolates": divide(sum(not around for around in neighbours.values()), n),
        "m08-diversity": _diversity(abroad),
        "m09-reciprocity": divide(sum((b, a) in given for a, b in given), len(given)),
        "m10-firms": divide(len(to_knowledge), len(scene.firms)),
        "m11-transitivity": transitivity,
        "m11-ratio": transitivity / density if transitivity is not None and density else None,
        "m12": _newcomer_share(scene),
        "m13-hhi": _branch_concentration(scene),
        "m13-top-actor": divide(max(degree.values(), default=0), len(pairs)),
        "m18-modularity": measure_modularity(camps, wide) if wide else None,
        "m18-factions": Fraction(sum(len(camp) > 1 for camp in camps)) if wide else None,
    }
    return {name: Count(ratio) for name, ratio in ratios.items()}


def _joins_institutions(scene: Scene, pair: frozenset[str]) -> bool:
    actors = scene.evidence.actors
    return all(p in scene.institutions and actors[p].named for p in pair)


def _diversity(abroad: Counter[str]) -> Fraction | None:
    total = abroad.total()
    if not total:
        return None
    return 1 - sum((Fraction(n, total) ** 2 for n in abroad.values()), Fraction(0))


def _newcomer_share(scene: Scene) -> Fraction | None:
    entered = {
        m.member
        for m in scene.memberships
        if m.member in scene.named
        and (year := first_of(m.start, scene.named[m.member].founded)) is not None
        and scene.holds(year)
    }
    begun = [a for a in scene.ties if scene.holds(scene.calendar.ties[a.tie.iri][0])]
    return divide(sum(bool(active.tie.pair & entered) for active in begun), len(begun))


def _branch_concentration(scene: Scene) -> Fraction | None:
    firms = [firm for firm in scene.firms.values() if firm.branches]
    if not firms:
        return None
    weight: dict[str, Fraction] = {}
    for firm in firms:
        for branch in firm.branches:
            weight[branch] = weight.get(branch, Fraction(0)) + Fraction(1, len(firm.branches))
    return sum(((w / len(firms)) ** 2 for w in weight.values()), Fraction(0))


def measure_paces(scene: Scene) -> dict[str, Result]:
    """Compute what depends on years of events and of lives, and the coverage of ties."""
    calendar, traits = scene.calendar, scene.traits
    events = [e for e in scene.evidence.events if e.cluster == scene.cluster]
    waits = []
    for shock in scene.answerable:
        first = calendar.shocks[shock.iri][0]
        explorations = [
            calendar.events[event.iri][0]
            for event in events
            if traits.response[event.iri] == "exploration" and scene.is_in_window(event, [shock])
        ]
        if explorations:
            waits.append(Fraction(min(explorations) - first))
    beginnings = [
        calendar.events[event.iri][0]
        for event in events
        if event.type in ("founding", "entry") and event.iri in calendar.events
    ]
    begun = [year for year in beginnings if year <= scene.years[1]]
    length, before = scene.years[1] - scene.years[0] + 1, scene.before
    fields = [field for active in scene.ties for field in _fields(traits, active)]
    ratios = {
        "m15-ratio": divide(len(waits), len(scene.answerable)),
        "m15-latency": median(waits) if waits else None,
        "m20-age": Fraction(scene.years[1] - min(begun)) if begun else None,
        "m20-entry": divide(_net_entries(scene), len(scene.firms) * length),
        "m20-founding": _founding_rate(scene),
        "m20-change": _founding_rate(scene) - _founding_rate(before) if before else None,
        "m21-coverage": divide(sum(fields), len(fields)),
    }
    return {name: Count(ratio) for name, ratio in ratios.items()}


def _fields(traits: Traits, active: ActiveTie) -> list[bool]:
    tie = active.tie
    return [
        bool(tie.bases),
        tie.valence is not None,
        traits.openness[tie.iri] is not None,
        traits.strength[tie.iri] is not None,
        active.locality != "unknown",
    ]


def _net_entries(scene: Scene) -> int:
    """Give the stated entries less the stated exits of member firms; one a firm and year."""
    entries, exits = set[tuple[str, int]](), set[tuple[str, int]]()
    for membership in scene.memberships:
        firm = scene.firms.get(membership.member)
        if firm:
            entry = first_of(membership.start, firm.founded)
            leave = latest_of(membership.end, firm.dissolved)
            if entry is not None and scene.holds(entry):
                entries.add((firm.iri, entry))
            if leave is not None and scene.holds(leave):
                exits.add((firm.iri, leave))
    return len(entries) - len(exits)


def _founding_rate(scene: Scene) -> Fraction:
    """Give the institutions founded a year: those that the plain count of foundings counts."""
    return Fraction(len(scene.founded), scene.years[1] - scene.years[0] + 1)
