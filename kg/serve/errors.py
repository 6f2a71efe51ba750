"""From errors to HTTP: one table of statuses, and their bodies in plain text or problem+json."""

import json
from http import HTTPStatus

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException

from kg.errors import KgError, NotAcceptable, QueryError, QueryRefused, UnknownName
from kg.serve.gate import QueryTooLong
from kg.serve.negotiation import choose


class ParameterError(KgError):
    """A parameter of a request that is missing, repeated or unreadable."""


class UnsupportedMediaType(KgError):
    """A request body in a media type that is not read."""


class UnknownResource(KgError):
    """An IRI of ours of which the graph says nothing."""

    def __init__(self, iri: str) -> None:
        self.iri = iri
        super().__init__(f"the graph says nothing of <{iri}>")


class ResultTooLarge(KgError):
    """A result of more bytes than are answered with."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(
            f"the result is larger than {limit / 2**20:g} MiB, the limit here: "
            "ask for less with LIMIT, or in parts with ORDER BY, LIMIT and OFFSET"
        )


STATUSES: dict[type[KgError], HTTPStatus] = {
    QueryTooLong: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    ResultTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    UnsupportedMediaType: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    NotAcceptable: HTTPStatus.NOT_ACCEPTABLE,
    UnknownName: HTTPStatus.NOT_FOUND,
    UnknownResource: HTTPStatus.NOT_FOUND,
    QueryRefused: HTTPStatus.FORBIDDEN,
    QueryError: HTTPStatus.BAD_REQUEST,
    ParameterError: HTTPStatus.BAD_REQUEST,
}
"""The status of each error; the nearest class counts. What is not here is a defect of ours."""

_FACTS = ("line", "column", "excerpt", "limit", "offered")
_JSON = ("application/problem+json", "application/json")
_DETAILS = {
    HTTPStatus.NOT_FOUND: "there is nothing at this address",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "the request is larger than is read here",
}


def find_status(error: KgError) -> HTTPStatus:
    """Find the status of an error in the table."""
    for kind in type(error).__mro__:
        if kind in STATUSES:
            return STATUSES[kind]
    return HTTPStatus.INTERNAL_SERVER_ERROR


def answer_known(error: KgError) -> Response:
    """Answer with an error of ours: what is wrong, where, and what to do."""
    status = find_status(error)
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        return answer_unforeseen(error)
    facts = {
        name: getattr(error, name) for name in _FACTS if getattr(error, name, None) is not None
    }
    return _render(status, str(error), facts)


def answer_http(error: HTTPException) -> Response:
    """Answer with an error of HTTP, keeping headers such as Allow."""
    inner = error.get_response()
    status = HTTPStatus(error.code or 500)
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
        inner.headers["Allow"] = allowed
        detail = f"{request.method} is not allowed here; allowed: {allowed}"
    else:
        detail = _DETAILS.get(status, error.description or status.phrase)
    response = _render(status, detail, {})
    for name in ("Allow", "Location", "Retry-After"):
        if name in inner.headers:
            response.headers[name] = inner.headers[name]
    return response


def answer_unforeseen(error: Exception) -> Response:
    """Answer with a plain 500 and log the cause."""
    current_app.logger.error("unforeseen: %s %s", request.method, request.path, exc_info=error)
    return _render(
        HTTPStatus.INTERNAL_SERVER_ERROR, "a defect of ours, which has been written to the log", {}
    )


def add_error_handlers(app: Flask) -> None:
    """Let an application answer every error from the table."""
    app.register_error_handler(KgError, answer_known)
    app.register_error_handler(HTTPException, answer_http)
    app.register_error_handler(Exception, answer_unforeseen)


def _render(status: HTTPStatus, detail: str, facts: dict[str, object]) -> Response:
    try:
        media_type = choose(request.headers.get("Accept"), ("text/plain", *_JSON))
    except NotAcceptable:  # of the result, that is; an error is told all the same
        media_type = "text/plain"
    if media_type in _JSON:
        problem = {"title": status.phrase, "status": status.value, "detail": detail, **facts}
        body = json.dumps(problem, ensure_ascii=False, default=list)
        media_type = "application/problem+json"
    else:
        excerpt = facts.get("excerpt")
        body = detail + (f"\n\n{excerpt}\n" if excerpt else "\n")
    response = Response(body, status, content_type=_with_charset(media_type))
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response


def _with_charset(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
