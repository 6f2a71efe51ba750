"""Requests of the SPARQL 1.1 Protocol: query, dataset and format, in each of its three forms."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import Request

from kg.errors import QueryRefused
from kg.serve.errors import ParameterError, UnsupportedMediaType

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
_READ_ONLY = "this endpoint is read-only: it answers queries and takes no updates"


@dataclass(frozen=True)
class QueryRequest:
    """What a client asks: a query, over which graphs, in which format (empty if by Accept).

    With neither default nor named graphs it is asked of the whole store.
    """

    query: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    format: str


def read_request(request: Request) -> QueryRequest:
    """Read a query from the URL, a form or a body.

    :raises ParameterError: if the query is missing or repeated, or is not UTF-8.
    :raises UnsupportedMediaType: if a body is neither a form nor a query.
    :raises QueryRefused: if it is an update.
    """
    pairs = _parse(request.query_string, "URL")
    if request.method == "POST":
        body_type = request.mimetype
        if body_type == FORM:
            pairs += _parse(request.get_data(cache=False), "form")
        elif body_type == QUERY:
            _demand_utf8(request)
            pairs.append(("query", _decode(request.get_data(cache=False), "query")))
        elif body_type == UPDATE:
            raise QueryRefused(_READ_ONLY)
        else:
            found = f"'{body_type}'" if body_type else "no Content-Type"
            raise UnsupportedMediaType(f"a query comes as {FORM} or {QUERY}, not with {found}")
    return _collect(pairs)


def _collect(pairs: Sequence[tuple[str, str]]) -> QueryRequest:
    def values(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value for key, value in pairs if key == name))

    names = [key for key, _ in pairs]
    if "update" in names:
        raise QueryRefused(_READ_ONLY)
    if "query" not in names:
        raise ParameterError(
            "the parameter 'query' is missing: send a SPARQL query, or ask with "
            "'Accept: text/turtle' for the description of this service"
        )
    if names.count("query") > 1:
        raise ParameterError("the parameter 'query' is there more than once: send one query")
    return QueryRequest(
        values("query")[0],
        values("default-graph-uri"),
        values("named-graph-uri"),
        next(iter(values("format")), ""),
    )


def _demand_utf8(request: Request) -> None:
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise UnsupportedMediaType(f"a query comes in UTF-8, not in {charset}")


def _parse(data: bytes, place: str) -> list[tuple[str, str]]:
    text = _decode(data, place)
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=1000)
    except UnicodeDecodeError as error:
        raise ParameterError(f"a parameter of the {place} is not UTF-8") from error
    except ValueError as error:
        raise ParameterError(f"the {place} has more than 1000 parameters") from error


def _decode(data: bytes, place: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise ParameterError(f"the {place} is not UTF-8 at byte {error.start}") from error
