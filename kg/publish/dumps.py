"""The files of a finished build: N-Quads, sorted by graph and line, and Turtle beside them."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import RdfFormat, Triple, parse, serialize

from kg.errors import KgError
from kg.namespaces import GRAPH, PREFIXES
from kg.store.text import join_lines, split_lines, to_text, to_triples


@dataclass(frozen=True)
class Part:
    """A named graph as it will be written."""

    graph: str
    ntriples: bytes
    """Sorted, each triple once."""
    turtle: bytes = b""
    """Empty for a graph that is written as N-Quads alone."""

    def triples(self) -> list[Triple]:
        """Read the triples back."""
        return to_triples(self.ntriples)

    def nquads(self) -> bytes:
        r"""Give the graph as N-Quads.

        >>> Part("http://g", b"<http://a> <http://b> <http://c> .\n").nquads()
        b'<http://a> <http://b> <http://c> <http://g> .\n'
        """
        return self.ntriples.replace(b" .\n", f" <{self.graph}> .\n".encode())


def render_parts(graphs: Mapping[str, Iterable[Triple] | bytes], turtle: bool = True) -> list[Part]:
    """Render named graphs; a triple that was found twice is written once.

    :param graphs: triples, or their N-Triples text.
    :param turtle: whether they get Turtle beside the N-Quads.
    """
    parts = []
    for graph, triples in graphs.items():
        text = join_lines(sorted(split_lines(to_text(triples))))
        parts.append(Part(graph, text, _render_turtle(text) if turtle else b""))
    return parts


def _render_turtle(ntriples: bytes) -> bytes:
    """Write a graph as Turtle, in the order of its lines."""
    triples = (quad.triple for quad in parse(ntriples, format=RdfFormat.N_TRIPLES))
    return serialize(triples, format=RdfFormat.TURTLE, prefixes=PREFIXES) or b""


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
    digest = hashlib.sha256()
    with (beside / "graph.nq").open("wb") as file:
        for part in sorted(parts, key=lambda part: part.graph):
            content = part.nquads()
            digest.update(content)
            file.write(content)
            if part.turtle:
                slug = part.graph.removeprefix(str(GRAPH)).replace("/", "-")
                (beside / "turtle" / f"{slug}.ttl").write_bytes(part.turtle)
    (beside / "graph.sha256").write_text(digest.hexdigest(), encoding="ascii")


def _replace(beside: Path, folder: Path) -> None:
    """Rename into place; a damaged build goes, and one that came first in between stays."""
    if folder.exists() and not is_whole(folder):
        shutil.rmtree(folder)
    try:
        beside.rename(folder)
    except OSError:
        if not is_whole(folder):
            raise
