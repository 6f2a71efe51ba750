import csv
import io
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kg.diagnose.agreement import list_agreement
from kg.diagnose.verdicts import list_verdicts
from kg.errors import KgError
from kg.export import export_csv
from kg.export.flat import render_csv
from kg.store import EmbeddedStore
from tests.export.conftest import Rows, read_csv

JURA = "jura-watchmaking"
VALUES = """
SELECT ?path ?notation ?value ?n ?d WHERE {
  ?m a icl:Measurement ; icl:snapshot ?s ; icl:value ?value ; icl:numerator ?n ;
    icl:denominator ?d ; icl:measure/skos:notation ?notation .
  BIND(STRAFTER(STR(?s), "/id/snapshot/") AS ?path) }"""
COUNTS = {
    "measures": "?x a icl:Tally",
    "verdicts": "?x a icl:Diagnosis",
    "criteria": "?x a icl:CriterionResult",
    "ties": "?x a icl:TieActivity",
}
FORMS = {
    "integer": re.compile(r"-?\d+"),
    "number": re.compile(r"-?\d+(\.\d+)?"),
    "boolean": re.compile(r"TRUE|FALSE"),
    "string": re.compile(r"[^=+\-@\s].*"),
}


@pytest.fixture(scope="module")
def texts(store: EmbeddedStore) -> dict[str, str]:
    return render_csv(store, "default")


def rows_of(texts: dict[str, str], name: str) -> Rows:
    return list(csv.DictReader(io.StringIO(texts[f"{name}.csv"])))


def package(texts: dict[str, str]) -> Any:
    return json.loads(texts["datapackage.json"])


def test_numbers_are_those_of_the_store(store: EmbeddedStore, texts: dict[str, str]) -> None:
    rows = {
        (f"{r['cluster']}/{r['start']}-{r['end']}", r["measure"]): r
        for r in rows_of(texts, "measures")
    }
    found = store.select(VALUES)
    assert len(found) > 300
    for row in found:
        told = rows[row["path"].value, row["notation"].value]
        assert Decimal(told["value"]) == Decimal(row["value"].value)
        assert (told["numerator"], told["denominator"]) == (row["n"].value, row["d"].value)


@pytest.mark.parametrize("table", COUNTS)
def test_nothing_vanishes(store: EmbeddedStore, texts: dict[str, str], table: str) -> None:
    count = store.select(f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {COUNTS[table]} }}")
    assert len(rows_of(texts, table)) == int(count[0]["n"].value) > 0


def test_undefined_measure_has_no_value(texts: dict[str, str]) -> None:
    empty = [r for r in rows_of(texts, "measures") if r["denominator"] == "0"]
    assert empty
    assert {(r["value"], r["decides"]) for r in empty} == {("", "FALSE")}


def test_verdicts_are_those_of_the_command_line(
    store: EmbeddedStore, texts: dict[str, str]
) -> None:
    told = {
        (r["start"], r["label_en"]): (r["verdict"], r["support"], r["missing_en"])
        for r in rows_of(texts, "verdicts")
        if r["cluster"] == JURA
    }
    verdicts = list_verdicts(store, JURA)
    assert len(told) == len(verdicts)
    for v in verdicts:
        assert told[str(v.start), v.constraint] == (v.verdict, str(v.support), v.missing)


def test_margin_has_the_sign_of_the_status(texts: dict[str, str]) -> None:
    seen = set()
    for row in rows_of(texts, "criteria"):
        if row["margin"] and row["status"] != "indeterminate":
            assert (Decimal(row["margin"]) >= 0) == (row["status"] == "met")
            seen.add(row["status"])
    assert seen == {"met", "not-met"}


def test_years_of_a_tie_stand_beside_those_of_the_snapshot(texts: dict[str, str]) -> None:
    for row in rows_of(texts, "ties"):
        assert int(row["active_from"]) <= int(row["end"])
        assert int(row["active_to"]) >= int(row["start"])
        assert row["locality"] in ("local", "external", "unknown")


def test_agreement_is_that_of_the_command_line(store: EmbeddedStore, texts: dict[str, str]) -> None:
    rows = [r for r in rows_of(texts, "agreement") if r["cluster"] == JURA]
    found = list_agreement(store, [JURA])
    assert [(r["claimant"], r["outcome"]) for r in rows] == [(a.claimant, a.outcome) for a in found]
    assert {f"{r['start']}-{r['end']}" for r in rows if r["start"]} == {
        a.years for a in found if a.years
    }


def test_stages_tell_estimates_from_claims(texts: dict[str, str]) -> None:
    rows = rows_of(texts, "stages")
    assert {r["by"] for r in rows} == {"estimate", "claim"}
    assert all((r["status"] != "") == (r["by"] == "estimate") for r in rows)
    assert all((r["claim"] != "") == (r["by"] == "claim") for r in rows)


def test_prescription_answers_a_constraint_or_holds_in_any_case(texts: dict[str, str]) -> None:
    rows = rows_of(texts, "prescriptions")
    verdicts = {
        (r["cluster"], r["start"], r["constraint"]): r["verdict"]
        for r in rows_of(texts, "verdicts")
    }
    answers = [r for r in rows if r["constraint"]]
    assert answers and len(answers) < len(rows)
    assert {verdicts[r["cluster"], r["start"], r["constraint"]] for r in answers} <= {
        "indicated",
        "tentative",
    }


def test_description_fits_every_cell(texts: dict[str, str]) -> None:
    resources = {r["path"]: r for r in package(texts)["resources"]}
    assert set(resources) == set(texts) - {"datapackage.json"}
    assert len(resources) == 7
    for path, resource in resources.items():
        fields = resource["schema"]["fields"]
        rows = list(csv.DictReader(io.StringIO(texts[path])))
        assert list(rows[0]) == [f["name"] for f in fields]
        for field in fields:
            cells = {row[field["name"]] for row in rows} - {""}
            assert all(FORMS[field["type"]].fullmatch(cell) for cell in cells), (path, field)
            assert field["description"]


def test_keys_are_unique(texts: dict[str, str]) -> None:
    keyed = [r for r in package(texts)["resources"] if "primaryKey" in r["schema"]]
    assert {r["name"] for r in keyed} == set(COUNTS)
    for resource in keyed:
        key = resource["schema"]["primaryKey"]
        keys = [tuple(row[k] for k in key) for row in rows_of(texts, resource["name"])]
        assert len(set(keys)) == len(keys)


def test_one_cluster_alone_is_a_part_of_all(store: EmbeddedStore, texts: dict[str, str]) -> None:
    for name, text in render_csv(store, "default", [JURA]).items():
        if name.endswith(".csv"):
            lines = set(texts[name].splitlines())
            assert set(text.splitlines()) <= lines
            assert all(line.startswith(JURA) for line in text.splitlines()[1:])


def test_written_whole_with_the_same_bytes(
    store: EmbeddedStore, texts: dict[str, str], tmp_path: Path
) -> None:
    written = export_csv(store, "default", tmp_path / "new")
    assert {p.name: p.read_bytes() for p in written} == {n: t.encode() for n, t in texts.items()}
    assert all(b"\r" not in p.read_bytes() for p in written)
    assert read_csv(tmp_path / "new" / "measures.csv") == rows_of(texts, "measures")
    with pytest.raises(KgError, match="is there already"):
        export_csv(store, "default", tmp_path / "new")
