"""A remote engine concludes what the embedded one does, triple for triple, and nothing is lost."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from kg.diagnose.run import LAYERS, Inference
from kg.errors import RuleError
from kg.inputs import find_inputs
from kg.namespaces import GRAPH, ICL, RDF
from kg.read import read_turtle
from kg.reason import Rule, Stratum, build_strata, run_rules
from kg.reason.compile import FallbackRule
from kg.reason.remote import SCRATCH, remote_runner, run_remote, write_insert
from kg.reason.rules import Target
from kg.store import EmbeddedStore
from kg.store.faults import RemoteError
from kg.store.publishing import replace_graphs
from kg.store.remote import RemoteStore
from kg.store.text import to_text
from tests.engines import ENGINES, Engine, Proxy, open_engine
from tests.reason.test_reference import rich, small
from tests.worlds import World

TOWNS = Path(__file__).parents[1] / "queries" / "data"
PUBLISHED = "http://example.org/published"
DECOY = "http://example.org/decoy"


@pytest.fixture(scope="module", params=ENGINES)
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    with open_engine(request.param, tmp_path_factory.mktemp(request.param)) as running:
        yield running


def towns() -> World:
    """Two made-up towns of two snapshots each, with all that the query library asks for."""
    inputs, world = find_inputs(TOWNS), World()

    def read(files: dict[str, list[Path]]) -> list[Triple]:
        return [t for paths in files.values() for path in paths for t in read_turtle(path)]

    world.triples, world.stages = read(inputs.evidence()), read(inputs.claimed_stages())
    world.assessments = read(inputs.judgements())
    return world


def infer_towns(**how: object) -> Inference:
    return towns().infer(**how)  # type: ignore[arg-type]  # the runner, if any


def infer_rich(**how: object) -> Inference:
    """Infer a small cluster with uncertain claims, which is run through twice."""
    return rich().infer(profile=small(), **how)  # type: ignore[arg-type]  # the runner, if any


@cache
def embedded(infer: Callable[..., Inference]) -> dict[str, set[bytes]]:
    return layers(infer())


def layers(inference: Inference) -> dict[str, set[bytes]]:
    return {name: set(inference.layers[name].splitlines()) for name in LAYERS}


@pytest.mark.parametrize("infer", [infer_rich, infer_towns])
def test_a_remote_engine_concludes_what_the_embedded_one_does(
    engine: Engine, infer: Callable[..., Inference]
) -> None:
    """While graphs that are none of the run's business hold the same evidence, twisted."""
    twisted = [t for t in towns().triples if t.predicate.value != str(ICL.endYear)]
    for world in (rich().triples, twisted):
        engine.store.add(world, DECOY)
    inference = infer(runner=remote_runner(engine.store))
    assert all(inference.layers.values())
    assert layers(inference) == embedded(infer)
    assert set(inference.store.triples()) == set(infer().store.triples())
    assert engine.store.graphs(SCRATCH) == []


@pytest.mark.parametrize("engine", ["oxigraph"], indirect=True)
def test_the_program_of_the_page_publishes_what_is_inferred(engine: Engine) -> None:
    page = (Path(__file__).parents[2] / "docs" / "remote.md").read_text(encoding="utf-8")
    program = page.partition("```python\n")[2].partition("```")[0]
    for told, meant in (
        ("http://127.0.0.1:7878", engine.store.query_url.removesuffix("/query")),
        ("find_inputs()", f"find_inputs(Path({str(TOWNS)!r}))"),
    ):
        assert told in program
        program = program.replace(told, meant)
    exec(program, {"Path": Path})  # noqa: S102  # our own page
    for layer, lines in embedded(infer_towns).items():
        found = engine.store.triples(str(GRAPH[f"{layer}/default"]))
        assert set(to_text(found).splitlines()) == lines, layer


