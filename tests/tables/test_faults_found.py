"""Every class of fault fires, names its place and says what would be right."""

from pathlib import Path

import pytest

from kg.errors import SourceError
from kg.tables.faults import Faults

from .conftest import Tables

CELLS: list[tuple[str, str, dict[str, str], str, str]] = [
    # table, key of the row, cells, column of the fault, part of the message
    (
        "ties",
        "AL-T1",
        {"kind": "suply"},
        "kind",
        "'suply' is not in the list tie-kind; write one of",
    ),
    ("ties", "AL-T1", {"kind": "suply"}, "kind", "(did you mean 'supply'?)"),
    ("ties", "AL-T1", {"basis": "trust; hope"}, "basis", "'hope' is not in the list tie-basis"),
    ("ties", "AL-T1", {"basis": "trust; trust"}, "basis", "names the same entry twice"),
    ("assessments", "AL-Q1", {"subject": "lockin"}, "subject", "(did you mean 'lock-in'?)"),
    ("ties", "AL-T1", {"first": "bell-work"}, "first", "no actor 'bell-work' (did you mean"),
    ("ties", "AL-T1", {"source": "al-s3"}, "source", "there is no source 'al-s3'"),
    (
        "ties",
        "AL-T1",
        {"reported_via": "zz"},
        "reported_via",
        "no source 'zz'; known: al-s1, al-s2",
    ),
    ("sources", "al-s1", {"rests_on": "nothing"}, "rests_on", "there is no source 'nothing'"),
    ("events", "AL-E1", {"participants": "nobody"}, "participants", "add a row to actors.csv"),
    ("events", "AL-E1", {"response_to": "slump"}, "response_to", "there is no shock 'slump'"),
    ("bodies", "AL-X1", {"cluster": "AL-D1"}, "cluster", "there is no cluster 'AL-D1'"),
    ("contestations", "AL-P1", {"statements": "AL-Z1"}, "statements", "no tie or event or"),
    ("ties", "AL-T1", {"first": ""}, "first", "is empty; every row needs it"),
    ("ties", "AL-T1", {"source": ""}, "source", "is empty; every row names the sources"),
    ("ties", "AL-T1", {"source": " ; "}, "source", "is empty; every row names the sources"),
    ("events", "AL-E1", {"id": ""}, "id", "is empty; every row needs it"),
    ("ties", "AL-T1", {"id": "AL T1"}, "id", "'AL T1' is no key; write letters a-z"),
    ("ties", "AL-T10", {"id": "AL-T1"}, "id", "'AL-T1' is there already in row 2"),
    ("ties", "AL-T10", {"id": "AL-t1"}, "id", "as 'AL-T1', which gives one address"),
    ("territory", "AL-D1", {"id": "AL-B1"}, "id", "'AL-B1' is there already in row 2"),
    ("actors", "far-bank", {"id": "Far-Bank"}, "id", "is not a slug; write 'far-bank'"),
    ("ties", "AL-T1", {"start": "spring 1926"}, "start", "is not a year; write 1926, c.1926 or"),
    ("ties", "AL-T1", {"start": "0926"}, "start", "is not a year between 1000 and 2100"),
    ("ties", "AL-T1", {"start": "1960/1950"}, "start", "second year must be the later"),
    ("ties", "AL-T1", {"end": "1899"}, "end", "'1899' is before '1901' in column start"),
    ("ties", "AL-T2.2", {"last_attested": "1920"}, "last_attested", "in column first_attested"),
    ("actors", "alder-clocks", {"dissolved": "1850"}, "dissolved", "'1850' is before 'c.1890'"),
    ("snapshots", "alder-valley", {"end": "1925"}, "start", "lies in the snapshot of row 2"),
    ("snapshots", "alder-valley", {"end": "1899"}, "end", "'1899' is before '1900'"),
    ("snapshots", "alder-valley", {"end": "c.1920"}, "end", "'c.1920' is not a whole year"),
    ("snapshots", "alder-valley", {"end": "1910/1915"}, "end", "is not a whole year"),
    ("snapshots", "alder-valley", {"end": "x"}, "end", "'x' is not a year"),
    ("ties", "AL-T1", {"second": "bell-works"}, "second", "a tie needs two parties"),
    (
        "ties",
        "AL-T1",
        {"nature": "happening"},
        "nature",
        "not allowed for supply, which is standing",
    ),
    ("ties", "AL-T1", {"locator": "p. 1; p. 2"}, "locator", "has 2 locators for 1 source"),
    ("ties", "AL-T1", {"locator": "chapter 2"}, "locator", "'chapter 2' is not a known form"),
    ("ties", "AL-T1", {"uncertain": "bases"}, "uncertain", "no column 'bases' in ties.csv (did"),
    ("ties", "AL-T1", {"repeated": "Yes"}, "repeated", "'Yes' is neither yes nor no"),
    ("ties", "AL-T1", {"row": "주 1; 주"}, "row", "'주' has no letter or digit"),
    ("ties", "AL-T1", {"row": "AL T10"}, "row", "'AL-T10' and 'AL T10' give one address"),
    ("ties", "AL-T1", {"note": "a\x07b"}, "note", "holds a control character"),
    ("actors", "alder-clocks", {"branch": "26.52"}, "branch", "is not a code of four digits"),
    ("actors", "far-bank", {"country": "Germany"}, "country", "code of two capital letters (CH)"),
    ("institutions", "AL-I1", {"actor": ""}, "actor", "both are empty"),
    ("institutions", "AL-I1", {"name": "The Union"}, "actor", "both are filled"),
    (
        "institutions",
        "AL-I1",
        {"name_ko": "조합"},
        "name_ko",
        "must be empty where the institution",
    ),
    ("territory", "AL-D1", {"cluster": ""}, "cluster", "is empty; a district belongs to a cluster"),
    ("territory", "AL-B1", {"cluster": ""}, "cluster", "is empty; a branch belongs to a cluster"),
    ("territory", "alder-valley", {"name_ko": ""}, "name_ko", "a cluster needs its Korean name"),
    ("territory", "alder-valley", {"identifier": ""}, "identifier", "'' is no country code"),
    ("territory", "alder-valley", {"identifier": "nuts:CH0"}, "identifier", "is no country code"),
    ("territory", "alder-valley", {"cluster": "alder-valley"}, "cluster", "must be empty for item"),
    ("events", "AL-E2", {"new_market": "no"}, "new_market", "must be empty for local-effect"),
    ("events", "AL-E2", {"protection": "yes"}, "protection", "responses are of type"),
    ("events", "AL-E2", {"response_to": "alder-slump"}, "response_to", "must be empty for local-"),
    ("events", "AL-E1", {"effect_of": "alder-slump"}, "effect_of", "only a local-effect has it"),
    ("contestations", "AL-P2", {"question_en": "Why?"}, "question_en", "differs from row 2 of the"),
    ("contestations", "AL-P2", {"dispute": "al-WHY"}, "dispute", "'AL-why' give one address"),
]


