"""The application: a store, the endpoint, linked data and pages, put together."""

import sys
from collections.abc import Mapping
from pathlib import Path

from flask import Flask, Response

from kg.errors import KgError
from kg.serve.errors import add_error_handlers
from kg.serve.linked import build_linked_data
from kg.serve.pages import Pages, build_pages
from kg.serve.protocol import build_protocol
from kg.store import EmbeddedStore

MAX_REQUEST = 1024 * 1024
"""The bytes a request may have: a query of 256 kB, percent-encoded, and its graphs."""
_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Length, Retry-After",
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def create_app(config: Mapping[str, object] | None = None) -> Flask:
    """Create the application.

    :param config: ``STORE``, an :class:`~kg.store.EmbeddedStore`, or ``DATASET``, the path of the
        N-Quads file of a build; with neither, the shipped cases are built, or found built. The rest
        is configuration of Flask.
    :raises KgError: if the build cannot be made or read.
    """
    settings = dict(config or {})
    store = _find_store(settings.pop("STORE", None), settings.pop("DATASET", None))
    app = Flask(__name__)
    app.config.update(MAX_CONTENT_LENGTH=MAX_REQUEST, MAX_FORM_MEMORY_SIZE=MAX_REQUEST)
    app.config.update(settings)
    app.url_map.strict_slashes = False

    pages = Pages(store)
    app.register_blueprint(build_protocol(store, pages.render_form))
    app.register_blueprint(
        build_linked_data(store, pages.names, pages.render_resource, pages.language)
    )
    app.register_blueprint(build_pages(pages))
    add_error_handlers(app)

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return app


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _find_store(store: object, dataset: object) -> EmbeddedStore:
    if isinstance(store, EmbeddedStore):
        return store
    if store is not None:
        raise KgError(f"STORE must be an EmbeddedStore, not {type(store).__name__}")
    if dataset is None:
        from kg.pipeline import build

        dataset = build(_tell)
    if not isinstance(dataset, str | Path):
        raise KgError(f"DATASET must be a path, not {type(dataset).__name__}")
    return EmbeddedStore.from_nquads(Path(dataset))
