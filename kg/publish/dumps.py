"""The files of a finished build: one sorted N-Quads file, and Turtle a graph beside it."""

import os
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
    beside = folder.with_name(f"{folder.name}.{os.getpid()}.part")
    try:
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
        (beside / "graph.nq").write_bytes(b"".join(sorted(lines)))
        folder.parent.mkdir(parents=True, exist_ok=True)
        _replace(beside, folder)
    except OSError as error:
        raise KgError(f"{folder}: cannot be written: {error.strerror}") from error
    return folder / "graph.nq"


def _replace(beside: Path, folder: Path) -> None:
    """Rename into place; where another build of the same inputs came first, theirs is the same."""
    try:
        beside.rename(folder)
    except OSError:
        if not (folder / "graph.nq").exists():
            raise
        for path in sorted(beside.rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()
        beside.rmdir()
