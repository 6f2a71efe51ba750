"""A gate before the engine: what a query may not ask for, and how large it may be.

pyoxigraph can be neither stopped nor kept from calling other servers, and deep nesting overflows
its stack, which ends the process. Measured with pyoxigraph 0.5.13 on the 2 MiB stack of a granian
thread, as the first count that crashes, or that takes more than 10 s to plan:

=============================================== ======= =========================================
what                                            count   limit
=============================================== ======= =========================================
EXISTS, function calls, sub-selects in another  218     64 brackets open at once
parentheses, groups, quoted triples in another  575
triple patterns on one subject, OPTIONAL        200     128 joined parts: the planner takes time
path steps, BIND, MINUS, VALUES, aggregates     650     with the cube of their number, 2 s at 128
annotations ``{| |}``                           96      the same, each counted thrice
``+ - *``, ``||``, ``&&``, ``!``, path ``|``    1,850   256 operators
=============================================== ======= =========================================

Rows of VALUES, elements of IN, arguments and template triples are flat to the engine (256 kB of
them take 0.1 s) and are not counted.

The parser reads the arguments of ``!``, SUBSTR, REGEX, REPLACE, GROUP_CONCAT and of a function
called by its IRI in FILTER, HAVING, ORDER BY or GROUP BY anew for each way they might go on, at any
depth: nested 20 times, under 300 bytes, they take minutes. So every token counts 3 to the power of
the number of such brackets around it, and the sum has a limit (12 levels pass, and take 0.2 s). The
planner goes twice through a grouped sub-select that is joined: 20 in each other take seconds, and
10 are allowed (10 ms).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from kg.errors import KgError
from kg.namespaces import BASE, PREFIXES
from kg.serve.faults import PlacedRefusal, QueryFault
from kg.serve.tokens import CLOSERS, OPENERS, Token, ends_term, read_tokens

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
_SEPARATORS = frozenset(".;,")
_PATTERN_FRAMES = frozenset(("{", "[", "{|", "<<"))
_WEIGHTS = {"{": 1, "[": 1, "<<": 1, "~": 1, "{|": 3}
_REREAD = ("SUBSTR", "REGEX", "REPLACE", "GROUP_CONCAT")
_OPERATORS = frozenset(("+", "-", "*", "|", "||", "&&", "!", "^", "?"))


class QueryTooLong(KgError):
    """A query text of more bytes than are read."""

    def __init__(self, size: int, limit: int) -> None:
        self.size, self.limit = size, limit
        super().__init__(f"the query has {size} bytes; at most {limit} are read")


class QueryTooComplex(QueryFault):
    """A query of more parts or operators than the engine plans in reasonable time."""


class UpdateRefused(PlacedRefusal):
    """An update, sent to an endpoint that only reads."""


class ServiceRefused(PlacedRefusal):
    """A query that calls another endpoint."""


class GraphRefused(PlacedRefusal):
    """A query over a graph that is not in the store."""


@dataclass(frozen=True)
class Limits:
    """How large a query may be; the text in bytes, the rest as counted by the gate."""

    size: int = 256 * 1024
    depth: int = 64
    parts: int = 128
    operators: int = 256
    graphs: int = 64
    selects: int = 10
    rereading: int = 1_000_000


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
    _count(text, tokens, limits)
    _count_rereading(text, tokens, limits)
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
    for before, token, after in _read_triples(tokens):
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


def _count(text: str, tokens: Sequence[Token], limits: Limits) -> None:
    """Count the parts to join and the operators, and refuse too many."""
    parts = operators = 0
    for before, token, after in _read_triples(tokens):
        if token.frame in ("data", "template"):
            continue
        parts += _count_parts(before, token, after)
        if token.kind == "mark":
            operators += token.text in _OPERATORS
            operators += token.text == "^^" and before.kind != "string"  # no datatype follows
        elif token.kind == "name":
            operators += token.text.partition(":")[0].count("-")
        if parts > limits.parts:
            raise QueryTooComplex(
                f"more than {limits.parts} patterns and clauses; split the query", text, token.start
            )
        if operators > limits.operators:
            raise QueryTooComplex(
                f"more than {limits.operators} operators; for long lists use IN or VALUES",
                text,
                token.start,
            )


def _count_rereading(text: str, tokens: Sequence[Token], limits: Limits) -> None:
    """Count how often the parser may read each token, and refuse too much of it."""
    levels, selects = [0], [0]
    work = 0
    negated = False
    for before, token, after in _read_triples(tokens):
        if token.kind == "mark" and token.text in OPENERS:
            again = (
                negated
                or before.text.upper().endswith(_REREAD)
                or (before.kind in ("name", "iri") and token.text == "(" and token.frame != "(")
            )
            levels.append(levels[-1] + again)
            selects.append(selects[-1] + after.text.upper().startswith("SELECT"))
            if selects[-1] > limits.selects:
                raise QueryTooComplex(
                    f"more than {limits.selects} SELECTs in each other", text, after.start
                )
        elif token.kind == "mark" and token.text in CLOSERS:
            levels.pop()
            selects.pop()
        negated = token.text == "!" or (negated and token.kind in ("word", "name", "iri"))
        work += 3 ** levels[-1]
        if work > limits.rereading:
            raise QueryTooComplex(
                f"!, {', '.join(_REREAD)} or functions are nested too deeply", text, token.start
            )


def _read_triples(tokens: Sequence[Token]) -> Iterator[tuple[Token, Token, Token]]:
    """Give each token with the one before and the one after, which are empty at the ends."""
    nothing = Token("", "", 0, "")
    return zip((nothing, *tokens), tokens, (*tokens[1:], nothing), strict=False)


def _count_parts(before: Token, token: Token, after: Token) -> int:
    """Count what a token adds to the parts that the engine joins, never less than it does."""
    parts = 0
    starts = token.kind not in ("mark", "word", "lang", "stray", "")
    if token.kind == "mark":
        parts += _WEIGHTS.get(token.text, 0)
        starts = token.text in ("(", "[", "<<")
        parts += token.text == "/" or (token.text == "(" and token.frame != "(")
        repeated = before.kind in ("name", "iri") or before.text == ")"
        parts += 2 * (token.text in ("?", "*", "+") and repeated)
        glued = after.kind == "number" and after.start == token.end
        parts += (
            token.frame == "(" and token.text in ("+", "-") and glued
        )  # a list of signed numbers
    elif token.kind == "word":
        values = token.text.lower().count("true") + token.text.lower().count("false")
        starts = values > 0
        parts += max(values - 1, 0)
    follows = before.kind != "word" or before.text.lower().endswith(("true", "false"))
    if token.frame in _PATTERN_FRAMES:
        if before.text in _SEPARATORS:
            parts += not (token.kind == "mark" and token.text in ("}", "]", "|}", ".", ";", ","))
        else:
            parts += starts and before.text in ("}", ")")
    elif token.frame == "(":
        parts += starts and follows and before.kind != "" and ends_term(before)
    elif token.frame == "":
        declared = before.kind == "name" and before.text.endswith(":") and token.kind == "iri"
        listed = token.kind in ("iri", "name") and before.kind in ("iri", "name", "var")
        parts += listed and not declared
    return parts
