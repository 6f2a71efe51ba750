"""Query results in their media types, written by the engine's own serialisers."""

from collections.abc import Iterable, Mapping
from typing import IO

from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat, Triple, serialize

from kg.errors import NotAcceptable, QueryError
from kg.namespaces import PREFIXES
from kg.store.embedded import Result

SOLUTION_TYPES = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
"""What solutions and truth values can be written as, the usual choice first."""
TRIPLE_TYPES = (
    "text/turtle",
    "application/n-triples",
    "application/rdf+xml",
    "application/ld+json",
    "application/trig",
    "application/n-quads",
)
"""What triples can be written as, the usual choice first."""

OUTPUT_PREFIXES = {
    prefix: namespace
    for prefix, namespace in PREFIXES.items()
    if prefix not in ("id", "scheme", "profile", "rule")
}
"""Prefixes of what is written: names with a slash would need an escape in every one."""


def write_result(result: Result, output: IO[bytes], media_type: str) -> None:
    """Write a result in a media type; triples with the project's prefixes where it has prefixes.

    What ``output`` raises while being written to comes through unchanged.

    :raises QueryError: if the engine meets something that it cannot evaluate.
    :raises NotAcceptable: if the media type cannot carry this result.
    """
    try:
        if isinstance(result, QueryTriples):
            write_triples(result, output, media_type)
            return
        table = QueryResultsFormat.from_media_type(media_type)
        if table is None:
            raise NotAcceptable(media_type, SOLUTION_TYPES)
        result.serialize(output, format=table)
    except RuntimeError as error:
        raise QueryError(f"cannot be evaluated: {error}") from error
    except OSError as error:
        if error.errno is not None:  # of the output
            raise
        # JSON-LD knows no triple terms
        raise NotAcceptable(media_type, TRIPLE_TYPES) from error


def write_triples(
    triples: Iterable[Triple],
    output: IO[bytes],
    media_type: str,
    prefixes: Mapping[str, str] = OUTPUT_PREFIXES,
) -> None:
    """Write triples in a media type, with prefixes where it has them.

    :raises NotAcceptable: if there is no such media type for triples.
    """
    graph = RdfFormat.from_media_type(media_type)
    if graph is None:
        raise NotAcceptable(media_type, TRIPLE_TYPES)
    if graph not in (RdfFormat.TURTLE, RdfFormat.TRIG):
        serialize(triples, output, format=graph, prefixes=dict(prefixes))
        return
    for name, namespace in sorted(prefixes.items()):
        output.write(f"@prefix {name}: <{namespace}> .\n".encode())
    rest = _WithoutPrefixes(output)
    serialize(triples, rest, format=graph, prefixes=dict(prefixes))  # type: ignore[arg-type]  # it only writes
    rest.finish()


class _WithoutPrefixes:
    """A writer that drops the head of a Turtle file: the engine's is in another order each time."""

    def __init__(self, output: IO[bytes]) -> None:
        self._output, self._head, self._in_head = output, b"", True

    def write(self, data: bytes) -> int:
        if not self._in_head:
            return self._output.write(data)
        self._head += data
        while self._in_head and b"\n" in self._head:
            line, _, rest = self._head.partition(b"\n")
            if line.startswith(b"@prefix "):
                self._head = rest
            else:
                self.finish()
        return len(data)

    def flush(self) -> None:
        """Do nothing: the engine asks for it, and the head is not known to be whole yet."""

    def finish(self) -> None:
        """Hand on what is held back."""
        self._in_head = False
        self._output.write(self._head)
        self._head = b""
