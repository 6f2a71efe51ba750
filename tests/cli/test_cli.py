"""The command line as a user meets it: results, exit codes, one clear line a mistake."""

import csv
import io
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import Triple

from kg.cli import main
from kg.resources import data_dir, queries_dir

Run = Callable[..., tuple[int, str, str]]
TOWNS = Path(__file__).parent.parent / "queries" / "data"
MINE = """
@prefix icl: <https://w3id.org/innocluster/def/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix profile: <https://w3id.org/innocluster/profile/> .
@prefix parameter: <https://w3id.org/innocluster/profile/mine/parameter/> .
profile:mine a icl:Profile ; icl:extendsProfile profile:default ; skos:notation "mine" ;
    skos:prefLabel "mine"@en , "내 프로파일"@ko ;
    skos:definition "Nothing is closed."@en , "닫힌 것은 없다."@ko .
parameter:turned-inwards icl:parameterValue 0 .
"""


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def kg(
    cache: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    """Run kg with arguments: exit code, what it wrote to stdout, what to stderr."""
    monkeypatch.setenv("KG_CACHE", str(cache))

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stopped:
            main([str(a) for a in arguments])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return int(stopped.value.code or 0), out, err

    yield run


def test_diagnose_shows_every_snapshot_and_constraint(kg: Run) -> None:
    code, out, _ = kg("diagnose", "jura", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert len(rows) == 8 * 12
    assert {row["verdict"] for row in rows} <= {
        "indicated", "tentative", "not-indicated", "not-assessable",
    }  # fmt: skip
    assert all(row["missing"] for row in rows if row["verdict"] == "not-assessable")
    assert all(0 <= int(row["support"]) <= 4 for row in rows)


@pytest.mark.parametrize("name", ["jura", "jura-watchmaking"])
def test_a_case_goes_by_its_name_or_its_clusters(kg: Run, name: str) -> None:
    code, out, _ = kg("diagnose", name, "--format", "json")
    assert code == 0
    assert len(json.loads(out)) == 96


def test_diagnose_speaks_korean(kg: Run) -> None:
    code, out, _ = kg("diagnose", "--lang", "ko")
    assert code == 0
    assert "쥐라 시계 클러스터" in out
    assert "기능적 고착" in out


def test_diagnose_gives_turtle(kg: Run, tmp_path: Path) -> None:
    from kg.read import read_turtle

    code, out, _ = kg("diagnose", "jura", "--format", "ttl")
    path = tmp_path / "d.ttl"
    path.write_text(out, encoding="utf-8")
    triples: list[Triple] = read_turtle(path)
    assert code == 0
    assert len(triples) > 96 * 5


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ["institutional lock-in", "not indicated", "←"]),
        ("ko", ["제도적 고착", "비해당", "기준"]),
    ],
)
def test_explain_goes_down_to_the_source(kg: Run, lang: str, words: list[str]) -> None:
    code, out, _ = kg("explain", "jura-watchmaking/1970-1985/lock-in", "--lang", lang)
    assert code == 0
    for word in words:
        assert word in out
    assert "JU-T06" in out


def test_explain_says_what_is_missing(kg: Run) -> None:
    _, out, _ = kg("explain", "jura-watchmaking/1895-1920/closure-risk", "--brief")
    assert "Missing" in out
    assert "more)" in out


@pytest.mark.parametrize("form", ["csv", "json", "ttl"])
def test_explain_in_other_formats(kg: Run, form: str) -> None:
    code, out, _ = kg("explain", "jura-watchmaking/1934-1961/closure-risk", "--format", form)
    assert code == 0
    assert "ju-t16" in out.lower()


def test_query_from_a_file(kg: Run) -> None:
    path = queries_dir() / "analysts" / "verdicts.rq"
    code, out, _ = kg("query", str(path), "--format", "csv")
    assert code == 0
    rows = list(csv.DictReader(io.StringIO(out)))
    assert len([row for row in rows if row["cluster"] == "Jura watch cluster"]) == 96


