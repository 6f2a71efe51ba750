"""The graph as a question needs it: under some profile, from some of the claims.

What is shipped is built once and cached. A profile of the user's own, or a selection of claims, is
inferred anew, for the case that is asked about alone.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from pyoxigraph import Triple

from kg.conform.shapes import find_faults, render_fault
from kg.diagnose.quartiles import find_quartiles
from kg.diagnose.selection import ClaimSelection, count_claims, select_sources
from kg.diagnose.verdicts import list_clusters
from kg.errors import KgError, NotConforming, UnknownName
from kg.inputs import Inputs, find_inputs
from kg.pipeline import PROFILE, Material, build, infer_profile, read_material
from kg.read.profiles import (
    Profile,
    find_profile,
    list_profiles,
    read_profile,
    resolve_quartiles,
)
from kg.store import EmbeddedStore

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Opened:
    """A graph to be asked, and what it holds."""

    store: EmbeddedStore
    profile: str
    clusters: tuple[str, ...]
    """The clusters asked about."""
    claims: int = 0
    """How many claims on the case a selection left, of :attr:`all_claims`."""
    all_claims: int = 0


def open_graph(
    progress: Progress,
    data: Path | None = None,
    profile: str = PROFILE,
    case: str | None = None,
    processes: int = 1,
) -> Opened:
    """Open the graph under a profile.

    :param profile: the name of a shipped profile, or the path of a file.
    :param case: a case or a cluster; without it, all.
    :param processes: how many to build with, if it is not built yet (:func:`kg.pipeline.build`).
    :raises UnknownName: if there is no such profile, case or cluster.
    :raises NotConforming: if a profile of the user's own breaks a shape.
    """
    path = find_profile(profile)
    if path in list_profiles().values():
        store = EmbeddedStore.from_nquads(build(progress, data, processes=processes), path.stem)
        return Opened(store, path.stem, find_clusters(store, case, data))
    chosen = read_own_profile(path)
    inputs = find_inputs(data)
    base = build(progress, data, processes=processes)
    shipped = EmbeddedStore.from_nquads(base)
    clusters = find_clusters(shipped, case, data)
    material = read_material(_restrict(inputs, shipped, case), progress)
    return Opened(_infer(material, chosen, base, data, progress), chosen.name, clusters)


def open_profiles(
    progress: Progress, data: Path | None = None, processes: int = 1
) -> dict[str, EmbeddedStore]:
    """Open the graph under every shipped profile, ``default`` first."""
    path = build(progress, data, processes=processes)
    return {name: EmbeddedStore.from_nquads(path, name) for name in list_profiles()}


def open_selection(
    progress: Progress,
    selection: ClaimSelection,
    case: str,
    data: Path | None = None,
    profile: str = PROFILE,
    processes: int = 1,
) -> Opened:
    """Open the graph of one case as it would be if only some claims had been made.

    :raises UnknownName: if there is no such profile or case, or the case has no such source.
    """
    path = find_profile(profile)
    chosen = read_profile(path) if path in list_profiles().values() else read_own_profile(path)
    base = build(progress, data, processes=processes)
    shipped = EmbeddedStore.from_nquads(base)
    clusters = find_clusters(shipped, case, data)
    material = read_material(_restrict(find_inputs(data), shipped, case), progress)
    of_case = [t for graph, ts in material.evidence.items() if "/graph/case/" in graph for t in ts]
    evidence = {
        graph: select_sources(triples, material.facts, selection)
        for graph, triples in material.evidence.items()
    }
    selected = replace(material, evidence=evidence)
    left = [t for graph, ts in evidence.items() if "/graph/case/" in graph for t in ts]
    store = _infer(selected, chosen, base, data, progress)
    return Opened(store, chosen.name, clusters, count_claims(left), count_claims(of_case))


def find_clusters(
    store: EmbeddedStore, case: str | None = None, data: Path | None = None
) -> tuple[str, ...]:
    """Give the clusters of a case, the cluster itself, or all.

    :raises UnknownName: if there is no such case or cluster.
    """
    clusters = list_clusters(store)
    if not clusters:
        where = data or "the shipped data"
        raise KgError(f"{where}: holds no cluster yet; add a row of item cluster to territory.csv")
    chosen = sorted({c for name, c in clusters if case in (None, name, c)})
    if not chosen:
        known = sorted({n for pair in clusters for n in pair})
        raise UnknownName("case or cluster", case or "", known)
    return tuple(chosen)


def read_own_profile(path: Path) -> Profile:
    """Read a profile that is not shipped, and hold it to the shapes.

    :raises NotConforming: with file and line, if it breaks one.
    """
    profile = read_profile(path)
    inputs = find_inputs()
    beside = [inputs.literature, *inputs.schemes, *inputs.profiles]
    faults = [f for f in find_faults([path], beside) if f.severity == "violation"]
    if faults:
        raise NotConforming([render_fault(fault) for fault in faults])
    return profile


def _restrict(inputs: Inputs, store: EmbeddedStore, case: str | None) -> Inputs:
    """Keep the files of the case asked about."""
    names = {name for name, cluster in list_clusters(store) if case in (None, name, cluster)}

    def kept(paths: Iterable[Path]) -> tuple[Path, ...]:
        return tuple(path for path in paths if path.stem in names)

    return replace(
        inputs,
        cases=kept(inputs.cases),
        assessments=kept(inputs.assessments),
        stages=kept(inputs.stages),
    )


def _infer(
    material: Material, profile: Profile, base: Path, data: Path | None, progress: Progress
) -> EmbeddedStore:
    """Infer under a profile and lay what follows beside what the build has read."""
    if profile.quartiles:
        reference = EmbeddedStore.from_nquads(base if data is None else build(progress))
        words = EmbeddedStore()
        words.add([*material.schemes, *profile.triples])
        profile = resolve_quartiles(profile, find_quartiles(profile, words, reference))
    store = EmbeddedStore.from_nquads(base, profile="")
    inferred = infer_profile(material, profile, progress)
    for graph, triples in inferred.items():
        _put(store, graph, triples)
    return store


def _put(store: EmbeddedStore, graph: str, triples: Collection[Triple]) -> None:
    store.clear(graph)
    store.add(triples, graph)
    store.add(triples)
