from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kg.export.calibration import Anchors, Threshold, calibrate, find_anchors

CLOSED = Threshold(500, at_least=True, counts=False, low=300, high=700)
INWARD = Threshold(250, at_least=False, counts=False, low=150, high=350)
KINDS = Threshold(4, at_least=True, counts=True, low=3, high=5)
FEW = Threshold(2, at_least=False, counts=True, low=1, high=3)

thresholds = some.builds(
    Threshold,
    value=some.integers(0, 1000),
    at_least=some.booleans(),
    counts=some.booleans(),
    low=some.none() | some.integers(0, 1000),
    high=some.none() | some.integers(0, 1000),
)


@pytest.mark.parametrize(
    ("value", "membership"), [(300, 0.05), (499, 0.4963), (500, 0.501), (700, 0.95)]
)
def test_share_lies_on_its_anchors(value: int, membership: float) -> None:
    assert calibrate(Fraction(value), CLOSED) == membership


@pytest.mark.parametrize(("value", "membership"), [(150, 0.95), (250, 0.501), (350, 0.05)])
def test_at_most_turns_the_curve_round(value: int, membership: float) -> None:
    assert calibrate(Fraction(value), INWARD) == membership


def test_uneven_anchors_bend_at_the_crossover() -> None:
    uneven = Threshold(500, at_least=True, counts=False, low=400, high=900)
    assert [calibrate(Fraction(v), uneven) for v in (400, 900)] == [0.05, 0.95]


def test_count_crosses_half_way_to_the_next_number() -> None:
    assert find_anchors(KINDS) == Anchors(Fraction(3), Fraction(7, 2), Fraction(5))
    assert find_anchors(FEW) == Anchors(Fraction(3), Fraction(5, 2), Fraction(1))
    assert [calibrate(Fraction(n), KINDS) for n in (3, 5)] == [0.05, 0.95]


def test_count_whose_sweep_ends_at_the_threshold() -> None:
    no_institution = Threshold(0, at_least=False, counts=True, low=0, high=1)
    a_shock = Threshold(1, at_least=True, counts=True, low=1, high=2)
    assert [calibrate(Fraction(n), no_institution) for n in (0, 1)] == [0.95, 0.05]
    assert [calibrate(Fraction(n), a_shock) for n in (0, 2)] == [0.05, 0.95]


def test_side_without_width_takes_that_of_the_other() -> None:
    strict = Threshold(700, at_least=True, counts=False, low=300, high=700)
    assert find_anchors(strict) == Anchors(Fraction(300), Fraction(700), Fraction(1100))


def test_share_without_a_sweep_is_crisp() -> None:
    quartile = Threshold(857, at_least=True, counts=False)
    assert [calibrate(Fraction(v), quartile) for v in (856, 857, 1000)] == [0.0, 1.0, 1.0]


@given(thresholds, some.fractions(0, 1000))
def test_membership_is_past_half_exactly_where_the_criterion_is_met(
    threshold: Threshold, value: Fraction
) -> None:
    value = Fraction(int(value)) if threshold.counts else value
    membership = calibrate(value, threshold)
    assert 0 <= membership <= 1
    assert (membership > 0.5) == threshold.is_met(value)
    assert abs(membership - 0.5) >= 0.000999


@given(thresholds, some.fractions(0, 1000), some.fractions(0, 1000))
def test_membership_never_turns_back(threshold: Threshold, one: Fraction, other: Fraction) -> None:
    low, high = sorted([one, other])
    rises = calibrate(high, threshold) - calibrate(low, threshold)
    assert rises >= 0 if threshold.at_least else rises <= 0
