"""SHACL validation: which nodes of files or of a build break a shape.

Three layers of shapes: ``authoring`` holds of each file alone, ``graph`` of all files together,
``inferred`` of a build. pySHACL evaluates them on plain rdflib graphs, without inference.
"""

import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal as Choice

import pyshacl
from pyoxigraph import BlankNode, NamedNode, Triple
from pyoxigraph import Literal as OxLiteral
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kg.conform.faults import Fault, Severity, render_fault
from kg.inputs import Inputs, find_inputs
from kg.namespaces import ICL, PREFIXES, RDF, RDFS, SH, SKOS, XSD
from kg.read import find_lines, read_turtle
from kg.read.positions import find_line
from kg.read.profiles import read_profile
from kg.resources import ontology_dir

__all__ = [
    "Fault",
    "check",
    "find_faults",
    "find_file_faults",
    "find_graph_faults",
    "find_inferred_faults",
    "list_data",
    "list_shared",
    "render_fault",
]

Layer = Choice["authoring", "graph", "inferred"]
Lines = dict[tuple[str, ...], int]

_CONTEXT: dict[Layer, tuple[URIRef, ...]] = {
    "authoring": (RDFS.subClassOf, SKOS.inScheme, ICL.kindNature, ICL.canRespond),
    "graph": (RDFS.subClassOf, RDF.type, SKOS.inScheme, ICL.evidenceMode),
    "inferred": (RDFS.subClassOf, ICL.evidenceMode),
}
"""What of the ontology's classes and of the schemes the shapes of a layer ask about."""
_SEVERITIES: dict[str, Severity] = {str(SH.Warning): "warning", str(SH.Info): "info"}
_STRING = str(XSD.string)
_CASE = NamedNode(str(ICL.case))
_TYPE, _PROFILE = NamedNode(str(RDF.type)), NamedNode(str(ICL.Profile))


def check(files: Sequence[Path] | None = None, data: Path | None = None) -> list[Fault]:
    """Find what breaks a shape in files, or in everything that is authored.

    Given files are checked each for itself, and together with the data beside them: what they
    speak of may be described there. A file of that data which makes the same claims or describes
    the same sources gives way to the given one, so that a changed copy can be checked.

    :param files: Turtle files; without them all data, and with the shipped data also the schemes,
        the profiles and the works cited.
    :param data: a folder of cases in place of the shipped ones.
    :raises SourceError: if a file cannot be read.
    """
    inputs, shipped = find_inputs(data), find_inputs()
    cases, shared = list_data(inputs), list_shared(inputs)
    if files is None:
        if data is None:
            return find_faults([*cases, *shared])
        return find_faults(cases, [*shared, shipped.sources])
    own = {node for path in files for node in _find_own(path)}
    given = {path.resolve() for path in files}
    around = (*cases, *shared, shipped.sources)
    return find_faults(
        files, [p for p in around if p.resolve() not in given and not own & _find_own(p)]
    )


def list_data(inputs: Inputs) -> list[Path]:
    """Give the files of the cases: sources, shocks, evidence, assessments and stages."""
    data = (inputs.sources, inputs.shocks, *inputs.cases, *inputs.assessments, *inputs.stages)
    return [path for path in data if path.exists()]


def list_shared(inputs: Inputs) -> list[Path]:
    """Give what all cases share and people write: schemes, profiles and the works cited."""
    shared = (inputs.literature, *inputs.schemes, inputs.prescriptions, *inputs.profiles)
    return [path for path in shared if path.exists()]


def find_faults(files: Sequence[Path], beside: Sequence[Path] = ()) -> list[Fault]:
    """Find what breaks a shape in files, each for itself and all together.

    :param beside: files that may describe what the given ones speak of; theirs are not told.
    :raises SourceError: if a file cannot be read.
    """
    shared = [path for path in files if path.resolve().is_relative_to(ontology_dir())]
    faults = [f for path in files if path not in shared for f in find_file_faults(path)]
    if shared:  # words and profiles have no claims of their own: one validation serves all
        faults += _find("authoring", shared, [])
    return _sort([*faults, *find_graph_faults(files, beside)])


def find_file_faults(file: Path) -> list[Fault]:
    """Find what breaks a shape in one file, whatever other files say."""
    return _find("authoring", [file], [])


