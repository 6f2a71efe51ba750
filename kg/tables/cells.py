"""What a cell may hold: from text to value and back, and the one form every cell is written in."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from kg.tables.schema import CellKind

LIST_KINDS: frozenset[CellKind] = frozenset({"texts", "words", "refs", "codes"})
ID_FORM = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]*")
_YEAR = re.compile(r"(c\.)?(\d{4})(?:/(\d{4}))?")


@dataclass(frozen=True)
class Year:
    """A year, a year at about, or the interval in which it falls."""

    first: int
    latest: int | None = None
    circa: bool = False

    @property
    def last(self) -> int:
        """Give the latest year it may be."""
        return self.first if self.latest is None else self.latest


def parse_year(text: str) -> Year:
    """Read a year as tables write it.

    :raises ValueError: if it is none, with the forms that are.

    >>> parse_year("1926"), parse_year("c.1926").circa, parse_year("1960/1969").latest
    (Year(first=1926, latest=None, circa=False), True, 1969)
    """
    match = _YEAR.fullmatch(text)
    if not match or (match[1] and match[3]):
        raise ValueError(f"'{text}' is not a year; write 1926, c.1926 or 1960/1969")
    first, latest = int(match[2]), int(match[3]) if match[3] else None
    for year in (first, latest if latest is not None else first):
        if not 1000 <= year <= 2100:
            raise ValueError(f"'{text}' is not a year between 1000 and 2100")
    if latest is not None and latest <= first:
        raise ValueError(f"'{text}' is not an interval; its second year must be the later one")
    return Year(first, latest, bool(match[1]))


def render_year(year: Year) -> str:
    """Write a year as tables have it.

    >>> render_year(Year(1960, 1969)), render_year(Year(1926, circa=True))
    ('1960/1969', 'c.1926')
    """
    latest = "" if year.latest is None else f"/{year.latest}"
    return f"{'c.' if year.circa else ''}{year.first}{latest}"


def split_list(text: str) -> list[str]:
    """Give the entries of a cell that holds several.

    >>> split_list("trust; contract;")
    ['trust', 'contract']
    """
    return [entry.strip() for entry in text.split(";") if entry.strip()]


def split_places(text: str) -> list[str]:
    """Give the entries of a cell whose order counts: empty ones stay, save at the end.

    >>> split_places("; p. 3;")
    ['', 'p. 3']
    """
    entries = [entry.strip() for entry in text.split(";")]
    while entries and not entries[-1]:
        entries.pop()
    return entries


def join_list(entries: Iterable[str]) -> str:
    """Write several entries in one cell, in natural order.

    >>> join_list(["ju-s10", "ju-s9"])
    'ju-s9; ju-s10'
    """
    return "; ".join(sorted(entries, key=natural_key))


def natural_key(text: str) -> tuple[tuple[tuple[int, str], ...], str]:
    """Give a sort key under which ``T9`` comes before ``T10``.

    >>> sorted(["T10.1", "T9", "T10"], key=natural_key)
    ['T9', 'T10', 'T10.1']
    """
    parts = [part for part in re.split(r"([0-9]+)", text) if part]
    return tuple((int(p), "") if p[0] in "0123456789" else (-1, p) for p in parts), text


def tidy_cell(kind: CellKind, text: str) -> str:
    """Give the one form in which a cell of that content is written.

    Composed characters, no blanks around, one kind of line end; lists in natural order.

    >>> tidy_cell("codes", " 2652;2611 ")
    '2611; 2652'
    """
    clean = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()
    return join_list(split_list(clean)) if kind in LIST_KINDS else clean
