"""Pace: how old a cluster is, how it renews itself and how fast it answers shocks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median


@dataclass(frozen=True)
class Window:
    """A span of years, both included.

    >>> 1929 in Window(1921, 1929), Window(1921, 1929).years
    (True, 9)
    """

    start: int
    end: int

    @property
    def years(self) -> int:
        """How many years it spans."""
        return self.end - self.start + 1

    def __contains__(self, year: int | None) -> bool:
        return year is not None and self.start <= year <= self.end


def newcomer_share(begun: Collection[tuple[str, str]], entered: Collection[str]) -> Fraction | None:
    """Give the share of ties begun that involve an actor which entered (M12); ``None`` without any.

    >>> newcomer_share([("a", "b"), ("a", "c")], {"c"})
    Fraction(1, 2)
    """
    return (
        Fraction(sum(a in entered or b in entered for a, b in begun), len(begun)) if begun else None
    )


def response_ratio(latencies: Sequence[int | None]) -> Fraction | None:
    """Give the share of shocks that an exploration followed in time (M15); ``None`` without shocks.

    :param latencies: for each shock the years to its first exploration, ``None`` for none.

    >>> response_ratio([2, None])
    Fraction(1, 2)
    """
    answered = sum(latency is not None for latency in latencies)
    return Fraction(answered, len(latencies)) if latencies else None


def response_latency(latencies: Sequence[int | None]) -> Fraction | None:
    """Give the median years from shock to first exploration (M15); ``None`` if none was answered.

    >>> response_latency([2, None, 5])
    Fraction(7, 2)
    """
    answered = sorted(latency for latency in latencies if latency is not None)
    return Fraction(median(answered)) if answered else None


def age(first_year: int | None, window: Window) -> Fraction | None:
    """Give the years from the first founding or entry to the end of the window (M20)."""
    if first_year is None or first_year > window.end:
        return None
    return Fraction(window.end - first_year)


def net_entry(entries: int, exits: int, firms: int, window: Window) -> Fraction | None:
    """Give entries less exits, a firm and year (M20); ``None`` without firms.

    >>> net_entry(3, 1, 10, Window(1921, 1930))
    Fraction(1, 50)
    """
    return Fraction(entries - exits, firms * window.years) if firms else None


def founding_rate(foundings: int, window: Window) -> Fraction:
    """Give foundings a year (M20)."""
    return Fraction(foundings, window.years)
