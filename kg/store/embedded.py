"""The embedded store: pyoxigraph in memory."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from pyoxigraph import (
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

Term = NamedNode | Literal
Row = dict[str, Term]

PRIVATE = ("user/",)
"""Names of graphs whose triples stay out of the default graph, beside those of other profiles."""
PER_PROFILE = ("derived/", "measurements/", "diagnoses/", "agreement/")


class EmbeddedStore:
    """A dataset in memory with a SPARQL 1.1 engine."""

    def __init__(self) -> None:
        self.engine = Store()

    @classmethod
    def from_nquads(cls, path: Path) -> "EmbeddedStore":
        """Load a build: every named graph, and a copy of its triples in the default graph.

        Graphs of users, and what was derived under another profile than ``default``, stay out of
        the default graph.

        :raises SourceError: if the file is missing or is not N-Quads.
        """
        store = cls()
        try:
            store.engine.bulk_load(path=str(path), format=RdfFormat.N_QUADS)
        except (OSError, SyntaxError) as error:
            raise SourceError(path, None, f"cannot be loaded: {error}") from error
        for graph in list(store.engine.named_graphs()):
            if isinstance(graph, NamedNode) and is_in_default_graph(graph.value):
                copies = [
                    Quad(q.subject, q.predicate, q.object, DefaultGraph())
                    for q in store.engine.quads_for_pattern(None, None, None, graph)
                ]
                store.engine.bulk_extend(copies)
        return store

    def add(self, triples: Iterable[Triple], graph: str | None = None) -> int:
        """Add triples to a graph (the default graph without a name); give how many were new."""
        target = NamedNode(graph) if graph else DefaultGraph()
        before = len(self.engine)
        self.engine.bulk_extend([Quad(t.subject, t.predicate, t.object, target) for t in triples])
        return len(self.engine) - before

    def holds(self, triple: Triple) -> bool:
        """Say whether the default graph holds a triple."""
        return Quad(triple.subject, triple.predicate, triple.object, DefaultGraph()) in self.engine

    def triples(self, graph: str | None = None) -> list[Triple]:
        """Give the triples of a graph."""
        target = NamedNode(graph) if graph else DefaultGraph()
        return [q.triple for q in self.engine.quads_for_pattern(None, None, None, target)]

    def construct(self, query: str) -> list[Triple]:
        """Run a CONSTRUCT query over the default graph.

        :raises QueryError: if it is not a CONSTRUCT query.
        """
        result = _run(self.engine, query, {})
        if not isinstance(result, QueryTriples):
            raise QueryError("this must be a CONSTRUCT query")
        return list(result)

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
            {name: solution[name] for name in names if solution[name] is not None} for solution in result
        ]

    def ask(self, query: str, parameters: Mapping[str, Term] | None = None) -> bool:
        """Run an ASK query.

        :raises QueryError: if it is not an ASK query.
        """
        result = _run(self.engine, query, parameters or {})
        if not isinstance(result, QueryBoolean):
            raise QueryError("this must be an ASK query")
        return bool(result)


def is_in_default_graph(graph: str) -> bool:
    """Say whether the triples of a named graph are copied into the default graph.

    >>> is_in_default_graph(GRAPH["case/jura"]), is_in_default_graph(GRAPH["diagnoses/strict"])
    (True, False)
    """
    name = graph.removeprefix(str(GRAPH))
    if name.startswith(PRIVATE):
        return False
    return not name.startswith(PER_PROFILE) or name.endswith("/default")


def _run(
    engine: Store, query: str, parameters: Mapping[str, Term]
) -> QuerySolutions | QueryTriples | QueryBoolean:
    substitutions = {Variable(name): value for name, value in parameters.items()}
    try:
        return engine.query(query, prefixes=PREFIXES, substitutions=substitutions)
    except SyntaxError as error:
        raise QueryError(f"not SPARQL: {error}") from error
