"""The repository keeps its own rules: terms are declared, queries have headers, verbs are told."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from kg.cli import cli
from kg.inputs import find_inputs
from kg.namespaces import ICL, PREFIXES
from kg.read import read_turtle
from kg.resources import find_root, queries_dir
from kg.store import EmbeddedStore

ROOT = find_root()
QUERIES = sorted(queries_dir().rglob("*.rq"))
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def declared_terms() -> set[str]:
    """Give every term that a module of the ontology declares."""
    kinds = {"Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty"}
    return {
        t.subject.value.removeprefix(str(ICL))
        for path in find_inputs().ontology
        for t in read_turtle(path)
        if t.predicate.value == TYPE
        and isinstance(t.subject, NamedNode)
        and t.subject.value.startswith(str(ICL))
        and str(getattr(t.object, "value", "")).rpartition("#")[2] in kinds
    }


def mentions() -> Iterator[tuple[Path, str]]:
    """Give every term of ours that a rule, shape, profile, scheme, query or file of data uses."""
    inputs = find_inputs()
    files = [
        *inputs.rules,
        *inputs.shapes,
        *inputs.profiles,
        *inputs.schemes,
        *inputs.cases,
        inputs.prescriptions,
        *QUERIES,
    ]
    files += [*inputs.assessments, *inputs.stages, inputs.sources, inputs.shocks, inputs.literature]
    for path in files:
        text = path.read_text(encoding="utf-8")
        for name in set(re.findall(r"(?<![\w:-])icl:([A-Za-z][A-Za-z0-9]*)", text)):
            yield path, name


def test_every_term_in_use_is_declared() -> None:
    declared = declared_terms()
    assert len(declared) > 250
    used = list(mentions())
    assert len(used) > 500
    declared.add("quote")  # a shape forbids it: no text of a source enters the graph
    assert sorted({f"{path.name}: icl:{name}" for path, name in used if name not in declared}) == []


def test_every_declared_term_is_used_in_rules_data_or_code() -> None:
    used = {name for _, name in mentions()}
    code = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "kg").rglob("*.py"))
    ontology = "".join(p.read_text(encoding="utf-8") for p in find_inputs().ontology)
    idle = {
        name
        for name in declared_terms() - used
        if not re.search(rf"\b{name}\b", code) and len(re.findall(rf"\bicl:{name}\b", ontology)) < 2
    }
    assert idle == set()


def test_there_are_queries() -> None:
    assert len(QUERIES) >= 30


@pytest.mark.parametrize("path", QUERIES, ids=lambda p: p.stem)
def test_query_has_its_header_and_order_and_runs(path: Path, store: EmbeddedStore) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("#+ summary: ")
    assert "\n#+ description: " in text
    assert re.search(r"ORDER BY [^{}]+\Z", text)
    rows = store.select(text)
    if path.parent.name == "checks":
        assert rows == []
    else:
        assert rows


def test_the_readme_tells_every_verb() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for verb in cli.commands:
        assert re.search(rf"\b{verb}\b", readme), verb
    for target in ("make serve", "make test"):
        assert target in readme


def test_the_readme_shows_the_answer_that_is_given(store: EmbeddedStore) -> None:
    from kg.diagnose.explain import explain_diagnosis
    from kg.diagnose.render import render_explanation
    from kg.diagnose.verdicts import list_verdicts, render_matrix

    readme = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    shown = readme[readme.index("Jura watch cluster") : readme.index("…")]
    given = render_matrix(list_verdicts(store, "jura-watchmaking")).splitlines()
    assert [line for line in shown if line not in given] == []
    explained = render_explanation(explain_diagnosis(store, "jura-watchmaking/1929-1933/lock-in"))
    start = readme.index(
        "Jura watch cluster, 1929-1933: institutional lock-in – tentative (support 1 of 4)"
    )
    answer = [line for line in readme[start : readme.index("```", start)] if line != "…"]
    assert len(answer) > 5
    assert [line for line in answer if line not in explained.splitlines()] == []


def test_no_file_names_the_machine_it_was_made_on() -> None:
    forbidden = re.compile(r"(?<![\w.])/(?:home|root|srv|mnt|work|tmp)/[a-z]")
    kinds = {".py", ".ttl", ".md", ".rq", ".toml", ".txt", ".html", ".css", ""}
    folders = ("kg", "ontology", "data", "queries", "docs", ".ci")
    files = [p for f in folders for p in (ROOT / f).rglob("*") if p.is_file() and p.suffix in kinds]
    assert len(files) > 100
    found = [str(p) for p in files if forbidden.search(p.read_text(encoding="utf-8"))]
    assert found == []


def test_prefixes_of_rules_are_those_of_queries() -> None:
    text = (ROOT / "ontology" / "rules" / "00-prefixes.ttl").read_text(encoding="utf-8")
    for name in ("icl", "prov", "skos", "rdfs", "xsd"):
        assert f'"{name}" ; sh:namespace "{PREFIXES[name]}"' in text
