"""SPARQL text as tokens, each with the bracket it stands in.

This is not a parser: it knows strings, IRIs, comments, names and brackets, in one pass, so that the
gate can count and look for words without being misled by what stands inside a string. The engine
reads without a lexer (``trueSERVICE`` is two words to it), and in an expression it takes
``1<(2)#>`` for a comparison and a comment where the grammar has an IRI; where the two readings
differ, the text is refused with a request to add a space.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kg.serve.faults import QueryFault

_LETTER = r"A-Za-z\x80-\U0010FFFF"
_CHAR = rf"{_LETTER}0-9_"
_ESCAPE = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL = rf"(?:[{_CHAR}:]|{_ESCAPE})(?:\.*+(?:[{_CHAR}:\-]|{_ESCAPE}))*+"
_PREFIX = rf"[{_LETTER}](?:\.*+[{_CHAR}\-]){{0,100}}+"

_TOKEN = re.compile(
    rf"""
      (?P<space>  [ \t\r\n]++ | \#[^\r\n]*+ )
    | (?P<string> \"\"\"(?:[^"\\]|\\[\s\S]|"(?!""))*+\"\"\" | '''(?:[^'\\]|\\[\s\S]|'(?!''))*+'''
                | "(?!"")(?:[^"\\\r\n]|\\[^\r\n])*+" | '(?!'')(?:[^'\\\r\n]|\\[^\r\n])*+' )
    | (?P<open>   \"\"\" | ''' | " | ' )
    | (?P<var>    [?$][{_CHAR}]++ )
    | (?P<lang>   @[A-Za-z]++(?:-++[A-Za-z0-9]++)*+ )
    | (?P<blank>  _:[{_CHAR}](?:\.*+[{_CHAR}\-])*+ )
    | (?P<name>   (?:{_PREFIX})?:(?:{_LOCAL})? )
    | (?P<number> (?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)[eE][+-]?[0-9]++ | [0-9]*+\.[0-9]++ | [0-9]++ )
    | (?P<word>   [{_LETTER}_][{_CHAR}]*+ )
    | (?P<mark>   \^\^ | \|\| | && | != | >= | \{{\| | \|\}} | >> | [(){{}}\[\].,;=>+\-*/|^!?~] )
    | (?P<stray>  [\s\S] )
    """,
    re.VERBOSE,
)
_IRI = re.compile(r"""<(?:[^\x00-\x20<>"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>""")
CLOSERS = {")": "(", "}": "{", "]": "[", ">>": "<<", "|}": "{|"}
OPENERS = frozenset(CLOSERS.values())


class QueryTooDeep(QueryFault):
    """A query nested so deeply that the engine's stack might not hold it."""


class Token(NamedTuple):
    """A token: its kind, its text, where it starts, and the frame it stands in.

    The frame is the innermost open bracket: ``{``, ``(``, ``[``, ``<<``, ``{|``, or empty at the
    top; ``data`` anywhere in the block of VALUES, ``template`` anywhere in that of CONSTRUCT, and
    ``triple`` in ``<<( )>>``.
    An opening bracket stands in the frame outside it, a closing one in the frame it closes.
    """

    kind: str
    text: str
    start: int
    frame: str

    @property
    def end(self) -> int:
        """Where the token ends."""
        return self.start + len(self.text)


class _Bracket(NamedTuple):
    text: str
    frame: str
    start: int


def read_tokens(text: str, depth: int) -> list[Token]:
    """Read a query as tokens, in time that grows with its length.

    :param depth: how many brackets may be open at once.
    :raises QueryTooDeep: if more are open.
    :raises QueryFault: if a string is not closed, brackets do not match, or a ``<`` can be read in
        two ways.
    """
    tokens: list[Token] = []
    stack: list[_Bracket] = []
    in_values = False
    at = 0
    while at < len(text):
        frame = stack[-1].frame if stack else ""
        before = tokens[-1] if tokens else None
        if text[at] == "<":
            token = _read_less(text, at, frame, before)
        else:
            found = _TOKEN.match(text, at)
            kind = found.lastgroup if found else None
            if not found or not kind:
                raise AssertionError("some token matches every character")
            if kind == "space":
                at = found.end()
                continue
            token = Token(kind, found[0], at, frame)
        if token.kind == "open":
            raise QueryFault("this string is not closed", text, at)
        if token.text == "\\":
            raise QueryFault(
                "a backslash can stand only in strings, IRIs and local names", text, at
            )
        if token.kind == "mark" and token.text in OPENERS:
            if len(stack) >= depth:
                raise QueryTooDeep(f"more than {depth} brackets are open here", text, at)
            stack.append(_Bracket(token.text, _name_frame(token, before, in_values), at))
        elif token.kind == "mark" and token.text in CLOSERS:
            _close(text, token, stack)
        tokens.append(token)
        in_values = _is_in_values(token, in_values)
        at = token.end
    if stack:
        raise QueryFault(f"this '{stack[-1].text}' is never closed", text, stack[-1].start)
    return tokens


def _read_less(text: str, at: int, frame: str, before: Token | None) -> Token:
    """Read what starts with ``<``: an IRI, a triple, or a comparison."""
    after_term = frame == "(" and before is not None and ends_term(before)
    if text.startswith("<<", at):
        if after_term:
            raise QueryFault("put a space between '<' and '<', or no '<<' after a term", text, at)
        return Token("mark", "<<", at, frame)
    iri = _IRI.match(text, at)
    if not iri:
        return Token("mark", "<=" if text.startswith("<=", at) else "<", at, frame)
    if after_term:
        body = iri[0][1:-1]
        # An expression holds no '//', and goes on after '<' only with one of these.
        if "//" not in body.partition("#")[0] and re.search(r"&&|[(),#']", body):
            raise QueryFault(
                "this can be read as an IRI or as a comparison: put a space after '<', "
                "or write the IRI as a prefixed name",
                text,
                at,
            )
    return Token("iri", iri[0], at, frame)


def ends_term(token: Token) -> bool:
    """Say whether a term or an expression may end with this token."""
    return token.kind != "mark" or token.text in CLOSERS


def _name_frame(token: Token, before: Token | None, in_values: bool) -> str:
    if in_values:
        return "data"
    if token.frame in ("data", "template"):
        return token.frame
    if before is not None and token.text == "{" and before.text.upper() == "CONSTRUCT":
        return "template"
    if before is not None and token.text == "(" and before.text == "<<":
        return "triple"
    return token.text


def _is_in_values(token: Token, so_far: bool) -> bool:
    """Say whether what follows still belongs to the head of VALUES, before its block."""
    if token.kind == "word":
        return token.text.upper() == "VALUES"
    return so_far and (token.kind == "var" or token.text in ("(", ")"))


def _close(text: str, token: Token, stack: list[_Bracket]) -> None:
    if not stack:
        raise QueryFault(f"this '{token.text}' closes nothing", text, token.start)
    if stack[-1].text != CLOSERS[token.text]:
        raise QueryFault(
            f"this '{token.text}' comes while '{stack[-1].text}' is still open", text, token.start
        )
    stack.pop()


def read_neighbours(tokens: Sequence[Token]) -> Iterator[tuple[Token, Token, Token]]:
    """Give each token with the one before and the one after, which are empty at the ends."""
    nothing = Token("", "", 0, "")
    return zip((nothing, *tokens), tokens, (*tokens[1:], nothing), strict=False)
