"""The endpoint as its clients see it."""

import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kg.serve.errors import ResultTooLarge
from kg.serve.protocol import MAX_RESULT, METHODS, answer_query
from kg.serve.request import QueryRequest
from kg.store import EmbeddedStore

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
CSV = "text/csv; charset=utf-8"
TSV = "text/tab-separated-values; charset=utf-8"
TURTLE = "text/turtle; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
HTML = "text/html; charset=utf-8"
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

ASK = "query=ASK%7B%7D"
SELECT = "query=" + quote("SELECT ?c { ?c a icl:Cluster }")
CONSTRUCT = "query=" + quote("CONSTRUCT { ?c a icl:Cluster } WHERE { ?c a icl:Cluster }")
DESCRIBE = "query=" + quote("DESCRIBE <https://w3id.org/innocluster/id/cluster/jura-watchmaking>")
UPDATE = quote("DROP ALL")
GRAPH = "https://w3id.org/innocluster/graph/"

# method, address after /sparql, content type and body, Accept → status, content type
REQUESTS: list[tuple[str, str, str | None, str | None, str | None, int, str | None]] = [
    # SELECT and ASK, by Accept
    ("GET", f"?{SELECT}", None, None, None, 200, JSON),
    ("GET", f"?{SELECT}", None, None, "*/*", 200, JSON),
    ("GET", f"?{SELECT}", None, None, JSON, 200, JSON),
    ("GET", f"?{SELECT}", None, None, XML, 200, XML),
    ("GET", f"?{SELECT}", None, None, "text/csv", 200, CSV),
    ("GET", f"?{SELECT}", None, None, "text/tab-separated-values", 200, TSV),
    ("GET", f"?{SELECT}", None, None, "application/json", 200, "application/json"),
    ("GET", f"?{SELECT}", None, None, "application/xml", 200, "application/xml"),
    ("GET", f"?{SELECT}", None, None, "text/xml", 200, "text/xml; charset=utf-8"),
    ("GET", f"?{SELECT}", None, None, f"{JSON};q=0.1, text/csv;q=0.9", 200, CSV),
    ("GET", f"?{SELECT}", None, None, f"*/*;q=0.5, {JSON};q=0", 200, XML),
    ("GET", f"?{SELECT}", None, None, "text/turtle", 406, TEXT),
    ("GET", f"?{SELECT}", None, None, "text/html", 406, TEXT),
    ("GET", f"?{SELECT}", None, None, FIREFOX, 200, "application/xml"),
    ("GET", f"?{ASK}", None, None, None, 200, JSON),
    ("GET", f"?{ASK}", None, None, XML, 200, XML),
    ("GET", f"?{ASK}", None, None, "text/csv", 200, CSV),
    # CONSTRUCT and DESCRIBE, by Accept
    ("GET", f"?{CONSTRUCT}", None, None, None, 200, TURTLE),
    ("GET", f"?{CONSTRUCT}", None, None, "*/*", 200, TURTLE),
    ("GET", f"?{CONSTRUCT}", None, None, "application/n-triples", 200, "application/n-triples"),
    ("GET", f"?{CONSTRUCT}", None, None, "application/rdf+xml", 200, "application/rdf+xml"),
    ("GET", f"?{CONSTRUCT}", None, None, "application/ld+json", 200, "application/ld+json"),
    ("GET", f"?{CONSTRUCT}", None, None, "application/trig", 200, "application/trig"),
    ("GET", f"?{CONSTRUCT}", None, None, "application/n-quads", 200, "application/n-quads"),
    ("GET", f"?{CONSTRUCT}", None, None, JSON, 406, TEXT),
    ("GET", f"?{CONSTRUCT}", None, None, FIREFOX, 200, TURTLE),
    ("GET", f"?{DESCRIBE}", None, None, None, 200, TURTLE),
    ("GET", f"?{DESCRIBE}", None, None, "application/n-triples", 200, "application/n-triples"),
    # the parameter format
    ("GET", f"?{SELECT}&format=csv", None, None, JSON, 200, CSV),
    ("GET", f"?{SELECT}&format=text/csv", None, None, None, 200, CSV),
    ("GET", f"?{SELECT}&format=xml", None, None, None, 200, XML),
    ("GET", f"?{SELECT}&format=turtle", None, None, None, 200, JSON),
    ("GET", f"?{SELECT}&format=nonsense", None, None, "text/csv", 200, CSV),
    ("GET", f"?{CONSTRUCT}&format=json", None, None, None, 200, "application/ld+json"),
    ("GET", f"?{CONSTRUCT}&format=rdf+xml", None, None, None, 200, "application/rdf+xml"),
    # the other two forms
    ("POST", "", FORM, SELECT, None, 200, JSON),
    ("POST", "", f"{FORM}; charset=utf-8", SELECT, "text/csv", 200, CSV),
    ("POST", "", QUERY, "ASK {}", None, 200, JSON),
    ("POST", "", f"{QUERY}; charset=UTF-8", "ASK {}", None, 200, JSON),
    ("POST", "?default-graph-uri=" + quote(GRAPH + "sources"), QUERY, "ASK {}", None, 200, JSON),
    ("HEAD", f"?{SELECT}", None, None, None, 200, JSON),
    ("HEAD", f"?{SELECT}", None, None, "text/turtle", 406, TEXT),
    ("OPTIONS", "", None, None, None, 204, None),
    ("OPTIONS", f"?{SELECT}", None, None, "image/png", 204, None),
    # missing, repeated and unreadable parameters
    ("GET", "", None, None, None, 400, TEXT),
    ("GET", "", None, None, "*/*", 400, TEXT),
    ("GET", "?foo=bar", None, None, None, 400, TEXT),
    ("GET", "?foo=bar", None, None, FIREFOX, 400, TEXT),
    ("GET", "?query=", None, None, None, 400, TEXT),
    ("GET", f"?{ASK}&{ASK}", None, None, None, 400, TEXT),
    ("GET", "?query=ASK%7B%FF%7D", None, None, None, 400, TEXT),
    ("POST", "", FORM, "", None, 400, TEXT),
    ("POST", "", FORM, f"{ASK}&{ASK}", None, 400, TEXT),
    ("POST", f"?{ASK}", QUERY, "ASK {}", None, 400, TEXT),
    ("POST", "", FORM, "query=%FF", None, 400, TEXT),
    ("POST", "", QUERY, "", None, 400, TEXT),
    ("POST", "", FORM, "&".join(["a=b"] * 1001), None, 400, TEXT),
    # queries that are wrong
    ("GET", "?query=nonsense", None, None, None, 400, TEXT),
    ("GET", "?query=nonsense", None, None, JSON, 400, TEXT),
    ("GET", "?query=nonsense", None, None, "application/json", 400, "application/problem+json"),
    ("GET", "?query=nonsense", None, None, "image/png", 400, TEXT),
    ("GET", "?query=" + quote("SELECT (<x:f>(1) AS ?x) {}"), None, None, None, 400, TEXT),
    # methods and content types
    ("PUT", "", QUERY, "ASK {}", None, 405, TEXT),
    ("DELETE", f"?{ASK}", None, None, None, 405, TEXT),
    ("PATCH", "", QUERY, "ASK {}", None, 405, TEXT),
    ("POST", "", "text/plain", "ASK {}", None, 415, TEXT),
    ("POST", "", None, "ASK {}", None, 415, TEXT),
    ("POST", "", "multipart/form-data; boundary=x", "--x--", None, 415, TEXT),
    ("POST", "", f"{QUERY}; charset=utf-16", "ASK {}", None, 415, TEXT),
    # what is not allowed
    ("GET", f"?update={UPDATE}", None, None, None, 403, TEXT),
    ("POST", "", FORM, f"update={UPDATE}", None, 403, TEXT),
    ("POST", "", "application/sparql-update", "DROP ALL", None, 403, TEXT),
    ("GET", f"?query={UPDATE}", None, None, None, 403, TEXT),
    ("GET", "?query=" + quote("ASK { SERVICE <http://x/> {} }"), None, None, None, 403, TEXT),
    ("GET", "?query=" + quote("ASK FROM <http://x/> {}"), None, None, None, 403, TEXT),
    ("GET", f"?{ASK}&default-graph-uri=http://x/", None, None, None, 403, TEXT),
    ("GET", f"?{ASK}&named-graph-uri=http://x/", None, None, None, 403, TEXT),
    ("GET", f"?{ASK}&named-graph-uri=no%20iri", None, None, None, 403, TEXT),
    # what is too large
    ("POST", "", QUERY, "#" * 300_000, None, 413, TEXT),
    ("POST", "", QUERY, "#" * 2_000_000, None, 413, TEXT),
    ("POST", "", FORM, "query=" + "a" * 2_000_000, None, 413, TEXT),
    # no query, and something to show instead
    ("GET", "", None, None, FIREFOX, 200, HTML),
    ("GET", "", None, None, "text/html", 200, HTML),
    ("GET", "?lang=ko", None, None, FIREFOX, 200, HTML),
    ("HEAD", "", None, None, FIREFOX, 200, HTML),
    ("GET", "", None, None, "text/turtle", 200, TURTLE),
    ("GET", "", None, None, "application/n-triples", 200, "application/n-triples"),
    ("GET", "", None, None, "application/rdf+xml", 200, "application/rdf+xml"),
    ("GET", "", None, None, "application/ld+json, */*;q=0.1", 200, "application/ld+json"),
    ("GET", "", None, None, "text/csv", 400, TEXT),
    ("POST", "", FORM, "", FIREFOX, 400, TEXT),
]


