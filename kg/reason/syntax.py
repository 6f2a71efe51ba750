"""The tokens and groups of a SPARQL text: as much syntax as the compiler reads, and no more.

What it splits has been parsed by the engine first, so a text is known to be SPARQL; what remains
is to see its braces, words and variables as the engine sees them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<comment>\#[^\n\r]*)
  | (?P<iri><[^<>"{}|^`\\\s]*>)
  | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*'''
        | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
  | (?P<variable>[?$]\w+)
  | (?P<blank>_:\w(?:[\w.\-]*[\w\-])?)
  | (?P<name>(?:[^\W\d_](?:[\w.\-]*[\w\-])?)?:(?:(?:[\w:]|%[0-9A-Fa-f]{2})
        (?:(?:[\w:.\-]|%[0-9A-Fa-f]{2})*(?:[\w:\-]|%[0-9A-Fa-f]{2}))?)?)
  | (?P<word>[^\W\d]\w*)
  | (?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+\-]?\d+)?)
  | (?P<mark>\^\^|&&|\|\||!=|<=|>=|<<|>>|\{\||\|\}|@[A-Za-z]+(?:-[A-Za-z0-9]+)*|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_LEADING = ("CONSTRUCT", "WHERE", "OPTIONAL", "UNION", "MINUS", "EXISTS", "NOT", "FILTER", "GRAPH")


@dataclass(frozen=True)
class Token:
    """A piece of the text that carries meaning, and where it stands."""

    kind: str
    """One of iri, string, variable, blank, name (with a prefix), word, number and mark."""
    text: str
    start: int
    end: int

    @property
    def keyword(self) -> str:
        """The word in upper case, or an empty text for any other token."""
        return self.text.upper() if self.kind == "word" else ""

    @property
    def variable(self) -> str:
        """The name of the variable without its mark, or an empty text for any other token.

        >>> [t.variable for t in tokenize("$this ?this 'this'")]
        ['this', 'this', '']
        """
        return self.text[1:] if self.kind == "variable" else ""


@dataclass(eq=False)
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
    parts: list["Token | Group"] = field(default_factory=list)
    """Tokens and groups in the order of the text."""

    @property
    def tokens(self) -> list[Token]:
        """The group's own tokens, without those of the groups inside it."""
        return [part for part in self.parts if isinstance(part, Token)]

    @property
    def groups(self) -> list["Group"]:
        """The groups just inside this one."""
        return [part for part in self.parts if isinstance(part, Group)]

    @property
    def is_select(self) -> bool:
        """Whether the braces hold a sub-select; its pattern is the group inside."""
        first = self.parts[0] if self.parts else None
        return isinstance(first, Token) and first.keyword == "SELECT"

    @property
    def is_exists(self) -> bool:
        """Whether this is the pattern of an EXISTS or NOT EXISTS."""
        return self.lead[-1:] == ("EXISTS",)

    def walk(self) -> Iterator["Group"]:
        """Give this group and every one inside it, from the outside in."""
        yield self
        for group in self.groups:
            yield from group.walk()

    def enclosing(self) -> Iterator["Group"]:
        """Give the groups around this one, from the inside out."""
        group = self.parent
        while group:
            yield group
            group = group.parent

    def branches(self) -> list["Group"]:
        """Give the branches of the UNION that this group is one of, or the group alone.

        >>> (group,) = read_groups("{ { ?a ?b ?c } UNION { ?d ?e ?f } { ?g ?h ?i } }")
        >>> [len(inner.branches()) for inner in group.groups]
        [2, 2, 1]
        """
        chains: list[list[Group]] = []
        joined = False
        for part in self.parent.parts if self.parent else ():
            if isinstance(part, Group):
                if not joined:
                    chains.append([])
                chains[-1].append(part)
            joined = isinstance(part, Token) and part.keyword == "UNION"
        return next((chain for chain in chains if self in chain), [self])

    def mentions(self, variable: str) -> bool:
        """Whether a variable occurs in this group or in one inside it."""
        return any(t.variable == variable for group in self.walk() for t in group.tokens)


def tokenize(text: str) -> list[Token]:
    """Split a SPARQL text into tokens, without space and comments.

    >>> [t.text for t in tokenize('SELECT ?x { ?x a ex:b.c. FILTER(?x != "a # b") } # end')]
    ['SELECT', '?x', '{', '?x', 'a', 'ex:b.c', '.', 'FILTER', '(', '?x', '!=', '"a # b"', ')', '}']
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
            (parent.parts if parent else outermost).append(group)
            open_groups.append(group)
        elif token.text == "}" and open_groups:
            open_groups.pop().closing = token.start
        elif open_groups:
            open_groups[-1].parts.append(token)
        before.append(token)
    return outermost


def list_terms(tokens: list[Token]) -> list[str]:
    """Give the prefixed names and IRIs among tokens, for checks on what a rule mentions."""
    return [t.text for t in tokens if t.kind in ("iri", "name")]


def find_line(text: str, position: int) -> int:
    r"""Give the line of a position, the first with anything on it being line 1.

    >>> find_line("\nCONSTRUCT { }\nWHERE { }", 15)
    2
    """
    blank = len(text) - len(text.lstrip())
    return text.count("\n", min(blank, position), position) + 1


def _lead(before: list[Token]) -> list[Token]:
    lead: list[Token] = []
    for token in reversed(before):
        if token.keyword not in _LEADING:
            break
        lead.insert(0, token)
    return lead
