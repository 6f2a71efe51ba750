"""Calibration: from a measured value to a membership in a set, by Ragin's direct method.

A set stands for a criterion, and membership says how far the value lies in it. A logistic curve
goes through three anchors taken from the threshold of the criterion and its sweep.

Source: Ragin (2008), Redesigning Social Inquiry, chapter 5.
"""

import math
from dataclasses import dataclass
from fractions import Fraction

FULL = 0.95
"""Membership at the anchor of full membership; at that of full non-membership it is the rest."""
NEAREST = 0.001
"""How far a membership stays from 0.5, which QCA can place in no configuration."""
_HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Threshold:
    """A criterion's threshold and the range over which it is varied, in the measure's unit."""

    value: int
    at_least: bool
    """Whether values from the threshold up meet the criterion, not those from it down."""
    counts: bool
    """Whether the measure is a count, so that nothing lies between one number and the next."""
    low: int | None = None
    high: int | None = None

    def is_met(self, value: Fraction) -> bool:
        """Say whether a value meets the criterion; the threshold itself does."""
        return value >= self.value if self.at_least else value <= self.value


@dataclass(frozen=True)
class Anchors:
    """Where membership is 0.05, 0.5 and 0.95."""

    out: Fraction
    crossover: Fraction
    full: Fraction


def find_anchors(threshold: Threshold) -> Anchors | None:
    """Find the anchors of a criterion.

    For a share the crossover is the threshold, and the two ends of the sweep are full membership
    and full non-membership; a side without width takes the width of the other. For a count the
    crossover lies half-way between the threshold and the next number that misses it, full
    membership at the end of the sweep (or the threshold, where the sweep goes no further), full
    non-membership at its other end or one number past the threshold, whichever is further.

    :returns: ``None`` for a share without a sweep: the set is then crisp.

    >>> find_anchors(Threshold(250, at_least=False, counts=False, low=150, high=350))
    Anchors(out=Fraction(350, 1), crossover=Fraction(250, 1), full=Fraction(150, 1))
    >>> find_anchors(Threshold(4, at_least=True, counts=True, low=3, high=5))
    Anchors(out=Fraction(3, 1), crossover=Fraction(7, 2), full=Fraction(5, 1))
    """
    value, sign = threshold.value, 1 if threshold.at_least else -1
    low = value if threshold.low is None else threshold.low
    high = value if threshold.high is None else threshold.high
    firm, loose = (high, low) if threshold.at_least else (low, high)
    inward, outward = max(sign * (firm - value), 0), max(sign * (value - loose), 0)
    if threshold.counts:
        return Anchors(
            Fraction(value - sign * max(outward, 1)),
            value - sign * _HALF,
            Fraction(value + sign * inward),
        )
    if not inward and not outward:
        return None
    return Anchors(
        Fraction(value - sign * (outward or inward)),
        Fraction(value),
        Fraction(value + sign * (inward or outward)),
    )


def calibrate(value: Fraction, threshold: Threshold) -> float:
    """Give the membership of a value in the set "the criterion is met", to four places.

    It is above 0.5 where the criterion is met and below where it is not, and never 0.5 itself.

    >>> closed = Threshold(500, at_least=True, counts=False, low=300, high=700)
    >>> [calibrate(Fraction(share), closed) for share in (300, 500, 700, 1000)]
    [0.05, 0.501, 0.95, 0.9994]
    """
    met = threshold.is_met(value)
    anchors = find_anchors(threshold)
    if anchors is None:
        return 1.0 if met else 0.0
    membership = round(_logistic(value, anchors), 4)
    return max(membership, 0.5 + NEAREST) if met else min(membership, 0.5 - NEAREST)


def _logistic(value: Fraction, anchors: Anchors) -> float:
    span = anchors.full - anchors.crossover
    beyond = (value - anchors.crossover) / span
    if beyond < 0:
        beyond *= abs(span / (anchors.crossover - anchors.out))
    odds = math.log(FULL / (1 - FULL)) * float(beyond)
    return 1 / (1 + math.exp(-max(min(odds, 700.0), -700.0)))
