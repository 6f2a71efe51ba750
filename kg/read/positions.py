"""The lines on which a Turtle file states its triples, to name the place of a fault."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rdflib import Graph
from rdflib.plugins.parsers.notation3 import RDFSink, SinkParser


class _LineParser(SinkParser):
    """rdflib's parser, noting the line at which each statement is complete."""

    noted: dict[tuple[str, ...], int]

    def makeStatement(self, quadruple: Any) -> None:  # noqa: N802 (the name is rdflib's)
        _, predicate, subject, value = quadruple
        line = self.lines + 1
        self.noted.setdefault((str(subject),), line)
        self.noted.setdefault((str(subject), str(predicate)), line)
        self.noted.setdefault((str(subject), str(predicate), str(value)), line)
        super().makeStatement(quadruple)


def find_lines(path: Path) -> dict[tuple[str, ...], int]:
    """Give the line of each subject, of each of its predicates and of each triple of a Turtle file.

    Keys are ``(subject,)``, ``(subject, predicate)`` and ``(subject, predicate, object)`` as text;
    a subject written in several places has the first. The file must be valid Turtle.
    """
    parser = _LineParser(RDFSink(Graph()), baseURI=path.as_uri(), turtle=True)
    parser.noted = {}
    parser.startDoc()
    parser.feed(path.read_bytes())
    parser.endDoc()
    return parser.noted


def find_line(lines: dict[tuple[str, ...], int], *key: str) -> int | None:
    """Give the line of the longest known beginning of ``(subject, predicate, object)``."""
    for length in _lengths(len(key)):
        if key[:length] in lines:
            return lines[key[:length]]
    return None


def _lengths(longest: int) -> Iterator[int]:
    yield from range(longest, 0, -1)
