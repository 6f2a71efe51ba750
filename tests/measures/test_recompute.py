"""The measures of the build against the same measures computed again from their definitions."""

from collections.abc import Callable
from fractions import Fraction

import pytest

from kg.inputs import find_inputs

from .conftest import FOLDERS, Comparison, compute
from .reading import Graph, local_name
from .results import Result, Share

SCHEME = Graph(find_inputs().schemes)
MODES = {local_name(m): SCHEME.word(m, "evidenceMode") for m in SCHEME.instances("Measure")}
ROUNDING = Fraction(1, 2_000_000)
"""Decimals are published to six places."""

HAND_COUNTED: dict[str, dict[str, str]] = {
    "alder-valley/1900-1919": {
        "m01-actors": "14",
        "m01-firms": "6",
        "m01-line-firms": "4",
        "m02": "5",
        "m02-research-transfer": "1",
        "m03": "2",
        "m04": "30/14",
        "m05": "30/182",
        "m06-component": "12/14",
        "m06-isolates": "2/14",
        "m07": "3 of 15, 1 uncoded; 19 rows, 2 sources, 4000",
        "m08-countries": "3",
        "m08-diversity": "2/3",
        "m08-partners": "4",
        "m08-share": "4 of 21, 1 uncoded; 26 rows, 2 sources, 5000",
        "m09-reciprocity": "2/9",
        "m09-trust": "3 of 9, 3 uncoded; 10 rows, 2 sources, 4000",
        "m10-firms": "2/6",
        "m10-pairs": "2",
        "m11-ratio": "273/215",
        "m11-transitivity": "9/43",
        "m12": "11/26",
        "m13-hhi": "19/50",
        "m13-supply-ownership": "5 of 6, 0 uncoded; 7 rows, 2 sources, 6000",
        "m13-top-actor": "7/15",
        "m14": "2 of 3, 1 uncoded; 4 rows, 2 sources, 2000",
        "m15-latency": "11/2",
        "m15-ratio": "1",
        "m15-recent": "2",
        "m15-shocks": "2",
        "m16": "2 of 5, 1 uncoded; 6 rows, 2 sources, 2000",
        "m17-coupling": "2",
        "m17-policies": "1",
        "m18-conflict": "1 of 1, 2 uncoded; 1 rows, 1 sources, 1000",
        "m18-factions": "1",
        "m18-institutions": "7",
        "m18-modularity": "0",
        "m19-hierarchy": "1 of 2, 0 uncoded; 2 rows, 1 sources, 1000",
        "m19-participation": "2 of 3, 1 uncoded; 4 rows, 2 sources, 3000",
        "m20-age": "24",
        "m20-births": "3",
        "m20-change": "none",
        "m20-entry": "2/120",
        "m20-founded": "4",
        "m20-founding": "4/20",
        "m20-inherited": "0",
        "m21-coverage": "62/130",
        "m21-sources": "2",
        "m22": "8 of 15, 13 uncoded; 15 rows, 2 sources, 8000",
        "m23": "3 of 4, 14 uncoded; 4 rows, 1 sources, 3000",
        "m24": "4 of 25, 1 uncoded; 26 rows, 2 sources, 4000",
        "m25": "1 of 7, 13 uncoded; 8 rows, 1 sources, 1000",
        "m26": "3 of 5, 1 uncoded; 6 rows, 2 sources, 4000",
        "m26-count": "3",
        "m27": "2",
    },
    "alder-valley/1920-1939": {
        "m08-countries": "3",
        "m08-diversity": "4/9",
        "m08-partners": "4",
        "m08-share": "5 of 15, 0 uncoded; 16 rows, 2 sources, 5000",
        "m12": "2/8",
        "m15-recent": "3",
        "m18-factions": "2",
        "m18-modularity": "1/2",
        "m20-births": "0",
        "m20-change": "-1/5",
        "m20-entry": "-1/140",
        "m20-founded": "0",
        "m20-founding": "0",
        "m20-inherited": "4",
        "m22": "1 of 6, 10 uncoded; 5 rows, 1 sources, 333",
        "m23": "2 of 2, 9 uncoded; 2 rows, 1 sources, 2000",
        "m25": "2 of 7, 5 uncoded; 5 rows, 1 sources, 667",
        "m26-count": "1",
    },
    "birch-town/1950-1959": {
        "m08-share": "3 of 16, 0 uncoded; 17 rows, 1 sources, 3000",
        "m09-reciprocity": "2/5",
        "m13-supply-ownership": "2 of 3, 0 uncoded; 2 rows, 1 sources, 1000",
        "m15-latency": "9",
        "m15-recent": "1",
        "m18-conflict": "2 of 7, 1 uncoded; 7 rows, 1 sources, 2000",
        "m18-factions": "2",
        "m18-institutions": "8",
        "m18-modularity": "5/14",
        "m20-births": "1",
        "m20-change": "none",
        "m20-founded": "1",
        "m20-founding": "1/10",
        "m20-inherited": "7",
        "m26-count": "1",
    },
    "birch-port/1950-1969": {
        "m08-share": "1 of 1, 2 uncoded; 1 rows, 1 sources, 1000",
        "m12": "2/3",
        "m15-latency": "2",
        "m15-recent": "1",
        "m15-shocks": "1",
        "m16": "1 of 2, 0 uncoded; 2 rows, 1 sources, 1000",
        "m20-age": "13",
        "m20-births": "1",
        "m20-entry": "1/40",
        "m20-founded": "0",
        "m26-count": "1",
    },
    "cedar-bay/1900-1909": {
        "m01-actors": "0",
        "m03": "0",
        "m04": "none",
        "m06-isolates": "none",
        "m07": "0 of 0, 0 uncoded; 0 rows, 0 sources, 0",
        "m15-ratio": "none",
        "m15-recent": "1",
        "m18-modularity": "none",
        "m20-age": "none",
        "m20-change": "none",
        "m20-founding": "0",
        "m20-inherited": "0",
        "m21-coverage": "none",
        "m21-sources": "0",
        "m22": "0 of 0, 0 uncoded; 0 rows, 0 sources, 0",
    },
    "cedar-bay/1910-1919": {
        "m01-line-firms": "1",
        "m04": "0",
        "m05": "none",
        "m06-component": "1",
        "m06-isolates": "1",
        "m11-transitivity": "none",
        "m13-hhi": "1",
        "m13-top-actor": "none",
        "m15-recent": "2",
        "m20-change": "0",
        "m20-entry": "1/10",
    },
}


