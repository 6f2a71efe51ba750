from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, QueryTriples, Triple

from kg.errors import QueryError, SourceError
from kg.namespaces import GRAPH
from kg.store import EmbeddedStore

A, B, P = (NamedNode(f"http://example.org/{name}") for name in ("a", "b", "p"))
LINES = [
    f'{A} {P} "case" <{GRAPH}case/jura> .',
    f'{A} {P} "default" <{GRAPH}diagnoses/default> .',
    f'{A} {P} "strict" <{GRAPH}diagnoses/strict> .',
    f'{B} {P} "mine" <{GRAPH}user/me> .',
]


@pytest.fixture
def store(tmp_path: Path) -> EmbeddedStore:
    path = tmp_path / "graph.nq"
    path.write_text("\n".join(LINES) + "\n", encoding="utf-8")
    return EmbeddedStore.from_nquads(path)


def objects(store: EmbeddedStore, **dataset: list[str]) -> set[str]:
    result = store.query("SELECT ?o { ?s ?p ?o }", **dataset)  # type: ignore[arg-type]
    assert isinstance(result, QuerySolutions)
    return {solution["o"].value for solution in result}


def test_the_default_graph_leaves_out_users_and_other_profiles(store: EmbeddedStore) -> None:
    assert objects(store) == {"case", "default"}


def test_a_query_over_named_graphs_as_default_graph(store: EmbeddedStore) -> None:
    strict, mine = GRAPH["diagnoses/strict"], GRAPH["user/me"]
    assert objects(store, default_graphs=[str(strict)]) == {"strict"}
    assert objects(store, default_graphs=[str(strict), str(mine)]) == {"strict", "mine"}
    assert objects(store, default_graphs=[]) == set()


def test_a_query_reaches_only_the_named_graphs_it_is_given(store: EmbeddedStore) -> None:
    query = "SELECT ?o { GRAPH ?g { ?s ?p ?o } }"
    result = store.query(query, named_graphs=[str(GRAPH["user/me"])])
    assert isinstance(result, QuerySolutions)
    assert {solution["o"].value for solution in result} == {"mine"}


def test_relative_iris_need_a_base(store: EmbeddedStore) -> None:
    with pytest.raises(QueryError):
        store.query("DESCRIBE <a>")
    result = store.query("DESCRIBE <a>", "http://example.org/")
    assert isinstance(result, QueryTriples)
    assert len(list(result)) == 2


def test_a_syntax_error_has_its_place(store: EmbeddedStore) -> None:
    with pytest.raises(QueryError) as caught:
        store.query("SELECT ?x WHERE\n?s ?p ?o")
    assert (caught.value.line, caught.value.column) == (2, 1)
    assert str(caught.value).startswith("line 2, column 1: not SPARQL: expected")


def test_what_cannot_be_evaluated_is_a_query_error(store: EmbeddedStore) -> None:
    with pytest.raises(QueryError, match="cannot be evaluated"):
        store.query("SELECT (<http://example.org/f>(1) AS ?x) {}")


def test_graphs_are_listed_in_order(store: EmbeddedStore) -> None:
    names = ["case/jura", "diagnoses/default", "diagnoses/strict", "user/me"]
    assert store.graphs() == [str(GRAPH[name]) for name in names]
    assert store.has_graph(str(GRAPH["user/me"]))
    assert not store.has_graph(str(GRAPH["user/you"]))
    assert not store.has_graph("no iri")


def test_triples_are_counted_by_graph(store: EmbeddedStore) -> None:
    assert store.count_triples() == 2
    assert store.count_triples(str(GRAPH["user/me"])) == 1
    assert store.count_triples(str(GRAPH["user/you"])) == 0


def test_a_description_prefers_the_default_graph_and_leaves_users_out(store: EmbeddedStore) -> None:
    assert {t.object for t in store.describe(A.value, 9)} == {Literal("case"), Literal("default")}
    assert store.describe(B.value, 9) == []


def test_a_description_of_what_only_another_profile_says(store: EmbeddedStore) -> None:
    store.add([Triple(B, P, A)], str(GRAPH["derived/strict"]))
    assert store.describe(B.value, 9) == [Triple(B, P, A)]


def test_what_points_at_a_thing_is_bounded() -> None:
    store = EmbeddedStore()
    store.add(Triple(NamedNode(f"http://example.org/{i}"), P, A) for i in range(9))
    store.add([Triple(A, P, B)])
    assert len(store.describe(A.value, 3)) == 4


def test_objects_of_a_property(store: EmbeddedStore) -> None:
    assert set(store.objects(A.value, P.value)) == {Literal("case"), Literal("default")}
    assert store.objects(A.value, B.value) == []


def test_a_missing_build_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be loaded"):
        EmbeddedStore.from_nquads(tmp_path / "none.nq")
