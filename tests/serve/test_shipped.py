"""The server over the shipped data: what the front page of the project promises."""

import csv
import io

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Triple

from kg.publish import render_parts, write_build
from kg.resources import queries_dir
from kg.serve import create_app

DIAGNOSIS = "/id/diagnosis/default/jura-watchmaking/1929-1933/lock-in"


@pytest.fixture(scope="module")
def client(built: dict[str, list[Triple]], tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    dataset = write_build(tmp_path_factory.mktemp("build") / "shipped", render_parts(built))
    return create_app({"DATASET": dataset}).test_client()


def ask(client: FlaskClient, query: str) -> list[dict[str, str]]:
    answer = client.get("/sparql", query_string={"query": query}, headers={"Accept": "text/csv"})
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_home_shows_every_snapshot_and_verdict(client: FlaskClient) -> None:
    text = client.get("/?lang=en").text
    for years in ("1895–1920", "1929–1933", "1970–1985", "2002–2024"):
        assert years in text
    assert text.count("support ") >= 96


def test_what_held_the_cluster_back_in_each_period(client: FlaskClient) -> None:
    rows = ask(client, (queries_dir() / "analysts" / "verdicts.rq").read_text(encoding="utf-8"))
    jura = [row for row in rows if row["cluster"] == "Jura watch cluster"]
    assert len(jura) == 96
    assert len(rows) > len(jura)


def test_every_tie_that_counts_leads_to_its_source(client: FlaskClient) -> None:
    rows = ask(client, (queries_dir() / "researchers" / "evidence.rq").read_text(encoding="utf-8"))
    assert len(rows) > 50
    assert all(row["source"] and row["paraphrase"] and row["locator"] for row in rows)


@pytest.mark.parametrize(("lang", "words"), [("en", "at most -0.5"), ("ko", "기준 -0.5 이하")])
def test_the_page_of_a_diagnosis_says_why(client: FlaskClient, lang: str, words: str) -> None:
    page = client.get(f"{DIAGNOSIS}?lang={lang}", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert words in page.text
    assert "JU-T13" in page.text


def test_the_page_of_anything_else_does_not(client: FlaskClient) -> None:
    page = client.get("/id/tie/ju-t13-1", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert 'class="why"' not in page.text


def test_an_unknown_diagnosis_is_not_found(client: FlaskClient) -> None:
    page = client.get(DIAGNOSIS + "x", headers={"Accept": "text/html"})
    assert page.status_code == 404