@pytest.mark.parametrize(("table", "key", "cells", "column", "message"), CELLS)
def test_a_faulty_cell_is_reported_at_its_place(
    alder: Tables, table: str, key: str, cells: dict[str, str], column: str, message: str
) -> None:
    row = alder.set(table, key, **cells)
    faults = alder.faults()
    at = [fault for fault in faults if f", column {column}: " in fault and message in fault]
    assert at, faults
    near = row + 1 if table == "snapshots" and column == "start" else row
    if "give one address" not in message:  # which the later of the two rows is told
        assert at[0].startswith(f"{table}.csv, row {near}, ")
    assert not alder.into.exists()


def test_a_faulty_key_is_not_reported_where_it_is_used(alder: Tables) -> None:
    alder.set("actors", "far-bank", id="Far Bank")
    faults = alder.faults()
    assert [fault for fault in faults if fault.startswith("actors.csv, row 5, column id: ")]
    assert {fault.split(",")[0] for fault in faults} == {"actors.csv", "ties.csv"}


def test_all_faults_of_all_tables_come_at_once_in_order(alder: Tables) -> None:
    alder.set("ties", "AL-T10", valence="bad", source="")
    alder.set("ties", "AL-T1", kind="bad", start="1", end="bad")
    alder.set("stages", "AL-ST1", stage="bad")
    alder.set("events", "AL-E1", start="later")
    places = [fault.split(":")[0] for fault in alder.faults()]
    assert places == [
        "events.csv, row 2, column start",
        "stages.csv, row 2, column stage",
        "ties.csv, row 2, column kind",
        "ties.csv, row 2, column start",
        "ties.csv, row 2, column end",
        "ties.csv, row 5, column valence",
        "ties.csv, row 5, column source",
    ]


