import pytest

from kg.errors import KgError, QueryError, QueryRefused
from kg.serve.counting import Limits, QueryTooComplex
from kg.serve.gate import (
    GraphRefused,
    QueryTooLong,
    ServiceRefused,
    UpdateRefused,
    check_query,
)
from kg.serve.tokens import QueryTooDeep

GRAPH = "https://w3id.org/innocluster/graph/case/jura"


def check(query: str, limits: Limits | None = None) -> None:
    check_query(query, lambda name: name == GRAPH, limits)


ALLOWED = [
    "SELECT * { ?s ?p ?o }",
    "SELECT ?service { ?service ex:service 'SERVICE <http://x/> {}' }",
    'SELECT * { ?s ?p "SERVICE", """SERVICE " \\""" """, \'\'\'it\'s SERVICE\'\'\' }',
    "SELECT * { ?s <http://x/SERVICE> service:SERVICE # SERVICE <x>\n }",
    "SELECT * { GRAPH service:g { ?s ?p ?o } }",
    "DESCRIBE service:x",
    "PREFIX insert: <http://x/> SELECT * { ?delete insert:load 'DROP' }",
    "PREFIX load: <http://x/> BASE <http://y/> SELECT * { ?clear load:add ?drop }",
    "# DROP ALL\nSELECT * {}",
    "SELECT ?LOAD { ?LOAD a ex:INSERT }",
    "SELECT * FROM <https://w3id.org/innocluster/graph/case/jura> { ?s ?p ?o }",
    "SELECT * FROM NAMED <https://w3id.org/innocluster/graph/case/jura> { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * FROM <graph/case/jura> {}",
    "PREFIX g: <https://w3id.org/innocluster/graph/> SELECT * FROM g:case\\/jura {}",
    "BASE <https://w3id.org/innocluster/graph/> SELECT * FROM <case/jura> {}",
    r"SELECT * FROM <https://w3id.org/innocluster/gr\u0061ph/case/jura> {}",
    "SELECT (1<2 AS ?x) { FILTER(?a < ?b && ?c > ?d) FILTER(?a<?b) }",
    "SELECT * { FILTER(?s IN (<urn:a#b>, <urn:c,(d)>)) }",
    "SELECT * { VALUES (?x ?y) { (<urn:a#b> <urn:c,(d#e)>) } }",
    "SELECT * { ?s :p (<http://x/(y)#z> <http://x/a,b#c>) }",
    r"SELECT * { ?s ?p '\u0053ERVICE' }",
    "SELECT * { ?s ?p <<( ?a ?b ?c )>> . << ?a ?b ?c >> ?p ?o {| ?q ?r |} }",
    "SELECT * { ?s ?p " + "'a', " * 3 + "'b' FILTER(?x IN (" + "1," * 50_000 + "1)) }",
    "SELECT * { VALUES ?x { " + "1 " * 100_000 + "} }",
    "SELECT * { VALUES (?x ?y) { " + "(1 2) " * 20_000 + "} }",
    "CONSTRUCT { " + "?s ?p ?o . " * 5_000 + "} WHERE { ?s ?p ?o }",
    "CONSTRUCT { " + "?s ?p [ ?p ( 1 ) ] . " * 200 + "} WHERE { ?s ?p ?o }",
    "PREFIX a: <http://x/> " * 3_000 + "ASK {}",
]


@pytest.mark.parametrize("query", ALLOWED, ids=lambda query: query[:60])
def test_a_harmless_query_passes(query: str) -> None:
    check(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://x/> {} }",
        "SELECT * { service<http://x/>{} }",
        "SELECT * { SERVICE SILENT <http://x/> {} }",
        "SELECT * { SERVICE ?g {} }",
        "SELECT * { SERVICE#\n<http://x/> {} }",
        "SELECT * { #\rSERVICE <http://x/> {} \n}",
        # The engine reads without a lexer: each of these called another server.
        "SELECT * { SERVICESILENT<http://x/>{} }",
        "SELECT * { SERVICEex:x {} }",
        "SELECT * { SERVICE:x {} }",
        "SELECT * { SERVICESILENTex:x{} }",
        "SELECT * { ?s ?p trueSERVICE <http://x/> {} }",
        "SELECT * { ?s ?p trueSERVICEex:x {} }",
        "SELECT * { ?s ?p 1SERVICE <http://x/> {} }",
        "SELECT * { ?s ?p 1.SERVICE <http://x/> {} }",
        "SELECT * { ?s ?p 'a'SERVICE <http://x/> {} }",
        "SELECT * { ?s ?p ?o.SERVICE <http://x/> {} }",
        "SELECT * { VALUES ?x {UNDEF}SERVICE <http://x/> {} }",
        "SELECT (EXISTS { SERVICE <http://x/> {} } AS ?x) {}",
        'SELECT * { ?s ?p """\\"""" SERVICE <http://x/> {} #""" \n}',
    ],
)
def test_a_call_of_another_endpoint_is_refused(query: str) -> None:
    with pytest.raises(ServiceRefused):
        check(query)


