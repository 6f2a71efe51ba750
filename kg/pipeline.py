"""The whole way, in one place: read → conform → reason → derive → measure → diagnose → publish.

Each step takes triples and gives new ones; what is inferred never shares a graph with what is
asserted. The way from evidence to diagnoses is gone once a profile.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    Triple,
)

from kg import __version__
from kg.conform import check, render_fault
from kg.diagnose.quartiles import find_quartiles
from kg.diagnose.run import Judgements, infer_diagnoses, plan_strata
from kg.diagnose.selection import select_certain
from kg.diagnose.sharing import measures_alike, rename_measures
from kg.errors import KgError, NotConforming
from kg.executors import Here, open_pool
from kg.inputs import Inputs, find_inputs
from kg.namespaces import BASE, GRAPH, ICL, mint_id
from kg.publish import (
    Part,
    drop_working_nodes,
    infer_labels,
    infer_values,
    is_whole,
    render_parts,
    write_build,
)
from kg.read import read_turtle
from kg.read.profiles import Profile, read_profile, resolve_quartiles
from kg.reason import Stratum, infer_closure, read_rules
from kg.resources import cache_dir, hash_files
from kg.store import EmbeddedStore

_MEASURED = ("derived", "measurements")
"""The layers that profiles may share."""
Progress = Callable[[str], None]
Graphs = dict[str, list[Triple]]
PROFILE = "default"


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
    return write_build(folder, parts)


def _hash(inputs: Inputs, data: Path | None) -> str:
    """Hash what a build is made from; other data are compared with the shipped ones."""
    shipped = [] if data is None else find_inputs().paths()
    return hash_files([*inputs.paths(), *shipped])


def _find_faults(data: Path | None) -> list[str]:
    """Tell what breaks a shape; a warning stops no build."""
    return [render_fault(fault) for fault in check(data=data) if fault.severity == "violation"]


def _stop_on(faults: list[str]) -> None:
    if faults:
        raise NotConforming(faults)


@dataclass(frozen=True)
class Material:
    """What all profiles share: what was read, and the rules, compiled."""

    ontology: list[Triple]
    schemes: list[Triple]
    prescriptions: list[Triple]
    evidence: Graphs
    assessments: Graphs
    stages: Graphs
    strata: Sequence[Stratum]

    @property
    def facts(self) -> list[Triple]:
        """Give the evidence of all cases."""
        return [t for triples in self.evidence.values() for t in triples]

    @property
    def judgements(self) -> Judgements:
        """Give what authors say."""
        stages = [t for triples in self.stages.values() for t in triples]
        return Judgements(stages, [t for triples in self.assessments.values() for t in triples])

    def vocabulary(self, profile: Profile) -> list[Triple]:
        """Give all that the rules may read beside the evidence, under one profile."""
        return [*self.ontology, *self.schemes, *self.prescriptions, *profile.triples]


def read_material(
    inputs: Inputs,
    progress: Progress = lambda _: None,
    strata: Sequence[Stratum] | None = None,
) -> Material:
    """Read what all profiles share and compile the rules.

    :param strata: the rules, if they are compiled already.
    """
    progress("reading")
    ontology = read_ontology(inputs)
    if strata is None:
        progress("compiling the rules")
        strata = plan_strata(read_rules(inputs.rules), ontology)
    return Material(
        ontology=ontology,
        schemes=_read(inputs.schemes),
        prescriptions=_read([inputs.prescriptions]),
        evidence=_read_graphs(inputs.evidence()),
        assessments=_read_graphs(inputs.judgements()),
        stages=_read_graphs(inputs.claimed_stages()),
        strata=strata,
    )


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
    :param pool: where the profiles are worked on.
    """
    pool = pool or Here()
    material = read_material(inputs, progress)
    profiles = [read_profile(path) for path in inputs.profiles]
    progress(f"profiles {', '.join(profile.name for profile in profiles)}")
    first, others = profiles[0], profiles[1:]
    alike = [profile for profile in others if measures_alike(first, profile)]
    waiting = [
        pool.submit(_infer_parts, inputs, material.strata, profile)
        for profile in (first, *others)
        if profile not in alike
    ]
    parts = waiting.pop(0).result()
    measured = [_find_part(parts, f"{layer}/{first.name}").nquads for layer in _MEASURED]
    if reference is None:
        reference = EmbeddedStore()
        reference.add(_find_part(parts, f"measurements/{first.name}").triples())
    known = _load([material.schemes, *(p.triples for p in profiles)])
    for profile in alike:
        if profile.quartiles:
            profile = resolve_quartiles(
                profile, find_quartiles(profile, known, reference)
            )  # the same one, with its numbers
        renamed = [rename_measures(text, first.name, profile.name) for text in measured]
        waiting.append(pool.submit(_infer_parts, inputs, material.strata, profile, renamed))
    parts += render_parts(_gather(material, list(first.triples), key))
    for future in waiting:
        parts += future.result()
    return parts


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


