"""The conditions of a profile: its criteria as sets, and what each case is known to be in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from pyoxigraph import NamedNode

from kg.export.calibration import Threshold, calibrate
from kg.namespaces import PROFILE
from kg.store import EmbeddedStore
from kg.store.embedded import Row

_CRITERIA = """
SELECT DISTINCT ?profile ?c ?en ?ko ?notation ?mode ?scale ?comparison ?value ?from ?to ?unit
  ?grounding WHERE {
  ?rule a icl:ConstraintRule ; icl:inProfile ?profile ;
    icl:hasAlternative/icl:hasGroup/icl:hasCriterion ?c .
  ?c icl:criterionMeasure ?measure ; icl:comparison ?comparison ; icl:threshold ?parameter ;
    skos:prefLabel ?en , ?ko .
  ?measure skos:notation ?notation ; icl:evidenceMode ?mode ; icl:scale ?scale .
  ?parameter icl:unit ?unit ; icl:grounding ?grounding .
  OPTIONAL { ?parameter icl:parameterValue ?value }
  OPTIONAL { ?parameter icl:sweepFrom ?from ; icl:sweepTo ?to }
  FILTER(LANG(?en) = "en" && LANG(?ko) = "ko") } ORDER BY ?notation ?c"""
_CONSTRAINTS = """
SELECT DISTINCT ?profile ?c ?constraint WHERE {
  ?rule a icl:ConstraintRule ; icl:inProfile ?profile ; icl:ruleFor ?constraint ;
    icl:hasAlternative/icl:hasGroup/icl:hasCriterion ?c . } ORDER BY ?c ?constraint"""
_SOURCES = """
SELECT DISTINCT ?c ?source WHERE {
  ?c a icl:Criterion ; icl:threshold/dcterms:source ?source } ORDER BY ?c ?source"""
_READINGS = """
SELECT ?profile ?s ?notation ?low ?high ?whole WHERE {
  ?tally a icl:Tally ; icl:profile ?profile ; icl:snapshot ?s ; icl:measure ?measure .
  ?measure skos:notation ?notation .
  ?reading a icl:TallyReading ; icl:tally ?tally ; icl:lowNumerator ?low ;
    icl:onDenominator ?whole ; icl:reading <https://w3id.org/innocluster/scheme/reading/plain> .
  OPTIONAL { ?reading icl:highNumerator ?high } FILTER(?whole > 0) }"""


@dataclass(frozen=True)
class Condition:
    """A criterion taken as a set."""

    name: str
    """The column in the data set: capitals, digits, underscores."""
    label_en: str
    label_ko: str
    measure: str
    unit: str
    scale: int
    threshold: Threshold | None
    """Nothing where the profile could fix no number."""
    grounding: str
    sources: tuple[str, ...]
    constraints: tuple[str, ...]
    """The constraints in whose rules it stands."""


@dataclass(frozen=True)
class Reading:
    """What a measure is found to be: a value, or for a count what it is at least."""

    low: Fraction
    high: Fraction | None
    """Nothing where it may be any number above."""


def list_conditions(store: EmbeddedStore, profile: str) -> list[Condition]:
    """List the criteria of the constraints that rest on shares or counts, by measure.

    Those on the shape of a network are left out: off an illustrative roster it is no evidence.
    """
    here = {"profile": NamedNode(str(PROFILE[profile]))}
    constraints: dict[str, dict[str, None]] = {}
    for row in store.select(_CONSTRAINTS, here):
        constraints.setdefault(row["c"].value, {})[_word(row, "constraint")] = None
    sources: dict[str, list[str]] = {}
    for row in store.select(_SOURCES):
        sources.setdefault(row["c"].value, []).append(_word(row, "source"))
    return [
        Condition(
            name=name_column(_word(row, "c")),
            label_en=row["en"].value,
            label_ko=row["ko"].value,
            measure=row["notation"].value,
            unit=row["unit"].value,
            scale=int(row["scale"].value),
            threshold=_threshold(row),
            grounding=_word(row, "grounding"),
            sources=tuple(sources.get(row["c"].value, ())),
            constraints=tuple(constraints.get(row["c"].value, ())),
        )
        for row in store.select(_CRITERIA, here)
        if _word(row, "mode") in ("share", "lower-bound")
    ]


def name_column(slug: str) -> str:
    """Make a column's name that R, QCA and fsQCA all take: capitals, digits and underscores.

    >>> name_column("closed-to-others"), name_column("2-firms")
    ('CLOSED_TO_OTHERS', 'C_2_FIRMS')
    """
    name = slug.upper().replace("-", "_")
    return name if name[0].isalpha() else f"C_{name}"


def read_values(store: EmbeddedStore, profile: str) -> dict[tuple[str, str], Reading]:
    """Read what each snapshot has of each measure, where the evidence meets the minima."""
    here = {"profile": NamedNode(str(PROFILE[profile]))}
    return {
        (row["s"].value, row["notation"].value): Reading(
            _fraction(row, "low"), _fraction(row, "high") if "high" in row else None
        )
        for row in store.select(_READINGS, here)
    }


def find_value(
    condition: Condition,
    snapshot: str,
    values: Mapping[tuple[str, str], Reading],
    as_found: bool = False,
) -> Fraction | None:
    """Give the value of a condition in its unit, or nothing where none can be told.

    A count that may be too low has a value only where it settles the criterion already: found more
    than enough, or more than may be. To give "none found" as "there was none" would make an
    absence of a missing source.

    :param as_found: take counts as they were found all the same.
    """
    reading = values.get((snapshot, condition.measure))
    if reading is None or condition.threshold is None:
        return None
    low = reading.low * condition.scale
    high = None if reading.high is None else reading.high * condition.scale
    settled = low == high or (
        condition.threshold.is_met(low) == condition.threshold.at_least
        if high is None
        else condition.threshold.is_met(low) == condition.threshold.is_met(high)
    )
    return low if settled or as_found else None


def find_membership(condition: Condition, value: Fraction | None) -> float | None:
    """Give the membership of a value in a condition."""
    if value is None or condition.threshold is None:
        return None
    return calibrate(value, condition.threshold)


def _threshold(row: Row) -> Threshold | None:
    if "value" not in row:
        return None
    return Threshold(
        value=int(row["value"].value),
        at_least=_word(row, "comparison") == "at-least",
        counts=_word(row, "mode") == "lower-bound",
        low=int(row["from"].value) if "from" in row else None,
        high=int(row["to"].value) if "to" in row else None,
    )


def _fraction(row: Row, name: str) -> Fraction:
    return Fraction(int(row[name].value), int(row["whole"].value))


def _word(row: Row, name: str) -> str:
    return row[name].value.rsplit("/", 1)[-1]
