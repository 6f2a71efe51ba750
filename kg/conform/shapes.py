"""SHACL validation: what breaks a shape, in which file and line, and how to mend it.

Three layers of shapes: ``authoring`` holds of each file alone, ``graph`` of all files together,
``inferred`` of a build. pySHACL evaluates them on plain rdflib graphs, without inference.
"""

import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal as Choice

import pyshacl
from pyoxigraph import BlankNode, NamedNode, Triple
from pyoxigraph import Literal as OxLiteral
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kg.inputs import Inputs, find_inputs
from kg.namespaces import BASE, ICL, PREFIXES, RDF, RDFS, SH, SKOS, XSD
from kg.read import find_lines, read_turtle
from kg.read.positions import find_line
from kg.resources import ontology_dir

Layer = Choice["authoring", "graph", "inferred"]
Severity = Choice["violation", "warning", "info"]
Lines = dict[tuple[str, ...], int]

_CONTEXT: dict[Layer, tuple[URIRef, ...]] = {
    "authoring": (RDFS.subClassOf, SKOS.inScheme, ICL.kindNature, ICL.canRespond),
    "graph": (RDFS.subClassOf, RDF.type, SKOS.inScheme, ICL.evidenceMode),
    "inferred": (RDFS.subClassOf, ICL.evidenceMode),
}
"""What of the ontology's classes and of the schemes the shapes of a layer ask about."""

_STRING = str(XSD.string)
_IRI = re.compile(r"<?(https?://[^\s<>{}'\"()]*[^\s<>{}'\"().,:;])>?")
_WARNING = {"en": "warning: ", "ko": "주의: "}


@dataclass(frozen=True)
class Fault:
    """A node that breaks a shape: where it stands, what is wrong and how to mend it."""

    file: Path | None
    """The file that states the node; none for what a build inferred."""
    line: int | None
    """The line of the triple at fault, else of its subject."""
    node: str
    path: str
    """The property at fault, or nothing if the node as a whole is."""
    value: str
    severity: Severity
    shape: str
    message: Mapping[str, str] = field(hash=False)
    """What is wrong and what to do, by language."""


def check(files: Sequence[Path] | None = None, data: Path | None = None) -> list[Fault]:
    """Find what breaks a shape in files, or in everything that is authored.

    Given files are checked each for itself, and together with the data beside them: what they
    speak of may be described there. A file of that data which makes the same claims or describes
    the same sources gives way to the given one, so that a changed copy can be checked.

    :param files: Turtle files; without them all data, the schemes, the profiles and the works cited.
    :param data: a folder of cases in place of the shipped ones.
    :raises SourceError: if a file cannot be read.
    """
    authored = list_authored(find_inputs(data))
    if files is None:
        return find_faults(authored)
    own = {node for path in files for node in _find_own(path)}
    return find_faults(files, [p for p in authored if p not in files and not own & _find_own(p)])


def list_authored(inputs: Inputs) -> list[Path]:
    """Give the files that people write: the data, the works cited, the schemes and the profiles."""
    data = (inputs.sources, inputs.shocks, *inputs.cases, *inputs.assessments, *inputs.stages)
    authored = (*data, inputs.literature, *inputs.schemes, *inputs.profiles)
    return [path for path in authored if path.exists()]


def find_faults(files: Sequence[Path], beside: Sequence[Path] = ()) -> list[Fault]:
    """Find what breaks a shape in files, each for itself and all together.

    :param beside: files that may describe what the given ones speak of; their own faults are not told.
    :raises SourceError: if a file cannot be read.
    """
    faults = [fault for path in files for fault in find_file_faults(path)]
    return _sort([*faults, *find_graph_faults(files, beside)])


def find_file_faults(file: Path) -> list[Fault]:
    """Find what breaks a shape in one file, whatever other files say."""
    return _find("authoring", [file], [])


def find_graph_faults(files: Sequence[Path], beside: Sequence[Path] = ()) -> list[Fault]:
    """Find what breaks a shape once files are put together."""
    return _find("graph", files, beside)


def find_inferred_faults(triples: Iterable[Triple]) -> list[Fault]:
    """Find what breaks a shape in a build.

    :param triples: what the rules read and wrote: evidence, profile, derived, measurements, diagnoses.
    """
    data = _to_graph("inferred", triples)
    return _sort(_place(result, {}, {}) for result in _validate("inferred", data))