def send(
    client: FlaskClient,
    method: str,
    address: str,
    kind: str | None,
    body: str | None,
    accept: str | None,
) -> TestResponse:
    headers = {"Accept": accept} if accept is not None else {}
    return client.open(
        "/sparql" + address,
        method=method,
        headers=headers,
        content_type=kind,
        data=body.encode() if body is not None else None,
    )


@pytest.mark.parametrize(
    ("method", "address", "kind", "body", "accept", "status", "media_type"),
    REQUESTS,
    ids=lambda value: str(value)[:40],
)
def test_requests(
    client: FlaskClient,
    method: str,
    address: str,
    kind: str | None,
    body: str | None,
    accept: str | None,
    status: int,
    media_type: str | None,
) -> None:
    response = send(client, method, address, kind, body, accept)
    assert (response.status_code, response.headers.get("Content-Type")) == (status, media_type)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Accept" in response.headers["Vary"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    if method == "HEAD":
        assert response.data == b""
        assert int(response.headers["Content-Length"]) > 0
    elif status >= 400:
        assert response.data.strip()
        assert b"Traceback" not in response.data


def ask(
    client: FlaskClient, query: str, *parameters: tuple[str, str], **headers: str
) -> TestResponse:
    return client.get("/sparql?" + urlencode([("query", query), *parameters]), headers=headers)


