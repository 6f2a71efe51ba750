"""A build is the same every time, stops on bad data, and is found again."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import Triple

from kg.errors import NotConforming, SourceError
from kg.inputs import find_inputs
from kg.namespaces import GRAPH
from kg.pipeline import build, build_graphs
from kg.read.profiles import list_profiles
from kg.resources import data_dir


def run(folder: Path, seed: str) -> bytes:
    """Build in a process of its own, with another order of hashes."""
    where = f"pathlib.Path({str(folder)!r})"
    code = f"import pathlib, kg.pipeline; kg.pipeline.build(into={where}, processes=2)"
    cache = str(folder.parent / f"cache-{seed}")
    environment = {**os.environ, "PYTHONHASHSEED": seed, "KG_CACHE": cache}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment, capture_output=True)
    return b"".join(
        str(p.relative_to(folder)).encode() + p.read_bytes() for p in sorted(folder.rglob("*.*"))
    )


def test_two_builds_are_the_same_byte_for_byte(tmp_path: Path) -> None:
    first, second = run(tmp_path / "one", "1"), run(tmp_path / "two", "2")
    assert len(first) > 1_000_000
    assert first == second


def test_a_changed_case_is_inferred_alone_and_as_a_whole_build_would(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    shutil.copytree(Path(__file__).parents[1] / "queries" / "data", data)
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "kept"))
    before = build_graphs(find_inputs(data))
    kept = set((tmp_path / "kept" / "cases").iterdir())
    assert len(kept) == 2 * len(list_profiles())
    case = data / "cases" / "oldtown.ttl"
    text = case.read_text(encoding="utf-8")
    changed = text.replace("valence:cooperative", "valence:conflict", 3)
    assert changed != text
    case.write_text(changed, encoding="utf-8")
    after = build_graphs(find_inputs(data))
    anew = {path for path in (tmp_path / "kept" / "cases").iterdir() if path not in kept}
    assert len(anew) in (len(list_profiles()), len(list_profiles()) + 1)
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "empty"))
    whole = build_graphs(find_inputs(data))
    assert after == whole
    assert after != before


def test_a_build_has_its_graphs(built: dict[str, list[Triple]]) -> None:
    names = {graph.removeprefix(str(GRAPH)) for graph in built}
    assert names >= {
        "ontology", "schemes", "sources", "shocks", "case/jura", "assessments/jura", "stages/jura",
        "entailed", "profile/default", "derived/default", "measurements/default",
        "diagnoses/default", "meta",
    }  # fmt: skip
    assert all(built.values())


def test_asserted_and_inferred_share_no_triple(built: dict[str, list[Triple]]) -> None:
    asserted = {
        t
        for g, ts in built.items()
        if "/case/" in g or g.endswith(("sources", "shocks"))
        for t in ts
    }
    for layer in ("derived/default", "measurements/default", "diagnoses/default"):
        assert not asserted & set(built[str(GRAPH[layer])])


def test_a_fault_in_the_data_stops_the_build_and_leaves_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(data_dir(), data)
    case = data / "cases" / "jura.ttl"
    text = case.read_text(encoding="utf-8")
    broken = text.replace("icl:tieKind tie-kind:ownership", "icl:tieKind tie-kind:owning", 1)
    assert broken != text
    case.write_text(broken, encoding="utf-8")
    with pytest.raises(NotConforming, match=r"jura\.ttl:\d+"):
        build(data=data, into=tmp_path / "build")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["data"]


def test_bad_turtle_stops_the_build_with_its_line(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(data_dir(), data)
    with (data / "shocks.ttl").open("a", encoding="utf-8") as file:
        file.write("shock:one icl:startYear 1 2 .\n")
    with pytest.raises(SourceError, match=r"shocks\.ttl:\d+: not Turtle"):
        build(data=data, into=tmp_path / "build")


def test_a_build_is_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_CACHE", str(tmp_path))
    told: list[str] = []
    first = build(told.append)
    assert told
    told.clear()
    assert build(told.append) == first
    assert told == []
