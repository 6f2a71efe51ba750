"""The embedded store: pyoxigraph in memory."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TypeAlias

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    Variable,
)

from kg.errors import QueryError, SourceError
from kg.namespaces import GRAPH, PREFIXES
from kg.store.text import to_text

Term = NamedNode | Literal
Row = dict[str, Term]
Result: TypeAlias = QuerySolutions | QueryBoolean | QueryTriples

_FEW = 500_000
"""Bytes up to which loading in one transaction is faster than the bulk loader."""
PRIVATE = ("user/",)
"""Names of graphs whose triples stay out of the default graph, beside those of other profiles."""
PER_PROFILE = ("derived/", "measurements/", "diagnoses/", "agreement/")


class EmbeddedStore:
    """A dataset in memory with a SPARQL 1.1 engine."""

    def __init__(self) -> None:
        self.engine = Store()

    @classmethod
    def from_nquads(cls, path: Path, profile: str = "default") -> "EmbeddedStore":
        """Load a build: every named graph, and a copy of its triples in the default graph.

        Graphs of users, and what was derived under another profile than the one asked for, stay
        out of the default graph.

        :raises SourceError: if the file is missing or is not N-Quads.
        """
        store = cls()
        try:
            store.engine.bulk_load(path=str(path), format=RdfFormat.N_QUADS)
        except (OSError, SyntaxError) as error:
            raise SourceError(path, None, f"cannot be loaded: {error}") from error
        for graph in list(store.engine.named_graphs()):
            if isinstance(graph, NamedNode) and is_in_default_graph(graph.value, profile):
                text = store.engine.dump(format=RdfFormat.N_TRIPLES, from_graph=graph)
                store.engine.bulk_load(text or b"", format=RdfFormat.N_TRIPLES)
        return store

    def add(self, triples: Iterable[Triple], graph: str | None = None) -> None:
        """Add triples to a graph, the default graph without a name.

        They go as text: making a quad of each takes more than twice the time.
        """
        self.add_text(to_text(triples), graph)

    def add_text(self, ntriples: bytes, graph: str | None = None) -> None:
        """Add the triples of an N-Triples text to a graph, the default graph without a name."""
        target = NamedNode(graph) if graph else None
        load = self.engine.load if len(ntriples) < _FEW else self.engine.bulk_load
        load(ntriples, format=RdfFormat.N_TRIPLES, to_graph=target)

    def clear(self, graph: str) -> None:
        """Take a named graph out; what the default graph holds of it stays."""
        self.engine.remove_graph(NamedNode(graph))

    def holds(self, triple: Triple) -> bool:
        """Say whether the default graph holds a triple."""
        return Quad(triple.subject, triple.predicate, triple.object, DefaultGraph()) in self.engine

    def add_new(self, triples: Iterable[Triple]) -> list[Triple]:
        """Add to the default graph what it does not hold yet, and give just that."""
        new = [t for t in dict.fromkeys(triples) if not self.holds(t)]
        self.add(new)
        return new

    def triples(self, graph: str | None = None) -> list[Triple]:
        """Give the triples of a graph."""
        target = NamedNode(graph) if graph else DefaultGraph()
        return [q.triple for q in self.engine.quads_for_pattern(None, None, None, target)]

    def text(self, graph: str | None = None) -> bytes:
        """Give a graph as N-Triples, the default graph without a name."""
        target = NamedNode(graph) if graph else DefaultGraph()
        return self.engine.dump(format=RdfFormat.N_TRIPLES, from_graph=target) or b""

    def run(self, query: str, parameters: Mapping[str, Term] | None = None) -> Result:
        """Run a query of any form.

        :param parameters: values for variables of the projection, bound by the engine.
        :raises QueryError: with line and column, if it is not SPARQL.
        """
        return _run(self.engine, query, parameters or {})

    def construct(self, query: str) -> list[Triple]:
        """Run a CONSTRUCT query over the default graph.

        :raises QueryError: if it is not a CONSTRUCT query.
        """
        return list(self._construct(query))

    def construct_text(self, query: str) -> bytes:
        """Run a CONSTRUCT query over the default graph; a triple may come twice.

        :returns: N-Triples.
        :raises QueryError: if it is not a CONSTRUCT query.
        """
        return self._construct(query).serialize(format=RdfFormat.N_TRIPLES) or b""

    def _construct(self, query: str) -> QueryTriples:
        result = _run(self.engine, query, {})
        if not isinstance(result, QueryTriples):
            raise QueryError("this must be a CONSTRUCT query")
        return result

    def select(self, query: str, parameters: Mapping[str, Term] | None = None) -> list[Row]:
        """Run a SELECT query; unbound variables are absent from a row.

        :param parameters: values for variables, bound by the engine and never pasted into the text.
        :raises QueryError: if it is not a SELECT query.
        """
        result = _run(self.engine, query, parameters or {})
        if not isinstance(result, QuerySolutions):
            raise QueryError("this must be a SELECT query")
        names = [variable.value for variable in result.variables]
        return [
            {name: solution[name] for name in names if solution[name] is not None}
            for solution in result
        ]

    def ask(self, query: str, parameters: Mapping[str, Term] | None = None) -> bool:
        """Run an ASK query.

        :raises QueryError: if it is not an ASK query.
        """
        result = _run(self.engine, query, parameters or {})
        if not isinstance(result, QueryBoolean):
            raise QueryError("this must be an ASK query")
        return bool(result)

    def query(
        self,
        query: str,
        base_iri: str | None = None,
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
    ) -> Result:
        """Run a query of any form and give its result, for :func:`kg.store.results.write_result`.

        :param base_iri: what relative IRIs in the query are resolved against.
        :param default_graphs: named graphs to read as the default graph instead of it. Only on a
            client's demand: the engine's time grows with the square of their number.
        :param named_graphs: the only graphs that GRAPH may reach.
        :raises QueryError: if it is not a query, or the engine cannot evaluate it.
        """
        return _run(self.engine, query, {}, base_iri, default_graphs, named_graphs)

    def graphs(self) -> list[str]:
        """Give the names of the named graphs, sorted."""
        return sorted(g.value for g in self.engine.named_graphs() if isinstance(g, NamedNode))

    def has_graph(self, name: str) -> bool:
        """Say whether a named graph of this name is in the store."""
        try:
            return self.engine.contains_named_graph(NamedNode(name))
        except ValueError:
            return False

    def count_triples(self, graph: str | None = None) -> int:
        """Count the triples of a graph (the default graph without a name)."""
        target = NamedNode(graph) if graph else DefaultGraph()
        return sum(1 for _ in self.engine.quads_for_pattern(None, None, None, target))

    def objects(
        self, subject: str, predicate: str
    ) -> list[NamedNode | BlankNode | Literal | Triple]:
        """Give what a property of a thing says, in the default graph."""
        quads = self.engine.quads_for_pattern(
            NamedNode(subject), NamedNode(predicate), None, DefaultGraph()
        )
        return [quad.object for quad in quads]

    def pairs(self, predicate: str) -> list[tuple[str, str]]:
        """Give what a property relates in the default graph, IRIs and texts, in no order.

        For reading a property as a whole; the engine's planner would not always do it in one pass.
        """
        quads = self.engine.quads_for_pattern(None, NamedNode(predicate), None, DefaultGraph())
        return [(q.subject.value, q.object.value) for q in quads]  # type: ignore[union-attr]  # no triple is a term here

    def describe(self, iri: str, limit: int) -> list[Triple]:
        """Give the triples about a thing, and those that point at it up to a limit, sorted.

        They come from the default graph, and from the other graphs, but for those of users, where
        the default graph says nothing of it.
        """
        node = NamedNode(iri)
        for target in (DefaultGraph(), None):
            about = self.engine.quads_for_pattern(node, None, None, target)
            pointing = self.engine.quads_for_pattern(None, None, node, target)
            found = {q.triple for q in chain(about, islice(pointing, limit)) if _is_public(q)}
            if found:
                return sorted(found, key=str)
        return []


def _is_public(quad: Quad) -> bool:
    graph = quad.graph_name
    return not (
        isinstance(graph, NamedNode) and graph.value.removeprefix(str(GRAPH)).startswith(PRIVATE)
    )


def is_in_default_graph(graph: str, profile: str = "default") -> bool:
    """Say whether the triples of a named graph are copied into the default graph.

    >>> is_in_default_graph(GRAPH["case/jura"]), is_in_default_graph(GRAPH["diagnoses/strict"])
    (True, False)
    """
    name = graph.removeprefix(str(GRAPH))
    if name.startswith(PRIVATE):
        return False
    return not name.startswith(PER_PROFILE) or name.endswith(f"/{profile}")


def _run(
    engine: Store,
    query: str,
    parameters: Mapping[str, Term],
    base_iri: str | None = None,
    default_graphs: Sequence[str] | None = None,
    named_graphs: Sequence[str] | None = None,
) -> Result:
    substitutions: dict[Variable, NamedNode | BlankNode | Literal | Triple] = {
        Variable(name): value for name, value in parameters.items()
    }
    try:
        return engine.query(
            query,
            base_iri=base_iri,
            prefixes=PREFIXES,
            default_graph=None if default_graphs is None else [*map(NamedNode, default_graphs)],
            named_graphs=None if named_graphs is None else [*map(NamedNode, named_graphs)],
            substitutions=substitutions,
        )
    except SyntaxError as error:
        raise _place(str(error)) from error
    except (RuntimeError, ValueError) as error:
        unlisted = re.search(r"variable (\?\w+) in its SELECT", str(error))
        if unlisted:
            told = f"{unlisted[1]} is given a value, so it must be among what SELECT lists"
            raise QueryError(told) from error
        raise QueryError(f"cannot be evaluated: {error}") from error


def _place(message: str) -> QueryError:
    """Read the line and column out of the engine's message, which holds them in no other way."""
    found = re.match(r"error at (\d+):(\d+): ", message)
    if not found:
        return QueryError(f"not SPARQL: {message}")
    line, column = int(found[1]), int(found[2])
    return QueryError(f"not SPARQL: {message[found.end() :]}", line, column)