def _infer_parts(
    inputs: Inputs,
    strata: Sequence[Stratum],
    profile: Profile,
    measured: Sequence[bytes] = (),
) -> list[Part]:
    """Infer and render one profile, wherever this runs: it reads the files itself.

    :param measured: what was derived and measured already, as N-Quads; without it, that is done.
    """
    material = read_material(inputs, strata=strata)
    taken = [
        Part(str(GRAPH[f"{layer}/{profile.name}"]), text, "")
        for layer, text in zip(_MEASURED, measured, strict=bool(measured))
    ]
    graphs = infer_profile(material, profile, measured=[t for p in taken for t in p.triples()])
    left = {graph: told for graph, told in graphs.items() if graph not in {p.graph for p in taken}}
    return [*taken, *render_parts(left, turtle=profile.name == PROFILE)]


def _find_part(parts: Sequence[Part], name: str) -> Part:
    return next(part for part in parts if part.graph == str(GRAPH[name]))


def infer_profile(
    material: Material,
    profile: Profile,
    progress: Progress = lambda _: None,
    measured: Sequence[Triple] = (),
) -> Graphs:
    """Infer all that follows under one profile, as the graphs of that profile.

    :param profile: with the numbers that come from other snapshots filled in.
    :param measured: what was derived and measured already, with its values and labels.
    """
    facts = select_certain(material.facts) if profile.is_certain else material.facts
    inference = infer_diagnoses(
        material.vocabulary(profile),
        facts,
        material.strata,
        progress,
        judgements=material.judgements,
        measured=measured,
    )
    layers = inference.layers()
    values, margins = infer_values(inference.store)
    layers["diagnoses"].extend(margins)
    labels = infer_labels(inference.store)
    layers["diagnoses"].extend(labels["diagnoses"])
    if not measured:
        layers["measurements"].extend(values)
        layers["derived"].extend(labels["derived"])
    graphs = {
        str(GRAPH[f"{layer}/{profile.name}"]): drop_working_nodes(found)
        for layer, found in layers.items()
    }
    return {str(GRAPH[f"profile/{profile.name}"]): list(profile.triples), **graphs}


def read_ontology(inputs: Inputs) -> list[Triple]:
    """Read the modules of the ontology, with names for the nodes of restrictions and lists."""
    return _name_blank_nodes(_read(inputs.ontology))


def read_vocabulary(inputs: Inputs, profile: str = PROFILE) -> list[Triple]:
    """Read all that the rules may read beside the evidence: ontology, schemes and one profile."""
    chosen = next(read_profile(path) for path in inputs.profiles if path.stem == profile)
    schemes = [*inputs.schemes, inputs.prescriptions]
    return [*read_ontology(inputs), *_read(schemes), *chosen.triples]


def _read(paths: Iterable[Path]) -> list[Triple]:
    return [triple for path in paths for triple in read_turtle(path)]


def _read_graphs(paths: Mapping[str, Iterable[Path]]) -> Graphs:
    return {graph: _read(files) for graph, files in paths.items()}


def _load(graphs: Iterable[Iterable[Triple]]) -> EmbeddedStore:
    store = EmbeddedStore()
    for triples in graphs:
        store.add(triples)
    return store


def _name_blank_nodes(triples: Iterable[Triple]) -> list[Triple]:
    """Give the nodes of restrictions and lists names, the same ones every time."""
    dataset = Dataset(Quad(t.subject, t.predicate, t.object) for t in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)

    def named(term: NamedNode | BlankNode | Literal | Triple) -> NamedNode | Literal:
        if isinstance(term, BlankNode):
            return NamedNode(f"{BASE}id/node/{term.value}")
        if isinstance(term, Triple):
            raise TypeError("the ontology states no triple about a triple")
        return term

    return [
        Triple(named(q.subject), q.predicate, named(q.object))  # type: ignore[arg-type]  # a subject is no literal
        for q in dataset
    ]


def _describe(key: str) -> list[Triple]:
    """Give what the build was made from; no clock, so that two builds are the same."""
    node = NamedNode(str(mint_id("build", "this")))
    facts: Mapping[str, str] = {"inputHash": key, "codeVersion": __version__}
    return [
        Triple(node, NamedNode(str(ICL[name])), Literal(value)) for name, value in facts.items()
    ]
