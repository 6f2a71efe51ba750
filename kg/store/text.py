"""Triples as N-Triples text: a line a triple, which sets of lines compare and files keep."""

from collections.abc import Iterable

from pyoxigraph import RdfFormat, Triple, parse, serialize


def to_text(triples: Iterable[Triple] | bytes) -> bytes:
    """Give triples as N-Triples; text stays as it is.

    >>> to_text([])
    b''
    """
    if isinstance(triples, bytes):
        return triples
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""


def to_triples(text: bytes) -> list[Triple]:
    """Give the triples of an N-Triples text, in its order."""
    return [quad.triple for quad in parse(text, format=RdfFormat.N_TRIPLES)]


def split_lines(text: bytes) -> set[bytes]:
    r"""Give the lines of a text, each once.

    >>> sorted(split_lines(b"<a> <b> <c> .\n<a> <b> <c> .\n"))
    [b'<a> <b> <c> .']
    """
    return set(text.split(b"\n")) - {b""}


def join_lines(lines: Iterable[bytes]) -> bytes:
    r"""Give lines as a text that ends with one.

    >>> join_lines([b"<a> <b> <c> ."]), join_lines([])
    (b'<a> <b> <c> .\n', b'')
    """
    text = b"\n".join(lines)
    return text + b"\n" if text else b""
