"""The graph as a question needs it: under some profile, from some of the claims.

What is shipped is built once and cached. A profile of the user's own, or a selection of claims, is
inferred anew, for the case that is asked about alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pyoxigraph import NamedNode

from kg.casework import infer_case, infer_profile
from kg.conform import check
from kg.conform.quick import files_conform
from kg.conform.shapes import find_faults, render_fault
from kg.diagnose.selection import ClaimSelection, count_claims, select_sources
from kg.diagnose.verdicts import list_clusters
from kg.errors import KgError, NotConforming, UnknownName
from kg.inputs import Inputs, find_inputs
from kg.material import Material, read_material
from kg.namespaces import GRAPH, ICL, RDF
from kg.pipeline import PROFILE, build, fill_quartiles, find_last_build, is_built
from kg.read.profiles import Profile, find_profile, list_profiles, read_profile
from kg.reason import infer_closure
from kg.store import EmbeddedStore
from kg.store.text import to_text

_TYPE, _CLUSTER = NamedNode(str(RDF.type)), NamedNode(str(ICL.Cluster))
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

    Where one case is asked for and no build is at hand, that case alone is inferred.

    :param profile: the name of a shipped profile, or the path of a file.
    :param case: a case or a cluster; without it, all.
    :param processes: how many to build with, if it is not built yet (:func:`kg.pipeline.build`).
    :raises UnknownName: if there is no such profile, case or cluster.
    :raises NotConforming: if the case, or a profile of the user's own, breaks a shape.
    """
    path = find_profile(profile)
    shipped = path in list_profiles().values()
    if shipped and (case is None or is_built(data)):
        store = EmbeddedStore.from_nquads(build(progress, data, processes=processes), path.stem)
        return Opened(store, path.stem, find_clusters(store, case, data))
    chosen = read_profile(path) if shipped else read_own_profile(path)
    inputs = find_inputs(data)
    names = find_cases(read_material(inputs), case, data)
    for name in names:
        stop_on_faults(inputs, name)
    return open_cases(progress, inputs, chosen, names, case, data)


def open_cases(
    progress: Progress,
    inputs: Inputs,
    profile: Profile,
    cases: Sequence[str],
    asked: str | None = None,
    data: Path | None = None,
) -> Opened:
    """Open some cases under a profile, each inferred by itself or as it was before.

    :param asked: a case, or the cluster to keep of it.
    """
    material = read_material(inputs)
    whole = _compare_with_last(progress, material, profile)
    store = lay_out(material, whole)
    for name in cases:
        progress(f"{name} under {whole.name}")
        for graph, ntriples in infer_case(inputs, name, whole).items():
            _put(store, graph, ntriples)
    return Opened(store, whole.name, find_clusters(store, asked, data, cases))


def open_profiles(
    progress: Progress, data: Path | None = None, processes: int = 1
) -> dict[str, EmbeddedStore]:
    """Open the graph under every shipped profile, ``default`` first."""
    path = build(progress, data, processes=processes)
    return {name: EmbeddedStore.from_nquads(path, name) for name in list_profiles()}


def open_material(
    progress: Progress, case: str, data: Path | None = None, profile: str = PROFILE
) -> tuple[Material, Profile, Inputs]:
    """Open what one case is inferred from, and a profile with its numbers filled in.

    :raises UnknownName: if there is no such profile or case.
    """
    path = find_profile(profile)
    chosen = read_profile(path) if path in list_profiles().values() else read_own_profile(path)
    inputs = find_inputs(data)
    whole = read_material(inputs)
    (name,) = find_cases(whole, case, data)
    return whole.restrict(name), _compare_with_last(progress, whole, chosen), inputs


