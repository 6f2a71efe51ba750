"""Decimal values for readers: the rules calculate in whole numbers only.

A measurement gets its value and its bounds, a criterion result its margin. Engines divide integers
in different ways; here the fraction is exact and rounded once, to six places.
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from pyoxigraph import Literal, NamedNode, Triple

from kg.namespaces import BASE, ICL, XSD
from kg.store import EmbeddedStore
from kg.store.embedded import Row
from kg.store.text import to_text

_BALANCE = BASE + "scheme/measure/m07"
"""The E-I index runs from -1 to 1: twice the external share less one."""

_MEASUREMENTS = """
SELECT ?node ?measure ?numerator ?denominator ?uncoded ?rowNumerator ?rowDenominator WHERE {
  ?node a icl:Measurement ; icl:measure ?measure ; icl:numerator ?numerator ;
    icl:denominator ?denominator .
  OPTIONAL { ?node icl:uncodedCount ?uncoded }
  OPTIONAL { ?node icl:rowNumerator ?rowNumerator ; icl:rowDenominator ?rowDenominator } }"""
_RESULTS = """
SELECT ?node ?measure ?comparison ?threshold ?scale ?numerator ?denominator WHERE {
  ?node a icl:CriterionResult ; icl:criterion ?criterion ; icl:measurement ?tally .
  ?tally a icl:Measurement ; icl:numerator ?numerator ; icl:denominator ?denominator .
  ?criterion icl:comparison ?comparison ; icl:criterionMeasure ?measure ; icl:threshold ?parameter .
  ?measure icl:scale ?scale . ?parameter icl:parameterValue ?threshold }"""


def infer_values(store: EmbeddedStore) -> tuple[bytes, bytes]:
    """Give the decimals of measurements, and the margins of criterion results, as N-Triples.

    A margin is the way from the value to the threshold, positive on the side where the criterion is
    met; 0 meets it. It is in the unit of the value.
    """
    measured = [t for row in store.select(_MEASUREMENTS) for t in _values(row)]
    margins = [_triple(row["node"], "margin", _margin(row)) for row in store.select(_RESULTS)]
    return to_text(measured), to_text(margins)


def _values(row: Row) -> Iterable[Triple]:
    number = {name: int(row[name].value) for name in row if name not in ("node", "measure")}
    over, whole = number["numerator"], number["denominator"]

    def shown(fraction: Fraction) -> Fraction:
        return 2 * fraction - 1 if row["measure"].value == _BALANCE else fraction

    yield _triple(row["node"], "value", shown(Fraction(over, whole)))
    if "uncoded" in number:
        every = whole + number["uncoded"]
        yield _triple(row["node"], "lowerBound", shown(Fraction(over, every)))
        yield _triple(row["node"], "upperBound", shown(Fraction(over + number["uncoded"], every)))
    if "rowNumerator" in number:
        by_row = Fraction(number["rowNumerator"], number["rowDenominator"])
        yield _triple(row["node"], "rowValue", shown(by_row))


def _margin(row: Row) -> Fraction:
    value = Fraction(int(row["numerator"].value), int(row["denominator"].value))
    threshold = Fraction(int(row["threshold"].value), int(row["scale"].value))
    at_least = row["comparison"].value.endswith("/at-least")
    margin = value - threshold if at_least else threshold - value
    return 2 * margin if row["measure"].value == _BALANCE else margin


def _triple(node: object, name: str, value: Fraction) -> Triple:
    if not isinstance(node, NamedNode):
        raise TypeError(f"a measurement has an IRI: {node}")
    return Triple(node, NamedNode(str(ICL[name])), _decimal(value))


def _decimal(value: Fraction) -> Literal:
    """Round to six places, half to even.

    >>> _decimal(Fraction(1, 3)).value, _decimal(Fraction(-3)).value
    ('0.333333', '-3.0')
    """
    rounded = round(value, 6)
    text = format(Decimal(rounded.numerator) / Decimal(rounded.denominator), "f")
    return Literal(text if "." in text else text + ".0", datatype=NamedNode(str(XSD.decimal)))