def names(response: TestResponse, variable: str = "c") -> set[str]:
    found: dict[str, Any] = json.loads(response.data)
    return {row[variable]["value"].rpartition("/")[2] for row in found["results"]["bindings"]}


def test_all_three_forms_give_the_same_answer(client: FlaskClient) -> None:
    query = 'SELECT ?c { ?c rdfs:label "쥐라 시계 클러스터"@ko }'
    by_get = ask(client, query)
    by_form = client.post("/sparql", data={"query": query})
    directly = client.post("/sparql", data=query.encode(), content_type=QUERY)
    assert names(by_get) == {"jura-watchmaking"}
    assert by_get.data == by_form.data == directly.data


def test_head_tells_what_get_would_give(client: FlaskClient) -> None:
    got, head = client.get(f"/sparql?{SELECT}"), client.head(f"/sparql?{SELECT}")
    assert head.headers["Content-Length"] == str(len(got.data))
    assert head.headers["Content-Type"] == got.headers["Content-Type"]


def test_the_default_graph_leaves_out_users_and_other_profiles(client: FlaskClient) -> None:
    assert names(ask(client, "SELECT ?c { ?c a icl:Cluster }")) == {"jura-watchmaking"}
    count = "SELECT ?c { ?c a icl:Diagnosis }"
    assert len(json.loads(ask(client, count).data)["results"]["bindings"]) == 4


