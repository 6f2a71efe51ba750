"""Faults in the text of a query: where they are, in words and under a caret."""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from kg.errors import QueryError, QueryRefused

_WIDTH = 76
_REST = 30


class Place(NamedTuple):
    """A place in a text: line and column from 1, and the line with a caret under it."""

    line: int
    column: int
    excerpt: str


class QueryFault(QueryError):
    """A query that cannot be run, with the offending line."""

    def __init__(self, reason: str, text: str, offset: int) -> None:
        place = find_place(text, offset)
        self.excerpt = place.excerpt
        super().__init__(reason, place.line, place.column)


class PlacedRefusal(QueryRefused):
    """A query that asks for what is not allowed here, with the offending line."""

    def __init__(self, reason: str, text: str, offset: int) -> None:
        self.line, self.column, self.excerpt = find_place(text, offset)
        super().__init__(f"line {self.line}, column {self.column}: {reason}")


def find_place(text: str, offset: int) -> Place:
    r"""Find the line and column of a character, and draw a caret under it.

    A long line is cut to the part around the caret, which allows for the double width of Hangul.

    >>> find_place("SELECT *\n{ ?s ?p }", 16)
    Place(line=2, column=8, excerpt='{ ?s ?p }\n       ^')
    """
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    line = text[start : end if end >= 0 else len(text)].rstrip("\r")
    column = offset - start
    cut = max(0, column - _WIDTH // 2) if len(line) > _WIDTH else 0
    shown = re.sub(r"[\x00-\x1f\x7f]", " ", line[cut : cut + _WIDTH])
    before = shown[: column - cut]
    indent = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in before)
    return Place(text.count("\n", 0, offset) + 1, column + 1, f"{shown}\n{' ' * indent}^")


def find_offset(text: str, line: int, column: int) -> int:
    r"""Find the offset of a line and column, both counted from 1.

    >>> find_offset("SELECT *\n{ ?s ?p }", 2, 8)
    16
    """
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
    return min(start + column - 1, len(text))


def explain_syntax(
    text: str, error: QueryError, undeclared: Sequence[tuple[str, int]], known: Sequence[str]
) -> QueryError:
    """Say in plain words what the engine could not read, and where.

    :param error: what the engine said, as the store hands it on.
    :param undeclared: the prefixes that the query uses but nothing declares, with their offsets.
    :param known: the prefixes that are declared.
    """
    if undeclared:
        names = sorted({name for name, _ in undeclared})
        listed = ", ".join(f"'{name}:'" for name in names)
        verb = "prefix {} is" if len(names) == 1 else "prefixes {} are"
        return QueryFault(
            f"the {verb.format(listed)} not declared; known: "
            f"{', '.join(f'{name}:' for name in sorted(known))}",
            text,
            undeclared[0][1],
        )
    if error.line is None or error.column is None:
        return error
    if not text.strip():
        return QueryFault("the query is empty", text, 0)
    offset = find_offset(text, error.line, error.column)
    expected = error.reason.removeprefix("not SPARQL: expected ").removeprefix("one of ")
    said = re.findall(r"(?:^|, )([A-Za-z]+ [A-Za-z ]{8,})", expected)
    keywords = re.findall(r"(?:^|, )([A-Z][A-Z0-9_]{2,}|hasLangDir)(?=$|,)", expected)
    if not keywords and not text[offset:].strip() and (said or expected == "[_]"):
        reason = (
            said[0] if said else "a variable that BIND or AS sets is already in use, or the like"
        )
        return QueryFault(f"a rule of SPARQL is broken: {reason}", text, offset)
    if said:
        return QueryFault(f"not SPARQL: {said[0]}", text, offset)
    offset = _find_start(text, offset, keywords)
    marks = re.findall(r'(?:^|, )"([^"]{1,2})"(?=$|,)', expected) if not keywords else []
    wanted = f"; expected {' or '.join(marks)}" if marks else ""
    return QueryFault(
        f"this cannot be read as SPARQL: {_show_rest(text, offset)}{wanted}", text, offset
    )


def _find_start(text: str, offset: int, keywords: Sequence[str]) -> int:
    """Undo the engine's habit of placing an error a keyword's length behind the fault."""
    starts = {offset - len(word) for word in keywords if offset >= len(word)}
    at_token = [
        start
        for start in starts
        if text[start : start + 1].strip() and not re.match(r"\w\w", text[max(start - 1, 0) :][:2])
    ]
    return max(at_token, default=min(starts, default=offset))


def _show_rest(text: str, offset: int) -> str:
    rest = text[offset:].lstrip().partition("\n")[0].rstrip()
    if not rest:
        return "the end of the query"
    return f"'{rest}'" if len(rest) <= _REST else f"'{rest[:_REST]}…'"
