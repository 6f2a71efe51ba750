"""Thresholds taken from other snapshots: the border of the lowest or the highest quarter.

Institutional thickness can be told only against other places; so a profile may leave a number to
the snapshots of the shipped graph that have the measure.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor

from pyoxigraph import NamedNode

from kg.namespaces import PROFILE, mint_concept
from kg.read.profiles import Profile
from kg.store import EmbeddedStore

_REFERENCE = """
SELECT ?measure ?value ?whole WHERE {
  ?reading a icl:TallyReading ; icl:reading ?plain ; icl:tally ?tally ; icl:lowNumerator ?value ;
    icl:onDenominator ?whole .
  ?tally icl:measure ?measure ; icl:profile profile:default }"""
_QUARTILES = """
SELECT ?profile ?parameter ?quartile ?measure ?scale WHERE {
  ?criterion icl:inProfile ?profile ; icl:threshold ?parameter ; icl:criterionMeasure ?measure .
  ?parameter icl:quartile ?quartile . ?measure icl:scale ?scale } ORDER BY ?parameter"""
_FEWEST = """
SELECT ?profile ?fewest WHERE {
  ?p icl:inProfile ?profile ; icl:parameterName ?name ; icl:parameterValue ?fewest }"""


def find_quartiles(
    profile: Profile, words: EmbeddedStore, reference: EmbeddedStore
) -> dict[str, tuple[int | None, int]]:
    """Give each parameter that is a quartile its value, in the scale of its measure.

    :param words: holds the profile, maybe beside others, and the scheme of measures.
    :param reference: what the default profile measured in the shipped graph.
    :returns: by parameter, the value (``None`` where fewer snapshots than ``min-snapshots`` have
        the measure, or all have the same value) and the number of snapshots with the measure.
    """
    plain = mint_concept("reading", "plain")
    values: dict[str, list[Fraction]] = {}
    for row in reference.select(_REFERENCE.replace("?plain", f"<{plain}>")):
        share = Fraction(int(row["value"].value), int(row["whole"].value))
        values.setdefault(row["measure"].value, []).append(share)
    name = mint_concept("parameter", "min-snapshots")
    own = {"profile": NamedNode(str(PROFILE[profile.name]))}
    fewest = int(words.select(_FEWEST.replace("?name", f"<{name}>"), own)[0]["fewest"].value)
    found: dict[str, tuple[int | None, int]] = {}
    for row in words.select(_QUARTILES, own):
        measured = values.get(row["measure"].value, [])
        highest = row["quartile"].value.endswith("/highest")
        border = find_border(measured, highest) if len(measured) >= fewest else None
        scale = int(row["scale"].value)
        rounded = floor if highest else ceil
        value = None if border is None else rounded(border * scale)
        found[row["parameter"].value] = (value, len(measured))
    return found


def find_border(values: Sequence[Fraction], highest: bool) -> Fraction | None:
    """Find the value at the border of a quarter, the snapshot at the border included.

    ``None`` if the border is also the far end: then a quarter cannot be told from the rest.

    >>> several = [Fraction(n, 10) for n in (1, 2, 3, 4, 5, 6, 7, 8)]
    >>> find_border(several, highest=False), find_border(several, highest=True)
    (Fraction(1, 5), Fraction(7, 10))
    >>> find_border([Fraction(0)] * 7 + [Fraction(1)], highest=True) is None
    True
    """
    if not values:
        return None
    ranked = sorted(values, reverse=highest)
    border = ranked[ceil(len(ranked) / 4) - 1]
    return None if border == ranked[-1] else border
