"""Every measure of every snapshot, computed a second time, in plain Python, from the definitions.

Sources: ``ontology/schemes/measure.ttl`` for what each measure counts, ``docs/coding.md`` for what is
derived of ties, events and years, ``ontology/profiles/default.ttl`` for the numbers. Nothing of the
rules that build the graph, nor of the modules that measure its networks, is used here.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from .evidence import Evidence, Snapshot, Statement
from .network import (
    count_triples,
    divide_greedily,
    find_largest_component,
    gather_neighbours,
    measure_modularity,
)
from .scene import (
    NOT_ASKED_WHETHER_OPEN,
    WITHOUT_STRENGTH,
    ActiveTie,
    Edge,
    Scene,
    Traits,
)
from .years import Calendar, first_of, latest_of

TRIPLE_HELIX = frozenset({"industry", "knowledge", "government"})
OPENING_SPHERES = frozenset({"industry", "knowledge", "support", "community", "association"})


@dataclass(frozen=True)
class Count:
    """A number of things, or a ratio of two numbers of things that is not a share."""

    value: Fraction | None


@dataclass(frozen=True)
class Share:
    """The coded items on either side, those on neither, and what they rest on."""

    numerator: int
    denominator: int
    uncoded: int
    rows: int
    sources: int
    row_per_mille: int
    """The sum of the shares within each row, each in whole per mille."""

    @property
    def value(self) -> Fraction | None:
        return _ratio(self.numerator, self.denominator)

    @property
    def row_value(self) -> Fraction | None:
        return _ratio(self.row_per_mille, 1000 * self.rows)

    @property
    def bounds(self) -> tuple[Fraction, Fraction] | None:
        """Give the value with all uncoded counted against it, and with all counted for it."""
        whole = self.denominator + self.uncoded
        if not whole:
            return None
        return Fraction(self.numerator, whole), Fraction(self.numerator + self.uncoded, whole)


Result = Count | Share


@dataclass(frozen=True)
class Item:
    """Something that a share counts for or against, or cannot place."""

    rows: frozenset[str]
    sources: frozenset[str]
    counts: bool | None


def recompute(evidence: Evidence) -> dict[tuple[str, str], Result]:
    """Compute every measure of every snapshot, by snapshot and local name of the measure."""
    traits = Traits(Calendar(evidence))
    return {
        (snapshot.iri, name): result
        for snapshot in evidence.snapshots
        for name, result in measure_snapshot(traits, snapshot).items()
    }


def measure_snapshot(traits: Traits, snapshot: Snapshot) -> dict[str, Result]:
    """Compute every measure of one snapshot."""
    scene = Scene(traits, snapshot)
    found: dict[str, Result] = {}
    for measure in (_counts, _shares_of_pairs, _shares_of_ties, _other_shares, _shapes, _paces):
        found |= measure(scene)
    return found


# Counts


def _counts(scene: Scene) -> dict[str, Result]:
    traits, line = scene.traits, scene.line(scene.years[1])
    functions = {(p.institution, f) for p in scene.presences for f in p.functions}
    kinds = {traits.vocabulary.counted_kind.get(function) for _, function in functions}
    helping = {
        i for i, function in functions if function in ("research", "transfer", "real-service")
    }
    per_function = Counter(function for _, function in functions)
    outside = {active.outside for active in scene.ties if active.outside}
    evidence: list[Statement] = [*scene.presences, *scene.events, *scene.memberships]
    evidence += [active.tie for active in scene.ties]
    barring = {
        row
        for statement in (
            *(active.tie for active in scene.ties if active.tie.kind == "exclusion"),
            *(presence for presence in scene.presences if presence.bars_entry),
        )
        for row in statement.rows
    }
    numbers = {
        "m01-actors": len(scene.named),
        "m01-firms": len(scene.firms),
        "m01-line-firms": sum(bool(firm.branches & line) for firm in scene.firms.values()),
        "m02": len(kinds - {None}),
        "m02-research-transfer": len(helping),
        "m03": max(per_function.values(), default=0),
        "m08-countries": len({scene.evidence.actors[actor].country for actor in outside} - {None}),
        "m08-partners": len(outside),
        "m10-pairs": len(_joined_spheres(scene)),
        "m15-shocks": len(scene.answerable),
        "m17-coupling": sum(_is_coupling(traits, active) for active in scene.ties),
        "m17-policies": sum(e.type == "policy" and e.old[1] is True for e in scene.events),
        "m18-institutions": len(scene.institutions),
        "m21-sources": len({source for statement in evidence for source in statement.sources}),
        "m27": len(barring),
    }
    return {name: Count(Fraction(number)) for name, number in numbers.items()}


def _joined_spheres(scene: Scene) -> set[frozenset[str | None]]:
    joined = (frozenset(map(scene.traits.sphere, a.tie.parties)) for a in scene.ties)
    return {spheres for spheres in joined if len(spheres) == 2 and spheres <= TRIPLE_HELIX}


def _is_coupling(traits: Traits, active: ActiveTie) -> bool:
    def camp(actor: str) -> str | None:
        if traits.kind(actor) in ("large-firm", "union"):
            return traits.kind(actor)
        return "government" if traits.sphere(actor) == "government" else None

    one, other = map(camp, active.tie.parties)
    kinds = ("board", "coalition", "governance", "membership")
    return active.tie.kind in kinds and one is not None and other is not None and one != other


# Shares


def _shares_of_pairs(scene: Scene) -> dict[str, Result]:
    def is_external(edge: Edge) -> bool | None:
        return None if edge.locality == "unknown" else edge.locality == "external"

    def may_open(actor: str) -> bool:
        return scene.traits.kind(actor) != "union" and scene.traits.sphere(actor) in OPENING_SPHERES

    opening = [edge for edge in scene.edges if all(map(may_open, edge.parties))]
    return {
        "m07": _share(Item(e.rows, e.sources, is_external(e)) for e in opening),
        "m08-share": _share(Item(e.rows, e.sources, is_external(e)) for e in scene.edges),
    }


def _shares_of_ties(scene: Scene) -> dict[str, Result]:
    traits = scene.traits

    def share(ties: Iterable[ActiveTie], verdict: Callable[[ActiveTie], bool | None]) -> Share:
        return _share(Item(a.tie.rows, a.tie.sources, verdict(a)) for a in ties)

    def rests_on_trust(active: ActiveTie) -> bool | None:
        return "trust" in active.tie.bases if active.tie.bases else None

    def is_conflict(active: ActiveTie) -> bool | None:
        if active.tie.kind == "conflict":
            return True
        return active.tie.valence == "conflict" if active.tie.valence else None

    def is_rivalry(active: ActiveTie) -> bool | None:
        valence = active.tie.valence
        return valence in ("competitive", "conflict") if valence else None

    def is_strong(active: ActiveTie) -> bool | None:
        strength = traits.strength[active.tie.iri]
        return strength == "strong" if strength else None

    def is_crossing(active: ActiveTie) -> bool | None:
        one, other = map(traits.sphere, active.tie.parties)
        if one is None or other is None:
            return None
        return one != other and {one, other} <= TRIPLE_HELIX

    local = [active for active in scene.ties if active.locality == "local"]
    trading = [active for active in scene.ties if active.tie.kind in ("supply", "ownership")]
    touched = Counter(p for a in trading for p in a.tie.pair if p in scene.named)
    top = min(touched, key=lambda actor: (-touched[actor], actor), default=None)
    return {
        "m09-trust": share(
            (a for a in scene.ties if a.tie.kind in traits.vocabulary.shows_conduct),
            rests_on_trust,
        ),
        "m13-supply-ownership": share(trading, lambda active: top in active.tie.parties),
        "m18-conflict": share(
            (a for a in scene.ties if a.tie.pair <= scene.institutions), is_conflict
        ),
        "m19-hierarchy": share(
            (a for a in scene.ties if a.tie.kind == "governance"),
            lambda active: traits.sphere(active.tie.first) == "government",
        ),
        "m23": share((a for a in local if a.tie.kind not in WITHOUT_STRENGTH), is_strong),
        "m24": share(scene.ties, is_crossing),
        "m25": share(local, is_rivalry),
    }


def _other_shares(scene: Scene) -> dict[str, Result]:
    leading_out = [edge.pair for edge in scene.edges if edge.locality == "external"]
    suppliers = []
    for actor in scene.members.values():
        if actor.kind == "supplier":
            own, reaches = (actor.own_research, actor.own_marketing), actor.iri
            alone = not any(own) and not any(reaches in pair for pair in leading_out)
            suppliers.append(Item(actor.rows, actor.sources, None if None in own else alone))

    def answers(word: str) -> Share:
        given = (
            (event, scene.traits.response[event.iri])
            for event in scene.events
            if scene.is_in_window(event, scene.shocks)
        )
        return _share(
            Item(event.rows, event.sources, None if response == "uncoded" else response == word)
            for event, response in given
            if response in ("exploration", "persistence", "uncoded")
        )

    decisions = []
    for event in scene.events:
        if event.type == "decision":
            firm = any(scene.traits.sphere(actor) == "industry" for actor in event.participants)
            decisions.append(Item(event.rows, event.sources, firm if event.participants else None))

    return {
        "m14": _share(suppliers),
        "m16": answers("persistence"),
        "m19-participation": _share(decisions),
        "m22": _share_of_rows(*_closed_or_open(scene)),
        "m26": answers("exploration"),
    }


def _closed_or_open(scene: Scene) -> tuple[list[Item], frozenset[str]]:
    """Give what tells that something is closed or open, and the rows that might have told it."""
    items, silent = [], frozenset[str]()
    for active in scene.ties:
        tie, openness = active.tie, scene.traits.openness[active.tie.iri]
        if openness:
            items.append(Item(tie.rows, tie.sources, openness == "closed"))
        elif tie.kind not in NOT_ASKED_WHETHER_OPEN:
            silent |= tie.rows
    items += [Item(a.rows, a.sources, a.closed) for a in scene.admissions]
    items += [
        Item(p.rows, p.sources, p.bars_entry) for p in scene.presences if p.bars_entry is not None
    ]
    return items, silent


def _share(items: Iterable[Item]) -> Share:
    """Count items for, against and on neither side."""
    given = list(items)
    coded = [item for item in given if item.counts is not None]
    rows, per_mille = _by_row(coded)
    return Share(
        numerator=sum(item.counts is True for item in coded),
        denominator=len(coded),
        uncoded=len(given) - len(coded),
        rows=len(rows),
        sources=len({source for item in coded for source in item.sources}),
        row_per_mille=per_mille,
    )


def _share_of_rows(coded: list[Item], silent: frozenset[str]) -> Share:
    """Count the rows of items for and against; a row with both counts once on each side."""
    rows, per_mille = _by_row(coded)
    counted_for = {row for item in coded if item.counts for row in item.rows}
    against = {row for item in coded if not item.counts for row in item.rows}
    return Share(
        numerator=len(counted_for),
        denominator=len(counted_for) + len(against),
        uncoded=len(silent - rows),
        rows=len(rows),
        sources=len({source for item in coded for source in item.sources}),
        row_per_mille=per_mille,
    )


def _by_row(coded: list[Item]) -> tuple[set[str], int]:
    """Give the rows behind coded items, and the sum of their shares in whole per mille."""
    rows = {row for item in coded for row in item.rows}
    total = 0
    for row in rows:
        sides = [item.counts is True for item in coded if row in item.rows]
        total += (2000 * sum(sides) + len(sides)) // (2 * len(sides))  # half up
    return rows, total


# The shape of the network


def _shapes(scene: Scene) -> dict[str, Result]:
    traits, n, pairs = scene.traits, len(scene.named), scene.local_pairs
    neighbours = gather_neighbours(scene.named, pairs)
    closed, triples = count_triples(neighbours)
    density, transitivity = _ratio(2 * len(pairs), n * (n - 1)), _ratio(closed, triples)
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
        "m04": _ratio(2 * len(pairs), n),
        "m05": density,
        "m06-component": _ratio(find_largest_component(neighbours), n),
        "m06-isolates": _ratio(sum(not around for around in neighbours.values()), n),
        "m08-diversity": _diversity(abroad),
        "m09-reciprocity": _ratio(sum((b, a) in given for a, b in given), len(given)),
        "m10-firms": _ratio(len(to_knowledge), len(scene.firms)),
        "m11-transitivity": transitivity,
        "m11-ratio": transitivity / density if transitivity is not None and density else None,
        "m12": _newcomer_share(scene),
        "m13-hhi": _branch_concentration(scene),
        "m13-top-actor": _ratio(max(degree.values(), default=0), len(pairs)),
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
    return _ratio(sum(bool(active.tie.pair & entered) for active in begun), len(begun))


def _branch_concentration(scene: Scene) -> Fraction | None:
    firms = [firm for firm in scene.firms.values() if firm.branches]
    if not firms:
        return None
    weight: dict[str, Fraction] = {}
    for firm in firms:
        for branch in firm.branches:
            weight[branch] = weight.get(branch, Fraction(0)) + Fraction(1, len(firm.branches))
    return sum(((w / len(firms)) ** 2 for w in weight.values()), Fraction(0))


# Paces


def _paces(scene: Scene) -> dict[str, Result]:
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
    length = scene.years[1] - scene.years[0] + 1
    fields = [field for active in scene.ties for field in _fields(traits, active)]
    ratios = {
        "m15-ratio": _ratio(len(waits), len(scene.answerable)),
        "m15-latency": median(waits) if waits else None,
        "m20-age": Fraction(scene.years[1] - min(begun)) if begun else None,
        "m20-entry": _ratio(_net_entries(scene), len(scene.firms) * length),
        "m20-founding": Fraction(len(_founded_institutions(scene)), length),
        "m21-coverage": _ratio(sum(fields), len(fields)),
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


def _founded_institutions(scene: Scene) -> set[str]:
    return {
        p.institution
        for p in scene.evidence.presences
        if p.cluster == scene.cluster
        and (year := first_of(p.start, scene.calendar.founded(p.institution))) is not None
        and scene.holds(year)
    }


def _ratio(over: int, under: int) -> Fraction | None:
    return Fraction(over, under) if under else None
