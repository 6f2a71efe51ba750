from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

from kg.store import EmbeddedStore

from .world import GRAPHS, ICL

SD = "http://www.w3.org/ns/sparql-service-description#"


def describe(client: FlaskClient) -> EmbeddedStore:
    response = client.get("/sparql", headers={"Accept": "text/turtle"})
    found = EmbeddedStore()
    found.add(quad.triple for quad in parse(response.data, format=RdfFormat.TURTLE))
    return found


def values(client: FlaskClient, query: str) -> list[str]:
    rows = describe(client).select(
        f"PREFIX sd: <{SD}> PREFIX void: <http://rdfs.org/ns/void#> {query}"
    )
    return sorted(row["x"].value for row in rows)


def test_the_service_is_described(client: FlaskClient) -> None:
    assert values(client, "SELECT ?x { ?s a sd:Service ; sd:endpoint ?x }") == [
        "http://localhost/sparql"
    ]
    assert values(client, "SELECT ?x { ?s sd:supportedLanguage ?x }") == [SD + "SPARQL11Query"]
    assert len(values(client, "SELECT ?x { ?s sd:resultFormat ?x }")) == 10


def test_nothing_is_claimed_that_is_not_so(client: FlaskClient) -> None:
    query = "SELECT ?x { { ?s sd:feature ?x } UNION { ?s sd:supportedLanguage ?x } }"
    assert values(client, query) == [SD + "SPARQL11Query"]


def test_every_named_graph_is_named_with_its_size(
    client: FlaskClient, store: EmbeddedStore
) -> None:
    query = "SELECT ?x { ?d a sd:Dataset ; sd:namedGraph/sd:name ?x }"
    assert values(client, query) == [ICL + "graph/" + name for name in GRAPHS]
    query = f"SELECT ?x {{ ?g sd:name <{ICL}graph/user/me> ; sd:graph/void:triples ?x }}"
    assert values(client, query) == ["2"]
    query = "SELECT ?x { ?d sd:defaultGraph/void:triples ?x }"
    assert values(client, query) == [str(len(store.triples()))]


def test_every_format_that_is_claimed_can_be_had(client: FlaskClient) -> None:
    for accept in ("application/n-triples", "application/rdf+xml", "application/ld+json"):
        response = client.get("/sparql", headers={"Accept": accept})
        form = RdfFormat.from_media_type(accept)
        assert len(list(parse(response.data, format=form))) == len(describe(client).triples())
