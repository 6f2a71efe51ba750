"""The files of a finished build: one sorted N-Quads file, and Turtle a graph beside it."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse, serialize

from kg.errors import KgError
from kg.namespaces import GRAPH
from kg.turtle import render_turtle


@dataclass(frozen=True)
class Part:
    """A named graph as it will be written."""

    graph: str
    nquads: bytes
    turtle: str
    """Empty for a graph that is written as N-Quads alone."""

    def triples(self) -> list[Triple]:
        """Read the triples back."""
        return [quad.triple for quad in parse(self.nquads, format=RdfFormat.N_QUADS)]


def render_parts(graphs: Mapping[str, Iterable[Triple]], turtle: bool = True) -> list[Part]:
    """Render named graphs; a triple that was found twice is written once.

    :param turtle: whether they get Turtle beside the N-Quads.
    """
    parts = []
    for graph, triples in graphs.items():
        name, told = NamedNode(graph), set(triples)
        quads = [Quad(t.subject, t.predicate, t.object, name) for t in told]
        nquads = serialize(quads, format=RdfFormat.N_QUADS) or b""
        text = render_turtle(told, f"Graph {graph}") if turtle else ""
        parts.append(Part(graph, nquads, text))
    return parts


def write_build(folder: Path, parts: Sequence[Part]) -> Path:
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
            _write(beside, parts)
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


def _write(beside: Path, parts: Sequence[Part]) -> None:
    (beside / "turtle").mkdir(parents=True)
    lines: list[bytes] = []
    for part in parts:
        lines += part.nquads.splitlines(keepends=True)
        slug = part.graph.removeprefix(str(GRAPH)).replace("/", "-")
        if part.turtle:
            (beside / "turtle" / f"{slug}.ttl").write_text(part.turtle, encoding="utf-8")
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