@pytest.mark.parametrize(
    "name",
    ["territory", "sources", "actors", "memberships", "ties", "institutions", "snapshots"],
)
def test_evidence_needs_its_tables(alder: Tables, name: str) -> None:
    (alder.folder / f"{name}.csv").unlink()
    faults = alder.faults()
    assert f"{name}.csv: is missing; evidence needs it, be it with its header alone" in faults


def test_a_table_left_out_that_has_rows_already_is_reported(alder: Tables) -> None:
    alder.load()
    (alder.folder / "rosters.csv").unlink()
    (alder.folder / "contestations.csv").unlink()
    faults = alder.faults()
    assert faults == (
        "contestations.csv: is missing, but assessments/alder.ttl holds rows of it; "
        "add it, or its header alone to remove them",
        "rosters.csv: is missing, but cases/alder.ttl holds rows of it; "
        "add it, or its header alone to remove them",
    )


def test_a_file_of_another_name_is_reported(alder: Tables) -> None:
    (alder.folder / "tie.csv").write_text("id\n", encoding="utf-8")
    (alder.folder / "notes.txt").write_text("not a table", encoding="utf-8")
    (fault,) = alder.faults()
    assert fault.startswith("tie.csv: there is no table of that name; known: territory.csv")
    assert fault.endswith("(did you mean 'ties.csv'?)")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"id,name\n\xe9bauches,x\n", "ties.csv: is not UTF-8 text (line 2); save it as CSV UTF-8"),
        (b'id,name\n"a"b,c\n', "ties.csv: is not a readable CSV file"),
        (b"id;first;second\nAL-T1;a;b\n", "ties.csv, row 1: the columns are separated by semicolo"),
        (b"id\tfirst\tsecond\n", "ties.csv, row 1: the columns are separated by tabs"),
        (b"", "ties.csv, row 1: the column 'id' is missing"),
    ],
)
def test_a_file_that_is_no_table_is_reported(alder: Tables, content: bytes, message: str) -> None:
    (alder.folder / "ties.csv").write_bytes(content)
    assert any(fault.startswith(message) for fault in alder.faults())


def test_headers_are_those_of_the_table(alder: Tables) -> None:
    rows = alder.read("ties")
    rows[0][rows[0].index("valence")] = "valance"
    alder.write("ties", rows)
    assert alder.faults() == (
        "ties.csv, row 1: there is no column 'valance' (did you mean 'valence'?)",
        "ties.csv, row 1: the column 'valence' is missing (did you mean 'valance'?)",
    )


def test_a_header_stands_once(alder: Tables) -> None:
    rows = [[*row, row[0]] for row in alder.read("stages")]
    alder.write("stages", rows)
    assert alder.faults() == ("stages.csv, row 1: the column 'id' is there 2 times",)


def test_a_row_has_no_more_cells_than_there_are_columns(alder: Tables) -> None:
    rows = alder.read("ties")
    rows[2].append("left over")
    alder.write("ties", rows)
    (fault,) = alder.faults()
    width = len(rows[0])
    assert fault.startswith(f"ties.csv, row 3: has {width + 1} cells for {width} columns")


def test_rows_are_counted_as_a_spreadsheet_shows_them(alder: Tables) -> None:
    rows = alder.read("actors")
    rows[1][rows[0].index("note")] = "two\nlines"
    rows.insert(2, [""] * len(rows[0]))
    rows[-1][rows[0].index("kind")] = "bad"
    alder.write("actors", rows)
    (fault,) = alder.faults()
    assert fault.startswith(f"actors.csv, row {len(rows)}, column kind: ")


def test_a_key_of_two_tables_says_not_which_is_meant(alder: Tables) -> None:
    alder.set("events", "AL-E1", id="AL-T1")
    alder.set("contestations", "AL-P1", statements="AL-T1")
    (fault,) = alder.faults()
    assert "'AL-T1' is the key of tie and of event" in fault


def test_two_locators_of_one_address_are_reported(alder: Tables) -> None:
    alder.set("ties", "AL-T1", locator="pp. 3-5")
    alder.set("ties", "AL-T10", locator="pp. 3, 5")
    (fault,) = alder.faults()
    assert "'al-s1 pp. 3-5'" in fault and "'al-s1 pp. 3, 5'" in fault


def test_another_case_keeps_its_keys(alder: Tables, birch: Tables) -> None:
    alder.load()
    birch.replace("BI-T10", "AL-T10")
    birch.replace("BI-why", "AL-why")
    faults = birch.faults()
    assert "'AL-T10' is in use already, in cases/alder.ttl; choose another key" in faults[-1]
    assert "'AL-why' is in use already, in assessments/alder.ttl" in faults[0]
    assert len(faults) == 3


