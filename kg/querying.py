"""Queries of the command line: parameters as terms, results in the format asked for."""

import json
import re
from collections.abc import Mapping

from pyoxigraph import (
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
)

from kg.console import render_records
from kg.errors import QueryError
from kg.namespaces import PREFIXES
from kg.serve.faults import explain_syntax
from kg.serve.gate import check_query
from kg.store import EmbeddedStore
from kg.turtle import render_turtle


def run_query(store: EmbeddedStore, text: str, values: Mapping[str, str], form: str) -> str:
    """Run a query and render its result.

    SELECT and ASK are rendered as table, CSV or JSON; CONSTRUCT and DESCRIBE as Turtle.

    :param values: values of variables, as :func:`read_term` reads them.
    :raises QueryError: if the query cannot be run, or its result not rendered in that format.
    :raises QueryRefused: if it updates, or reaches outside the store.
    """
    if not text.strip():
        raise QueryError("there is no query in the text")
    checked = check_query(text, store.has_graph)
    terms = {name: read_parameter(name, value) for name, value in values.items()}
    try:
        result = store.run(text, terms)
    except QueryError as error:
        raise explain_syntax(text, error, checked.undeclared, checked.known) from error
    if isinstance(result, QueryTriples):
        if form not in ("ttl", "table"):
            raise QueryError("a CONSTRUCT or DESCRIBE result is a graph; write --format ttl")
        return render_turtle(result)
    if form == "ttl":
        raise QueryError("a SELECT or ASK result is no graph; write --format table, csv or json")
    if isinstance(result, QueryBoolean):
        answer = "true" if result else "false"
        return json.dumps(bool(result)) + "\n" if form == "json" else answer + "\n"
    return _render_solutions(result, form)


def _render_solutions(result: QuerySolutions, form: str) -> str:
    if form in ("json", "csv"):
        kind = QueryResultsFormat.JSON if form == "json" else QueryResultsFormat.CSV
        return (result.serialize(format=kind) or b"").decode() + ("\n" if form == "json" else "")
    columns = [variable.value for variable in result.variables]
    rows = [{c: shorten(s[c]) if s[c] is not None else None for c in columns} for s in result]
    return render_records(rows, columns, "table")


def read_parameter(name: str, value: str) -> NamedNode | Literal:
    """Read the value of a parameter.

    :raises QueryError: if the name is no variable or the value no term.
    """
    if not re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII):
        raise QueryError(f"--param {name}={value}: '{name}' is not the name of a variable")
    try:
        return read_term(value)
    except ValueError as error:
        raise QueryError(
            f"--param {name}={value}: {error}; write an IRI, number or text"
        ) from error


def read_term(value: str) -> NamedNode | Literal:
    """Read a parameter: an IRI in angle brackets or with a prefix of ours, a number, else a text.

    >>> read_term("1926").datatype.value, read_term("jura").value
    ('http://www.w3.org/2001/XMLSchema#integer', 'jura')
    >>> read_term("icl:Tie").value
    'https://w3id.org/innocluster/def/Tie'
    """
    prefix, colon, local = value.partition(":")
    if value.startswith("<") and value.endswith(">"):
        return NamedNode(value[1:-1])
    if colon and prefix in PREFIXES:
        return NamedNode(PREFIXES[prefix] + local)
    if value.startswith(("http://", "https://")):
        return NamedNode(value)
    if re.fullmatch(r"-?[0-9]+", value):
        return Literal(int(value))
    return Literal(value)


def shorten(term: object) -> str:
    """Show a term in a table: an IRI by its prefix, a literal by its text.

    >>> shorten(NamedNode("https://w3id.org/innocluster/def/Tie")), shorten(Literal("x"))
    ('icl:Tie', 'x')
    """
    if isinstance(term, NamedNode):
        for name, namespace in PREFIXES.items():
            if term.value.startswith(namespace):
                return f"{name}:{term.value[len(namespace) :]}"
        return f"<{term.value}>"
    return term.value if isinstance(term, Literal) else str(term)
