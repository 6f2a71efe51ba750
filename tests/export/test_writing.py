import csv
import io
from pathlib import Path

import pytest

from kg.console import Record
from kg.errors import KgError, SourceError
from kg.export.writing import NUMBER, TEXT, TRUTH, Column, Table, render_table, write_folder

COLUMNS = (Column("said", TEXT, ""), Column("margin", NUMBER, ""), Column("decides", TRUTH, ""))


@pytest.mark.parametrize("text", ["=cmd()", "+1", "-1", "@sum", "\t=1", "\r\n=1"])
def test_text_that_looks_like_a_formula_is_kept_from_running(text: str) -> None:
    row: Record = {"said": text, "margin": "-0.5", "decides": False}
    read = list(csv.DictReader(io.StringIO(render_table(Table("t", "", COLUMNS, [row])))))
    assert read == [{"said": f"'{text.strip()}", "margin": "-0.5", "decides": "FALSE"}]


def test_text_stands_on_one_line() -> None:
    row: Record = {"said": "one\r\ntwo\rthree"}
    assert render_table(Table("t", "", COLUMNS[:1], [row])) == "said\none two three\n"


def test_missing_is_empty_and_zero_is_not() -> None:
    rows: list[Record] = [{"margin": 0, "decides": None}, {"said": "a, b", "margin": None}]
    assert render_table(Table("t", "", COLUMNS, rows)) == 'said,margin,decides\n,0,\n"a, b",,\n'


def test_a_file_that_is_there_stops_all(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(KgError, match=r"b\.csv: is there already"):
        write_folder({"a.csv": "x", "b.csv": "y"}, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["b.csv"]
    assert (tmp_path / "b.csv").read_text(encoding="utf-8") == "mine"


def test_a_folder_that_is_a_file_is_a_clear_fault(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("", encoding="utf-8")
    with pytest.raises(SourceError, match="cannot be written"):
        write_folder({"a.csv": "x"}, tmp_path / "out")
