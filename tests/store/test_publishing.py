"""Published graphs are replaced all together or not at all, wherever the way breaks."""

from collections.abc import Iterator

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from kg.store.faults import RemoteError
from kg.store.publishing import finish_replacing, replace_graphs
from kg.store.remote import RemoteStore
from tests.engines import ENGINES, Engine, Proxy, open_engine

SCRATCH = "http://example.org/scratch/"
P = NamedNode("http://example.org/p")
FIRST, SECOND, GONE, OTHER = (
    f"http://example.org/{n}" for n in ("first", "second", "gone", "other")
)


@pytest.fixture(scope="module", params=ENGINES)
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    with open_engine(request.param, tmp_path_factory.mktemp(request.param)) as running:
        yield running


@pytest.fixture
def proxy(engine: Engine) -> Iterator[Proxy]:
    way = Proxy(engine.ports[0])
    yield way
    way.close()


def triples(word: str, count: int = 3) -> list[Triple]:
    return [Triple(NamedNode(f"http://example.org/{n}"), P, Literal(word)) for n in range(count)]


OLD = {FIRST: triples("old"), SECOND: triples("old", 2), GONE: triples("old", 1)}
NEW = {FIRST: triples("new", 4), SECOND: triples("new", 1), GONE: []}


def fill(store: RemoteStore) -> None:
    for graph in store.graphs("http://example.org/"):
        store.clear(graph)
    for graph, told in {**OLD, OTHER: triples("other")}.items():
        store.add(told, graph)


def read(store: RemoteStore) -> dict[str, set[Triple]]:
    return {graph: set(store.triples(graph)) for graph in store.graphs("http://example.org/")}


def read_published(store: RemoteStore) -> dict[str, set[Triple]]:
    return {graph: told for graph, told in read(store).items() if not graph.startswith(SCRATCH)}


def as_sets(graphs: dict[str, list[Triple]]) -> dict[str, set[Triple]]:
    whole = {**graphs, OTHER: triples("other")}
    return {graph: set(told) for graph, told in whole.items() if told}


def test_graphs_are_replaced_and_others_are_not(engine: Engine) -> None:
    fill(engine.store)
    engine.store.add(triples("left behind", 9), f"{SCRATCH}0")
    replace_graphs(engine.store, NEW, SCRATCH)
    assert read(engine.store) == as_sets(NEW)
    assert not finish_replacing(engine.store, SCRATCH)


def test_a_way_that_breaks_leaves_all_old_or_all_new(engine: Engine, proxy: Proxy) -> None:
    """Break it at the first connection, then at the second, and so on until none is broken."""
    through = engine.through(proxy.port)
    seen = []
    for connections in range(100):
        fill(engine.store)
        proxy.left = connections
        try:
            replace_graphs(through, NEW, SCRATCH)
        except RemoteError:
            at_once = read_published(engine.store)
            finish_replacing(engine.store, SCRATCH)
            for published in (at_once, read_published(engine.store)):
                assert published in (as_sets(OLD), as_sets(NEW)), connections
            seen.append(at_once == as_sets(NEW))
            replace_graphs(engine.store, NEW, SCRATCH)
            assert read(engine.store) == as_sets(NEW), connections
        else:
            break
    assert seen == sorted(seen)
    assert set(seen) == {False, True}


def test_a_plan_left_behind_is_carried_out(engine: Engine) -> None:
    """As after an engine that died between two of the graphs that it was copying."""
    fill(engine.store)
    replaces = NamedNode("http://purl.org/dc/terms/replaces")
    for n, (graph, told) in enumerate(NEW.items()):
        engine.store.add(told, f"{SCRATCH}{n}")
        waiting = Triple(NamedNode(f"{SCRATCH}{n}"), replaces, NamedNode(graph))
        engine.store.add([waiting], f"{SCRATCH}plan")
    engine.store.update(f"COPY GRAPH <{SCRATCH}0> TO <{FIRST}>")
    assert finish_replacing(engine.store, SCRATCH)
    assert read(engine.store) == as_sets(NEW)


def test_what_is_not_whole_is_not_published(engine: Engine) -> None:
    """A number written in two ways is one number to these engines, so one triple is missing."""
    fill(engine.store)
    decimal = NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
    twice = [Triple(P, P, Literal(number, datatype=decimal)) for number in ("1.50", "1.5")]
    with pytest.raises(RemoteError, match="holds 1 triples"):
        replace_graphs(engine.store, {FIRST: triples("new"), SECOND: twice}, SCRATCH)
    engine.store.clear_all(SCRATCH)
    assert read(engine.store) == as_sets(OLD)