def test_a_dataset_in_the_query_is_read(client: FlaskClient) -> None:
    query = f"SELECT ?c FROM <{GRAPH}user/me> {{ ?c a icl:Cluster }}"  # noqa: S608
    assert names(ask(client, query)) == {"mine"}


def test_a_dataset_in_the_request_replaces_that_of_the_query(client: FlaskClient) -> None:
    query = f"SELECT ?c FROM <{GRAPH}case/jura> {{ ?c a icl:Cluster }}"  # noqa: S608
    mine = ("default-graph-uri", GRAPH + "user/me")
    assert names(ask(client, query, mine)) == {"mine"}
    both = ("default-graph-uri", GRAPH + "case/jura")
    assert names(ask(client, query, mine, both)) == {"mine", "jura-watchmaking"}


def test_a_dataset_of_named_graphs_has_an_empty_default_graph(client: FlaskClient) -> None:
    mine = ("named-graph-uri", GRAPH + "user/me")
    assert names(ask(client, "SELECT ?c { ?c a icl:Cluster }", mine)) == set()
    query = "SELECT ?c { GRAPH ?g { ?c a icl:Cluster } }"
    assert names(ask(client, query, mine)) == {"mine"}
    assert names(ask(client, query)) == {"mine", "jura-watchmaking"}
    assert names(ask(client, query, ("default-graph-uri", GRAPH + "user/me"))) == set()


def test_the_dataset_of_a_direct_post_is_in_the_address(client: FlaskClient) -> None:
    address = "/sparql?" + urlencode({"default-graph-uri": GRAPH + "user/me"})
    response = client.post(address, data="SELECT ?c { ?c a icl:Cluster }", content_type=QUERY)
    assert names(response) == {"mine"}


def test_relative_iris_are_ours(client: FlaskClient) -> None:
    query = "SELECT ?c { GRAPH <graph/user/me> { ?c a <def/Cluster> } }"
    assert names(ask(client, query)) == {"mine"}


def test_solutions_come_as_json_xml_csv_and_tsv(client: FlaskClient) -> None:
    query = "SELECT ?n { ?x icl:startYear ?n } ORDER BY ?n"
    rows = json.loads(ask(client, query).data)["results"]["bindings"]
    assert [row["n"]["value"] for row in rows] == ["1921", "1929"]
    assert ask(client, query, ("format", "csv")).data == b"n\r\n1921\r\n1929\r\n"
    assert ask(client, query, ("format", "tsv")).data == b"?n\n1921\n1929\n"
    assert ask(client, query, ("format", "xml")).data.count(b"<result>") == 2


def test_triples_come_with_prefixes_in_the_same_order_each_time(client: FlaskClient) -> None:
    query = "CONSTRUCT { ?c a icl:Cluster } WHERE { ?c a icl:Cluster }"
    first, second = ask(client, query).text, ask(client, query).text
    assert first == second
    prefixes = [line for line in first.splitlines() if line.startswith("@prefix")]
    assert prefixes == sorted(prefixes)
    assert "<https://w3id.org/innocluster/id/cluster/jura-watchmaking> a icl:Cluster ." in first


def test_a_bad_query_is_shown_with_a_caret(client: FlaskClient) -> None:
    response = ask(client, "SELECT *\n{ ?s ?p ?o . FILTR(?o) }")
    assert response.text == (
        "line 2, column 14: this cannot be read as SPARQL: 'FILTR(?o) }'\n"
        "\n"
        "{ ?s ?p ?o . FILTR(?o) }\n"
        "             ^\n"
    )


def test_unknown_prefixes_are_named_with_the_known_ones(client: FlaskClient) -> None:
    response = ask(client, "SELECT * { ?s foaf:name ?n }")
    assert response.status_code == 400
    assert (
        "line 1, column 15: the prefix 'foaf:' is not declared; known: dcterms:, icl:"
        in response.text
    )