def test_another_case_keeps_its_clusters(alder: Tables, birch: Tables) -> None:
    alder.load()
    birch.replace("birch-valley", "alder-valley")
    files = {fault.split(",")[0] for fault in birch.faults()}
    assert files == {"territory.csv", "snapshots.csv"}


def test_an_actor_of_two_cases_has_one_name(alder: Tables, birch: Tables) -> None:
    alder.load()
    birch.set("actors", "far-bank", name="Farbank", kind="public-fund", place="Elsewhere")
    name, kind = birch.faults()
    assert "column name: 'Farbank', but 'Far Bank' in case alder (cases/alder.ttl)" in name
    assert "column kind: 'public-fund', but 'bank' in case alder" in kind


@pytest.mark.parametrize(
    ("column", "text"), [("title", "Other"), ("address", "https://example.org/o"), ("year", "1888")]
)
def test_a_source_of_two_cases_is_one(alder: Tables, birch: Tables, column: str, text: str) -> None:
    birch.replace("bi-s1", "al-s1")
    birch.replace("https://example.org/birch", "https://example.org/alder")
    birch.replace("A history of Birch Valley", "A history of Alder Valley")
    birch.replace("al-s10", "bi-s10")
    birch.drop("actors", "far-bank")
    birch.write("ties", birch.read("ties")[:1])
    birch.drop("shocks", "alder-slump")
    birch.set("events", "BI-E1", response_to="")
    birch.set("contestations", "BI-P1", statements="")
    birch.drop("events", "BI-E2")
    alder.load()
    birch.load()
    birch.set("sources", "al-s1", **{column: text})
    assert any(
        fault.startswith(f"sources.csv, row 2, column {column}: '{text}', but '")
        and "in case alder (sources.ttl)" in fault
        for fault in birch.faults()
    )


def test_a_shock_of_two_cases_is_one(alder: Tables, birch: Tables) -> None:
    alder.load()
    birch.set("shocks", "alder-slump", start="1920")
    (fault,) = birch.faults()
    assert "column start: '1920', but '1921' in case alder (shocks.ttl)" in fault


def test_one_source_says_one_thing_of_a_shared_actor(alder: Tables, birch: Tables) -> None:
    alder.load()
    birch.write("sources", [*birch.read("sources"), alder.read("sources")[1]])
    birch.set("actors", "far-bank", source="al-s1", paraphrase="Something else.")
    (fault,) = birch.faults()
    assert fault.startswith("actors.csv: the claim actor-far-bank-al-s1 differs from that of case ")
    birch.set("actors", "far-bank", paraphrase="The history says so.")
    birch.load()


def test_the_address_of_a_source_is_that_of_its_locators(alder: Tables) -> None:
    alder.load()
    alder.keep("sources")
    alder.set("sources", "al-s1", address="https://example.org/moved")
    assert [fault.split(" in ")[-1] for fault in alder.faults()] == [
        f"{file}; import that too"
        for file in ("assessments/alder.ttl", "cases/alder.ttl", "shocks.ttl", "stages/alder.ttl")
    ]


def test_what_a_file_that_stays_speaks_of_cannot_go(alder: Tables) -> None:
    alder.load()
    alder.drop("ties", "AL-T1")
    for name in ("assessments", "contestations"):
        (alder.folder / f"{name}.csv").rename(alder.folder / f"{name}.kept")
    assert alder.faults() == (
        "ties.csv: 'AL-T1' is gone, but assessments/alder.ttl speaks of it; import that too",
    )


def test_turtle_that_cannot_be_read_is_named(alder: Tables) -> None:
    alder.load()
    (alder.into / "stages" / "broken.ttl").write_text("a b", encoding="utf-8")
    with pytest.raises(SourceError, match=r"broken\.ttl:1"):
        alder.load()


def test_links_of_an_actor_are_no_other_use_of_it(alder: Tables) -> None:
    alder.load()
    links = alder.into / "links" / "wikidata.ttl"
    links.parent.mkdir()
    text = (alder.into / "cases" / "alder.ttl").read_text(encoding="utf-8")
    links.write_text(text, encoding="utf-8")
    alder.load()


def test_messages_are_each_given_once(tmp_path: Path) -> None:
    faults = Faults()
    for _ in range(2):
        faults.add("ties.csv", 2, "", "twice")
    assert faults.messages() == ["ties.csv, row 2: twice"]
