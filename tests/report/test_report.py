import re
from pathlib import Path

import pytest

from kg.errors import KgError
from kg.report import render_report, write_report
from kg.report.markdown import replace_section
from kg.resources import data_dir, find_root
from kg.store import EmbeddedStore

DOCS = find_root() / "docs"
CODINGS = sorted((data_dir() / "second-coding").glob("*.csv"))


@pytest.fixture(scope="module")
def pages(stores: dict[str, EmbeddedStore]) -> dict[str, str]:
    return render_report(stores, CODINGS)


def test_the_docs_hold_what_the_graph_says_now(pages: dict[str, str]) -> None:
    section = pages["reliability.md"].partition("\n\n")[2].strip()
    assert section in (DOCS / "coding.md").read_text(encoding="utf-8"), "run make docs"
    generated = {name: text for name, text in pages.items() if name != "reliability.md"}
    for name, text in generated.items():
        assert (DOCS / name).read_text(encoding="utf-8") == text, f"{name}: run make docs"
    cases = {f"cases/{path.name}" for path in (DOCS / "cases").glob("*.md")}
    assert cases == {name for name in generated if name.startswith("cases/")}


def test_every_case_has_a_page_with_all_its_parts(pages: dict[str, str]) -> None:
    parts = [
        "Evidence", "Verdicts", "What decides", "What is missing",
        "Stages and what the paper advises", "Authors",
    ]  # fmt: skip
    cases = [path.stem for path in (data_dir() / "cases").glob("*.ttl")]
    assert cases
    for case in cases:
        titles = re.findall(r"^### (.+)$", pages[f"cases/{case}.md"], re.MULTILINE)
        assert [t for t in titles if t in parts] == parts * (len(titles) // len(parts))


def test_the_counts_of_the_table_are_those_of_the_graph(
    pages: dict[str, str], store: EmbeddedStore
) -> None:
    given = store.select(
        "SELECT ?d WHERE { ?d a icl:Diagnosis ; icl:verdict ?v "
        "FILTER(!STRENDS(STR(?v), '/not-assessable')) }"
    )
    row = next(r for r in pages["assessability.md"].splitlines() if r.startswith("| default |"))
    assert f"| {len(given)} of " in row


def test_a_page_without_marks_stays_as_it_is() -> None:
    assert replace_section("text", "x", "new") == "text"


def test_the_agreement_of_coders_goes_into_the_marked_section(tmp_path: Path) -> None:
    coding = tmp_path / "coding.md"
    coding.write_text("a\n<!-- begin reliability -->\nold\n<!-- end reliability -->\nb\n")
    written = write_report({"reliability.md": "# Two coders\n\nnew\n"}, tmp_path)
    assert written == [coding]
    told = "a\n<!-- begin reliability -->\nnew\n<!-- end reliability -->\nb\n"
    assert coding.read_text() == told


def test_without_such_a_section_it_gets_a_page_of_its_own(tmp_path: Path) -> None:
    written = write_report({"reliability.md": "# Two coders\n\nnew\n"}, tmp_path / "new")
    assert [path.name for path in written] == ["reliability.md"]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(KgError, match=r"file.*cannot be written"):
        write_report({"assessability.md": "x"}, tmp_path / "file")
