"""The tokens and groups of a SPARQL text: as much syntax as the compiler rewrites, and no more."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<comment>\#[^\n]*)
  | (?P<iri><[^<>"{}|^`\\\s]*>)
  | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*'''
        | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*')
  | (?P<variable>[?$]\w+)
  | (?P<word>[A-Za-z_][\w.\-]*(?::[\w.\-%]*)? | :[\w.\-%]+)
  | (?P<number>\d+(?:\.\d+)?)
  | (?P<mark>\^\^|&&|\|\||!=|<=|>=|@[A-Za-z\-]+|.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Token:
    """A piece of the text that carries meaning, and where it stands."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def keyword(self) -> str:
        """The word in upper case, or an empty text for any other token."""
        return self.text.upper() if self.kind == "word" and ":" not in self.text else ""


@dataclass
class Group:
    """What stands between one pair of braces: its own tokens, and the groups inside it."""

    opening: int
    """Position in the text of the opening brace."""
    lead: tuple[str, ...]
    """The keywords just before the brace: WHERE, OPTIONAL, UNION, NOT EXISTS, MINUS or none."""
    parent: "Group | None"
    closing: int = -1
    lead_start: int = -1
    """Position of the first of those keywords."""
    tokens: list[Token] = field(default_factory=list)
    groups: list["Group"] = field(default_factory=list)

    @property
    def is_select(self) -> bool:
        """Whether the braces hold a sub-select; its pattern is the group inside."""
        return bool(self.tokens) and self.tokens[0].keyword == "SELECT"

    def walk(self) -> Iterator["Group"]:
        """Give this group and every one inside it, from the outside in."""
        yield self
        for group in self.groups:
            yield from group.walk()

    def expressions(self) -> Iterator[Token]:
        """Give the tokens of this group's own FILTER and BIND expressions."""
        depth, reading = 0, False
        for token in self.tokens:
            if token.keyword in ("FILTER", "BIND"):
                reading = True
            elif reading and token.text == "(":
                depth += 1
            elif reading and token.text == ")":
                depth -= 1
                reading = depth > 0
            elif reading:
                yield token


def tokenize(text: str) -> list[Token]:
    """Split a SPARQL text into tokens, without space and comments.

    >>> [t.text for t in tokenize('SELECT ?x { ?x a "a # b" } # end')]
    ['SELECT', '?x', '{', '?x', 'a', '"a # b"', '}']
    """
    found = (Token(m.lastgroup or "", m[0], m.start(), m.end()) for m in _TOKEN.finditer(text))
    return [token for token in found if token.kind not in ("space", "comment")]


def read_groups(text: str) -> list[Group]:
    """Give the outermost groups of a query: for a CONSTRUCT its template, then its pattern.

    >>> [g.lead for g in read_groups("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o { ?o ?q ?r } }")]
    [('CONSTRUCT',), ('WHERE',)]
    """
    outermost: list[Group] = []
    open_groups: list[Group] = []
    before: list[Token] = []
    for token in tokenize(text):
        if token.text == "{":
            lead = _lead(before)
            parent = open_groups[-1] if open_groups else None
            group = Group(token.start, tuple(t.keyword for t in lead), parent)
            group.lead_start = lead[0].start if lead else token.start
            (parent.groups if parent else outermost).append(group)
            open_groups.append(group)
        elif token.text == "}" and open_groups:
            open_groups.pop().closing = token.start
        elif open_groups:
            open_groups[-1].tokens.append(token)
        before.append(token)
    return outermost


def _lead(before: list[Token]) -> list[Token]:
    leading = (
        "CONSTRUCT",
        "WHERE",
        "OPTIONAL",
        "UNION",
        "MINUS",
        "EXISTS",
        "NOT",
        "FILTER",
        "GRAPH",
    )
    lead: list[Token] = []
    for token in reversed(before):
        if token.keyword not in leading:
            break
        lead.insert(0, token)
    return lead
