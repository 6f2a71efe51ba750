"""Stores on engines of other makes, and every way in which talking to one goes wrong."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.namespaces import XSD
from kg.store.faults import RemoteError
from kg.store.remote import RemoteStore
from tests.engines import ENGINES, Engine, open_engine

GRAPH = "http://example.org/graph"
P = NamedNode("http://example.org/p")


@pytest.fixture(scope="module", params=ENGINES)
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    with open_engine(request.param, tmp_path_factory.mktemp(request.param)) as running:
        yield running


@pytest.fixture
def store(engine: Engine) -> Iterator[RemoteStore]:
    yield engine.store
    for graph in engine.store.graphs("http://example.org/"):
        engine.store.clear(graph)


def node(name: object) -> NamedNode:
    return NamedNode(f"http://example.org/{name}")


def number(n: int) -> Triple:
    return Triple(node(n), P, Literal(n))


TERMS: list[NamedNode | Literal] = [
    node("한국"),
    Literal("시계"),
    Literal('two\nlines, a "quote", a \\ and a tab\t.'),
    Literal("Uhren", language="de"),
    Literal(""),
    Literal("x" * 5000),
    Literal(True),
    Literal(-7),
    Literal("1952", datatype=NamedNode(str(XSD.gYear))),
    Literal("1952-03-01", datatype=NamedNode(str(XSD.date))),
    Literal("PREFIX icl: SELECT # no comment"),
]


@pytest.mark.parametrize("by_update", [False, True])
def test_what_is_loaded_is_read_back(store: RemoteStore, by_update: bool) -> None:
    loading = RemoteStore(**{**vars(store), "graph_store_url": None}) if by_update else store
    triples = [Triple(node(n), P, term) for n, term in enumerate(TERMS)]
    loading.add(triples, GRAPH)
    assert set(store.triples(GRAPH)) == set(triples)


def test_an_answer_longer_than_the_engine_gives_at_once_is_whole(store: RemoteStore) -> None:
    triples = {number(n) for n in range(12_000)}
    store.add(triples, GRAPH)
    assert store.count_triples(GRAPH) == len(triples)
    assert set(store.triples(GRAPH)) == triples


def test_loading_by_update_takes_more_than_one_batch(store: RemoteStore) -> None:
    loading = RemoteStore(**{**vars(store), "graph_store_url": None})
    loading.add((number(n) for n in range(2500)), GRAPH)
    assert store.count_triples(GRAPH) == 2500


def test_unbound_variables_are_absent_from_a_row(store: RemoteStore) -> None:
    store.add([number(1), number(2), Triple(node(2), node("q"), Literal("x"))], GRAPH)
    rows = store.select(
        "PREFIX : <http://example.org/> SELECT ?n ?q { GRAPH :graph { ?s :p ?n "
        "OPTIONAL { ?s :q ?q } } } ORDER BY ?n"
    )
    assert rows == [{"n": Literal(1)}, {"n": Literal(2), "q": Literal("x")}]


def test_parameters_bind_variables(store: RemoteStore) -> None:
    store.add([number(1), number(2)], GRAPH)
    query = f"SELECT ?s ?n {{ GRAPH <{GRAPH}> {{ ?s <{P.value}> ?n }} }}"
    assert store.select(query, {"n": Literal(2)}) == [{"s": node(2), "n": Literal(2)}]
    assert store.select(query, {"n": Literal('" } #')}) == []


def test_ask_says_yes_and_no(store: RemoteStore) -> None:
    store.add([number(1)], GRAPH)
    assert store.ask(f"ASK {{ GRAPH <{GRAPH}> {{ ?s ?p 1 }} }}") is True
    assert store.ask(f"ASK {{ GRAPH <{GRAPH}> {{ ?s ?p 2 }} }}") is False


def test_the_prefixes_of_the_project_are_known(store: RemoteStore) -> None:
    store.update(f"INSERT DATA {{ GRAPH <{GRAPH}> {{ icl:a skos:note 'x' }} }}")
    pattern = f"GRAPH <{GRAPH}> {{ ?s skos:note ?o }}"
    own = f"PREFIX skos: <http://example.org/> CONSTRUCT {{ ?s ?p ?o }} {{ {pattern} }}"
    assert len(store.construct(f"CONSTRUCT {{ ?s ?p ?o }} {{ {pattern} BIND(icl:b AS ?p) }}")) == 1
    assert store.construct(own) == []


def test_graphs_are_listed_by_prefix_and_cleared(store: RemoteStore) -> None:
    for name in ("a/1", "a/2", "b"):
        store.add([number(1)], f"http://example.org/{name}")
    assert store.graphs("http://example.org/a/") == [f"http://example.org/a/{n}" for n in (1, 2)]
    store.clear_all("http://example.org/a/")
    store.clear("http://example.org/never-there")
    assert store.graphs("http://example.org/") == ["http://example.org/b"]


@pytest.mark.parametrize("prefix", ["", "/", "http://example.org/a", "http://example.org/> <x/"])
def test_no_prefix_takes_out_everything_by_accident(prefix: str) -> None:
    with pytest.raises(RemoteError, match="names no scratch graphs"):
        RemoteStore("http://127.0.0.1:1/", "http://127.0.0.1:1/").clear_all(prefix)


def test_a_blank_node_is_not_loaded(store: RemoteStore) -> None:
    with pytest.raises(RemoteError, match="a blank node cannot be loaded"):
        store.add([Triple(BlankNode("b"), P, Literal(1))], GRAPH)
    assert store.graphs("http://example.org/") == []


def test_another_count_than_expected_is_noticed(store: RemoteStore) -> None:
    store.add([number(1)], GRAPH)
    with pytest.raises(RemoteError, match=r"holds 1 triples of .* and should hold 2"):
        store.check_count(GRAPH, 2)


def test_the_engine_s_own_words_are_told(store: RemoteStore) -> None:
    for fault in (
        lambda: store.select("SELECT nonsense"),
        lambda: store.update("INSERT nonsense"),
    ):
        with pytest.raises(RemoteError, match=r"^http://127\.0\.0\.1:\d+/[^ ]+: 400 .+") as caught:
            fault()
        assert caught.value.status == 400
        assert "\n" not in str(caught.value)


def test_a_query_of_another_form_is_a_fault(store: RemoteStore) -> None:
    with pytest.raises(RemoteError, match="must be a SELECT"):
        store.select("ASK { ?s ?p ?o }")
    with pytest.raises(RemoteError, match="must be an ASK"):
        store.ask("SELECT ?s { ?s ?p ?o } LIMIT 1")


def test_a_store_without_an_update_url_is_only_read(engine: Engine) -> None:
    reading = RemoteStore(engine.store.query_url)
    with pytest.raises(RemoteError, match="can only be read"):
        reading.update("CLEAR ALL")
    with pytest.raises(RemoteError, match="can only be read"):
        reading.add([number(1)], GRAPH)


@pytest.mark.parametrize("engine", ["virtuoso"], indirect=True)
def test_a_wrong_password_is_refused(engine: Engine) -> None:
    stranger = RemoteStore(**{**vars(engine.store), "password": "wrong"})
    with pytest.raises(RemoteError, match="sparql-auth: refuses access") as caught:
        stranger.update("CLEAR GRAPH <http://example.org/a>")
    assert caught.value.status == 401
    with pytest.raises(RemoteError, match="graph-crud-auth: refuses access"):
        stranger.add([number(1)], GRAPH)


JSON, NT = "application/sparql-results+json", "application/n-triples"
ANSWERS = {
    "html": (200, "text/html", b"<h1>Welcome</h1>"),
    "broken-json": (200, JSON, b'{"head": {"vars": ["a"]}, "results": {"bindings": [{"a": '),
    "broken-rdf": (200, NT, b"<a> <b> nonsense"),
    "not-found": (404, "text/html", b"<html>\n <title>No such page</title></html>"),
    "overloaded": (503, "text/plain", b"busy\nsecond line"),
    "silent": (502, "text/plain", b""),
    "moved-away": (302, "text/plain", b""),
}
"""Answers by the path that gives them."""


class Strange(BaseHTTPRequestHandler):
    """A server that answers as some server has been seen to."""

    wanted: threading.Event

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        kind = self.path[1:].partition("?")[0]
        if kind == "slow":
            self.wanted.wait(20)
            return
        if kind == "secret":
            known = self.headers.get("Authorization") == "Basic bWU6c2VjcmV0"
            status, media_type, body = (200 if known else 401), JSON, b'{"head":{},"boolean":true}'
        elif kind in ("cut-off", "part"):
            status, media_type, body = 200, JSON, b'{"head":{},"boolean":true}'
        else:
            status, media_type, body = ANSWERS[kind]
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body) + (50 if kind == "cut-off" else 0)))
        if kind == "part":
            self.send_header("X-SQL-State", "S1TAT")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def strange() -> Iterator[str]:
    Strange.wanted = threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Strange)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    Strange.wanted.set()
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("html", "answered in text/html, which is not"),
        ("broken-json", "its answer cannot be read: "),
        ("broken-rdf", "answered in application/n-triples, which is not a table"),
        ("not-found", "404 No such page"),
        ("overloaded", "503 busy"),
        ("silent", "502 Bad Gateway"),
        ("moved-away", "302 Found"),
        ("slow", "no answer within 1 seconds"),
        ("cut-off", "the answer broke off: IncompleteRead"),
        ("part", "gave a part of the answer only (S1TAT)"),
        ("secret", "refuses access (401); check user and password"),
    ],
)
def test_every_fault_of_a_server_is_one_line_with_its_url(
    strange: str, path: str, told: str
) -> None:
    url = f"{strange}/{path}"
    with pytest.raises(RemoteError) as caught:
        RemoteStore(url, timeout=1).select("SELECT * { ?s ?p ?o }")
    assert str(caught.value).startswith(f"{url}: {told}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("path", ["html", "broken-rdf", "cut-off"])
def test_an_answer_that_is_not_rdf_is_a_fault(strange: str, path: str) -> None:
    with pytest.raises(RemoteError, match=r"not RDF|cannot be read|broke off"):
        RemoteStore(f"{strange}/{path}", timeout=5).construct("CONSTRUCT WHERE { ?s ?p ?o }")


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("nonsense", "nonsense: cannot be reached: unknown url type"),
        ("http://no.such.host.invalid/", "cannot be reached: "),
        ("http://127.0.0.1:99999999/", "cannot be reached: |the answer broke off"),
    ],
)
def test_a_url_that_leads_nowhere_is_a_fault(url: str, told: str) -> None:
    for store in (RemoteStore(url, url), RemoteStore("http://127.0.0.1:1/", url, url)):
        with pytest.raises(RemoteError, match=told):
            store.add([number(1)], GRAPH)


def test_a_server_that_hangs_up_is_a_fault() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=lambda: listening.accept()[0].close(), daemon=True).start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        with pytest.raises(RemoteError, match="the connection broke: "):
            RemoteStore(url).ask("ASK { ?s ?p ?o }")


def test_user_and_password_go_to_every_url(strange: str) -> None:
    url = f"{strange}/secret"
    store = RemoteStore(url, url, url, user="me", password="secret")  # noqa: S106
    assert store.ask("ASK { ?s ?p ?o }")
    store.update("CLEAR GRAPH <http://example.org/a>")
    store.add([number(1)], GRAPH)
    assert "secret" not in repr(store).replace(url, "")
