"""The triple patterns of a rule as rdflib's algebra has them: an independent reading."""

from collections.abc import Iterable, Iterator
from typing import Any

from rdflib import BNode, URIRef, Variable
from rdflib import Literal as RdfLiteral
from rdflib.paths import MulPath, Path
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

from kg.reason.rules import Rule

Pattern = tuple[str, tuple[str, ...], str]
"""Subject, all predicates sorted, object; a blank node or literal as ``*``."""


def read_by_algebra(rule: Rule) -> tuple[set[Pattern], set[tuple[Pattern, bool]]]:
    """Give what a rule writes, and what it reads with whether it needs all of it."""
    query = prepareQuery(rule.prologue + rule.construct)
    cut = any(word in rule.construct for word in ("LIMIT", "OFFSET"))
    return {_name(t) for t in query.algebra.template}, set(_walk(query.algebra.p, cut))


def _walk(node: Any, complete: bool, is_filter: bool = False) -> Iterator[tuple[Pattern, bool]]:
    if isinstance(node, CompValue):
        if node.name in ("BGP", "TriplesBlock"):
            for triple in _split(node.triples):
                yield _name(triple), complete
            return
        for name in node:
            part = getattr(node, name)  # the translated one, where the parsed one is kept as well
            inside = (
                complete
                or (node.name in ("LeftJoin", "Minus") and name == "p2")
                or node.name in ("Builtin_NOTEXISTS", "AggregateJoin", "Group")
                or (node.name == "Builtin_EXISTS" and not is_filter)
            )
            joined = node.name == "ConditionalAndExpression" and is_filter
            if name != "_vars":
                yield from _walk(part, inside, joined or (node.name == "Filter" and name == "expr"))
    elif isinstance(node, Iterable) and not isinstance(node, str):
        for part in node:
            yield from _walk(part, complete, is_filter)


def _split(triples: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Give triples one by one, from lists that hold several in a row as well."""
    for told in triples:
        for at in range(0, len(told), 3):
            yield told[at], told[at + 1], told[at + 2]


def _name(triple: tuple[Any, Any, Any]) -> Pattern:
    subject, predicate, value = triple
    return _term(subject), tuple(sorted(set(_predicates(predicate)))), _term(value)


def _term(term: Any) -> str:
    if isinstance(term, Variable):
        return f"?{term}"
    if isinstance(term, URIRef):
        return f"<{term}>"
    if isinstance(term, BNode | RdfLiteral):
        return "*"
    raise TypeError(f"no term: {term!r}")


def _predicates(path: Any) -> Iterator[str]:
    if not isinstance(path, Path):
        yield _term(path)
    elif isinstance(path, MulPath):
        yield from _predicates(path.path)
    else:
        for part in getattr(path, "args", None) or [getattr(path, "arg", None)]:
            yield from _predicates(part)
