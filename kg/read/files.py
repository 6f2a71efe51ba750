"""Turtle files to triples."""

from pathlib import Path

from pyoxigraph import RdfFormat, Triple, parse

from kg.errors import SourceError


def read_turtle(path: Path) -> list[Triple]:
    """Give the triples of a Turtle file.

    :raises SourceError: with the line, when the file is missing, is not UTF-8 or is not Turtle.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise SourceError(path, None, "there is no such file") from error
    except IsADirectoryError as error:
        raise SourceError(path, None, "this is a folder; name a Turtle file") from error
    except UnicodeDecodeError as error:
        raise SourceError(path, None, "is not UTF-8 text; save it as UTF-8") from error
    try:
        return [quad.triple for quad in parse(text, format=RdfFormat.TURTLE)]
    except SyntaxError as error:
        reason = str(error.msg).split(": ", 1)[-1]
        raise SourceError(path, error.lineno, f"not Turtle: {reason}") from error
