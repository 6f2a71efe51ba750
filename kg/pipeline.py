"""The whole way, in one place: read → conform → reason → derive → measure → diagnose → publish.

Each step takes triples and gives new ones; what is inferred never shares a graph with what is
asserted. The way from evidence to diagnoses is gone once a profile.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from kg import __version__
from kg.casework import Texts, infer_case
from kg.conform import check, conforms, render_fault
from kg.diagnose.quartiles import find_quartiles
from kg.diagnose.sharing import measures_alike
from kg.errors import KgError, NotConforming
from kg.executors import Here, open_pool
from kg.inputs import Inputs, find_inputs
from kg.material import Graphs, Material, read_material
from kg.namespaces import GRAPH, ICL, mint_id
from kg.publish import Part, is_whole, render_parts, write_build
from kg.read.profiles import Profile, read_profile, resolve_quartiles
from kg.reason import infer_closure
from kg.resources import cache_dir, hash_files
from kg.store import EmbeddedStore

Progress = Callable[[str], None]
PROFILE = "default"
_LAST = "last-build"
"""The file of the cache that names the last build of the shipped data."""


def build(
    progress: Progress = lambda _: None,
    data: Path | None = None,
    into: Path | None = None,
    processes: int = 1,
) -> Path:
    """Build the graph, or find it built, and give the path of its N-Quads file.

    :param progress: is told what is being done, a short line at a time.
    :param data: a folder of cases in place of the shipped ones.
    :param into: where the build goes; without it, into the cache, under the hash of its inputs.
    :param processes: how many to work with. More than one start new interpreters, which import the
        main module again; a script that asks for them guards itself with ``__name__``.
    :raises SourceError: if a file cannot be read.
    :raises NotConforming: if the evidence breaks a shape.
    :raises KgError: if ``into`` is there already, or a file changes meanwhile.
    """
    if into is not None and into.exists():
        raise KgError(f"{into}: is there already; name a folder that is not")
    inputs = find_inputs(data)
    key = _hash(inputs, data)
    folder = into or cache_dir() / key[:32]
    if into is None and is_whole(folder):
        return folder / "graph.nq"
    reference = None
    if data is not None:
        reference = EmbeddedStore.from_nquads(build(progress, processes=processes))
    progress("checking the data against the shapes")
    with open_pool(processes) as pool:
        faults = pool.submit(_find_faults, data)
        if not isinstance(pool, ProcessPoolExecutor):
            _stop_on(faults.result())
        parts = build_parts(inputs, progress, key, reference, pool)
        _stop_on(faults.result())
    if _hash(inputs, data) != key:
        raise KgError("a file was changed while it was being built from; build again")
    path = write_build(folder, parts)
    if data is None and into is None:
        (folder.parent / _LAST).write_text(folder.name, encoding="ascii")
    return path


def is_built(data: Path | None = None) -> bool:
    """Say whether the build of what there is now is in the cache."""
    return is_whole(cache_dir() / _hash(find_inputs(data), data)[:32])


def find_last_build() -> Path | None:
    """Give the last build of the shipped data in the cache, of whatever they were then."""
    try:
        name = (cache_dir() / _LAST).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return None
    folder = cache_dir() / name
    return folder / "graph.nq" if is_whole(folder) else None


def _hash(inputs: Inputs, data: Path | None) -> str:
    """Hash what a build is made from; other data are compared with the shipped ones."""
    shipped = [] if data is None else find_inputs().paths()
    return hash_files([*inputs.paths(), *shipped])


def _find_faults(data: Path | None) -> list[str]:
    """Tell what breaks a shape; a warning stops no build."""
    if conforms(data):
        return []
    return [render_fault(fault) for fault in check(data=data) if fault.severity == "violation"]


def _stop_on(faults: list[str]) -> None:
    if faults:
        raise NotConforming(faults)


def build_graphs(
    inputs: Inputs, reference: EmbeddedStore | None = None, processes: int = 1
) -> Graphs:
    """Build every named graph from the files of a build, as triples."""
    with open_pool(processes) as pool:
        parts = build_parts(inputs, reference=reference, pool=pool)
    return {part.graph: part.triples() for part in parts}


def build_parts(
    inputs: Inputs,
    progress: Progress = lambda _: None,
    key: str = "",
    reference: EmbeddedStore | None = None,
    pool: Executor | None = None,
) -> list[Part]:
    """Build every named graph from the files of a build, as it will be written.

    :param reference: the graph whose snapshots a profile of quartiles compares with; the one that
        is being built, if none is given.
    :param pool: where the cases are worked on.
    """
    pool = pool or Here()
    progress("reading")
    material = read_material(inputs)
    profiles = [read_profile(path) for path in inputs.profiles]
    progress(f"{len(material.cases)} cases under {', '.join(p.name for p in profiles)}")
    first, others = profiles[0], profiles[1:]
    alike = [profile for profile in others if measures_alike(first, profile)]
    apart = [profile for profile in others if profile not in alike]
    waiting = [pool.submit(infer_case, inputs, case, first) for case in material.cases]
    later = [pool.submit(infer_case, inputs, c, p) for p in apart for c in material.cases]
    parts = render_parts(_gather(material, list(first.triples), key))
    measured = [future.result() for future in waiting]
    if reference is None:
        reference = EmbeddedStore()
        for graphs in measured:
            reference.add_text(graphs[str(GRAPH[f"measurements/{first.name}"])])
    for profile in alike:
        words = [material.schemes, *(p.triples for p in profiles)]
        whole = fill_quartiles(profile, words, reference)
        later += [
            pool.submit(infer_case, inputs, case, whole, (first.name, graphs))
            for case, graphs in zip(material.cases, measured, strict=True)
        ]
    parts += render_parts(_join(measured))
    parts += render_parts(_join(future.result() for future in later), turtle=False)
    return parts


def fill_quartiles(
    profile: Profile, words: Iterable[Iterable[Triple]], reference: EmbeddedStore
) -> Profile:
    """Fill in the numbers that a profile takes from other snapshots, if it does."""
    if not profile.quartiles:
        return profile
    known = _load(words)
    return resolve_quartiles(profile, find_quartiles(profile, known, reference))


def _join(cases: Iterable[Texts]) -> dict[str, bytes]:
    """Put what was inferred of each case together, by graph."""
    joined: dict[str, list[bytes]] = defaultdict(list)
    for graphs in cases:
        for graph, text in graphs.items():
            joined[graph].append(text)
    return {graph: b"".join(texts) for graph, texts in joined.items()}


def _gather(material: Material, profile: list[Triple], key: str) -> Graphs:
    """Give the graphs that every profile shares, and what the ontology entails of them."""
    vocabulary = [*material.ontology, *material.schemes, *material.prescriptions, *profile]
    told = (*material.evidence.values(), *material.assessments.values(), *material.stages.values())
    return {
        str(GRAPH.ontology): material.ontology,
        str(GRAPH.schemes): material.schemes,
        str(GRAPH.prescriptions): material.prescriptions,
        **material.evidence,
        **material.assessments,
        **material.stages,
        str(GRAPH.entailed): infer_closure(_load([vocabulary, *told])),
        str(GRAPH.meta): _describe(key),
    }


def _load(graphs: Iterable[Iterable[Triple]]) -> EmbeddedStore:
    store = EmbeddedStore()
    for triples in graphs:
        store.add(triples)
    return store


def _describe(key: str) -> list[Triple]:
    """Give what the build was made from; no clock, so that two builds are the same."""
    node = NamedNode(str(mint_id("build", "this")))
    facts: Mapping[str, str] = {"inputHash": key, "codeVersion": __version__}
    return [
        Triple(node, NamedNode(str(ICL[name])), Literal(value)) for name, value in facts.items()
    ]