@pytest.mark.parametrize(
    "query",
    [
        'SELECT (1<(1)#>"""\n&&true AS ?x) { SERVICE <http://x/> {} } #"""',
        "SELECT * { FILTER('a'<'b>#') SERVICE <http://x/> {} FILTER(1 = 1#)\n) }",
        "SELECT * { FILTER(1<<x:a#>||EXISTS { SERVICE <http://x/> {} }\n) }",
        "SELECT * { FILTER(?a<?b&&?c>?d) }",
        "SELECT * { FILTER(?a<((((1))))&&2>1) }",
        r"SELECT * { \u0053ERVICE <http://x/> {} }",
        r"SELECT * { SERVIC\u0045 <http://x/> {} }",
        'SELECT * { ?s ?p """a }',
        "SELECT * { ?s ?p 'a }",
        "SELECT * { ?s ?p 'a\n' }",
        "SELECT * { ?s ?p ?o",
        "SELECT * { ?s ?p ?o }}",
        "SELECT * { ?s ?p ?o )",
        "SELECT * { ?s ?p << ?a ?b ?c }",
    ],
)
def test_what_can_be_read_in_two_ways_or_does_not_close_is_refused(query: str) -> None:
    with pytest.raises(QueryError):
        check(query)


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <a> <b> <c> }",
        "delete where { ?s ?p ?o }",
        "LOAD <http://x/>",
        "LOADSILENT<http://x/>",
        "CLEAR ALL",
        "CREATE GRAPH <x>",
        "DROP DEFAULT",
        "COPY <a> TO <b>",
        "MOVE <a> TO <b>",
        "ADD <a> TO <b>",
        "WITH <a> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "PREFIX a: <http://x/> BASE <http://y/> # comment\n INSERT DATA { <a> <b> <c> }",
    ],
)
def test_an_update_is_refused_as_read_only(query: str) -> None:
    with pytest.raises(UpdateRefused, match="read-only"):
        check(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM <http://example.org/data> {}",
        "SELECT * FROM <graph/case/jura> FROM <graph/case/jura2> {}",
        "SELECT * FROM NAMED <http://example.org/data> {}",
        "SELECT * from named<http://example.org/data>{}",
        "PREFIX e: <http://example.org/> SELECT * FROM e:data {}",
        "BASE <http://example.org/> ASK FROM <case/jura> {}",
        "CONSTRUCT { ?s ?p ?o } FROM <file:///etc/passwd> WHERE { ?s ?p ?o }",
    ],
)
def test_a_graph_that_is_not_here_is_refused(query: str) -> None:
    with pytest.raises(GraphRefused, match="is not in this store"):
        check(query)


def test_refusals_are_refusals_and_not_syntax_errors() -> None:
    assert issubclass(ServiceRefused, QueryRefused)
    assert issubclass(GraphRefused, QueryRefused)
    assert issubclass(UpdateRefused, QueryRefused)