def test_query_from_standard_input_with_a_parameter(
    kg: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    pattern = "{ ?s a icl:ClusterSnapshot ; icl:startYear ?start }"
    text = f"SELECT ?start (COUNT(?s) AS ?n) WHERE {pattern} GROUP BY ?start"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    code, out, _ = kg("query", "-", "--param", "start=1970", "--format", "csv")
    assert code == 0
    assert out.splitlines()[1:] == ["1970,2"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("SELECT ?x WHERE { ?x a foo:Bar }", ["foo:", "not declared", "icl:"]),
        ("SELECT ?x WHERE {\n ?x a }", ["line 2"]),
        ("DELETE WHERE { ?s ?p ?o }", ["read"]),
        ("SELECT * { SERVICE <http://localhost/x> { ?s ?p ?o } }", ["SERVICE"]),
        ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", ["FROM", "graph"]),
        ("", ["query"]),
    ],
)
def test_a_bad_query_gets_one_clear_line(
    kg: Run, monkeypatch: pytest.MonkeyPatch, text: str, words: list[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    code, out, err = kg("query", "-")
    lines = [line for line in err.splitlines() if line.startswith("kg: ")]
    assert code == 2
    assert out == ""
    assert any(word.lower() in lines[-1].lower() for word in words), err


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["diagnose", "jurra"], "jura"),
        (["explain", "jura-watchmaking/1970-1985/lockin"], "lock-in"),
        (["explain", "<x> }"], "no diagnosis"),
        (["query", "no-such.rq"], "no-such.rq"),
        (["query", "no-such.rq", "--format", "xml"], "xml"),
        (["diagnose", "--data", "/no/such"], "/no/such"),
        (["import", "/no/such", "--case", "x", "--into", "/no/where"], "/no/such"),
        (["import", "x"], "--case"),
        (["export", "tables", "--case", "nowhere", "out"], "nowhere"),
        (["check", "no-such.ttl"], "no-such.ttl"),
        (["frobnicate"], "frobnicate"),
        (["serve", "--port", "0"], "port"),
    ],
)
def test_a_mistake_gets_exit_code_2_and_is_named(kg: Run, arguments: list[str], word: str) -> None:
    code, out, err = kg(*arguments)
    assert code == 2
    assert word in err
    assert out == ""


def test_check_finds_the_shipped_data_sound(kg: Run) -> None:
    code, _, err = kg("check")
    assert code == 0
    assert "conforms" in err


def test_check_names_file_line_node_and_mend(kg: Run, tmp_path: Path) -> None:
    text = (data_dir() / "cases" / "jura.ttl").read_text(encoding="utf-8")
    path = tmp_path / "jura.ttl"
    path.write_text(
        text.replace("icl:startYear 1931 ;", "icl:startYear 3931 ;", 1), encoding="utf-8"
    )
    code, out, _ = kg("check", str(path))
    assert code == 1
    assert "jura.ttl:" in out
    assert "startYear" in out


def test_an_analyst_adds_a_case_of_their_own(kg: Run, tmp_path: Path) -> None:
    tables, data = tmp_path / "tables", tmp_path / "data"
    assert kg("export", "tables", "--case", "jura", str(tables))[0] == 0
    code, out, _ = kg("import", str(tables), "--case", "jura", "--into", str(data))
    assert code == 0
    assert len(out.splitlines()) >= 3
    for name in ("cases/jura.ttl", "assessments/jura.ttl", "stages/jura.ttl"):
        assert (data / name).read_bytes() == (data_dir() / name).read_bytes(), name
    code, out, _ = kg("diagnose", "--data", str(data), "--format", "json")
    assert code == 0
    assert len(json.loads(out)) == 96


