import io

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from kg.errors import NotAcceptable, QueryError
from kg.namespaces import ICL, ID
from kg.store import EmbeddedStore
from kg.store.results import SOLUTION_TYPES, TRIPLE_TYPES, write_result, write_triples

TRIPLES = [
    Triple(NamedNode(str(ID[f"tie/{i}"])), NamedNode(str(ICL.partOf)), NamedNode(str(ICL.Tie)))
    for i in range(2_000)
]


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    found = EmbeddedStore()
    found.add(TRIPLES)
    return found


def write(store: EmbeddedStore, query: str, media_type: str) -> bytes:
    output = io.BytesIO()
    write_result(store.query(query), output, media_type)
    return output.getvalue()


@pytest.mark.parametrize("media_type", TRIPLE_TYPES)
def test_triples_come_back_from_every_type(store: EmbeddedStore, media_type: str) -> None:
    data = write(store, "CONSTRUCT WHERE { ?s ?p ?o }", media_type)
    form = RdfFormat.from_media_type(media_type)
    assert {quad.triple for quad in parse(data, format=form)} == set(TRIPLES)


@pytest.mark.parametrize("media_type", SOLUTION_TYPES)
def test_solutions_and_truth_come_in_every_type(store: EmbeddedStore, media_type: str) -> None:
    rows = write(store, "SELECT ?s { ?s ?p ?o }", media_type)
    assert rows.count(b"tie/") == len(TRIPLES)
    assert b"true" in write(store, "ASK {}", media_type)


@pytest.mark.parametrize("media_type", ["text/turtle", "application/trig"])
def test_prefixes_are_sorted_and_used(store: EmbeddedStore, media_type: str) -> None:
    lines = write(store, "CONSTRUCT WHERE { ?s ?p ?o }", media_type).decode().splitlines()
    head = [line for line in lines if line.startswith("@prefix")]
    assert lines[: len(head)] == head == sorted(head)
    assert f"<{ID['tie/7']}> icl:partOf icl:Tie ." in lines


def test_nothing_is_written_as_turtle_with_prefixes_only(store: EmbeddedStore) -> None:
    text = write(store, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(false) }", "text/turtle")
    assert all(line.startswith(b"@prefix") for line in text.splitlines())


def test_a_literal_that_looks_like_a_prefix_is_kept() -> None:
    output = io.BytesIO()
    text = "<http://e/a> <http://e/p> '''\n@prefix x: <y> .\n'''."
    write_triples(
        [q.triple for q in parse(text, format=RdfFormat.TURTLE)], output, "text/turtle", {}
    )
    back = parse(output.getvalue(), format=RdfFormat.TURTLE)
    assert [q.object.value for q in back] == ["\n@prefix x: <y> .\n"]


class Broken(io.BytesIO):
    def write(self, data: bytes, /) -> int:  # type: ignore[override]
        raise OSError(28, "No space left on device")


@pytest.mark.parametrize(
    ("query", "media_type"),
    [("SELECT * { ?s ?p ?o }", "text/csv"), ("CONSTRUCT WHERE { ?s ?p ?o }", "text/turtle")],
)
def test_what_the_output_raises_comes_through(
    store: EmbeddedStore, query: str, media_type: str
) -> None:
    with pytest.raises(OSError, match="No space left"):
        write_result(store.query(query), Broken(), media_type)


@pytest.mark.parametrize(
    ("query", "media_type"),
    [
        ("ASK {}", "text/turtle"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "text/csv"),
        ("CONSTRUCT { <x:a> <x:p> <<( <x:a> <x:p> 1 )>> } WHERE {}", "application/ld+json"),
    ],
)
def test_what_a_type_cannot_carry_is_not_acceptable(
    store: EmbeddedStore, query: str, media_type: str
) -> None:
    with pytest.raises(NotAcceptable):
        write(store, query, media_type)


def test_what_fails_while_rows_flow_is_a_query_error(store: EmbeddedStore) -> None:
    query = "SELECT * { ?s ?p ?o SERVICE ?unbound {} }"
    with pytest.raises(QueryError, match="cannot be evaluated"):
        write(store, query, "text/csv")