EX = "http://example.org/"
PREFIXES = (("ex", EX), ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"))


def rule(name: str, order: int, text: str) -> Rule:
    targets = (Target("class", f"{EX}Place"),)
    return Rule(f"{EX}rule/{name}", name, targets, order, text, PREFIXES)


def ways() -> list[Stratum]:
    """Rules over places: one that needs many rounds, one that counts, and two beside them."""
    return build_strata(
        [
            rule("on", 1, "CONSTRUCT { $this ex:reaches ?y } WHERE { $this ex:next ?y }"),
            rule(
                "further",
                2,
                "CONSTRUCT { $this ex:far ?y } WHERE { { $this ex:reaches ?y } UNION "
                "{ $this ex:far ?x . ?x ex:far ?y } }",
            ),
            rule(
                "many",
                3,
                "CONSTRUCT { $this ex:count ?n } WHERE { $this a ex:Place OPTIONAL { "
                "SELECT $this (COUNT(DISTINCT ?y) AS ?k) WHERE { $this ex:far ?y } GROUP BY $this }"
                " BIND(COALESCE(?k, 0) AS ?n) }",
            ),
            rule(
                "last",
                4,
                "CONSTRUCT { $this ex:last ?l ; ex:inner ?i } WHERE { $this a ex:Place "
                "OPTIONAL { $this ex:next ?y } BIND(IF(!BOUND(?y), $this, ?none) AS ?l) "
                "BIND(IF(BOUND(?y), $this, ?none) AS ?i) }",
            ),
        ]
    )


def places(count: int = 9) -> EmbeddedStore:
    """A way through places, each but the last before the next; every third is a Town."""
    store = EmbeddedStore()
    named = [NamedNode(f"{EX}place-{n}") for n in range(count)]
    kind, following = NamedNode(RDF.type), NamedNode(f"{EX}next")
    for n, place in enumerate(named):
        store.add([Triple(place, kind, NamedNode(f"{EX}Place"))])
        if n % 3 == 0:
            store.add([Triple(place, kind, NamedNode(f"{EX}Town"))])
    store.add(Triple(a, following, b) for a, b in pairwise(named))
    below = NamedNode(f"{PREFIXES[1][1]}subClassOf")
    store.add([Triple(NamedNode(f"{EX}Town"), below, NamedNode(f"{EX}Place"))])
    return store


def given(store: EmbeddedStore) -> list[Triple]:
    """Give one more step from where one can go furthest, and no new place."""
    rows = store.select(f"SELECT ?p {{ ?p a <{EX}Place> MINUS {{ ?p <{EX}next> ?q }} }}")
    return [Triple(row["p"], NamedNode(f"{EX}reaches"), NamedNode(f"{EX}sea")) for row in rows]  # type: ignore[arg-type]  # a place


def test_each_stratum_runs_to_its_fixpoint_and_reads_what_is_given(engine: Engine) -> None:
    here, there = places(), places()
    expected = run_rules(here, ways(), {2: given})
    left_behind = [Triple(NamedNode(f"{EX}old"), NamedNode(RDF.type), NamedNode(f"{EX}Place"))]
    for name in ("working", "2", "elsewhere"):
        engine.store.add(left_behind, f"{SCRATCH}{name}")
    found = run_remote(engine.store, there, ways(), {2: given})
    assert found == expected
    assert set(there.triples()) == set(here.triples())
    assert f"{EX}sea".encode() in found[2]
    assert b'place-0> <http://example.org/count> "9"' in found[3]


def test_a_way_that_breaks_anywhere_loses_nothing(engine: Engine) -> None:
    """Break it at the first connection, then at the second, and so on until none is broken."""
    mine = [Triple(NamedNode(EX), NamedNode(RDF.value), Literal("mine"))]
    replace_graphs(engine.store, {PUBLISHED: mine})
    expected = run_rules(places(), ways(), {2: given})
    proxy = Proxy(engine.ports[0])
    through = engine.through(proxy.port)
    broken = 0
    for connections in range(200):
        proxy.left = connections
        try:
            found = run_remote(through, places(), ways(), {2: given})
        except RemoteError:
            broken += 1
            assert engine.store.triples(PUBLISHED) == mine
        else:
            assert found == expected
            break
    proxy.close()
    assert broken > 20
    assert engine.store.graphs(SCRATCH) == []


def test_an_engine_that_dies_in_a_run_keeps_what_is_published(engine: Engine) -> None:
    mine = [Triple(NamedNode(EX), NamedNode(RDF.value), Literal("mine"))]
    replace_graphs(engine.store, {PUBLISHED: mine})

    def kill(doing: str) -> None:
        if doing == "rules of order 3":
            engine.kill()

    with pytest.raises(RemoteError, match=r"cannot be reached|broke"):
        run_remote(engine.store, places(), ways(), {2: given}, progress=kill)
    engine.start()
    assert engine.store.triples(PUBLISHED) == mine
    assert engine.store.graphs(SCRATCH)
    found = run_remote(engine.store, places(), ways(), {2: given})
    assert found == run_rules(places(), ways(), {2: given})
    assert engine.store.graphs(SCRATCH) == []
    assert engine.store.triples(PUBLISHED) == mine


def test_a_rule_that_the_engine_refuses_is_named(engine: Engine) -> None:
    stratum = ways()[0]
    wrong = replace(
        stratum.rules[0], query=stratum.rules[0].query.replace("WHERE {", "WHERE { nonsense")
    )
    with pytest.raises(RuleError, match=r"^rule on: http://127\.0\.0\.1:\d+/[^ ]+: [45]00 .+"):
        run_remote(engine.store, places(), [replace(stratum, rules=(wrong,))])


UNREACHED = RemoteStore("http://127.0.0.1:1/", "http://127.0.0.1:1/")


def test_a_rule_that_only_pyshacl_runs_is_refused_at_once() -> None:
    stratum = ways()[0]
    only = FallbackRule(stratum.rules[0].rule, "it says so")
    with pytest.raises(RuleError, match=r"^rule on: cannot run on a remote engine: it says so"):
        run_remote(UNREACHED, places(), [replace(stratum, rules=(), fallbacks=(only,))])


def test_a_store_that_is_not_closed_is_refused_at_once() -> None:
    store = places()
    lone = Triple(NamedNode(f"{EX}lone"), NamedNode(RDF.type), NamedNode(f"{EX}Town"))
    store.add([lone])
    with pytest.raises(
        RuleError, match=r"lone> is a <.*Town> and not a <.*Place>; infer the closure"
    ):
        run_remote(UNREACHED, store, ways())


def test_an_insert_reads_one_graph_and_writes_another() -> None:
    text = write_insert(ways()[3].rules[0], "e:reads", "e:writes")
    assert text.startswith("PREFIX ex: ")
    assert "INSERT { GRAPH <e:writes> { ?this ex:last ?l ; ex:inner ?i } } USING <e:reads>" in text
    assert "subClassOf" not in text
    assert "IF(!BOUND(?y), ?this, IF(BOUND(?this), ?none, ?this))" in text


_NEXT = "OPTIONAL { ?this ex:next ?y }"
REWRITTEN = {
    "focus": (
        "?this a/<http://www.w3.org/2000/01/rdf-schema#subClassOf>* ex:Place . "
        "?this ex:next ?y BIND(?this AS ?l)",
        "?this a ex:Place . ?this ex:next ?y BIND(?this AS ?l)",
    ),
    "unbound": (
        f"?this a ex:Place {_NEXT} BIND(IF(!BOUND(?y), ?this, ?none) AS ?l)",
        f"?this a ex:Place {_NEXT} "
        "BIND(IF(!BOUND(?y), ?this, IF(BOUND(?this), ?none, ?this)) AS ?l)",
    ),
}
"""What Virtuoso gets wrong, and how it is written for remote engines."""


@pytest.mark.parametrize("engine", ["virtuoso"], indirect=True)
@pytest.mark.parametrize(("name", "expected"), [("focus", [1, 8]), ("unbound", [0, 1])])
def test_virtuoso_still_needs_what_is_written_otherwise(
    engine: Engine, name: str, expected: list[int]
) -> None:
    """When this fails, the engine has been mended and ``write_insert`` can do with less."""
    engine.store.clear(DECOY)
    engine.store.add(places().triples(), DECOY)
    counts = []
    for pattern in REWRITTEN[name]:
        engine.store.clear(PUBLISHED)
        engine.store.update(
            f"PREFIX ex: <{EX}> INSERT {{ GRAPH <{PUBLISHED}> {{ ?this ex:found ?l }} }} "
            f"USING <{DECOY}> WHERE {{ {pattern} }}"
        )
        counts.append(engine.store.count_triples(PUBLISHED))
    assert counts == expected
