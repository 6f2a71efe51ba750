import pytest

from kg.serve.faults import QueryFault
from kg.serve.tokens import QueryTooDeep, read_tokens


def kinds(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in read_tokens(text, 64)]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("?a$b", [("var", "?a"), ("var", "$b")]),
        ("'a''b'", [("string", "'a'"), ("string", "'b'")]),
        ("''", [("string", "''")]),
        ("'''a'b''c\n'''", [("string", "'''a'b''c\n'''")]),
        (r"'\'#' # c", [("string", r"'\'#'")]),
        ("'a'@en-GB", [("string", "'a'"), ("lang", "@en-GB")]),
        ("'1'^^xsd:int", [("string", "'1'"), ("mark", "^^"), ("name", "xsd:int")]),
        ("a:b.c:d", [("name", "a:b.c:d")]),
        ("a:b. c", [("name", "a:b"), ("mark", "."), ("word", "c")]),
        (":.a", [("name", ":"), ("mark", "."), ("word", "a")]),
        (":-:", [("name", ":"), ("mark", "-"), ("name", ":")]),
        (r"a:b\/c%20d", [("name", r"a:b\/c%20d")]),
        ("_:a.b.", [("blank", "_:a.b"), ("mark", ".")]),
        ("1.5e-3.2", [("number", "1.5e-3"), ("number", ".2")]),
        ("1.a", [("number", "1"), ("mark", "."), ("word", "a")]),
        (":p?o", [("name", ":p"), ("var", "?o")]),
        (":p? ?o", [("name", ":p"), ("mark", "?"), ("var", "?o")]),
        ("<http://x/#y>#z\n1", [("iri", "<http://x/#y>"), ("number", "1")]),
        ("?a <= 1", [("var", "?a"), ("mark", "<="), ("number", "1")]),
        ("1 < 2", [("number", "1"), ("mark", "<"), ("number", "2")]),
        ("#a\r1#b\n2", [("number", "1"), ("number", "2")]),
        ("trueSERVICE", [("word", "trueSERVICE")]),
        ("\x0b", [("stray", "\x0b")]),
    ],
)
def test_tokens(text: str, tokens: list[tuple[str, str]]) -> None:
    assert kinds(text) == tokens


def test_a_frame_is_the_innermost_open_bracket() -> None:
    text = "CONSTRUCT { a } { b ( c [ d ] ) VALUES ( ?e ) { ( f ) } << g >> <<( h )>> {| i |} }"
    frames = {t.text: t.frame for t in read_tokens(text, 64) if t.kind == "word"}
    expected = {"a": "template", "b": "{", "c": "(", "d": "[", "f": "data", "g": "<<"}
    assert {word: frame for word, frame in frames.items() if word in expected} == expected
    assert (frames["h"], frames["i"]) == ("triple", "{|")


def test_depth_is_counted_over_all_brackets() -> None:
    assert len(read_tokens("({[]})", 3)) == 6
    with pytest.raises(QueryTooDeep):
        read_tokens("({[()]})", 3)
    assert len(read_tokens("()" * 10, 1)) == 20


@pytest.mark.parametrize("text", ["'a", '"a', '"""a', "'''a''", "(", ")", "(]", "{|}", "a >>"])
def test_what_does_not_close_is_a_fault(text: str) -> None:
    with pytest.raises(QueryFault):
        read_tokens(text, 64)


@pytest.mark.parametrize(
    "text",
    ["'a\n'", "a." * 20_000, "<a" * 20_000, ":a" + "." * 40_000, "a-" * 20_000, "1e" * 20_000],
    ids=lambda text: text[:4],
)
def test_long_texts_are_read_in_one_pass(text: str) -> None:
    try:
        tokens = read_tokens(text, 64)
    except QueryFault:
        return
    assert len(tokens) <= len(text)
