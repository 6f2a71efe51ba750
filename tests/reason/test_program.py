"""The compiled program is kept, and taken from the cache only when nothing it rests on differs."""

import json
import logging
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from kg.errors import RuleError, SourceError
from kg.reason import build_strata, program, read_rules
from kg.reason.dependencies import Key
from kg.reason.program import read_program
from kg.reason.strata import Stratum

RULES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:prefixes sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/"^^xsd:anyURI ] .
ex:shape a sh:NodeShape ; sh:targetClass ex:C ; sh:rule ex:r .
ex:r a sh:SPARQLRule ; sh:prefixes ex:prefixes ; sh:order 1 ;
    sh:construct "CONSTRUCT { $this ex:has ?t } WHERE { $this ex:tie ?t }" .
"""
LIMITED = RULES.replace(
    "$this ex:tie ?t }", "{ SELECT $this ?t WHERE { $this ex:tie ?t } LIMIT 1 } }"
)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "rules"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "10-rules.ttl"
    path.write_text(RULES, encoding="utf-8")
    return path


def count(cache: Path) -> int:
    return len(list(cache.glob("*.json")))


def test_a_program_from_the_cache_equals_one_that_is_compiled(cache: Path, file: Path) -> None:
    compiled = build_strata(read_rules([file]))
    assert read_program([file]) == compiled
    assert count(cache) == 1
    assert read_program([file]) == compiled
    assert count(cache) == 1
    assert not list(cache.glob("*.part"))


def test_the_cache_is_what_a_second_reading_reads(cache: Path, file: Path) -> None:
    read_program([file])
    (kept,) = cache.glob("*.json")
    told = json.loads(kept.read_text(encoding="utf-8"))
    told[0]["order"] = 77
    kept.write_text(json.dumps(told), encoding="utf-8")
    assert [stratum.order for stratum in read_program([file])] == [77]


GIVEN: Mapping[int, list[Key]] = {9: [Key("http://example.org/p")]}


def test_whatever_it_rests_on_gives_it_another_name(cache: Path, file: Path) -> None:
    read_program([file])
    read_program([file], given=GIVEN)
    read_program([file], superclasses={"http://example.org/Sub": ["http://example.org/C"]})
    read_program([file], strict=False)
    file.write_text(RULES.replace("sh:order 1", "sh:order 2"), encoding="utf-8")
    read_program([file])
    renamed = file.rename(file.with_name("11-rules.ttl"))
    read_program([renamed])
    assert count(cache) == 6


def test_the_order_in_which_keys_and_classes_are_told_changes_nothing(
    cache: Path, file: Path
) -> None:
    keys = [Key("http://example.org/p"), Key("http://example.org/q")]
    for told in (keys, keys[::-1]):
        read_program([file], {9: told}, {"http://e/A": {k.predicate for k in told}})
    assert count(cache) == 1


def test_other_code_gives_it_another_name(
    cache: Path, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_program([file])
    code = tmp_path / "code"
    code.mkdir()
    (code / "compile.py").write_text("", encoding="utf-8")
    monkeypatch.setattr(program, "_CODE", code)
    read_program([file])
    assert count(cache) == 2


@pytest.mark.parametrize("broken", ["", "[", "{}", "[1]", '[{"order": 1}]', '{"a": [1]}', "\x00"])
def test_a_broken_cache_is_compiled_anew_and_mended(cache: Path, file: Path, broken: str) -> None:
    strata = read_program([file])
    (kept,) = cache.glob("*.json")
    kept.write_text(broken, encoding="utf-8")
    assert read_program([file]) == strata
    assert json.loads(kept.read_text(encoding="utf-8"))


def test_a_cache_that_cannot_be_written_is_ignored(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file stands where the folder would be, so that not even root can write there."""
    (tmp_path / "blocked").write_text("", encoding="utf-8")
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "blocked"))
    assert read_program([file]) == build_strata(read_rules([file]))


def test_what_cannot_be_put_in_place_leaves_nothing_behind(cache: Path, file: Path) -> None:
    read_program([file])
    (kept,) = cache.glob("*.json")
    kept.unlink()
    kept.mkdir()
    (kept / "in-the-way").write_text("", encoding="utf-8")
    assert read_program([file])
    assert os.listdir(cache) == [kept.name]


def test_a_rule_that_is_refused_is_not_kept(cache: Path, file: Path) -> None:
    file.write_text(LIMITED, encoding="utf-8")
    with pytest.raises(RuleError, match=r"10-rules\.ttl.*LIMIT"):
        read_program([file])
    assert count(cache) == 0


def test_a_fallback_is_told_each_time_also_from_the_cache(
    cache: Path, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file.write_text(LIMITED, encoding="utf-8")
    strata: list[list[Stratum]] = []
    for _ in range(2):
        caplog.clear()
        with caplog.at_level(logging.WARNING, logger="kg.reason"):
            strata.append(read_program([file], strict=False))
        (record,) = caplog.records
        assert "10-rules.ttl, line 1 of the text: LIMIT" in record.getMessage()
    assert strata[0] == strata[1]
    assert count(cache) == 1


def test_a_missing_file_is_named(cache: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"gone\.ttl: cannot be read"):
        read_program([tmp_path / "gone.ttl"])