def test_a_problem_in_json_carries_its_facts(client: FlaskClient) -> None:
    response = ask(client, "SELECT * {\n ?s ?p ?o . ] }", Accept="application/problem+json")
    problem = json.loads(response.data)
    assert (problem["title"], problem["status"]) == ("Bad Request", 400)
    assert (problem["line"], problem["column"]) == (2, 13)
    assert problem["excerpt"].endswith("^")
    assert problem["detail"].startswith("line 2, column 13: ")


def test_406_lists_what_can_be_had(client: FlaskClient) -> None:
    response = client.get(f"/sparql?{SELECT}", headers={"Accept": "image/png"})
    assert response.status_code == 406
    assert "text/csv" in response.text
    assert JSON in response.text


def test_405_says_what_is_allowed(client: FlaskClient) -> None:
    response = client.put("/sparql", data=b"x")
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS, POST" == ", ".join(METHODS)


def test_a_preflight_is_answered(client: FlaskClient) -> None:
    response = client.options("/sparql", headers={"Origin": "http://example.org"})
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in response.headers["Access-Control-Allow-Headers"]


def test_an_update_is_refused_in_plain_words(client: FlaskClient) -> None:
    response = client.post("/sparql", data={"update": "DROP ALL"})
    assert response.text.startswith("this endpoint is read-only")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"query=ASK%7B%FF%7D", "a parameter of the form is not UTF-8"),
        (b"query=ASK\xff", "the form is not UTF-8 at byte 9"),
        (b"a=b&" * 1_000 + b"query=ASK%7B%7D", "the form has more than 1000 parameters"),
        (b"query=" + b"%20" * 700_000, "the request is larger than is read here"),
    ],
    ids=["escape", "byte", "parameters", "bytes"],
)
def test_a_body_that_cannot_be_read_is_told_why(
    client: FlaskClient, body: bytes, message: str
) -> None:
    assert client.post("/sparql", data=body, content_type=FORM).text == message + "\n"


def test_a_missing_query_is_told_what_else_there_is(client: FlaskClient) -> None:
    assert "'query' is missing" in client.get("/sparql").text


def test_a_result_over_the_limit_is_refused_and_the_limit_named(store: EmbeddedStore) -> None:
    asked = QueryRequest("SELECT * { ?s ?p ?o }", (), (), "csv")
    body, _ = answer_query(store, asked, None)
    assert answer_query(store, asked, None, len(body))[0] == body
    with pytest.raises(ResultTooLarge) as caught:
        answer_query(store, asked, None, len(body) - 1)
    assert caught.value.limit == len(body) - 1
    asked = QueryRequest("CONSTRUCT WHERE { ?s ?p ?o }", (), (), "turtle")
    with pytest.raises(ResultTooLarge):
        answer_query(store, asked, None, 2_000)
    assert str(ResultTooLarge(MAX_RESULT)).startswith("the result is larger than 64 MiB")


def test_a_large_result_is_413(client: FlaskClient) -> None:
    rows = "VALUES (?a ?b) { " + "(1 2) " * 1_500 + "}"
    query = "SELECT * { " + rows + rows.replace("?a", "?c").replace("?b", "?d") + " }"
    response = ask(client, query)
    assert response.status_code == 413
    assert "64 MiB" in response.text
    assert "LIMIT" in response.text


def test_a_triple_term_is_not_given_as_json_ld(client: FlaskClient) -> None:
    query = "CONSTRUCT { <x:a> <x:p> <<( <x:a> <x:p> 1 )>> } WHERE {}"
    assert ask(client, query, Accept="application/ld+json").status_code == 406
    assert ask(client, query, Accept="text/turtle").status_code == 200


def test_every_answer_about_nothing_is_valid(client: FlaskClient) -> None:
    query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(false) }"
    for media_type in ("text/turtle", "application/ld+json", "application/rdf+xml"):
        assert ask(client, query, Accept=media_type).status_code == 200