def find_graph_faults(files: Sequence[Path], beside: Sequence[Path] = ()) -> list[Fault]:
    """Find what breaks a shape once files are put together."""
    return _find("graph", files, beside)


def find_inferred_faults(triples: Iterable[Triple]) -> list[Fault]:
    """Find what breaks a shape in a build, under one profile.

    :param triples: what its rules read and wrote: evidence, profile, derived and what follows; not
        what they wrote under another profile, which answers the same questions once more.
    """
    named = _list_named("inferred")
    read = (t for t in triples if t.predicate.value in named)
    results = _validate("inferred", _build_graph("inferred", read))
    return _sort(_place(result, {}, {}) for result in results)


def check_triples(layer: Layer, triples: Iterable[Triple]) -> list[Fault]:
    """Find what breaks a shape of a layer in triples that stand in no file."""
    return _sort(
        _place(result, {}, {}) for result in _validate(layer, _build_graph(layer, triples))
    )


@dataclass(frozen=True)
class _Result:
    """One result of a validation, as pySHACL reports it."""

    node: str
    paths: tuple[str, ...]
    value: str
    severity: Severity
    shape: str
    message: Mapping[str, str]


def _find(layer: Layer, files: Sequence[Path], beside: Sequence[Path]) -> list[Fault]:
    """Validate a layer and tell the faults of nodes that the given files state."""
    triples = {path: read_whole(path) for path in files}
    data = _build_graph(layer, (t for told in triples.values() for t in told))
    stating: dict[str, list[Path]] = {}
    for path, told in triples.items():
        for node in dict.fromkeys(_to_text(triple.subject) for triple in told):
            stating.setdefault(node, []).append(path)
    for path in beside:  # which cases share a node is told where they are, not here
        _add(
            data,
            (
                t
                for t in read_whole(path)
                if t.predicate != _CASE or _to_text(t.subject) not in stating
            ),
        )
    lines: dict[Path, Lines] = {}
    results = (r for r in _validate(layer, data) if r.node in stating or r.value in stating)
    return _sort(_place(result, stating, lines) for result in results)


def read_whole(path: Path) -> Sequence[Triple]:
    """Read a file; a profile with all that it takes over, as it will be applied."""
    triples = read_turtle(path)
    profiles = [t for t in triples if t.predicate == _TYPE and t.object == _PROFILE]
    return read_profile(path).triples if profiles else triples


def _sort(faults: Iterable[Fault]) -> list[Fault]:
    """Sort faults by place; one value that breaks a shape in two ways is one fault."""
    return sorted(dict.fromkeys(faults), key=lambda fault: fault.order)


def _place(result: _Result, stating: Mapping[str, list[Path]], lines: dict[Path, Lines]) -> Fault:
    """Find the file and line that state what a result is about.

    A shape that asks one question of a whole class has the class as its focus; the node at fault is
    then the value.
    """
    node, value = result.node, result.value
    if node not in stating and (value in stating or (value and node.startswith(str(ICL)))):
        node, value = value, ""
    path = result.paths[0] if len(result.paths) == 1 else ""
    best: tuple[int, Path | None, int | None] = (0, None, None)
    for file in stating.get(node, ()):
        if file not in lines:
            with _quiet():
                lines[file] = find_lines(file.resolve())
        path = next((p for p in result.paths if (node, p, value) in lines[file]), path)
        key = (node, path, value) if path and value else (node, path) if path else (node,)
        depth = next((n for n in range(len(key), 0, -1) if key[:n] in lines[file]), 0)
        if depth > best[0]:
            best = (depth, file, find_line(lines[file], *key))
    _, at, line = best
    return Fault(at, line, node, path, value, result.severity, result.shape, result.message)


def _validate(layer: Layer, data: Graph) -> list[_Result]:
    """Validate a graph against the shapes of a layer."""
    shapes = _read_shapes(layer)
    with _quiet():
        _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    if not isinstance(report, Graph):
        raise TypeError(f"pySHACL gave no report: {report}")
    return [_read_result(report, shapes, result) for result in report.objects(None, SH.result)]


