"""Laws of the generator, and that what it makes is evidence like any other."""

import os
import subprocess
import sys
from collections import Counter
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest
from pyoxigraph import Triple

from kg.bench import generate_clusters, write_clusters
from kg.bench.counts import CONFIDENCES, FEWEST_TIES, MOST_TIES, SIZES, TIE_KINDS, Weights
from kg.bench.program import compile_program, run_compiled
from kg.conform import find_faults, render_fault
from kg.namespaces import ICL, RDF
from kg.store import EmbeddedStore
from kg.store.text import to_triples
from kg.turtle import render_turtle

MANY = 60
PROGRAM = (
    "from kg.bench import generate_clusters as g; import sys; sys.stdout.buffer.writelines(g(8))"
)


@cache
def made(count: int, seed: int = 1) -> bytes:
    return b"".join(generate_clusters(count, seed))


@cache
def triples(count: int) -> tuple[Triple, ...]:
    return tuple(to_triples(made(count)))


@cache
def concluded(count: int) -> EmbeddedStore:
    """Give a store with the vocabulary, the evidence of so many clusters and all that follows."""
    program, store = compile_program(), EmbeddedStore()
    store.add(program.vocabulary)
    store.add(triples(count))
    for text in run_compiled(program, triples(count)).layers.values():
        store.add_text(text)
    return store


def count_values(name: str, count: int = MANY) -> Counter[str]:
    """Count the values of a property, by the ends of their names."""
    return Counter(
        str(getattr(t.object, "value", "")).rsplit("/", 1)[-1]
        for t in triples(count)
        if t.predicate.value == name
    )


def test_equal_seeds_give_equal_bytes_in_any_process() -> None:
    digests = {sha256(made(8)).hexdigest()}
    for hash_seed in ("0", "1", "7"):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        told = subprocess.run(
            [sys.executable, "-c", PROGRAM], capture_output=True, check=True, env=environment
        )
        digests.add(sha256(told.stdout).hexdigest())
    assert len(digests) == 1


def test_other_seeds_give_other_clusters() -> None:
    assert made(2, seed=1) != made(2, seed=2)


def test_few_clusters_are_the_beginning_of_many() -> None:
    assert made(20).startswith(made(13))


def test_no_clusters_are_no_bytes_and_fewer_are_refused() -> None:
    assert made(0) == b""
    with pytest.raises(ValueError, match="-1 clusters"):
        generate_clusters(-1)


def test_a_file_holds_the_stream_and_its_triples_are_counted(tmp_path: Path) -> None:
    written = write_clusters(tmp_path / "evidence.nt", 3)
    assert (tmp_path / "evidence.nt").read_bytes() == made(3)
    assert written == len(triples(3)) == len(set(triples(3)))


def test_every_cluster_has_the_size_of_its_plan() -> None:
    classes = count_values(str(RDF.type))
    assert classes["Cluster"] == MANY
    assert classes["Actor"] == MANY * SIZES.actors
    assert classes["ClusterMembership"] == MANY * SIZES.members
    assert classes["ClusterSnapshot"] == 2 * MANY
    ties = Counter(
        t.subject.value.rsplit("/", 1)[-1][:11]  # type: ignore[union-attr]  # ties have IRIs
        for t in triples(MANY)
        if t.predicate.value == str(ICL.firstParty)
    )
    assert len(ties) == MANY
    assert min(ties.values()) >= FEWEST_TIES
    assert max(ties.values()) <= MOST_TIES


@pytest.mark.parametrize(("name", "weights"), [("tieKind", TIE_KINDS), ("confidence", CONFIDENCES)])
def test_proportions_are_those_of_the_real_cases(name: str, weights: Weights) -> None:
    found, usual = count_values(str(ICL[name])), sum(weights.values())
    for word, weight in weights.items():
        assert found[word] / found.total() == pytest.approx(weight / usual, abs=0.04)


def test_clusters_of_one_industry_share_its_shocks() -> None:
    rows = concluded(18).select("SELECT ?s (COUNT(?c) AS ?n) { ?s icl:hits ?c } GROUP BY ?s")
    assert max(int(row["n"].value) for row in rows) > 1


def test_three_clusters_conform_to_the_shapes(tmp_path: Path) -> None:
    file = tmp_path / "made-up.ttl"
    file.write_text(render_turtle(triples(3)), encoding="utf-8")
    assert [render_fault(fault) for fault in find_faults([file])] == []


def test_every_measure_has_a_value_somewhere() -> None:
    rows = concluded(3).select(
        "SELECT ?m { ?m a icl:Measure FILTER NOT EXISTS { ?x a icl:Measurement ; icl:measure ?m } }"
    )
    assert [row["m"].value for row in rows] == []


def test_every_verdict_occurs_and_no_constraint_is_always_left_open() -> None:
    rows = concluded(18).select(
        "SELECT DISTINCT ?c ?v { ?d a icl:Diagnosis ; icl:constraint ?c ; icl:verdict ?v }"
    )
    words = {(row["c"].value.rsplit("/")[-1], row["v"].value.rsplit("/")[-1]) for row in rows}
    assert {v for _, v in words} == {"indicated", "tentative", "not-indicated", "not-assessable"}
    decided = {c for c, v in words if v != "not-assessable"}
    assert len({c for c, _ in words}) == 12
    assert {c for c, _ in words} - decided <= {"dissension"}
