"""The whole way, in one place: read → conform → reason → derive → measure → diagnose → publish.

Each step takes triples and gives new ones; what is inferred never shares a graph with what is
asserted.
"""

from collections.abc import Callable, Iterable, Mapping
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
from kg.diagnose.run import infer_diagnoses, plan_strata
from kg.errors import KgError, NotConforming
from kg.inputs import Inputs, find_inputs
from kg.namespaces import BASE, GRAPH, ICL, mint_id
from kg.publish import infer_labels, infer_values, is_whole, write_build
from kg.read import read_turtle
from kg.reason import infer_closure, read_rules
from kg.resources import cache_dir, hash_files
from kg.store import EmbeddedStore

Progress = Callable[[str], None]
PROFILE = "default"


def build(
    progress: Progress = lambda _: None, data: Path | None = None, into: Path | None = None
) -> Path:
    """Build the graph, or find it built, and give the path of its N-Quads file.

    :param progress: is told what is being done, a short line at a time.
    :param data: a folder of cases in place of the shipped ones.
    :param into: where the build goes; without it, into the cache, under the hash of its inputs.
    :raises SourceError: if a file cannot be read.
    :raises NotConforming: if the evidence breaks a shape.
    :raises KgError: if ``into`` is there already, or a file changes meanwhile.
    """
    if into is not None and into.exists():
        raise KgError(f"{into}: is there already; name a folder that is not")
    inputs = find_inputs(data)
    key = hash_files(inputs.paths())
    folder = into or cache_dir() / key[:32]
    if into is None and is_whole(folder):
        return folder / "graph.nq"
    progress("checking the data against the shapes")
    _conform(data)
    graphs = build_graphs(inputs, progress, key)
    if hash_files(inputs.paths()) != key:
        raise KgError("a file was changed while it was being built from; build again")
    return write_build(folder, graphs)


def _conform(data: Path | None) -> None:
    """Stop on data that break a shape; a warning does not."""
    faults = [fault for fault in check(data=data) if fault.severity == "violation"]
    if faults:
        raise NotConforming([render_fault(fault) for fault in faults])


def build_graphs(
    inputs: Inputs, progress: Progress = lambda _: None, key: str = ""
) -> dict[str, list[Triple]]:
    """Build every named graph from the files of a build."""
    progress("reading")
    ontology = read_ontology(inputs)
    schemes = _read(inputs.schemes)
    profile = _read_profile(inputs)
    evidence = {graph: _read(paths) for graph, paths in inputs.evidence().items()}
    judgements = {graph: _read(paths) for graph, paths in inputs.judgements().items()}

    progress("compiling the rules")
    strata = plan_strata(read_rules(inputs.rules), ontology)
    vocabulary = [*ontology, *schemes, *profile]
    facts = [t for triples in evidence.values() for t in triples]
    inference = infer_diagnoses(vocabulary, facts, strata, progress)

    progress("values, labels and closure")
    graphs: dict[str, list[Triple]] = {
        str(GRAPH.ontology): ontology,
        str(GRAPH.schemes): schemes,
        str(GRAPH[f"profile/{PROFILE}"]): profile,
        **evidence,
        **judgements,
        str(GRAPH[f"derived/{PROFILE}"]): inference.derived,
        str(GRAPH[f"measurements/{PROFILE}"]): inference.measurements,
        str(GRAPH[f"diagnoses/{PROFILE}"]): inference.diagnoses,
    }
    store = _load(graphs.values())
    values, margins = infer_values(store)
    inference.measurements.extend(values)
    inference.diagnoses.extend(margins)
    for layer, labels in infer_labels(store).items():
        graphs[str(GRAPH[f"{layer}/{PROFILE}"])].extend(labels)
    graphs[str(GRAPH.entailed)] = infer_closure(_load([vocabulary, facts, *judgements.values()]))
    graphs[str(GRAPH.meta)] = _describe(key)
    return graphs


def read_ontology(inputs: Inputs) -> list[Triple]:
    """Read the modules of the ontology, with names for the nodes of restrictions and lists."""
    return _name_blank_nodes(_read(inputs.ontology))


def read_vocabulary(inputs: Inputs) -> list[Triple]:
    """Read all that the rules may read beside the evidence: ontology, schemes and one profile."""
    return [*read_ontology(inputs), *_read(inputs.schemes), *_read_profile(inputs)]


def _read_profile(inputs: Inputs) -> list[Triple]:
    return _read(path for path in inputs.profiles if path.stem == PROFILE)


def _read(paths: Iterable[Path]) -> list[Triple]:
    return [triple for path in paths for triple in read_turtle(path)]


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