def _read_result(report: Graph, shapes: Graph, result: Node) -> _Result:
    shape = report.value(result, SH.sourceShape)
    path = report.value(result, SH.resultPath)
    value = report.value(result, SH.value)
    texts = [text for text in report.objects(result, SH.resultMessage) if isinstance(text, Literal)]
    return _Result(
        node=str(report.value(result, SH.focusNode)),
        paths=tuple(_list_properties(shapes, shape, path)),
        value="" if value is None or isinstance(value, BNode) else str(value),
        severity=_SEVERITIES.get(str(report.value(result, SH.resultSeverity)), "violation"),
        shape=str(shape),
        message={_find_language(report, result, text): str(text) for text in texts},
    )


def _find_language(report: Graph, result: Node, text: Literal) -> str:
    """Give the language of a message; pySHACL drops its tag where it fills in what was found."""
    if text.language:
        return text.language
    for template in report.objects(report.value(result, SH.sourceConstraint), SH.message):
        parts = (re.escape(part) for part in re.split(r"\{[?$]\w+\}", str(template)))
        if isinstance(template, Literal) and re.fullmatch(".*".join(parts), str(text), re.DOTALL):
            return template.language or "en"
    return "en"


def _list_properties(shapes: Graph, shape: Node | None, path: Node | None) -> Iterator[str]:
    """Give the properties that may stand at the node: the path's own, its first, or any of it."""
    if isinstance(path, URIRef):
        yield str(path)
        return
    stated = shapes.value(shape, SH.path) if shape and path else None
    allowed = shapes.value(stated, SH.alternativePath) if stated else None
    if allowed:
        yield from (str(each) for each in shapes.items(allowed))
    elif stated:
        yield from (str(each) for each in list(shapes.items(stated))[:1])


@lru_cache
def _read_shapes(layer: Layer) -> Graph:
    graph = Graph()
    _add(graph, read_turtle(ontology_dir() / "shapes" / f"{layer}.ttl"))
    return graph


@lru_cache
def _list_named(layer: Layer) -> frozenset[str]:
    """Give every IRI that the shapes of a layer name, the properties they read among them.

    Less than half of a build has one of these as its property; pySHACL need not see the rest.
    """
    terms = {str(term) for triple in _read_shapes(layer) for term in triple}
    names = {name for term in terms for name in re.findall(r"[a-z]+:\w+", term, re.ASCII)}
    spaces = ((space, *name.split(":")) for name in names for space in PREFIXES)
    return frozenset(terms | {PREFIXES[s] + local for s, prefix, local in spaces if s == prefix})


@lru_cache
def read_context(layer: Layer) -> tuple[Triple, ...]:
    """Read what the shapes of a layer ask about words and classes, which no case file states."""
    inputs = find_inputs()
    wanted = {str(predicate) for predicate in _CONTEXT[layer]}
    words = [t for path in inputs.schemes for t in read_turtle(path) if t.predicate.value in wanted]
    classes = [
        t
        for path in inputs.ontology
        for t in read_turtle(path)
        if t.predicate.value == str(RDFS.subClassOf) and isinstance(t.object, NamedNode)
    ]
    return (*words, *classes)


def _find_own(path: Path) -> set[str]:
    """Give what only one file is expected to state: its claims and its sources."""
    marks = {str(ICL.statedIn), PREFIXES["dcterms"] + "title"}
    return {_to_text(t.subject) for t in read_turtle(path) if t.predicate.value in marks}


def _build_graph(layer: Layer, triples: Iterable[Triple]) -> Graph:
    graph = Graph()
    _add(graph, read_context(layer))
    _add(graph, triples)
    return graph


def _add(graph: Graph, triples: Iterable[Triple]) -> None:
    with _quiet():
        for t in triples:
            graph.add((_to_rdflib(t.subject), _to_rdflib(t.predicate), _to_rdflib(t.object)))


def _to_rdflib(term: NamedNode | BlankNode | OxLiteral | Triple) -> Node:
    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if isinstance(term, BlankNode):
        return BNode(term.value)
    if isinstance(term, Triple):
        raise TypeError(f"no file states a triple about a triple: {term}")
    if term.language:
        return Literal(term.value, lang=term.language)
    kind = term.datatype.value
    return Literal(term.value, datatype=None if kind == _STRING else URIRef(kind))


def _to_text(term: NamedNode | BlankNode | OxLiteral | Triple) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep rdflib from writing tracebacks about literals whose fault a shape will tell."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)
