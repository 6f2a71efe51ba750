import csv
from fractions import Fraction
from pathlib import Path

import pytest

from kg.errors import SourceError
from kg.resources import data_dir
from kg.tables import export_tables
from kg.tables.reliability import (
    COLUMNS,
    FIELDS,
    Coded,
    Reliability,
    compare_codings,
    kappa,
    read_codings,
)

SAMPLES = sorted((data_dir() / "second-coding").glob("*.csv"))
CASES = [path.stem for path in SAMPLES]


def coded(coder: str, tie: str, **fields: str) -> Coded:
    """Give a tie of row t1 as one coder filled it in."""
    return Coded(coder, "t1", tie, "a", "b", tuple((f, fields.get(f, "")) for f in FIELDS))


def compared(path: Path) -> Reliability:
    return compare_codings(path.stem, read_codings(path))


def tied(case: str, folder: Path) -> dict[str, dict[str, str]]:
    """Give the ties of a case as the graph has them, by key."""
    export_tables(case, data_dir(), folder)
    with (folder / "ties.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def test_kappa_of_a_table_reckoned_by_hand() -> None:
    # 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: observed 0.7, by chance 0.5
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert kappa(pairs) == Fraction(2, 5)


def test_kappa_is_undefined_where_both_use_one_value_throughout() -> None:
    assert kappa([("", ""), ("", "")]) is None
    assert kappa([]) is None


def test_full_disagreement_is_below_zero() -> None:
    assert kappa([("y", "n"), ("n", "y")]) == -1


def test_a_tie_that_one_coder_found_is_told_and_enters_no_field() -> None:
    found = compare_codings("x", [coded("1", "t1", kind="supply"), coded("2", "t2", kind="board")])
    assert (found.ties, found.alone) == (0, 2)
    assert [(d.field, d.first, d.second) for d in found.disagreements] == [
        ("tie", "supply", ""),
        ("tie", "", "board"),
    ]
    assert all(field.share is None for field in found.fields)


def test_an_empty_cell_against_a_filled_one_is_a_disagreement() -> None:
    pair = [coded("1", "t1", repeated="yes", kind="supply"), coded("2", "t1", kind="supply")]
    found = compare_codings("x", pair)
    assert [(d.field, d.first, d.second) for d in found.disagreements] == [("repeated", "yes", "")]
    shares = {field.field: field.share for field in found.fields}
    assert shares["repeated"] == 0
    assert shares["kind"] == 1


def test_a_table_that_lacks_a_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("coder,row\n1,t1\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"x\.csv:1: lacks the column tie"):
        read_codings(path)


def test_a_third_coder_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(",".join(COLUMNS) + "\n" + "3" + "," * (len(COLUMNS) - 1) + "\n")
    with pytest.raises(SourceError, match=r"x\.csv:2: coder is 1 or 2, not '3'"):
        read_codings(path)


def test_every_case_has_a_second_coding() -> None:
    assert {"jura", *CASES} == {path.stem for path in (data_dir() / "cases").glob("*.ttl")}


@pytest.mark.parametrize("path", SAMPLES, ids=CASES)
def test_a_fifth_of_the_ties_was_coded_twice(path: Path, tmp_path: Path) -> None:
    found = compared(path)
    assert (found.ties + found.alone) * 5 >= len(tied(path.stem, tmp_path / "tables"))


@pytest.mark.parametrize("path", SAMPLES, ids=CASES)
def test_what_coders_fill_in_differently_is_empty_in_the_graph(path: Path, tmp_path: Path) -> None:
    ties = tied(path.stem, tmp_path / "tables")
    filled = {(c.tie, c.coder): c for c in read_codings(path)}
    for told in compared(path).disagreements:
        also = {"first_attested": "start", "last_attested": "end"}.get(told.field)
        if told.tie not in ties:  # only the second coder found it
            assert told.field == "tie"
            assert not told.first
        elif told.field == "tie":
            assert ties[told.tie]["confidence"] == "uncertain"
        elif told.field == "kind":
            assert "kind" in ties[told.tie]["uncertain"].split(";")
        elif also and ties[told.tie][told.field]:
            # one calls it the start and the other attested: that year both hold attested
            years = {filled[told.tie, coder].field(f) for coder in "12" for f in (told.field, also)}
            assert years - {""} == {ties[told.tie][told.field]}
        else:
            assert ties[told.tie][told.field] == "", told


@pytest.mark.parametrize("path", SAMPLES, ids=CASES)
def test_what_they_fill_in_alike_stands_in_the_graph(path: Path, tmp_path: Path) -> None:
    ties = tied(path.stem, tmp_path / "tables")
    differing = {(d.tie, d.field) for d in compared(path).disagreements}
    first = [c for c in read_codings(path) if c.coder == "1"]
    alike = [(c, f) for c in first for f in FIELDS if (c.tie, f) not in differing and c.field(f)]
    assert len(alike) > 20
    for told, field in alike:
        words = {word.strip() for word in ties[told.tie][field].split(";")}
        assert words == set(told.field(field).split(";")), (told.tie, field)
