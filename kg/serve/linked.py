"""Linked data: every IRI of ours answers with what the graph says of it."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, request
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.namespaces import BASE, RDF
from kg.serve.errors import UnknownResource
from kg.serve.names import Names, find_link, is_iri
from kg.serve.negotiation import choose
from kg.store import EmbeddedStore
from kg.store.results import write_triples

MAX_POINTING = 500
"""How many triples that point at a thing are given."""
LINKED_TYPES = (
    "text/turtle",
    "application/ld+json",
    "application/n-triples",
    "application/rdf+xml",
    "text/html",
)
"""What a thing is described in; Turtle for a client that accepts everything."""
KINDS = ("def", "scheme", "id", "profile", "graph", "ontology", "rule", "parameter", "criterion")

_TYPE = NamedNode(str(RDF.type))
_GRAPH = NamedNode("http://www.w3.org/ns/sparql-service-description#Graph")


@dataclass(frozen=True)
class Cell:
    """A term in a table: its text, where it links and its language."""

    text: str
    link: str | None
    language: str | None


@dataclass(frozen=True)
class Description:
    """What is said of a thing, and what points at it: rows of two cells."""

    iri: str
    label: str
    about: tuple[tuple[Cell, Cell], ...]
    pointing: tuple[tuple[Cell, Cell], ...]
    is_bounded: bool


def build_linked_data(
    store: EmbeddedStore,
    names: Names,
    render: Callable[[Description], str],
    language: Callable[[], str],
) -> Blueprint:
    """Build the addresses under which our IRIs are looked up.

    :param render: gives the HTML page of a description.
    :param language: gives the language of the request.
    """
    blueprint = Blueprint("linked", __name__)

    def describe(path: str) -> Response:
        iri = BASE + request.path.lstrip("/")
        triples = find_description(store, iri)
        media_type = choose(request.headers.get("Accept"), LINKED_TYPES)
        if media_type == "text/html":
            body = render(arrange(names, iri, triples, language())).encode()
        else:
            output = io.BytesIO()
            write_triples(triples, output, media_type)
            body = output.getvalue()
        is_text = media_type.startswith("text/")
        charset = "; charset=utf-8" if is_text else ""
        response = Response(body, content_type=media_type + charset)
        response.vary.update(("Accept", "Accept-Language"))
        return response

    for kind in KINDS:
        blueprint.add_url_rule(f"/{kind}/<path:path>", f"describe-{kind}", describe)
    return blueprint


def find_description(store: EmbeddedStore, iri: str) -> list[Triple]:
    """Find what the graph says of an IRI; of a graph that is not spoken of, that it is one.

    :raises UnknownResource: if nothing is said and no graph has this name.
    """
    if is_iri(iri):
        triples = store.describe(iri, MAX_POINTING)
        if triples:
            return triples
        if store.has_graph(iri):
            return [Triple(NamedNode(iri), _TYPE, _GRAPH)]
    raise UnknownResource(iri)


def arrange(names: Names, iri: str, triples: Sequence[Triple], language: str) -> Description:
    """Arrange triples around a thing as two tables, with labels in a language."""

    def cell(term: NamedNode | BlankNode | Literal | Triple) -> Cell:
        if isinstance(term, NamedNode):
            return Cell(names.find_label(term.value, language), find_link(term.value), None)
        if isinstance(term, Literal):
            return Cell(term.value, None, term.language)
        return Cell(str(term), None, None)

    about = [t for t in triples if t.subject == NamedNode(iri)]
    pointing = [t for t in triples if t.subject != NamedNode(iri)]
    return Description(
        iri,
        names.find_label(iri, language),
        tuple((cell(t.predicate), cell(t.object)) for t in about),
        tuple((cell(t.subject), cell(t.predicate)) for t in pointing),
        len(pointing) >= MAX_POINTING,
    )
