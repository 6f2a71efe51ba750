"""Every measure of every snapshot, computed again from the definitions in plain Python.

Sources: ``ontology/schemes/measure.ttl`` for what each measure counts, ``docs/coding.md`` for what
is derived of ties, events and years, ``ontology/profiles/default.ttl`` for the numbers. Nothing of
the rules that build the graph, nor of the modules that measure its networks, is used here.
"""

from collections import Counter
from fractions import Fraction

from .evidence import Evidence, Snapshot, Statement
from .results import Count, Result
from .scene import TRIPLE_HELIX, ActiveTie, Scene, Traits
from .shapes import measure_paces, measure_shapes
from .shares import measure_shares
from .years import Calendar


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
    for measure in (measure_counts, measure_shares, measure_shapes, measure_paces):
        found |= measure(scene)
    return found


def measure_counts(scene: Scene) -> dict[str, Result]:
    """Compute every plain number of a snapshot."""
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
        "m15-recent": len(scene.recent),
        "m15-shocks": len(scene.answerable),
        "m17-coupling": sum(_is_coupling(traits, active) for active in scene.ties),
        "m17-policies": sum(e.type == "policy" and e.old[1] is True for e in scene.events),
        "m18-institutions": len(scene.institutions),
        "m20-births": sum(e.type in ("founding", "spin-off", "entry") for e in scene.events),
        "m20-founded": len(scene.founded),
        "m20-inherited": len(scene.inherited),
        "m21-sources": len({source for statement in evidence for source in statement.sources}),
        "m26-count": len(scene.explorations),
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
