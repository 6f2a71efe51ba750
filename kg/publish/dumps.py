"""The files of a finished build: one sorted N-Quads file, and Turtle a graph beside it."""

import hashlib
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, serialize

from kg.errors import KgError
from kg.namespaces import GRAPH
from kg.turtle import render_turtle


def write_build(folder: Path, graphs: Mapping[str, Sequence[Triple]]) -> Path:
    """Write a build and give the path of its N-Quads file.

    The folder appears whole or not at all: everything is written beside it and then renamed.

    :raises KgError: if the folder cannot be written.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            dir=folder.parent, prefix=f"{folder.name}.", ignore_cleanup_errors=True
        ) as part:
            beside = Path(part) / "build"
            _write(beside, graphs)
            _replace(beside, folder)
    except OSError as error:
        raise KgError(f"{folder}: cannot be written: {error.strerror}") from error
    return folder / "graph.nq"


def is_whole(folder: Path) -> bool:
    """Say whether a folder holds a build as it was written."""
    try:
        told = (folder / "graph.sha256").read_text(encoding="ascii")
        return told == hashlib.sha256((folder / "graph.nq").read_bytes()).hexdigest()
    except (OSError, UnicodeDecodeError):
        return False


def _write(beside: Path, graphs: Mapping[str, Sequence[Triple]]) -> None:
    (beside / "turtle").mkdir(parents=True)
    lines: set[bytes] = set()
    for graph, triples in graphs.items():
        name = NamedNode(graph)
        quads = [Quad(t.subject, t.predicate, t.object, name) for t in set(triples)]
        text = serialize(quads, format=RdfFormat.N_QUADS) or b""
        lines.update(text.splitlines(keepends=True))
        slug = graph.removeprefix(str(GRAPH)).replace("/", "-")
        turtle = beside / "turtle" / f"{slug}.ttl"
        turtle.write_text(render_turtle(triples, f"Graph {graph}"), encoding="utf-8")
    content = b"".join(sorted(lines))
    (beside / "graph.nq").write_bytes(content)
    (beside / "graph.sha256").write_text(hashlib.sha256(content).hexdigest(), encoding="ascii")


def _replace(beside: Path, folder: Path) -> None:
    """Rename into place; a damaged build goes, and one that came first in between stays."""
    if folder.exists() and not is_whole(folder):
        shutil.rmtree(folder)
    try:
        beside.rename(folder)
    except OSError:
        if not is_whole(folder):
            raise
