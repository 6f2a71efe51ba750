"""How large a query may be: what the engine can take, counted on tokens.

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

Rows of VALUES, elements of IN and arguments are flat to the engine (256 kB of them take 0.1 s) and
are not counted; so are the triples of a template, but its lists take the square of their length
(120,000 elements 35 s), so a template has 25,000 tokens (1 s).

The parser reads the arguments of ``!``, SUBSTR, REGEX, REPLACE, GROUP_CONCAT and of a function
called by its IRI in FILTER, HAVING, ORDER BY or GROUP BY anew for each way they might go on, at any
depth: nested 20 times, under 300 bytes, they take minutes. So every token counts 3 to the power of
the number of such brackets around it, and the sum has a limit (12 levels pass, and take 0.2 s). The
planner goes twice through a grouped sub-select that is joined: 20 in each other take seconds, and
10 are allowed (10 ms).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kg.serve.faults import QueryFault
from kg.serve.tokens import CLOSERS, OPENERS, Token, ends_term, read_neighbours

_SEPARATORS = frozenset(".;,")
_PATTERN_FRAMES = frozenset(("{", "[", "{|", "<<"))
_WEIGHTS = {"{": 1, "[": 1, "<<": 1, "~": 1, "{|": 3}
_REREAD = ("SUBSTR", "REGEX", "REPLACE", "GROUP_CONCAT")
_OPERATORS = frozenset(("+", "-", "*", "|", "||", "&&", "!", "^", "?"))


class QueryTooComplex(QueryFault):
    """A query of more parts or operators than the engine plans in reasonable time."""


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
    template: int = 25_000


def count_parts_and_operators(text: str, tokens: Sequence[Token], limits: Limits) -> None:
    """Count the parts to join and the operators, and refuse too many."""
    parts = operators = template = 0
    for before, token, after in read_neighbours(tokens):
        if token.frame == "template":
            template += 1
            if template > limits.template:
                raise QueryTooComplex(
                    f"more than {limits.template} terms and marks to construct", text, token.start
                )
        if token.frame in ("data", "template"):
            continue
        parts += _add_parts(before, token, after)
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


def count_rereading(text: str, tokens: Sequence[Token], limits: Limits) -> None:
    """Count how often the parser may read each token, and refuse too much of it."""
    levels, selects = [0], [0]
    work = 0
    negated = False
    for before, token, after in read_neighbours(tokens):
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


def _add_parts(before: Token, token: Token, after: Token) -> int:
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