def open_selection(
    progress: Progress,
    selection: ClaimSelection,
    case: str,
    data: Path | None = None,
    profile: str = PROFILE,
) -> Opened:
    """Open the graph of one case as it would be if only some claims had been made.

    :raises UnknownName: if there is no such profile or case, or the case has no such source.
    """
    own, whole, _ = open_material(progress, case, data, profile)
    graph = str(GRAPH[f"case/{own.case}"])
    left = select_sources(own.evidence[graph], own.facts, selection)
    selected = replace(own, evidence={**own.evidence, graph: left})
    store = infer_store(selected, whole)
    clusters = find_clusters(store, case, data, [own.case])
    claims, all_claims = count_claims(left), count_claims(own.evidence[graph])
    return Opened(store, whole.name, clusters, claims, all_claims)


def infer_store(material: Material, profile: Profile) -> EmbeddedStore:
    """Infer some material under a profile and lay what follows beside it."""
    store = lay_out(material, profile)
    for graph, ntriples in infer_profile(material, profile).items():
        _put(store, graph, ntriples)
    return store


def lay_out(material: Material, profile: Profile) -> EmbeddedStore:
    """Put what was read into a store, in its graphs and in the default graph."""
    store = EmbeddedStore()
    graphs = {
        str(GRAPH.ontology): material.ontology,
        str(GRAPH.schemes): material.schemes,
        str(GRAPH.prescriptions): material.prescriptions,
        **material.evidence,
        **material.assessments,
        **material.stages,
        str(GRAPH[f"profile/{profile.name}"]): list(profile.triples),
    }
    for graph, triples in graphs.items():
        _put(store, graph, to_text(triples))
    _put(store, str(GRAPH.entailed), to_text(infer_closure(store)))
    return store


def _compare_with_last(progress: Progress, material: Material, profile: Profile) -> Profile:
    """Fill in the numbers that come from other snapshots: those of the last whole build."""
    if not profile.quartiles:
        return profile
    last = find_last_build() or build(progress)
    progress(f"{profile.name} compares with the snapshots of the last whole build")
    bases = [list(read_profile(path).triples) for path in list_profiles().values()]
    words = [material.schemes, *bases, profile.triples]
    return fill_quartiles(profile, words, EmbeddedStore.from_nquads(last))


def find_cases(material: Material, asked: str | None, data: Path | None = None) -> list[str]:
    """Give the case asked for by its name or by one of its clusters, or all.

    :raises UnknownName: if there is none.
    """
    clusters = {
        name: {
            t.subject.value.rsplit("/", 1)[-1]  # type: ignore[union-attr]  # a cluster has an IRI
            for t in material.evidence[str(GRAPH[f"case/{name}"])]
            if t.predicate == _TYPE and t.object == _CLUSTER
        }
        for name in material.cases
    }
    chosen = [name for name, own in clusters.items() if asked in (None, name) or asked in own]
    if not chosen:
        if asked is None or not clusters:
            raise _no_cluster(data)
        known = {*clusters, *(cluster for own in clusters.values() for cluster in own)}
        raise UnknownName("case or cluster", asked, sorted(known))
    return chosen


def stop_on_faults(inputs: Inputs, case: str) -> None:
    """Stop where the files of a case break a shape.

    :raises NotConforming: with file and line.
    """
    files = [p for p in (*inputs.cases, *inputs.assessments, *inputs.stages) if p.stem == case]
    if not files_conform(files, [inputs.sources, inputs.shocks]):
        faults = [f for f in check(files) if f.severity == "violation"]
        if faults:
            raise NotConforming([render_fault(fault) for fault in faults])


def find_clusters(
    store: EmbeddedStore,
    case: str | None = None,
    data: Path | None = None,
    among: Sequence[str] | None = None,
) -> tuple[str, ...]:
    """Give the clusters of a case, the cluster itself, or all.

    :param among: the cases to choose from.
    :raises UnknownName: if there is no such case or cluster.
    """
    clusters = [pair for pair in list_clusters(store) if among is None or pair[0] in among]
    if not clusters:
        raise _no_cluster(data)
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


def _no_cluster(data: Path | None) -> KgError:
    where = data or "the shipped data"
    return KgError(f"{where}: holds no cluster yet; add a row of item cluster to territory.csv")


def _put(store: EmbeddedStore, graph: str, ntriples: bytes) -> None:
    store.clear(graph)
    store.add_text(ntriples, graph)
    store.add_text(ntriples)
