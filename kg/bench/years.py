"""Years as coders record them: from and to, first and last attested, some of them intervals."""

from random import Random

from kg.bench.sheet import whole

_PROPERTIES = {
    "start": "startYear",
    "end": "endYear",
    "first": "firstAttestedYear",
    "last": "lastAttestedYear",
}
_INTERVALS = {"start": 0.07, "end": 0.02, "first": 0.38, "last": 0.32}
"""Told years that are an interval, in ties and presences alike."""


def draw_years(chance: Random, told: str, window: tuple[int, int]) -> dict[str, str]:
    """Draw years within a window, as facts.

    :param told: which are told, such as ``start end``; an empty text is none.
    :param window: the first and the last year; intervals stay inside it too.

    >>> draw_years(Random(1), "", (1950, 1960))
    {}
    """
    first, last = window
    names = told.split()
    facts: dict[str, str] = {}
    at = first
    for n, name in enumerate(names):
        left = len(names) - n - 1
        # Half of what is left goes to the years still to come, so that they stay in order.
        year = chance.randint(at, max(at, last - (last - at) // 2 * left))
        facts[_PROPERTIES[name]] = whole(year)
        at = year
        if chance.random() < _INTERVALS[name] and year < last:
            at = min(last, year + chance.randint(1, 9))
            facts[f"{_PROPERTIES[name]}Latest"] = whole(at)
    return facts
