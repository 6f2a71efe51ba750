import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

from kg.serve.linked import MAX_POINTING, find_description
from kg.store import EmbeddedStore

from .world import ICL

CLUSTER = "/id/cluster/jura-watchmaking"
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("address", "accept", "status", "media_type"),
    [
        (CLUSTER, None, 200, "text/turtle; charset=utf-8"),
        (CLUSTER, "*/*", 200, "text/turtle; charset=utf-8"),
        (CLUSTER, "application/ld+json", 200, "application/ld+json"),
        (CLUSTER, "application/n-triples", 200, "application/n-triples"),
        (CLUSTER, "application/rdf+xml", 200, "application/rdf+xml"),
        (CLUSTER, FIREFOX, 200, "text/html; charset=utf-8"),
        (CLUSTER, "image/png", 406, "text/plain; charset=utf-8"),
        ("/scheme/verdict/tentative", None, 200, "text/turtle; charset=utf-8"),
        ("/profile/default", None, 200, "text/turtle; charset=utf-8"),
        ("/graph/case/jura", None, 200, "text/turtle; charset=utf-8"),
        ("/def/Cluster", None, 200, "text/turtle; charset=utf-8"),
        (
            "/id/diagnosis/strict/jura-watchmaking/1929-1933/lock-in",
            None,
            200,
            "text/turtle; charset=utf-8",
        ),
        ("/id/cluster/mine", None, 404, "text/plain; charset=utf-8"),
        ("/id/none", None, 404, "text/plain; charset=utf-8"),
        ("/id/none", FIREFOX, 404, "text/plain; charset=utf-8"),
        ("/id/no%20iri", None, 404, "text/plain; charset=utf-8"),
        ("/graph/none", None, 404, "text/plain; charset=utf-8"),
        ("/def/", None, 404, "text/plain; charset=utf-8"),
        ("/elsewhere/x", None, 404, "text/plain; charset=utf-8"),
    ],
)
def test_our_iris_are_looked_up(
    client: FlaskClient, address: str, accept: str | None, status: int, media_type: str
) -> None:
    response = client.get(address, headers={"Accept": accept} if accept else {})
    assert (response.status_code, response.headers["Content-Type"]) == (status, media_type)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Accept" in response.headers["Vary"]


def test_a_description_holds_what_is_said_and_what_points_there(client: FlaskClient) -> None:
    response = client.get(CLUSTER, headers={"Accept": "application/n-triples"})
    triples = [quad.triple for quad in parse(response.data, format=RdfFormat.N_TRIPLES)]
    iri = ICL + CLUSTER[1:]
    assert sum(t.subject.value == iri for t in triples) == 3
    assert sum(t.subject.value != iri for t in triples) == 2


def test_every_format_gives_the_same_triples(client: FlaskClient) -> None:
    found = []
    for form in (RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.RDF_XML, RdfFormat.JSON_LD):
        response = client.get(CLUSTER, headers={"Accept": form.media_type})
        found.append({str(quad) for quad in parse(response.data, format=form)})
    assert found.count(found[0]) == 4


def test_what_points_at_a_thing_is_bounded(store: EmbeddedStore) -> None:
    query = "CONSTRUCT { ?s a <x:Thing> } WHERE { VALUES ?s { %s } }"
    crowded = EmbeddedStore()
    crowded.add(store.construct(query % " ".join(f"<x:{i}>" for i in range(MAX_POINTING + 9))))
    assert len(find_description(crowded, "x:Thing")) == MAX_POINTING


def test_a_page_shows_labels_and_local_links(client: FlaskClient) -> None:
    address = "/id/snapshot/jura-watchmaking/1929-1933?lang=ko"
    page = client.get(address, headers={"Accept": "text/html"}).text
    assert f'<a href="{CLUSTER}?lang=ko">쥐라 시계 클러스터</a>' in page
    assert '<html lang="ko">' in page
    assert "w3id.org/innocluster/id/cluster" not in page


def test_a_page_escapes_what_the_graph_says(client: FlaskClient) -> None:
    page = client.get(CLUSTER, headers={"Accept": "text/html"}).text
    assert "Jura &lt;watch&gt; cluster" in page
    assert "<watch>" not in page


def test_a_page_links_to_nothing_but_http(client: FlaskClient) -> None:
    page = client.get("/id/source/one", headers={"Accept": "text/html"}).text
    assert 'href="http://example.org/one"' in page
    assert "javascript:alert(1)" in page
    assert 'href="javascript' not in page
