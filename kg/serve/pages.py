"""The pages for people: home, the query form, and the page of a resource."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from kg.diagnose.explain import explain_diagnosis
from kg.diagnose.render import render_explanation
from kg.errors import UnknownName
from kg.namespaces import BASE
from kg.serve.examples import EXAMPLES
from kg.serve.home import HomeReader
from kg.serve.linked import Description
from kg.serve.names import Names
from kg.serve.words import LANGUAGES, WORDS, choose_language
from kg.store import EmbeddedStore

_FORMATS = (
    ("json", "JSON"),
    ("csv", "CSV"),
    ("tsv", "TSV"),
    ("xml", "XML"),
    ("turtle", "Turtle"),
    ("json-ld", "JSON-LD"),
    ("n-triples", "N-Triples"),
)
_DATA_TYPES = ("json", "csv")


@dataclass(frozen=True)
class Example:
    """An example query with its title, and the addresses that run it."""

    title: str
    query: str
    links: tuple[tuple[str, str], ...]


class Pages:
    """Renders the pages over a store that does not change."""

    def __init__(self, store: EmbeddedStore) -> None:
        self.names = Names(store)
        self._store = store
        self._home = HomeReader(store, self.names)

    def language(self) -> str:
        """Give the language of the request."""
        return choose_language(request.args.get("lang"), request.accept_languages)

    def render_home(self) -> str:
        """Render the home page."""
        language = self.language()
        return self._render(
            "home.html",
            tables=self._home.read_tables(language, WORDS[language]["more"]),
            legend=self._home.read_legend(language),
            **_find_form(language),
        )

    def render_form(self) -> str:
        """Render the page with the query form alone."""
        return self._render("sparql.html", **_find_form(self.language()))

    def render_resource(self, description: Description) -> str:
        """Render the page of a resource; that of a diagnosis says why, down to the sources."""
        return self._render(
            "resource.html", description=description, why=self._explain(description.iri)
        )

    def _explain(self, iri: str) -> str | None:
        profile, slash, name = iri.removeprefix(f"{BASE}id/diagnosis/").partition("/")
        if not iri.startswith(f"{BASE}id/diagnosis/") or not slash:
            return None
        language = self.language()
        try:
            found = explain_diagnosis(self._store, name, language, profile)
        except UnknownName:
            return None
        return render_explanation(found, language)

    def _render(self, template: str, **values: object) -> str:
        language = self.language()
        other = next(one for one in LANGUAGES if one != language)
        return render_template(
            template,
            words=WORDS[language],
            language=language,
            other=other,
            other_address=f"{request.path}?{urlencode({'lang': other})}",
            # an address keeps the language only if it was asked for
            keep=f"?lang={language}" if request.args.get("lang") == language else "",
            **values,
        )


def build_pages(pages: Pages) -> Blueprint:
    """Build the addresses of the pages that stand alone."""
    blueprint = Blueprint("pages", __name__)

    @blueprint.get("/")
    def home() -> Response:
        response = Response(pages.render_home(), content_type="text/html; charset=utf-8")
        response.vary.add("Accept-Language")
        return response

    @blueprint.get("/healthz")
    def healthz() -> Response:
        return Response("ok", content_type="text/plain; charset=utf-8")

    return blueprint


def _find_form(language: str) -> dict[str, object]:
    """Give what the query form shows."""
    examples = [
        Example(
            WORDS[language][name],
            query,
            tuple(
                (label, "/sparql?" + urlencode({"query": query, "format": short}))
                for short, label in _FORMATS
                if short in _DATA_TYPES
            ),
        )
        for name, query in EXAMPLES.items()
    ]
    return {
        "examples": examples,
        "formats": _FORMATS,
        "endpoint": request.host_url + "sparql",
    }
