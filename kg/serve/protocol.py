"""`/sparql`: the SPARQL 1.1 Protocol, for queries."""

import io
from collections.abc import Callable, Sequence

from flask import Blueprint, Response, request
from pyoxigraph import QueryTriples

from kg.errors import QueryError, QueryRefused
from kg.namespaces import BASE
from kg.serve.description import DESCRIPTION_TYPES, Describer
from kg.serve.errors import ResultTooLarge
from kg.serve.faults import explain_syntax
from kg.serve.gate import Checked, check_query
from kg.serve.negotiation import asks_for, choose
from kg.serve.request import QueryRequest, read_request
from kg.store import EmbeddedStore
from kg.store.embedded import Result
from kg.store.results import SOLUTION_TYPES, TRIPLE_TYPES, write_result

MAX_RESULT = 64 * 2**20
"""The bytes a result may have."""
METHODS = ("GET", "HEAD", "OPTIONS", "POST")

_SOLUTIONS = (*SOLUTION_TYPES, "application/json", "application/xml", "text/xml")
_FORMATS = {
    "json": ("application/sparql-results+json", "application/ld+json"),
    "xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
    "turtle": ("text/turtle",),
    "ttl": ("text/turtle",),
    "nt": ("application/n-triples",),
    "ntriples": ("application/n-triples",),
    "n-triples": ("application/n-triples",),
    "rdf": ("application/rdf+xml",),
    "rdfxml": ("application/rdf+xml",),
    "rdf+xml": ("application/rdf+xml",),
    "jsonld": ("application/ld+json",),
    "json-ld": ("application/ld+json",),
    "trig": ("application/trig",),
    "nquads": ("application/n-quads",),
    "n-quads": ("application/n-quads",),
}
"""Short names that the parameter ``format`` takes, beside whole media types."""


def build_protocol(store: EmbeddedStore, render_form: Callable[[], str]) -> Blueprint:
    """Build the endpoint over a store.

    :param render_form: gives the HTML page with the query form, for browsers.
    """
    blueprint = Blueprint("protocol", __name__)
    describer = Describer(store)

    @blueprint.route("/sparql", methods=METHODS, provide_automatic_options=False)
    def sparql() -> Response:
        if request.method == "OPTIONS":
            return _answer_preflight()
        if request.method != "POST" and set(request.args) <= {"lang"}:
            found = asks_for(request.headers.get("Accept"), ("text/html", *DESCRIPTION_TYPES))
            if found == "text/html":
                return _respond(render_form().encode(), "text/html")
            if found:
                return _respond(describer.render(request.base_url, found), found)
        asked = read_request(request)
        body, media_type = answer_query(store, asked, request.headers.get("Accept"))
        return _respond(body, media_type)

    return blueprint


def answer_query(
    store: EmbeddedStore, asked: QueryRequest, accept: str | None, limit: int = MAX_RESULT
) -> tuple[bytes, str]:
    """Run a query and give its result and media type.

    :raises QueryError: if it cannot be run.
    :raises QueryRefused: if it may not be run.
    :raises NotAcceptable: if the client accepts nothing that can be given.
    :raises ResultTooLarge: if the result has more bytes than the limit.
    """
    checked = check_query(asked.query, store.has_graph)
    result = _run(store, asked, checked)
    offers = TRIPLE_TYPES if isinstance(result, QueryTriples) else _SOLUTIONS
    media_type = _find_format(asked.format, offers) or choose(accept, offers)
    spool = _Spool(limit)
    write_result(result, spool, media_type)
    return spool.getvalue(), media_type


def _run(store: EmbeddedStore, asked: QueryRequest, checked: Checked) -> Result:
    defaults, named = list(asked.default_graphs), list(asked.named_graphs)
    for graph in (*defaults, *named):
        if not store.has_graph(graph):
            raise QueryRefused(f"the graph <{graph}> is not in this store, and no other is fetched")
    has_dataset = bool(defaults or named)
    try:
        return store.query(
            asked.query,
            BASE,
            defaults if has_dataset else None,
            named if has_dataset else None,
        )
    except QueryError as error:
        raise explain_syntax(asked.query, error, checked.undeclared, checked.known) from error


def _find_format(name: str, offers: Sequence[str]) -> str | None:
    """Find what the parameter ``format`` asks for; a name that fits no offer is passed over."""
    wished = name.strip().lower().replace(" ", "+")  # an unescaped plus reads as a space
    return next((t for t in (*_FORMATS.get(wished, ()), wished) if t in offers), None)


class _Spool(io.BytesIO):
    """Holds a result until it is whole, up to a limit."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def write(self, data: bytes, /) -> int:  # type: ignore[override]  # the engine writes bytes
        if self.tell() + len(data) > self._limit:
            raise ResultTooLarge(self._limit)
        return super().write(data)


def _respond(body: bytes, media_type: str) -> Response:
    is_text = media_type.startswith("text/")
    response = Response(
        body, content_type=f"{media_type}; charset=utf-8" if is_text else media_type
    )
    response.vary.add("Accept")
    return response


def _answer_preflight() -> Response:
    response = Response(status=204)
    del response.headers["Content-Type"]
    response.headers["Allow"] = ", ".join(METHODS)
    response.headers["Access-Control-Allow-Methods"] = ", ".join(METHODS)
    response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type"
    response.headers["Access-Control-Max-Age"] = "86400"
    response.vary.add("Accept")
    return response