def test_a_bad_table_leaves_nothing_half_written(kg: Run, tmp_path: Path) -> None:
    tables, data = tmp_path / "tables", tmp_path / "data"
    kg("export", "tables", "--case", "jura", str(tables))
    ties = tables / "ties.csv"
    ties.write_text(
        ties.read_text(encoding="utf-8").replace(",ownership,", ",owning,", 1), encoding="utf-8"
    )
    code, _, err = kg("import", str(tables), "--case", "jura", "--into", str(data))
    assert code == 2
    assert "ties.csv, row" in err
    assert "owning" in err
    assert "ownership" in err
    assert not data.exists() or not any(data.rglob("*.ttl"))


def test_the_template_can_be_filled_at_once(kg: Run, tmp_path: Path) -> None:
    code, out, _ = kg("import", str(tmp_path / "new"), "--template")
    assert code == 0
    assert (tmp_path / "new" / "README.md").exists()
    assert len(out.splitlines()) == 16
    assert kg("import", str(tmp_path / "new"), "--template")[0] == 2


def test_build_writes_to_a_new_folder_only(kg: Run, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(TOWNS, data)
    code, out, _ = kg("build", "--data", str(data), "--into", str(tmp_path / "b"))
    assert code == 0
    assert Path(out.strip()).exists()
    assert kg("build", "--into", str(tmp_path / "b"))[0] == 2


def verdicts(kg: Run, *arguments: str) -> dict[str, str]:
    code, out, _ = kg("diagnose", *arguments, "--format", "json")
    assert code == 0
    return {row["name"]: row["verdict"] for row in json.loads(out)}


def test_diagnose_under_another_profile(kg: Run) -> None:
    default, strict = verdicts(kg, "jura"), verdicts(kg, "jura", "--profile", "strict")
    assert default.keys() == strict.keys()
    assert default != strict
    assert "(strict)" in kg("diagnose", "jura", "--profile", "strict")[1]


def test_diagnose_under_a_profile_of_ones_own(kg: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.ttl"
    path.write_text(MINE, encoding="utf-8")
    found = verdicts(kg, "jura", "--profile", str(path))
    name = "jura-watchmaking/1934-1961/closure-risk"
    assert verdicts(kg, "jura")[name] == "tentative"
    assert found[name] in ("not-indicated", "not-assessable")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("parameterValue 0", 'parameterValue "few"', ["mine.ttl:9", "one whole number"]),
        ("profile:default", "profile:none", ["mine.ttl", "extendsProfile names one of"]),
        ("profile/mine/", "profile/mine/ x", ["mine.ttl:5", "not Turtle"]),
    ],
)
def test_a_bad_profile_gets_one_clear_line(
    kg: Run, tmp_path: Path, old: str, new: str, words: list[str]
) -> None:
    path = tmp_path / "mine.ttl"
    path.write_text(MINE.replace(old, new), encoding="utf-8")
    code, out, err = kg("diagnose", "jura", "--profile", str(path))
    assert (code, out) == (2, "")
    for word in words:
        assert word in err


def test_an_unknown_profile_is_named_with_those_that_are_known(kg: Run) -> None:
    code, _, err = kg("diagnose", "--profile", "strikt")
    assert code == 2
    assert "no profile is called 'strikt'; the nearest are strict" in err


def test_diagnose_without_a_source_tells_what_changes(kg: Run) -> None:
    code, out, _ = kg("diagnose", "jura", "--without", "ju-s05")
    assert code == 0
    assert "of 315 claims" in out or "claims" in out.splitlines()[-1] + out.splitlines()[-2]


def test_a_selection_without_evidence_says_so(kg: Run) -> None:
    code, out, err = kg("diagnose", "jura", "--only", "lee-lee-seed")
    assert (code, out) == (1, "")
    assert "none of" in err
    assert "nothing can be diagnosed" in err


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["diagnose", "--without", "ju-s05"], "need a CASE"),
        (["diagnose", "jura", "--without", "ju-s05", "--only", "ju-s08"], "contradict"),
        (["compare", "atlantis"], "atlantis"),
        (["compare", "jura", "--format", "ttl"], "ttl"),
        (["agreement", "atlantis"], "atlantis"),
        (["export", "gexf", "{folder}", "jura", "--snapshot", "1-2"], "1-2"),
    ],
)
def test_a_wrong_question_is_answered_in_one_line(
    kg: Run, tmp_path: Path, arguments: list[str], word: str
) -> None:
    told = [a.replace("{folder}", str(tmp_path / "new")) for a in arguments]
    code, out, err = kg(*told)
    assert (code, out) == (2, "")
    assert word in err.splitlines()[-1]


