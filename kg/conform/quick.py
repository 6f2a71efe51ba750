"""The quick answer to one question: whether everything conforms.

A build asks only that, and pySHACL takes longer for it than the rest of a build does. So another
engine answers first; where it says no, or is not installed, pySHACL tells what breaks which
shape. Tests hold that the two agree on every fixture of the shapes.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from kg.conform.shapes import Layer, list_data, list_shared, read_context, read_whole
from kg.inputs import find_inputs
from kg.namespaces import ICL
from kg.resources import ontology_dir
from kg.store.text import to_text

try:
    import shacl
except ImportError:  # no wheel for this interpreter: pySHACL answers
    shacl = None  # type: ignore[assignment]  # asked for in conforms

_CASE = NamedNode(str(ICL.case))


def conforms(data: Path | None = None) -> bool:
    """Say whether all that is authored conforms; warnings do not count.

    :param data: a folder of cases in place of the shipped ones.
    :returns: ``False`` also where the quick engine cannot answer.
    """
    if shacl is None:
        return False
    inputs, shipped = find_inputs(data), find_inputs()
    cases, shared = list_data(inputs), list_shared(inputs)
    beside = [] if data is None else [shipped.sources]
    words = _read(shared)
    return (
        all(breaks_none("authoring", _read([path])) for path in cases)
        and breaks_none("authoring", words)
        and breaks_none("graph", [*_read([*cases, *beside]), *words])
    )


def files_conform(files: Sequence[Path], beside: Sequence[Path]) -> bool:
    """Say whether some files conform, each for itself and together with what they speak of."""
    if shacl is None:
        return False
    words = _read(list_shared(find_inputs()))
    told = _read([path for path in beside if path.exists()])
    around = [t for t in told if t.predicate != _CASE]  # which cases share a node is told there
    own = _read(files)
    stated = {str(t.subject) for t in own}
    return all(breaks_none("authoring", _read([path])) for path in files) and not any(
        result.focus_node in stated or result.value in stated
        for result in _list_violations("graph", [*own, *around, *words])
    )


def breaks_none(layer: Layer, triples: Iterable[Triple]) -> bool:
    """Say whether nothing in some triples breaks a shape of a layer at the level of a violation."""
    return not _list_violations(layer, triples)


def _list_violations(layer: Layer, triples: Iterable[Triple]) -> "list[shacl.Result]":
    text = to_text([*read_context(layer), *triples]).decode()
    report = _compile(layer).validate_turtle(text)
    return [result for result in report.results if result.severity == "Violation"]


def _read(paths: Sequence[Path]) -> list[Triple]:
    return [triple for path in paths for triple in read_whole(path)]


@lru_cache
def _compile(layer: Layer) -> "shacl.Shapes":
    return shacl.Shapes.from_file(str(ontology_dir() / "shapes" / f"{layer}.ttl"))
