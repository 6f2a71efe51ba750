import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import KgError, UnknownName
from kg.tables import export_tables, import_tables
from kg.tables.cells import tidy_cell
from kg.tables.exporting import render_csv
from kg.tables.schema import BY_NAME, EVIDENCE, TABLES

from .conftest import MINI, Tables


def test_tables_come_back_cell_by_cell(alder: Tables, tmp_path: Path) -> None:
    alder.load()
    written = export_tables("alder", alder.into, tmp_path / "out")
    assert {path.stem for path in written} == {table.name for table in TABLES}
    for path in written:
        assert path.read_bytes() == (MINI / path.name).read_bytes(), path.name


def test_turtle_comes_back_byte_by_byte(alder: Tables, tmp_path: Path) -> None:
    alder.load()
    export_tables("alder", alder.into, tmp_path / "out")
    import_tables(tmp_path / "out", "alder", tmp_path / "again")
    before = alder.texts()
    alder.into = tmp_path / "again"
    assert alder.texts() == before


def test_the_small_case_fills_every_column_but_those_all_tables_share(alder: Tables) -> None:
    shared = {column.name for column in EVIDENCE}
    empty = {
        (name, column)
        for name in BY_NAME
        for column, *cells in zip(*alder.read(name), strict=True)
        if not any(cells) and column not in shared
    }
    assert not empty
    filled = {
        column
        for name in BY_NAME
        for column, *cells in zip(*alder.read(name), strict=True)
        if any(cells) and BY_NAME[name].claim_class
    }
    assert shared <= filled


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip)
entries = texts.filter(lambda text: ";" not in text)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(name=texts, note=texts, others=st.lists(entries, unique_by=str.strip), lines=texts)
def test_any_text_comes_back(
    alder: Tables, tmp_path: Path, name: str, note: str, others: list[str], lines: str
) -> None:
    alder.set(
        "actors",
        "alder-clocks",
        name=name,
        note=f"{note}\n\t{lines}",
        other_names=";".join(others),
        paraphrase_ko=lines,
    )
    others = [tidy_cell("text", each) for each in others]
    if len(set(others)) < len(others):
        return
    alder.load()
    for path in (tmp_path / "out").glob("*.csv"):
        path.unlink()
    export_tables("alder", alder.into, tmp_path / "out")
    with (tmp_path / "out" / "actors.csv").open(encoding="utf-8", newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["id"] == "alder-clocks")
    assert row["name"] == tidy_cell("text", name)
    assert row["note"] == tidy_cell("text", f"{note}\n\t{lines}")
    assert row["other_names"] == tidy_cell("texts", ";".join(others))
    assert row["paraphrase_ko"] == tidy_cell("text", lines)


def test_a_part_that_is_not_there_gives_no_table(alder: Tables, tmp_path: Path) -> None:
    for name in ("stages", "assessments", "contestations", "shocks", "absences"):
        (alder.folder / f"{name}.csv").unlink()
    alder.set("events", "AL-E1", response_to="")
    alder.drop("events", "AL-E2")
    alder.load()
    names = {path.stem for path in export_tables("alder", alder.into, tmp_path / "out")}
    assert not names & {"stages", "assessments", "contestations", "shocks"}
    header = render_csv(BY_NAME["absences"], [])
    assert (tmp_path / "out" / "absences.csv").read_text(encoding="utf-8") == header


def test_an_unknown_case_is_refused_with_the_known_ones(alder: Tables, tmp_path: Path) -> None:
    alder.load()
    with pytest.raises(UnknownName, match="no case is called 'elder'; the nearest are alder"):
        export_tables("elder", alder.into, tmp_path / "out")


def test_tables_are_not_written_over(alder: Tables) -> None:
    alder.load()
    with pytest.raises(KgError, match=r"territory\.csv: is there already"):
        export_tables("alder", alder.into, alder.folder)