TOO_LARGE: list[tuple[str, type[KgError]]] = [
    ("SELECT * { VALUES ?x { '" + "a" * 256 * 1024 + "' } }", QueryTooLong),
    ("SELECT * { VALUES ?x { '" + "가" * 90_000 + "' } }", QueryTooLong),
    ("SELECT * { FILTER(" + "(" * 5000 + "1" + ")" * 5000 + ") }", QueryTooDeep),
    ("SELECT * " + "{" * 65 + "}" * 65, QueryTooDeep),
    ("SELECT * { ?s ?p " + "[ ?p " * 70 + "1" + "]" * 70 + "}", QueryTooDeep),
    ("SELECT * { ?s ?p " + "(" * 70 + "1" + ")" * 70 + "}", QueryTooDeep),
    ("SELECT * { ?s ?p " + "<<( ?s ?p " * 40 + "1" + " )>>" * 40 + "}", QueryTooDeep),
    ("SELECT * { FILTER(" + "EXISTS {" * 70 + "}" * 70 + ") }", QueryTooDeep),
    ("SELECT * { VALUES ?x { " + "(" * 70 + ")" * 70 + "} }", QueryTooDeep),
    ("CONSTRUCT { ?s ?p " + "[ ?p " * 70 + "1" + "]" * 70 + "} {}", QueryTooDeep),
    ("SELECT * { FILTER(" + "!" * 10_000 + "true) }", QueryTooComplex),
    ("SELECT * { FILTER(" + "- " * 10_000 + "1) }", QueryTooComplex),
    ("SELECT * { FILTER(" + "+ " * 10_000 + "1) }", QueryTooComplex),
    ("SELECT * { ?s " + "^" * 10_000 + "?p ?o }", QueryTooComplex),
    ("SELECT * { BIND(" + "+".join(["?a"] * 3000) + " AS ?x) }", QueryTooComplex),
    ("SELECT * { BIND(" + "true-" * 3000 + "1 AS ?x) }", QueryTooComplex),
    ("SELECT (" + "+".join(["true-" * 15 + "true:x"] * 20) + " AS ?x) {}", QueryTooComplex),
    ("SELECT (" + ":-" * 3000 + ": AS ?x) {}", QueryTooComplex),
    ("SELECT * { FILTER(" + "||".join(["?a"] * 3000) + ") }", QueryTooComplex),
    ("SELECT * { FILTER(" + "&&".join(["?a"] * 3000) + ") }", QueryTooComplex),
    ("SELECT * { " + " UNION ".join(["{}"] * 7000) + " }", QueryTooComplex),
    ("SELECT * { ?s " + "/".join([":p"] * 500) + " ?o }", QueryTooComplex),
    ("SELECT * { ?s " + "/".join([":p*"] * 100) + " ?o }", QueryTooComplex),
    ("SELECT * { ?s " + "|".join([":p"] * 3000) + " ?o }", QueryTooComplex),
    ("SELECT * { " + "?s ?p ?o . " * 300 + "}", QueryTooComplex),
    ("SELECT * { ?s ?p ?o " + "; ?p ?o " * 300 + "}", QueryTooComplex),
    ("SELECT * { ?s ?p ?o " + ", ?o " * 300 + "}", QueryTooComplex),
    ("SELECT * { " + "OPTIONAL { ?s ?p ?o } " * 300 + "}", QueryTooComplex),
    ("SELECT * { " + "BIND(1 AS ?x) " * 300 + "}", QueryTooComplex),
    ("SELECT * { " + "VALUES ?x { 1 } " * 300 + "}", QueryTooComplex),
    ("SELECT * { ?s ?p (" + "1 " * 300 + ") }", QueryTooComplex),
    ("SELECT * { ?s ?p (" + "1-" * 200 + "1) }", QueryTooComplex),
    ("CONSTRUCT { ?s ?p (" + "1 " * 30_000 + ") } WHERE { ?s ?p ?o }", QueryTooComplex),
    ("SELECT * { ?s ?p (" + "true" * 300 + ") }", QueryTooComplex),
    ("SELECT * { ?s ?p ?o " + "{| ?q ?r |} " * 90 + "}", QueryTooComplex),
    ("SELECT * { ?s ?p ?o " + "~ ?r " * 200 + "}", QueryTooComplex),
    ("SELECT " + "(1 AS ?x) " * 700 + "{}", QueryTooComplex),
    ("DESCRIBE " + ":a " * 700, QueryTooComplex),
    (f"SELECT * {f'FROM <{GRAPH}> ' * 65} {{}}", QueryTooComplex),
    ("SELECT * { FILTER(" + "!(" * 40 + "1" + ")" * 40 + ") }", QueryTooComplex),
    ("SELECT * { FILTER(" + "!STR(" * 40 + "1" + ")" * 40 + ") }", QueryTooComplex),
    ("SELECT (" + "SUBSTR(" * 40 + "1" + ",1)" * 40 + " AS ?x) {}", QueryTooComplex),
    ("SELECT (" + "GROUP_CONCAT(DISTINCT " * 40 + "1" + ")" * 40 + " AS ?x) {}", QueryTooComplex),
    ("SELECT * { " + "FILTER :f(EXISTS { " * 25 + "})" * 25 + "}", QueryTooComplex),
    (
        "SELECT * { " + "?a ?b ?c { SELECT ?a { " * 25 + "} GROUP BY ?a } " * 25 + "}",
        QueryTooComplex,
    ),
]


@pytest.mark.parametrize(("query", "error"), TOO_LARGE, ids=lambda value: str(value)[:50])
def test_a_query_that_could_end_or_hold_the_engine_is_refused(
    query: str, error: type[KgError]
) -> None:
    with pytest.raises(error) as caught:
        check(query)
    assert "\n" not in str(caught.value)


def test_a_refusal_names_line_and_column() -> None:
    with pytest.raises(ServiceRefused) as caught:
        check("SELECT *\n{ ?s ?p 'é' .\n  SERVICE <http://x/> {} }")
    assert (caught.value.line, caught.value.column) == (3, 3)
    assert str(caught.value).startswith("line 3, column 3: SERVICE is not allowed")
    assert caught.value.excerpt == "  SERVICE <http://x/> {} }\n  ^"


def test_limits_are_met_exactly() -> None:
    limits = Limits(size=40, depth=2, parts=3, operators=2)
    check("SELECT * { { ?s ?p ?o . ?s ?p ?o } }", limits)
    with pytest.raises(QueryTooComplex):
        check("SELECT*{{?s?p?o.?s?p?o.?s?p?o}}", limits)
    with pytest.raises(QueryTooDeep):
        check("SELECT * {{{}}}", limits)
    with pytest.raises(QueryTooComplex):
        check("SELECT (1+1+1+1 AS ?x) {}", limits)
    check("SELECT * { ?s ?p '" + "a" * 20 + "'}", limits)
    with pytest.raises(QueryTooLong, match="41 bytes; at most 40"):
        check("SELECT * { ?s ?p '" + "a" * 21 + "'}", limits)


def test_undeclared_prefixes_are_reported_with_their_place() -> None:
    checked = check_query("PREFIX a: <http://x/>\nASK { a:b icl:c nope:d }", lambda _: True)
    assert checked.undeclared == (("nope", 38),)
    assert {"a", "icl", "skos"} <= set(checked.known)