def render_fault(fault: Fault, lang: str = "en") -> str:
    """Write a fault in one line: file and line, node, property and value, what to do.

    >>> told = {"en": "A tie has exactly one kind of the list."}
    >>> tie, kind = BASE + "id/tie/t1", str(ICL.tieKind)
    >>> fault = Fault(Path("a.ttl"), 8, tie, kind, "hires", "violation", "", told)
    >>> render_fault(fault)
    "a.ttl:8: tie t1, icl:tieKind 'hires': A tie has exactly one kind of the list."
    """
    place = "".join(f"{part}:" for part in (_shorten_path(fault.file), fault.line) if part)
    severity = _WARNING.get(lang, _WARNING["en"]) if fault.severity == "warning" else ""
    node = shorten_iri(fault.node)
    what = node + (f", {shorten_iri(fault.path)}" if fault.path else "")
    value = shorten_iri(fault.value)
    what += f" '{value}'" if value and fault.value != fault.node else ""
    message = fault.message.get(lang) or fault.message.get("en") or next(iter(fault.message.values()), "")
    message = _IRI.sub(lambda match: shorten_iri(match[1]), message)
    return f"{place} {severity}{what}: {message}".lstrip()


def shorten_iri(iri: str) -> str:
    """Give an IRI as readers know it: the kind and key of an instance, the prefixed name of a term.

    >>> shorten_iri(BASE + "id/snapshot/ruhr/1960-1975"), shorten_iri(BASE + "scheme/tie-kind/supply")
    ('snapshot ruhr/1960-1975', 'tie-kind:supply')
    """
    kind, _, key = iri.removeprefix(BASE + "id/").partition("/")
    if iri.startswith(BASE + "id/") and key:
        return f"{kind} {key}"
    scheme, _, word = iri.removeprefix(BASE + "scheme/").partition("/")
    if iri.startswith(BASE + "scheme/") and word:
        return f"{scheme}:{word}"
    for name, namespace in PREFIXES.items():
        if iri.startswith(namespace) and iri != namespace:
            return f"{name}:{iri.removeprefix(namespace)}"
    return iri


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
    triples = {path: read_turtle(path) for path in files}
    data = _to_graph(layer, (t for told in triples.values() for t in told))
    for path in beside:
        _add(data, read_turtle(path))
    stating: dict[str, list[Path]] = {}
    for path, told in triples.items():
        for node in dict.fromkeys(_to_text(triple.subject) for triple in told):
            stating.setdefault(node, []).append(path)
    lines: dict[Path, Lines] = {}
    results = (r for r in _validate(layer, data) if r.node in stating or r.value in stating)
    return _sort(_place(result, stating, lines) for result in results)


def _place(result: _Result, stating: Mapping[str, list[Path]], lines: dict[Path, Lines]) -> Fault:
    """Find the file and line that state what a result is about.

    A shape that asks one question of a whole class has the class as its focus; the node at fault is
    then the value.
    """
    node, value = result.node, result.value
    if node not in stating and value in stating:
        node, value = value, ""
    path = result.paths[0] if len(result.paths) == 1 else ""
    best: tuple[int, Path | None, int | None] = (0, None, None)
    for file in stating.get(node, ()):
        if file not in lines:
            with _quiet():
                lines[file] = find_lines(file.resolve())
        told = [p for p in result.paths if (node, p, value) in lines[file]]
        path = told[0] if told else path
        key = tuple(part for part in (node, path, value if path else "") if part)
        depth = next((n for n in range(len(key), 0, -1) if key[:n] in lines[file]), 0)
        if depth > best[0]:
            best = (depth, file, find_line(lines[file], *key))
    return Fault(
        best[1], best[2], node, path, value, result.severity, result.shape, result.message
    )


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
    value = report.value(result, SH.value)
    path = report.value(result, SH.resultPath)
    severity = str(report.value(result, SH.resultSeverity)).removeprefix(str(SH)).lower()
    message = {
        str(text.language or "en"): str(text)
        for text in report.objects(result, SH.resultMessage)
        if isinstance(text, Literal)
    }
    return _Result(
        str(report.value(result, SH.focusNode)),
        tuple(_list_properties(shapes, shape, path)),
        "" if value is None or isinstance(value, BNode) else str(value),
        "violation" if severity == "violation" else "warning" if severity == "warning" else "info",
        str(shape),
        message,
    )


def _list_properties(shapes: Graph, shape: Node | None, path: Node | None) -> Iterator[str]:
    """Give the properties that may stand at the node: that of the path, its first, or any it allows."""
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
def _read_context(layer: Layer) -> list[Triple]:
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
    return [*words, *classes]


def _find_own(path: Path) -> set[str]:
    """Give what only one file is expected to state: its claims and its sources."""
    marks = {str(ICL.statedIn), PREFIXES["dcterms"] + "title"}
    return {_to_text(t.subject) for t in read_turtle(path) if t.predicate.value in marks}


def _to_graph(layer: Layer, triples: Iterable[Triple]) -> Graph:
    graph = Graph()
    _add(graph, _read_context(layer))
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


def _shorten_path(file: Path | None) -> str:
    if file is None:
        return ""
    here = Path.cwd()
    path = file.resolve()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(file)


def _sort(faults: Iterable[Fault]) -> list[Fault]:
    return sorted(
        faults, key=lambda f: (str(f.file or ""), f.line or 0, f.node, f.path, f.shape, f.value)
    )
