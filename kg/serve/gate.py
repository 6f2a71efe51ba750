"""A gate before the engine: what a query may not ask for, and how large it may be.

The engine can be neither stopped nor kept from calling other servers, and it has no limits of its
own; :mod:`kg.serve.counting` holds ours, and what was measured.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from kg.errors import KgError
from kg.namespaces import BASE, PREFIXES
from kg.serve.counting import Limits, QueryTooComplex, count_parts_and_operators, count_rereading
from kg.serve.faults import PlacedRefusal
from kg.serve.tokens import Token, read_neighbours, read_tokens

_UPDATES = (
    "INSERT",
    "DELETE",
    "LOAD",
    "CLEAR",
    "CREATE",
    "DROP",
    "COPY",
    "MOVE",
    "ADD",
    "WITH",
)
_PROLOGUE = {"PREFIX": 3, "BASE": 2, "VERSION": 2}


class QueryTooLong(KgError):
    """A query text of more bytes than are read."""

    def __init__(self, size: int, limit: int) -> None:
        self.size, self.limit = size, limit
        super().__init__(f"the query has {size} bytes; at most {limit} are read")


class UpdateRefused(PlacedRefusal):
    """An update, sent to an endpoint that only reads."""


class ServiceRefused(PlacedRefusal):
    """A query that calls another endpoint."""


class GraphRefused(PlacedRefusal):
    """A query over a graph that is not in the store."""


@dataclass(frozen=True)
class Checked:
    """What the gate learnt of a query that it lets pass: prefixes known, and those undeclared."""

    known: tuple[str, ...]
    undeclared: tuple[tuple[str, int], ...]


def check_query(
    text: str, has_graph: Callable[[str], bool], limits: Limits | None = None
) -> Checked:
    """Let a query pass, or refuse it with the reason and the place.

    :param has_graph: says whether a graph is in the store; FROM may name no other.
    :raises QueryTooLong: if the text has too many bytes.
    :raises QueryTooDeep: if too many brackets are open at once.
    :raises QueryTooComplex: if there are too many parts to join, or operators.
    :raises UpdateRefused: if it is an update.
    :raises ServiceRefused: if it calls another endpoint.
    :raises GraphRefused: if FROM names a graph that is not in the store.
    :raises QueryFault: if its strings or brackets do not close.
    """
    limits = limits or Limits()
    size = len(text) if len(text) > limits.size else len(text.encode("utf-8", "surrogatepass"))
    if size > limits.size:
        raise QueryTooLong(size, limits.size)
    tokens = read_tokens(text, limits.depth)
    prefixes = dict(PREFIXES)
    base = BASE
    for declared, value in _read_prologue(tokens):
        if declared is None:
            base = _join(base, value)
        else:
            prefixes[declared] = _join(base, value)
    _refuse_updates(text, tokens)
    _refuse_services(text, tokens)
    count_parts_and_operators(text, tokens, limits)
    count_rereading(text, tokens, limits)
    graphs = list(_find_dataset(tokens))
    if len(graphs) > limits.graphs:
        raise QueryTooComplex(
            f"more than {limits.graphs} FROM clauses", text, graphs[limits.graphs].start
        )
    for token in graphs:
        graph = _resolve(token, prefixes, base)
        if graph is not None and not has_graph(graph):
            raise GraphRefused(
                f"the graph <{graph}> is not in this store, and no other is fetched",
                text,
                token.start,
            )
    return Checked(
        tuple(prefixes),
        tuple(
            (name, token.start)
            for token in tokens
            if token.kind == "name" and (name := token.text.partition(":")[0]) not in prefixes
        ),
    )


def _read_prologue(tokens: Sequence[Token]) -> Iterator[tuple[str | None, str]]:
    """Give each declared prefix, or nothing for BASE, with its IRI."""
    for i, token in enumerate(tokens):
        if token.kind != "word":
            continue
        word, rest = token.text.upper(), tokens[i + 1 : i + 3]
        if word == "BASE" and rest and rest[0].kind == "iri":
            yield None, _read_iri(rest[0])
        elif word == "PREFIX" and [t.kind for t in rest] == ["name", "iri"]:
            yield rest[0].text.removesuffix(":"), _read_iri(rest[1])


def _read_iri(token: Token) -> str:
    """Give the IRI of a token, its escapes resolved."""
    body = token.text[1:-1]
    return (
        body.encode("latin-1", "backslashreplace").decode("unicode-escape")
        if "\\" in body
        else body
    )


def _join(base: str, iri: str) -> str:
    try:
        return urljoin(base, iri)
    except ValueError:  # no IRI at all, as the engine will say
        return iri


def _resolve(token: Token, prefixes: dict[str, str], base: str) -> str | None:
    if token.kind == "iri":
        return _join(base, _read_iri(token))
    prefix, _, local = token.text.partition(":")
    return prefixes[prefix] + local.replace("\\", "") if prefix in prefixes else None


def _find_dataset(tokens: Sequence[Token]) -> Iterator[Token]:
    """Find the names of graphs after FROM and FROM NAMED."""
    for i, token in enumerate(tokens):
        if token.kind == "word" and token.text.upper() == "FROM":
            named = tokens[i + 1 : i + 2]
            skip = 2 if named and named[0].text.upper() == "NAMED" else 1
            yield from (t for t in tokens[i + skip : i + skip + 1] if t.kind in ("iri", "name"))


def _refuse_updates(text: str, tokens: Sequence[Token]) -> None:
    """Refuse a text whose first word after the prologue begins an update."""
    at = 0
    while at < len(tokens) and tokens[at].text.upper() in _PROLOGUE:
        at += _PROLOGUE[tokens[at].text.upper()]
    if at < len(tokens) and tokens[at].kind == "word":
        word = tokens[at].text
        if word.upper().startswith(_UPDATES):
            raise UpdateRefused(
                f"{word} is an update, and this endpoint is read-only", text, tokens[at].start
            )


def _refuse_services(text: str, tokens: Sequence[Token]) -> None:
    """Refuse SERVICE, also where it stands glued to the words and names around it."""
    for before, token, after in read_neighbours(tokens):
        if token.kind == "word":
            calls = "SERVICE" in token.text.upper()
        elif token.kind == "name" and after.text == "{":
            calls = "SERVICE" in token.text.partition(":")[0].upper() and (
                before.kind != "word"
                or before.text.upper() not in ("GRAPH", "FROM", "NAMED", "DESCRIBE")
            )
        else:
            continue
        if calls:
            raise ServiceRefused(
                "SERVICE is not allowed: this endpoint calls no other", text, token.start
            )
