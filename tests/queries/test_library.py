"""The query library: each question answered on a frozen pair of made-up towns, and on the graph.

``data`` holds the towns, ``expected`` the rows each query must give on them, checked against the
tables they were made from. Queries about the ontology itself, which grows, must give at least
the rows that are written down.
"""

import csv
import io
import re
from pathlib import Path

import pytest

from kg.inputs import find_inputs
from kg.pipeline import build_graphs
from kg.publish import render_parts, write_build
from kg.querying import run_query
from kg.resources import queries_dir
from kg.store import EmbeddedStore

HERE = Path(__file__).parent
QUERIES = {
    f"{path.parent.name}-{path.stem}": path
    for group in ("analysts", "researchers")
    for path in sorted((queries_dir() / group).glob("*.rq"))
}
GROWING = {"researchers-terms", "researchers-grounded", "researchers-parameters"}
"""Queries whose answer grows with the ontology."""
OF_ONE_CASE = {"researchers-evidence"}
"""Queries that name a snapshot of the shipped graph, to be changed by the reader."""
QUESTIONS = {
    *(f"CQ-A{n:02d}" for n in (1, 2, 4, 5, 6, 7, 11, 12, 13, 14, 15, 16)),
    *(f"CQ-B{n:02d}" for n in (1, 2, 3, 4, 6, 7, 8, 11, 12, 14, 16, 17, 22, 23)),
}


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    graphs = build_graphs(find_inputs(HERE / "data"))
    folder = tmp_path_factory.mktemp("towns") / "build"
    return EmbeddedStore.from_nquads(write_build(folder, render_parts(graphs)))


def answer(store: EmbeddedStore, name: str) -> list[list[str]]:
    text = run_query(store, QUERIES[name].read_text(encoding="utf-8"), {}, "csv")
    return list(csv.reader(io.StringIO(text)))


def read_expected(name: str) -> list[list[str]]:
    with (HERE / "expected" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_every_question_has_its_query() -> None:
    asked = [re.findall(r"^#\+ question: (CQ-\w+)$", p.read_text(), re.M) for p in QUERIES.values()]
    named = [question for found in asked for question in found]
    assert set(named) >= QUESTIONS
    assert len(named) == len(set(named))


def test_every_query_has_its_rows_written_down() -> None:
    written = {path.stem for path in (HERE / "expected").glob("*.csv")}
    assert written == set(QUERIES) - OF_ONE_CASE
    assert len(written) >= 26


@pytest.mark.parametrize("name", sorted(set(QUERIES) - GROWING - OF_ONE_CASE))
def test_the_answer_on_the_towns_is_the_one_written_down(towns: EmbeddedStore, name: str) -> None:
    assert answer(towns, name) == read_expected(name)


@pytest.mark.parametrize("name", sorted(GROWING))
def test_the_answer_on_the_ontology_holds_what_is_written_down(
    towns: EmbeddedStore, name: str
) -> None:
    found, wanted = answer(towns, name), read_expected(name)
    assert found[0] == wanted[0]
    missing = [row for row in wanted if row not in found]
    assert missing == []
    assert len(wanted) > 5


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_the_graph_has_an_answer(store: EmbeddedStore, name: str) -> None:
    assert len(answer(store, name)) > 1