def describe(result: Result) -> str:
    if isinstance(result, Share):
        r = result
        return (
            f"{r.numerator} of {r.denominator}, {r.uncoded} uncoded; "
            f"{r.rows} rows, {r.sources} sources, {r.row_per_mille}"
        )
    return "none" if result.value is None else str(result.value)


def describe_built(built: dict[str, str], result: Result) -> str:
    """Describe a measurement of the build in the same words."""
    if isinstance(result, Share):
        uncoded, rows, sources = built["uncodedCount"], built["rowCount"], built["sourceCount"]
        return (
            f"{built['numerator']} of {built['denominator']}, {uncoded} uncoded; "
            f"{rows} rows, {sources} sources, {built.get('rowNumerator', '0')}"
        )
    if built["denominator"] == "0":
        return "none"
    return str(Fraction(int(built["numerator"]), int(built["denominator"])))


def name_snapshot(iri: str) -> str:
    return "/".join(iri.split("/")[-2:])


def expect_decimals(name: str, built: dict[str, str]) -> dict[str, Fraction | None]:
    """Give the decimal numbers to be published of a measurement, from its whole numbers."""
    numbers = {key: int(text) for key, text in built.items() if text.lstrip("-").isdigit()}

    def divide(over: int, under: int) -> Fraction | None:
        if not numbers["denominator"] or not under:
            return None
        return 2 * Fraction(over, under) - 1 if name == "m07" else Fraction(over, under)

    found = {"value": divide(numbers["numerator"], numbers["denominator"])}
    if MODES[name] == "share":
        whole = numbers["denominator"] + numbers["uncodedCount"]
        highest = numbers["numerator"] + numbers["uncodedCount"]
        found["lowerBound"] = divide(numbers["numerator"], whole)
        found["upperBound"] = divide(highest, whole)
        found["rowValue"] = divide(numbers.get("rowNumerator", 0), 1000 * numbers["rowCount"])
    return found


@pytest.mark.parametrize("snapshot", HAND_COUNTED)
def test_recomputation_gives_what_was_counted_by_hand(snapshot: str) -> None:
    computed = compute(FOLDERS["worlds"])
    found = {
        name: describe(result)
        for (iri, name), result in computed.items()
        if name_snapshot(iri) == snapshot and name in HAND_COUNTED[snapshot]
    }
    expected = {
        name: text if " " in text or text == "none" else str(Fraction(text))
        for name, text in HAND_COUNTED[snapshot].items()
    }
    assert found == expected


@pytest.mark.parametrize(("folder", "least"), [("shipped", 8), ("worlds", 7)])
def test_every_measure_of_every_snapshot_is_compared(
    compare: Callable[[str], Comparison], folder: str, least: int
) -> None:
    both = compare(folder)
    assert both.built.keys() == both.computed.keys()
    snapshots = {snapshot for snapshot, _ in both.computed}
    assert len(snapshots) >= least
    assert both.computed.keys() == {(snapshot, name) for snapshot in snapshots for name in MODES}
    shares = {name for (_, name), result in both.computed.items() if isinstance(result, Share)}
    assert shares == {name for name, mode in MODES.items() if mode == "share"}


@pytest.mark.parametrize("measure", sorted(MODES))
@pytest.mark.parametrize("folder", FOLDERS)
def test_build_and_recomputation_agree(
    compare: Callable[[str], Comparison], folder: str, measure: str
) -> None:
    both = compare(folder)
    differing = {
        name_snapshot(key[0]): {"built": built, "computed": computed}
        for key, result in both.computed.items()
        if key[1] == measure
        and (built := describe_built(both.built[key], result)) != (computed := describe(result))
    }
    assert not differing


@pytest.mark.parametrize("measure", sorted(MODES))
@pytest.mark.parametrize("folder", FOLDERS)
def test_published_decimals_follow_from_the_whole_numbers(
    compare: Callable[[str], Comparison], folder: str, measure: str
) -> None:
    built = {key: found for key, found in compare(folder).built.items() if key[1] == measure}
    wrong = {
        f"{name_snapshot(key[0])} {number}": (found.get(number), expected)
        for key, found in built.items()
        for number, expected in expect_decimals(measure, found).items()
        if not is_published(found.get(number), expected)
    }
    assert not wrong


def is_published(told: str | None, expected: Fraction | None) -> bool:
    if told is None or expected is None:
        return told is None and expected is None
    return abs(Fraction(told) - expected) <= ROUNDING
