"""Concentration: how far a cluster rests on one branch, one actor or one country outside."""

from collections import Counter
from collections.abc import Collection, Mapping
from fractions import Fraction

Pair = tuple[str, str]


def herfindahl(branches: Mapping[str, Collection[str]]) -> Fraction | None:
    """Give the Herfindahl index of firms over branches (M13); ``None`` without coded firms.

    :param branches: the branches of each firm; a firm in several weighs equally in each.

    >>> herfindahl({"a": ["2652"], "b": ["2652"], "c": ["2841"]})
    Fraction(5, 9)
    """
    weights: Counter[str] = Counter()
    coded = {firm: codes for firm, codes in branches.items() if codes}
    for codes in coded.values():
        for code in codes:
            weights[code] += Fraction(1, len(codes))  # type: ignore[assignment]  # exact weights
    if not coded:
        return None
    return sum((Fraction(w) / len(coded)) ** 2 for w in weights.values()) + Fraction(0)


def top_actor_share(pairs: Collection[Pair]) -> Fraction | None:
    """Give the share of pairs that touch the actor with most of them (M13); ``None`` without pairs.

    >>> top_actor_share([("a", "b"), ("a", "c"), ("d", "e")])
    Fraction(2, 3)
    """
    if not pairs:
        return None
    touched = Counter(end for pair in pairs for end in pair)
    return Fraction(max(touched.values()), len(pairs))


def partner_diversity(countries: Collection[str]) -> Fraction | None:
    """Give 1 less the sum of squared shares of countries (M08); ``None`` without countries.

    :param countries: one entry an external pair.

    >>> partner_diversity(["JP", "JP", "US", "FR"])
    Fraction(5, 8)
    """
    n = len(countries)
    return 1 - Fraction(sum(c * c for c in Counter(countries).values()), n * n) if n else None