def test_compare_puts_what_differs_first(kg: Run) -> None:
    code, out, _ = kg("compare", "oulu", "silicon-valley/1985-1999", "--format", "json")
    found = json.loads(out)
    assert code == 0
    assert len(found["snapshots"]) == 6
    spreads = [row["spread"] for row in found["measures"] if len(row["cells"]) > 1]
    assert spreads == sorted(spreads, reverse=True)
    assert all(n["shared"] >= 3 and 0 <= n["distance"] <= 1 for n in found["similar"])
    assert kg("compare", "oulu", "jura", "--format", "csv")[1].startswith("what,key,label")
    assert "E-I" in kg("compare", "jura")[1]


def test_agreement_counts_and_names_authors(kg: Run) -> None:
    code, out, _ = kg("agreement", "jura")
    assert code == 0
    assert "counts, not rates" in out
    assert "no test of the profile" in out
    rows = list(csv.DictReader(io.StringIO(kg("agreement", "--format", "csv")[1])))
    assert {row["outcome"] for row in rows} >= {"agrees", "differs", "author-silent"}


@pytest.mark.parametrize("form", ["qca", "csv", "graphml", "gexf"])
def test_exports_write_their_files(kg: Run, tmp_path: Path, form: str) -> None:
    code, out, _ = kg("export", form, str(tmp_path / form), "jura")
    assert code == 0
    assert out.split()
    assert all(Path(line).stat().st_size > 100 for line in out.split())


def test_what_turns_a_verdict_is_asked_on_the_command_line(kg: Run, tmp_path: Path) -> None:
    lock_in = ("explain", "jura-watchmaking/1929-1933/lock-in")
    assert "does not stand without" in kg(*lock_in, "--firmness")[1]
    ranges = kg(*lock_in, "--firmness", "--format", "csv")[1]
    assert ranges.startswith("parameter,value,low,high,below,above\n")
    plot = tmp_path / "plot.svg"
    kg(*lock_in, "--plot", str(plot))
    assert plot.read_text(encoding="utf-8").startswith("<svg")
    near = kg("diagnose", "jura", "--near-misses", "--format", "csv")[1]
    assert near.startswith("diagnosis,verdict,criterion,status,value,margin\n")
    tie = ("whatif", "jura", "--add-tie", "fhf", "a-schild", "alliance", "--years", "1929-1933")
    assert "measurements change" in kg(*tie)[1]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("whatif", "jura"), "needs --add"),
        (("whatif", "jura", "--add-tie", "fhf", "nobody", "alliance"), "no actor is called"),
        (("whatif", "jura", "--add-tie", "fhf", "a-schild", "love"), "no tie kind is called"),
        (
            ("whatif", "jura", "--add-tie", "fhf", "a-schild", "alliance", "--years", "1933"),
            "write FROM-TO",
        ),
        (("whatif", "jura", "--remove", "https://example.org/x"), "says nothing of it"),
        (("whatif", "nowhere", "--remove", "x"), "no case or cluster is called"),
        (("diagnose", "--leave-one-out", "source"), "needs a CASE"),
        (("explain", "jura-watchmaking/1929-1933/lockin", "--firmness"), "no diagnosis is called"),
        (("explain", "jura-watchmaking/1929-1933/lock-in", "--plot", "/no/where.svg"), "written"),
    ],
)
def test_a_trial_that_cannot_be_made_gets_one_clear_line(
    kg: Run, arguments: tuple[str, ...], told: str
) -> None:
    code, _, err = kg(*arguments)
    assert code == 2
    assert told in err.splitlines()[-1]
