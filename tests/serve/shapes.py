"""Shapes of queries that crash or hold the engine when they grow, as functions of their size.

Run as a script it reads queries, one a line, and runs each in a thread with the stack of a granian
thread; it prints a line after each that it survives.
"""

import sys
import threading
import time
from collections.abc import Callable

from pyoxigraph import NamedNode, Quad, QueryResultsFormat, QueryTriples, RdfFormat, Store

STACK = 2 * 2**20
"""What a blocking thread of granian has."""
SECONDS = 30
"""What a query that the gate lets pass may take; the slowest took 2.6 s."""


def _where(pattern: str) -> str:
    return "SELECT * { " + pattern + " }"


def _nest(before: str, inner: str, after: str) -> Callable[[int], str]:
    return lambda n: _where(before * n + inner + after * n)


def _filter(before: str, after: str, inner: str = "1") -> Callable[[int], str]:
    return lambda n: _where("FILTER(" + before * n + inner + after * n + ")")


def _repeat(part: str) -> Callable[[int], str]:
    return lambda n: _where("?a :p ?b . " + " ".join(part.replace("#", str(i)) for i in range(n)))


def _join(mark: str, part: str, before: str, after: str) -> Callable[[int], str]:
    return lambda n: _where(before + mark.join([part] * n) + after)


SHAPES: dict[str, Callable[[int], str]] = {
    "parentheses": _filter("(", ")"),
    "negations": _filter("!", "", "true"),
    "negated parentheses": _filter("!(", ")"),
    "negated, unreadable inside": _filter("!(", ")", "%"),
    "EXISTS in EXISTS": _nest("?a :p ?b FILTER EXISTS {", "", "}"),
    "NOT EXISTS in filters": _filter("!EXISTS { FILTER(", ") }"),
    "function in function": _filter("STR(", ")"),
    "IF in IF": _filter("IF(true, ", ", 2)"),
    "COALESCE in COALESCE": _filter("COALESCE(", ")"),
    "TRIPLE in TRIPLE": _filter("TRIPLE(:a, :p, ", ")"),
    "aggregate in aggregate": lambda n: "SELECT (" + "COUNT(" * n + "?a" + ")" * n + " AS ?n) {}",
    "SUBSTR in SUBSTR": _filter("SUBSTR(", ", 1)"),
    "REGEX in REGEX, unreadable inside": _filter("REGEX(", ', "a")', "%"),
    "REPLACE in REPLACE": _filter('REPLACE("a", "b", ', ")"),
    "GROUP_CONCAT in itself": lambda n: (
        "SELECT (" + "GROUP_CONCAT(DISTINCT " * n + "?a" + ")" * n + " AS ?n) {}"
    ),
    "custom function in filters": _filter("EXISTS { FILTER :f(", ") }", "%"),
    "group in group": _nest("{ ?s :p ?o ", "", "}"),
    "OPTIONAL in OPTIONAL": _nest("?a :p ?b OPTIONAL {", "", "}"),
    "MINUS in MINUS": _nest("?a :p ?b MINUS {", "", "}"),
    "UNION in UNION": _nest("{ {} UNION ", "{}", "}"),
    "sub-select in sub-select": _nest("{ SELECT * {", "", "} }"),
    "grouped sub-select in sub-select": _nest("?a :p ?b { SELECT ?a {", "", "} GROUP BY ?a }"),
    "list in list": lambda n: _where("?a :p " + "(1 " * n + "1" + ")" * n),
    "blank node in blank node": lambda n: _where("?a :p " + "[ :q 1 ; :p " * n + "1" + "]" * n),
    "triple in triple": lambda n: _where("?a :p " + "<<( ?a :p " * n + "1" + " )>>" * n),
    "reified triple in another": lambda n: _where("?a :p " + "<< ?a :p " * n + "1" + " >>" * n),
    "annotation in annotation": lambda n: _where("?a :p ?b " + "{| :p ?c " * n + "|}" * n),
    "blank nodes in a template": lambda n: (
        "CONSTRUCT { ?a :p " + "[ :p " * n + "1" + "]" * n + " } WHERE { ?a :p ?b }"
    ),
    "path in path": _nest("?a (", ":p", ")* ?b"),
    "path of alternatives in path": lambda n: _where("?a " + "(:p|" * n + ":p" + ")*" * n + " ?b"),
    "triples of one subject": lambda n: _where("?a :p ?v0 " + "; :q ?v " * n),
    "objects of one property": lambda n: _where("?a :p :a" + ", :b" * n),
    "triples in a chain": lambda n: _where("".join(f"?v{i} :p ?v{i + 1} . " for i in range(n))),
    "OPTIONALs": _repeat("OPTIONAL { ?b :q ?c# }"),
    "MINUSes": _repeat("MINUS { ?b :q ?c }"),
    "FILTERs": _repeat("FILTER(?a != ?b)"),
    "BINDs": _repeat("BIND(# AS ?v#)"),
    "VALUES": _repeat("VALUES ?v# { 1 }"),
    "GRAPHs": _repeat("GRAPH ?g { ?b :q ?c }"),
    "UNIONs": _join(" UNION ", "{ ?a :p ?b }", "", ""),
    "path steps": _join("/", ":p", "?a ", " ?b"),
    "optional path steps": _join("/", ":p?", "?a ", " ?b"),
    "repeated path steps": _join("/", ":p*", "?a ", " ?b"),
    "path alternatives": _join("|", ":p", "?a (", ")* ?b"),
    "sum": _join("+", "?a", "BIND(", " AS ?x)"),
    "product": _join("*", "?a", "BIND(", " AS ?x)"),
    "disjunction": _join("||", "?a", "FILTER(", ")"),
    "conjunction": _join("&&", "?a != ?b", "?a :p ?b FILTER(", ")"),
    "list": lambda n: _where("?a :p (" + "1 " * n + ")"),
    "list of signed numbers": lambda n: _where("?a :p (1" + "-1" * n + ")"),
    "annotations": lambda n: _where("?a :p ?b " + "{| :p ?c |} " * n),
    "reifiers": lambda n: _where("?a :p ?b " + "~ ?r " * n),
    "expressions selected": lambda n: (
        "SELECT " + " ".join(f"({i} AS ?v{i})" for i in range(n)) + " {}"
    ),
    "aggregates": lambda n: (
        "SELECT " + " ".join(f"(COUNT(?a) AS ?v{i})" for i in range(n)) + " { ?a :p ?b }"
    ),
    "described": lambda n: "DESCRIBE " + ":a " * n,
}


def main() -> None:
    """Run the queries of standard input, one a line."""
    store = Store()
    for i in range(3):
        a, p, b = (NamedNode(f"http://e/{name}") for name in (f"a{i}", "p", f"a{i + 1}"))
        store.add(Quad(a, p, b))
    threading.stack_size(STACK)
    for line in sys.stdin:
        started = time.monotonic()
        thread = threading.Thread(target=run_query, args=(store, line))
        thread.start()
        thread.join()
        sys.stdout.write(f"{time.monotonic() - started:.2f}\n")
        sys.stdout.flush()


def run_query(store: Store, query: str) -> None:
    """Run a query to its end, or to the engine's refusal."""
    try:
        result = store.query(query, prefixes={"": "http://e/"})
        if isinstance(result, QueryTriples):
            result.serialize(format=RdfFormat.N_TRIPLES)
        else:
            result.serialize(format=QueryResultsFormat.JSON)
    except (SyntaxError, RuntimeError):
        return


if __name__ == "__main__":
    main()
