"""What a group says: its triple patterns, its filters and its bindings, read from its tokens."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kg.reason.syntax import Group, Token

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TYPE = f"<{RDF}type>"
_BREAKS = frozenset(("FILTER", "BIND", "OPTIONAL", "UNION", "MINUS", "NOT", "EXISTS", "SELECT"))


@dataclass(frozen=True)
class TriplePattern:
    """A triple pattern: terms as ``?name``, ``<iri>``, the text of a literal or of a blank node."""

    subject: str
    predicates: tuple[str, ...]
    """The one predicate, or all that a property path walks."""
    object: str
    is_path: bool = False
    may_be_empty: bool = False
    """Whether it is a path that also leads from a node to itself over no triple at all."""
    is_open: bool = False
    """Whether the predicate is a variable, or a path that leaves out what it names."""

    @property
    def variables(self) -> set[str]:
        """The names of its variables."""
        terms = (self.subject, self.object, *self.predicates)
        return {term[1:] for term in terms if term.startswith("?")}


@dataclass(frozen=True)
class Expression:
    """A FILTER or BIND, and the variable that a BIND binds."""

    tokens: tuple[Token, ...]
    binds: str = ""

    @property
    def variables(self) -> set[str]:
        """The names of the variables it reads."""
        return {t.variable for t in self.tokens if t.variable}


@dataclass
class Statements:
    """What stands in one group, without the groups inside it."""

    triples: list[TriplePattern] = field(default_factory=list)
    expressions: list[Expression] = field(default_factory=list)


def read_statements(group: Group, prefixes: Mapping[str, str]) -> Statements:
    """Read what a group says itself.

    The braces of a sub-select say nothing; its pattern is the group inside. A text that is not
    SPARQL gives an undefined result.

    >>> from kg.reason.syntax import read_groups
    >>> group, = read_groups("{ ?x a ex:A ; ex:p ?y, 1 . FILTER(?y > 1) BIND(?y + 1 AS ?z) }")
    >>> said = read_statements(group, {"ex": "e:"})
    >>> [(t.subject, t.predicates[0], t.object) for t in said.triples][1:]
    [('?x', '<e:p>', '?y'), ('?x', '<e:p>', '1')]
    >>> [(e.variables, e.binds) for e in said.expressions]
    [({'y'}, ''), ({'y'}, 'z')]
    """
    said = Statements()
    if group.is_select:
        return said
    pending: list[Token] = []
    depth = 0

    def flush() -> None:
        if pending:
            said.triples += _TripleReader(pending, prefixes).read()
            pending.clear()

    parts = _Peekable(group.parts)
    for part in parts:
        if isinstance(part, Group):
            flush()
        elif part.keyword in _BREAKS:
            flush()
            if part.keyword in ("FILTER", "BIND"):
                tokens = _read_expression(parts)
                if tokens:
                    said.expressions.append(_build_expression(part, tokens))
        elif part.text == "." and depth == 0:
            flush()
        else:
            depth += (part.text in ("(", "[")) - (part.text in (")", "]"))
            pending.append(part)
    flush()
    return said


class _Peekable(Iterator["Token | Group"]):
    """The parts of a group, one of which can be looked at before it is taken."""

    def __init__(self, parts: Sequence[Token | Group]) -> None:
        self.parts, self.position = parts, 0

    def __next__(self) -> Token | Group:
        if self.position == len(self.parts):
            raise StopIteration
        self.position += 1
        return self.parts[self.position - 1]

    def peek(self) -> Token | Group | None:
        return self.parts[self.position] if self.position < len(self.parts) else None


def _read_expression(parts: _Peekable) -> list[Token]:
    """Take the tokens after FILTER or BIND; none for a FILTER that is an EXISTS."""
    found: list[Token] = []
    following = parts.peek()
    if isinstance(following, Token) and following.keyword in ("NOT", "EXISTS"):
        return found
    depth = 0
    for part in parts:
        if isinstance(part, Group):
            continue
        found.append(part)
        depth += (part.text == "(") - (part.text == ")")
        if part.text == ")" and depth == 0:
            break
    return found


def _build_expression(word: Token, tokens: list[Token]) -> Expression:
    if word.keyword == "BIND":  # BIND ( … AS ?variable )
        return Expression(tuple(tokens[1:-3]), tokens[-2].variable)
    return Expression(tuple(tokens))


class _TripleReader:
    """Reads triple patterns that share no token with anything else."""

    def __init__(self, tokens: Sequence[Token], prefixes: Mapping[str, str]) -> None:
        self.tokens, self.prefixes, self.position = tuple(tokens), prefixes, 0
        self.found: list[TriplePattern] = []

    def read(self) -> list[TriplePattern]:
        subject = self._term()
        if self.position < len(self.tokens):
            self._predicates(subject, "")
        return self.found

    def _peek(self) -> str:
        return self.tokens[self.position].text if self.position < len(self.tokens) else ""

    def _take(self) -> Token:
        self.position += 1
        return self.tokens[self.position - 1]

    def _predicates(self, subject: str, end: str) -> None:
        while self._peek() != end:
            if self._peek() == ";":
                self._take()
                continue
            path = _PathReader(self)
            path.alternatives()
            while True:
                self.found.append(path.pattern(subject, self._term()))
                if self._peek() != ",":
                    break
                self._take()

    def _term(self) -> str:
        token = self._take()
        if token.text == "[":
            node = f"[{token.start}]"
            self._predicates(node, "]")
            self._take()
            return node
        if token.text == "(":
            return self._collection(token.start)
        if token.text in ("+", "-"):
            return token.text + self._take().text
        if token.kind == "string" and self._peek().startswith("@"):
            return token.text + self._take().text
        if token.kind == "string" and self._peek() == "^^":
            self._take()
            return f"{token.text}^^{self.iri(self._take())}"
        return self.iri(token)

    def _collection(self, start: int) -> str:
        members = []
        while self._peek() != ")":
            members.append(self._term())
        self._take()
        node = f"<{RDF}nil>"
        for number, member in enumerate(reversed(members)):
            rest, node = node, f"({start} {number})"
            self.found.append(TriplePattern(node, (f"<{RDF}first>",), member))
            self.found.append(TriplePattern(node, (f"<{RDF}rest>",), rest))
        return node

    def iri(self, token: Token) -> str:
        """Give a term by its full name; a variable with the mark ``?``."""
        if token.variable:
            return f"?{token.variable}"
        if token.kind == "name":
            prefix, _, local = token.text.partition(":")
            return f"<{self.prefixes.get(prefix, prefix + ':')}{local}>"
        return token.text

    def verb(self) -> str:
        """Take a predicate: a variable, an IRI or the word ``a``."""
        token = self._take()
        return TYPE if token.text == "a" else self.iri(token)


class _PathReader:
    """Reads one property path; a single predicate is the simplest one."""

    def __init__(self, reader: _TripleReader) -> None:
        self.reader = reader
        self.predicates: list[str] = []
        self.is_path = self.is_open = self.may_be_empty = False

    def pattern(self, subject: str, value: str) -> TriplePattern:
        """Give the triple pattern between two terms."""
        predicates = tuple(self.predicates)
        is_open = self.is_open or predicates[0].startswith("?")
        return TriplePattern(subject, predicates, value, self.is_path, self.may_be_empty, is_open)

    def alternatives(self) -> None:
        """Read what is separated by ``|``; it may be empty if one of them may."""
        empty = False
        while True:
            self._sequence()
            empty |= self.may_be_empty
            if self.reader._peek() != "|":
                break
            self.is_path = True
            self.reader._take()
        self.may_be_empty = empty

    def _sequence(self) -> None:
        empty = True
        while True:
            self._step()
            empty &= self.may_be_empty
            if self.reader._peek() != "/":
                break
            self.is_path = True
            self.reader._take()
        self.may_be_empty = empty

    def _step(self) -> None:
        if self.reader._peek() == "^":
            self.is_path = True
            self.reader._take()
        self.may_be_empty = False
        if self.reader._peek() == "!":
            self.is_path = self.is_open = True
            self.reader._take()
            self._step()
        elif self.reader._peek() == "(":
            self.is_path = True
            self.reader._take()
            self.alternatives()
            self.reader._take()
        else:
            self.predicates.append(self.reader.verb())
        if self.reader._peek() in ("*", "?", "+"):
            self.is_path = True
            self.may_be_empty |= self.reader._take().text != "+"
