import pytest

from kg.errors import QueryError
from kg.serve.faults import explain_syntax, find_offset, find_place
from kg.serve.gate import check_query
from kg.store import EmbeddedStore


def explain(query: str) -> QueryError:
    checked = check_query(query, lambda _: True)
    with pytest.raises(QueryError) as caught:
        EmbeddedStore().query(query)
    return explain_syntax(query, caught.value, checked.undeclared, checked.known)


@pytest.mark.parametrize(
    ("query", "line", "column", "reason"),
    [
        # The engine places these a keyword's length behind the fault.
        ("SELEC * { ?s ?p ?o }", 1, 1, "'SELEC * { ?s ?p ?o }'"),
        ("SELECT *\n{ ?s ?p ?o .\n FILTR(?o > 1) }", 3, 2, "'FILTR(?o > 1) }'"),
        ("SELECT (1 + 1) { ?s ?p ?o }", 1, 14, "') { ?s ?p ?o }'"),
        ("SELECT * { ?s ?p ?o . FILTER(?o > ) }", 1, 35, "') }'"),
        ("SELECT ?s, ?p { ?s ?p ?o }", 1, 8, "'?s, ?p"),
        ("SELECT * { ?s ?p ?a-?b }", 1, 20, "'-?b }'"),
        ("SELECT ?x WHERE ?s ?p ?o", 1, 17, "expected {"),
        ("SELECT * { ?s ?p ?o } GROUP BY", 1, 31, "the end of the query"),
        ("", 1, 1, "the query is empty"),
        ("  \n ", 1, 1, "the query is empty"),
        ("SELECT ?x { ?s ?p ?o } GROUP BY ?s", 1, 35, "contains a variable that is unbound"),
        ("SELECT * { ?s ?p ?o BIND(1 AS ?o) }", 1, 36, "already in use"),
        (
            "SELECT * { ?s a:b ?o . ?s b:c c:d }",
            1,
            15,
            "prefixes 'a:', 'b:', 'c:' are not declared",
        ),
        ("PREFIX a: <x:> SELECT * { ?s a:b b:c }", 1, 34, "prefix 'b:' is not declared; known: a:"),
    ],
)
def test_a_fault_is_placed_and_told(query: str, line: int, column: int, reason: str) -> None:
    error = explain(query)
    assert (error.line, error.column) == (line, column)
    assert reason in str(error)
    assert "\n" not in str(error)


def test_a_fault_without_a_place_stays_as_it_is() -> None:
    error = explain("SELECT (<x:f>(1) AS ?x) {}")
    assert str(error) == "cannot be evaluated: The custom function <x:f> is not supported"


def test_the_caret_stands_under_hangul() -> None:
    assert find_place('{ ?s ?p "가나" ] }', 13).excerpt == '{ ?s ?p "가나" ] }\n               ^'


def test_a_long_line_is_cut_around_the_caret() -> None:
    place = find_place("a" * 500 + "]" + "b" * 500, 500)
    line, caret = place.excerpt.split("\n")
    assert place.column == 501
    assert len(line) <= 80
    assert line[caret.index("^")] == "]"


def test_a_short_line_is_shown_whole() -> None:
    assert find_place("a" * 60 + "]", 60).excerpt == "a" * 60 + "]\n" + " " * 60 + "^"


def test_control_characters_are_not_shown() -> None:
    assert "\x1b" not in find_place("a \x1b[31m b", 2).excerpt


@pytest.mark.parametrize("offset", [0, 4, 5, 9, 11])
def test_offset_and_place_are_inverse(offset: int) -> None:
    text = "abcd\nefgh\n\nij"
    place = find_place(text, offset)
    assert find_offset(text, place.line, place.column) == offset
