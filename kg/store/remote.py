"""Remote stores: any SPARQL 1.1 engine behind its query, update and graph store URLs.

The small interface of the embedded store, as far as it makes sense from afar. Whatever goes wrong
on the way is one :class:`RemoteError` that names the URL.
"""

import re
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from math import ceil, log
from typing import TypeVar
from urllib.parse import quote

from pyoxigraph import (
    BlankNode,
    Literal,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    Variable,
    parse,
    parse_query_results,
    serialize,
)
from SPARQLWrapper import BASIC, DIGEST, JSON, N3, POST, SPARQLWrapper

from kg.namespaces import PREFIXES
from kg.store.embedded import Row, Term
from kg.store.faults import FAULTS, RemoteError, explain_fault

_BATCH = 1000
"""Triples in one INSERT DATA; engines limit the length of an update, Virtuoso at 10,000 lines."""
_UPLOAD = 50_000
"""Triples in one upload by the Graph Store Protocol."""
_TRUTH = Variable("__ASK_RETVAL")
"""The column of the table that Virtuoso gives where a truth value is asked for."""
_PART = 5000
"""Triples fetched at a time from an engine that cuts long answers."""

_T = TypeVar("_T")


@dataclass(frozen=True)
class RemoteStore:
    """A dataset on a SPARQL 1.1 engine.

    :param query_url: where queries go, by POST.
    :param update_url: where updates go; without it the store can only be read.
    :param graph_store_url: where graphs are loaded, by the Graph Store Protocol; without it they
        are loaded by INSERT DATA, in batches.
    :param user: sent with ``password`` to every URL.
    :param digest: authenticate by HTTP Digest, as Virtuoso does, in place of Basic.
    :param timeout: seconds to wait for each answer.

    >>> RemoteStore("http://127.0.0.1:1/query").ask("ASK { ?s ?p ?o }")
    Traceback (most recent call last):
    kg.store.faults.RemoteError: http://127.0.0.1:1/query: cannot be reached: Connection refused
    """

    query_url: str
    update_url: str | None = None
    graph_store_url: str | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    digest: bool = False
    timeout: int = 120

    def select(self, query: str, parameters: Mapping[str, Term] | None = None) -> list[Row]:
        """Run a SELECT query; unbound variables are absent from a row.

        :param parameters: values for variables of the projection, joined as a VALUES block.
        :raises RemoteError: if the engine does not answer with solutions.
        """
        result = self._read_results(query, parameters)
        if not isinstance(result, QuerySolutions) or result.variables == [_TRUTH]:
            raise RemoteError(self.query_url, "this must be a SELECT query")
        names = [variable.value for variable in result.variables]
        try:
            solutions = list(result)
        except SyntaxError as error:
            del result  # only this thread may drop it, and a traceback would keep it
            raise self._unread(error) from error
        return [{name: row[name] for name in names if row[name] is not None} for row in solutions]

    def ask(self, query: str, parameters: Mapping[str, Term] | None = None) -> bool:
        """Run an ASK query.

        :raises RemoteError: if the engine does not answer with a truth value.
        """
        result = self._read_results(query, parameters)
        if isinstance(result, QuerySolutions) and result.variables == [_TRUTH]:
            return any(solution[_TRUTH] == Literal(1) for solution in result)
        if not isinstance(result, QueryBoolean):
            raise RemoteError(self.query_url, "this must be an ASK query")
        return bool(result)

    def construct(self, query: str) -> list[Triple]:
        """Run a CONSTRUCT query and give its triples, each once.

        An engine may cut a long answer without a word; :meth:`triples` does not fall for that.

        :raises RemoteError: if the engine does not answer with RDF.
        """
        body, media_type = self._query(query, "application/n-triples, text/turtle;q=0.5")
        format_ = RdfFormat.from_media_type(media_type)
        if format_ is None:
            raise RemoteError(self.query_url, f"answered in {media_type}, which is not RDF")
        try:
            return list(dict.fromkeys(quad.triple for quad in parse(body, format=format_)))
        except SyntaxError as error:
            raise self._unread(error) from error

    def update(self, text: str) -> None:
        """Run a SPARQL 1.1 Update.

        :raises RemoteError: if there is no update URL, or the engine refuses or fails.
        """
        if self.update_url is None:
            raise RemoteError(self.query_url, "this store can only be read; give its update URL")
        wrapper = self._wrap(self.update_url, _with_prefixes(text))
        self._try(self.update_url, lambda: wrapper.query().response.close())

    def add(self, triples: Iterable[Triple], graph: str | None = None) -> None:
        """Add triples to a graph, the default graph without a name, a batch at a time.

        :raises RemoteError: if the engine refuses, or a triple has a blank node, which would be
            another node in every batch.
        """
        size = _UPLOAD if self.graph_store_url else _BATCH
        for batch in _batches(triples, size):
            if any(isinstance(term, BlankNode) for t in batch for term in (t.subject, t.object)):
                url = self.graph_store_url or self.update_url or self.query_url
                raise RemoteError(url, "a blank node cannot be loaded; give it a name")
            text = (serialize(batch, format=RdfFormat.N_TRIPLES) or b"").decode()
            if self.graph_store_url:
                self._upload(self.graph_store_url, text.encode(), graph)
            else:
                block = f"GRAPH <{graph}> {{\n{text}}}" if graph else text
                self.update(f"INSERT DATA {{ {block} }}")

    def clear(self, graph: str) -> None:
        """Take a named graph out, whether it is there or not.

        :raises RemoteError: if the engine refuses.
        """
        self.update(f"DROP SILENT GRAPH <{graph}>")

    def graphs(self, prefix: str = "") -> list[str]:
        """Give the names of the named graphs that hold triples, sorted; all, or some by prefix.

        :raises RemoteError: if the engine does not answer.
        """
        rows = self.select(
            "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } "
            f"FILTER(STRSTARTS(STR(?g), {Literal(prefix)})) }}"
        )
        return sorted(row["g"].value for row in rows)

    def count_triples(self, graph: str) -> int:
        """Count the triples of a named graph.

        :raises RemoteError: if the engine does not answer.
        """
        rows = self.select(
            f"SELECT (COUNT(*) AS ?count) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
        )
        return int(rows[0]["count"].value)

    def triples(self, graph: str) -> list[Triple]:
        """Give the triples of a named graph, all of them.

        They are counted on the engine; one that cuts long answers (Virtuoso at 10,000 rows) is
        asked again for a part at a time, split by a hash of the subject.

        :raises RemoteError: if the engine gives other triples than it counts.
        """
        expected = self.count_triples(graph)
        if not expected:
            return []
        pattern = f"GRAPH <{graph}> {{ ?s ?p ?o }}"
        found = self.construct(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}")
        if len(found) < expected:
            digits = max(1, ceil(log(expected / _PART, 16)))
            found = []
            for part in range(16**digits):
                start = f"{part:0{digits}x}"
                of_part = f'{pattern} FILTER(STRSTARTS(MD5(STR(?s)), "{start}"))'
                found += self.construct(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {of_part} }}")
        if len(found) != expected:
            told = f"gave {len(found)} triples of {graph} and counts {expected}"
            raise RemoteError(self.query_url, f"{told}; raise the engine's limit on results")
        return found

    def clear_all(self, prefix: str) -> None:
        """Take out every named graph whose name begins so.

        :raises RemoteError: if the engine refuses, or the prefix is no IRI that ends with a slash:
            an empty one would take out everything.
        """
        if not re.fullmatch(r"\w+:[^<>\s]+/", prefix):
            told = f"'{prefix}' names no scratch graphs; give an IRI that ends with a slash"
            raise RemoteError(self.query_url, told)
        for graph in self.graphs(prefix):
            self.clear(graph)

    def check_count(self, graph: str, expected: int) -> None:
        """Make sure that a graph holds as many triples as it should.

        :raises RemoteError: if it does not: an engine took two terms for one, or lost a batch.
        """
        found = self.count_triples(graph)
        if found != expected:
            told = f"holds {found} triples of {graph} and should hold {expected}"
            raise RemoteError(self.query_url, told)

    def _read_results(
        self, query: str, parameters: Mapping[str, Term] | None
    ) -> QuerySolutions | QueryBoolean:
        text = query + _values(parameters or {})
        body, media_type = self._query(text, "application/sparql-results+json")
        format_ = QueryResultsFormat.from_media_type(media_type)
        if format_ is None:
            told = f"answered in {media_type}, which is not a table of results"
            raise RemoteError(self.query_url, told)
        try:
            return parse_query_results(body, format=format_)
        except SyntaxError as error:
            raise self._unread(error) from error

    def _unread(self, error: SyntaxError) -> RemoteError:
        return RemoteError(self.query_url, f"its answer cannot be read: {error}")

    def _query(self, text: str, accept: str) -> tuple[bytes, str]:
        """Give the body of an answer and its media type."""
        wrapper = self._wrap(self.query_url, _with_prefixes(text))
        wrapper.addCustomHttpHeader("Accept", accept)

        def read() -> tuple[bytes, str, str]:
            with wrapper.query().response as response:
                told = response.headers
                return response.read(), told.get_content_type(), told.get("X-SQL-State", "")

        body, media_type, state = self._try(self.query_url, read)
        if state:  # Virtuoso's sign that it stopped in the middle and sends what it has
            raise RemoteError(self.query_url, f"gave a part of the answer only ({state})")
        return body, media_type

    def _wrap(self, url: str, text: str) -> SPARQLWrapper:
        wrapper = SPARQLWrapper(url)
        wrapper.setOnlyConneg(True)
        wrapper.setMethod(POST)
        wrapper.setTimeout(self.timeout)
        if self.user is not None:  # for Digest it installs an opener, for the whole process
            wrapper.setHTTPAuth(DIGEST if self.digest else BASIC)
            wrapper.setCredentials(self.user, self.password or "")
        wrapper.setQuery(text)
        wrapper.setReturnFormat(N3 if wrapper.queryType == "CONSTRUCT" else JSON)
        return wrapper

    def _upload(self, url: str, text: bytes, graph: str | None) -> None:
        """Add N-Triples, which are Turtle too, to a graph by the Graph Store Protocol."""
        target = f"{url}?graph={quote(graph, safe='')}" if graph else f"{url}?default"
        opener = urllib.request.build_opener()
        if self.user is not None:
            known = urllib.request.HTTPPasswordMgrWithPriorAuth()
            known.add_password(None, url, self.user, self.password or "", not self.digest)
            opener.add_handler(urllib.request.HTTPBasicAuthHandler(known))
            opener.add_handler(urllib.request.HTTPDigestAuthHandler(known))

        def send() -> None:
            request = urllib.request.Request(target, text, {"Content-Type": "text/turtle"})  # noqa: S310  # the user's own URL
            opener.open(request, timeout=self.timeout).close()

        self._try(url, send)

    def _try(self, url: str, do: Callable[[], _T]) -> _T:
        """Do what talks to an engine, with its faults in our words."""
        try:
            return do()
        except FAULTS as error:
            raise explain_fault(url, error, self.timeout) from error


def _with_prefixes(text: str) -> str:
    """Declare those of the project's prefixes that a text uses undeclared, in its first line."""
    own = set(re.findall(r"(?i)\bPREFIX\s+([\w-]*)\s*:", text))
    used = {*re.findall(r"\b([a-z]+):", text)} - own
    missing = [f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items() if name in used]
    return " ".join([*missing, text])


def _values(parameters: Mapping[str, Term]) -> str:
    if not parameters:
        return ""
    names = " ".join(f"?{name}" for name in parameters)
    return f"\nVALUES ({names}) {{ ({' '.join(str(value) for value in parameters.values())}) }}"


def _batches(triples: Iterable[Triple], size: int) -> Iterator[list[Triple]]:
    waiting = iter(triples)
    while batch := list(islice(waiting, size)):
        yield batch
