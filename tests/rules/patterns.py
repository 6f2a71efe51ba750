"""What stands between the braces of a rule: filters, optional groups, unions, triple patterns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kg.reason.syntax import Token

Span = tuple[int, int]
"""Where something begins and ends in the text."""


@dataclass
class Pattern:
    """Triple patterns of one subject, as they are written together."""

    subject: str
    start: int
    end: int
    """With the full stop after it, if there is one."""
    pairs: list[tuple[Span, list[Span]]]
    """Each predicate with its objects."""


@dataclass
class Block:
    """One pair of braces below WHERE."""

    filters: list[Span] = field(default_factory=list)
    optionals: list[Span] = field(default_factory=list)
    unions: list[list[Span]] = field(default_factory=list)
    patterns: list[Pattern] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many things it holds; a block that loses its only one would be an empty one."""
        told = sum(len(objects) for p in self.patterns for _, objects in p.pairs)
        return told + len(self.filters) + len(self.optionals) + len(self.unions)


def read_blocks(tokens: Sequence[Token]) -> list[Block]:
    """Read the blocks of the pattern of a CONSTRUCT query, the inner ones too."""
    where = next(n for n, token in enumerate(tokens) if token.keyword == "WHERE")
    blocks: list[Block] = []
    _Reader(tokens, blocks).read_block(where + 1)
    return blocks


def split_arguments(tokens: Sequence[Token], opening: int) -> list[list[Token]]:
    """Split what stands between the parentheses of a call at its commas."""
    arguments: list[list[Token]] = [[]]
    depth = 0
    for token in tokens[opening + 1 :]:
        if token.text == ")" and not depth:
            return arguments
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if token.text == "," and not depth:
            arguments.append([])
        else:
            arguments[-1].append(token)
    return arguments


class _Reader:
    """A reader of blocks: each method takes the place of a token and gives the one after."""

    def __init__(self, tokens: Sequence[Token], blocks: list[Block]) -> None:
        self.tokens = tokens
        self.blocks = blocks

    def read_block(self, n: int) -> int:
        block = Block()
        self.blocks.append(block)
        n += 1
        while self.tokens[n].text != "}":
            n = self._read_part(n, block)
        return n + 1

    def _read_part(self, n: int, block: Block) -> int:
        token = self.tokens[n]
        if token.text == ".":
            return n + 1
        if token.keyword == "SELECT":
            while self.tokens[n].text != "{":
                n += 1
            n = self.read_block(n)
            while self.tokens[n].text != "}":  # GROUP BY and what follows it
                n += 1
            return n
        if token.keyword == "OPTIONAL":
            end = self.read_block(n + 1)
            block.optionals.append((token.start, self._end(end)))
            return end
        if token.keyword == "FILTER":
            end = self._read_filter(n + 1)
            block.filters.append((token.start, self._end(end)))
            return end
        if token.keyword == "BIND":
            return self._skip_parentheses(n + 1)
        if token.text == "{":
            return self._read_union(n, block)
        return self._read_pattern(n, block)

    def _read_filter(self, n: int) -> int:
        while self.tokens[n].keyword in ("NOT", "EXISTS"):
            n += 1
        if self.tokens[n].text == "{":
            return self.read_block(n)
        return self._skip_parentheses(n if self.tokens[n].text == "(" else n + 1)

    def _read_union(self, n: int, block: Block) -> int:
        branches = []
        while True:
            start = self.tokens[n].start
            n = self.read_block(n)
            branches.append((start, self._end(n)))
            if self.tokens[n].keyword != "UNION":
                break
            n += 1
        block.unions.append(branches)
        return n

    def _read_pattern(self, n: int, block: Block) -> int:
        first = self.tokens[n]
        pattern = Pattern(first.text, first.start, first.end, [])
        n += 1
        while True:
            start = n
            n += 1
            while self.tokens[n].text in ("/", "*", "+", "|"):
                n += 2 if self.tokens[n].text in ("/", "|") else 1
            objects = [(self.tokens[n].start, self.tokens[n].end)]
            predicate = (self.tokens[start].start, self.tokens[n - 1].end)
            n += 1
            while self.tokens[n].text == ",":
                objects.append((self.tokens[n + 1].start, self.tokens[n + 1].end))
                n += 2
            pattern.pairs.append((predicate, objects))
            if self.tokens[n].text != ";":
                break
            n += 1
        stop = self.tokens[n].text == "."
        pattern.end = self.tokens[n].end if stop else self.tokens[n - 1].end
        block.patterns.append(pattern)
        return n + stop

    def _skip_parentheses(self, n: int) -> int:
        depth = 0
        for m in self._from(n):
            depth += {"(": 1, ")": -1}.get(self.tokens[m].text, 0)
            if not depth:
                return m + 1
        raise ValueError("a parenthesis is not closed")

    def _from(self, n: int) -> Iterator[int]:
        return iter(range(n, len(self.tokens)))

    def _end(self, n: int) -> int:
        return self.tokens[n - 1].end
