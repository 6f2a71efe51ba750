"""Shares: of pairs, of ties, of members, events and rows of evidence."""

from collections import Counter
from collections.abc import Callable, Iterable

from .results import Item, Result, Share, count_share, count_share_of_rows
from .scene import NOT_ASKED_WHETHER_OPEN, TRIPLE_HELIX, WITHOUT_STRENGTH, ActiveTie, Edge, Scene

OPENING_SPHERES = frozenset({"industry", "knowledge", "support", "community", "association"})


def measure_shares(scene: Scene) -> dict[str, Result]:
    """Compute every share of a snapshot."""
    return _of_pairs(scene) | _of_ties(scene) | _of_others(scene)


def _of_pairs(scene: Scene) -> dict[str, Result]:
    def is_external(edge: Edge) -> bool | None:
        return None if edge.locality == "unknown" else edge.locality == "external"

    def may_open(actor: str) -> bool:
        return scene.traits.kind(actor) != "union" and scene.traits.sphere(actor) in OPENING_SPHERES

    opening = [edge for edge in scene.edges if all(map(may_open, edge.parties))]
    return {
        "m07": count_share(Item(e.rows, e.sources, is_external(e)) for e in opening),
        "m08-share": count_share(Item(e.rows, e.sources, is_external(e)) for e in scene.edges),
    }


def _of_ties(scene: Scene) -> dict[str, Result]:
    traits = scene.traits

    def share(ties: Iterable[ActiveTie], verdict: Callable[[ActiveTie], bool | None]) -> Share:
        return count_share(Item(a.tie.rows, a.tie.sources, verdict(a)) for a in ties)

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


def _of_others(scene: Scene) -> dict[str, Result]:
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
        return count_share(
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
        "m14": count_share(suppliers),
        "m16": answers("persistence"),
        "m19-participation": count_share(decisions),
        "m22": count_share_of_rows(*_closed_or_open(scene)),
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
