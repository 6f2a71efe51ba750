"""What a measure finds: a count or ratio, or a share with what it rests on."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Count:
    """A number of things, or a ratio of two numbers of things that is not a share."""

    value: Fraction | None


@dataclass(frozen=True)
class Share:
    """The coded items on either side, those on neither, and what they rest on."""

    numerator: int
    denominator: int
    uncoded: int
    rows: int
    sources: int
    row_per_mille: int
    """The sum of the shares within each row, each in whole per mille."""

    @property
    def value(self) -> Fraction | None:
        return divide(self.numerator, self.denominator)

    @property
    def row_value(self) -> Fraction | None:
        return divide(self.row_per_mille, 1000 * self.rows)

    @property
    def bounds(self) -> tuple[Fraction, Fraction] | None:
        """Give the value with all uncoded counted against it, and with all counted for it."""
        whole = self.denominator + self.uncoded
        if not whole:
            return None
        return Fraction(self.numerator, whole), Fraction(self.numerator + self.uncoded, whole)


Result = Count | Share


@dataclass(frozen=True)
class Item:
    """Something that a share counts for or against, or cannot place."""

    rows: frozenset[str]
    sources: frozenset[str]
    counts: bool | None


def count_share(items: Iterable[Item]) -> Share:
    """Count items for, against and on neither side."""
    given = list(items)
    coded = [item for item in given if item.counts is not None]
    rows, per_mille = _by_row(coded)
    return Share(
        numerator=sum(item.counts is True for item in coded),
        denominator=len(coded),
        uncoded=len(given) - len(coded),
        rows=len(rows),
        sources=len({source for item in coded for source in item.sources}),
        row_per_mille=per_mille,
    )


def count_share_of_rows(coded: list[Item], silent: frozenset[str]) -> Share:
    """Count the rows of items for and against; a row with both counts once on each side."""
    rows, per_mille = _by_row(coded)
    counted_for = {row for item in coded if item.counts for row in item.rows}
    against = {row for item in coded if not item.counts for row in item.rows}
    return Share(
        numerator=len(counted_for),
        denominator=len(counted_for) + len(against),
        uncoded=len(silent - rows),
        rows=len(rows),
        sources=len({source for item in coded for source in item.sources}),
        row_per_mille=per_mille,
    )


def _by_row(coded: list[Item]) -> tuple[set[str], int]:
    """Give the rows behind coded items, and the sum of their shares in whole per mille."""
    rows = {row for item in coded for row in item.rows}
    total = 0
    for row in rows:
        sides = [item.counts is True for item in coded if row in item.rows]
        total += (2000 * sum(sides) + len(sides)) // (2 * len(sides))  # half up
    return rows, total


def divide(over: int, under: int) -> Fraction | None:
    """Give a ratio; none over zero, which is missing evidence and no value."""
    return Fraction(over, under) if under else None
