"""Mutations of the text of a rule: every small change that a slip of the hand could make.

A mutant is one rule with one change. The catalogue is computed from the text as it stands, so a
rule that changes brings its own mutants with it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kg.reason import Rule
from kg.reason.syntax import Token, tokenize
from tests.rules.patterns import Block, Pattern, read_blocks, split_arguments

FLIPS = {
    "<=": "<", "<": "<=", ">=": ">", ">": ">=", "=": "!=", "!=": "=", "+": "-", "-": "+",
    "&&": "||", "||": "&&",
}  # fmt: skip
SWAPS = {"MIN": "MAX", "MAX": "MIN", "true": "false", "false": "true", "IN": "NOT IN"}
Edit = tuple[int, int, str]


@dataclass(frozen=True)
class Mutant:
    """A rule with one change, and in words which."""

    slug: str
    change: str
    rule: Rule

    @property
    def name(self) -> str:
        """The rule and the change, as a line of a list."""
        return f"{self.slug}: {self.change}"


def list_mutants(rule: Rule, siblings: Mapping[str, str]) -> list[Mutant]:
    """Give the mutants of a rule, in the order of its text.

    :param siblings: for each concept that may be put for another, by IRI, the IRI of that other.
    """
    text = rule.construct
    found: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for change, edit in sorted(_list_edits(rule, siblings), key=lambda item: item[1][:2]):
        start, end, new = edit
        mutated = text[:start] + new + text[end:]
        if mutated in found.values() or mutated == text:
            continue
        counts[change] += 1
        found[change if counts[change] == 1 else f"{change} ({counts[change]})"] = mutated
    return [
        Mutant(rule.slug, change, replace(rule, construct=mutated))
        for change, mutated in found.items()
    ]


def _list_edits(rule: Rule, siblings: Mapping[str, str]) -> Iterator[tuple[str, Edit]]:
    text = rule.construct
    tokens = tokenize(text)
    yield from _mutate_tokens(text, tokens)
    yield from _mutate_calls(text, tokens)
    yield from _replace_concepts(rule, tokens, siblings)
    for block in read_blocks(tokens):
        yield from _drop_blocks(text, block)
        for pattern in block.patterns if block.size > 1 else ():
            yield from _drop_pattern(text, pattern)


def _mutate_tokens(text: str, tokens: Sequence[Token]) -> Iterator[tuple[str, Edit]]:
    depth = 0
    for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        around = _squeeze(text[before.start : after.end])
        if depth and token.kind == "mark" and token.text in FLIPS:
            new = FLIPS[token.text]
            yield f"{around} with {new}", (token.start, token.end, new)
        elif token.text in SWAPS and (before.keyword, token.text) != ("NOT", "IN"):
            new = SWAPS[token.text]
            yield f"{around} with {new}", (token.start, token.end, new)
        elif (before.keyword, token.keyword) == ("NOT", "IN"):
            yield f"{around} without NOT", (before.start, before.end, "")
        elif token.kind == "number":
            for new in (str(int(token.text) - 1), str(int(token.text) + 1)):
                yield f"{around} with {new}", (token.start, token.end, new)
        elif token.keyword == "DISTINCT":
            yield f"{around} without DISTINCT", (token.start, token.end, "")


def _mutate_calls(text: str, tokens: Sequence[Token]) -> Iterator[tuple[str, Edit]]:
    for n, token in enumerate(tokens):
        if token.keyword == "IF" and tokens[n + 1].text == "(":
            _, yes, no = split_arguments(tokens, n + 1)
            one, other = (text[a[0].start : a[-1].end] for a in (yes, no))
            edit = (yes[0].start, no[-1].end, f"{other}, {one}")
            yield f"IF branches {_squeeze(one)} and {_squeeze(other)} swapped", edit
        elif token.keyword == "COALESCE":
            arguments = split_arguments(tokens, n + 1)
            yield from _mutate_coalesce(text, arguments)


def _mutate_coalesce(text: str, arguments: Sequence[Sequence[Token]]) -> Iterator[tuple[str, Edit]]:
    texts = [text[a[0].start : a[-1].end] for a in arguments]
    first, last = arguments[0][0].start, arguments[-1][-1].end
    whole = _squeeze(", ".join(texts))
    for n, dropped in enumerate(texts):
        left = texts[:n] + texts[n + 1 :]
        if left:
            yield f"COALESCE({whole}) without {_squeeze(dropped)}", (first, last, ", ".join(left))
    for n, (one, other) in enumerate(pairwise(texts)):
        swapped = [*texts[:n], other, one, *texts[n + 2 :]]
        yield (
            f"COALESCE({whole}) with {_squeeze(other)} before {_squeeze(one)}",
            (first, last, ", ".join(swapped)),
        )


def _replace_concepts(
    rule: Rule, tokens: Iterable[Token], siblings: Mapping[str, str]
) -> Iterator[tuple[str, Edit]]:
    prefixes = dict(rule.prefixes)
    for token in tokens:
        prefix, colon, local = token.text.partition(":")
        iri = prefixes.get(prefix, "") + local
        if token.kind == "word" and colon and iri in siblings:
            new = siblings[iri]
            yield (
                f"{token.text} with {new.rsplit('/', 1)[-1]}",
                (token.start, token.end, f"<{new}>"),
            )


def _drop_blocks(text: str, block: Block) -> Iterator[tuple[str, Edit]]:
    for start, end in (*block.filters, *block.optionals):
        yield f"without {_squeeze(text[start:end])}", (start, end, "")
    for branches in block.unions:
        first, last = branches[0][0], branches[-1][1]
        for start, end in branches if len(branches) > 1 else ():
            left = [text[a:b] for a, b in branches if (a, b) != (start, end)]
            edit = (first, last, " UNION ".join(left))
            yield f"without branch {_squeeze(text[start:end])}", edit


def _drop_pattern(text: str, pattern: Pattern) -> Iterator[tuple[str, Edit]]:
    subject = pattern.subject
    for n, (predicate, objects) in enumerate(pattern.pairs):
        for m, (start, end) in enumerate(objects):
            told = _squeeze(f"{subject} {text[predicate[0] : predicate[1]]} {text[start:end]}")
            if len(objects) > 1:
                edit = (start, objects[m + 1][0], "") if m == 0 else (objects[m - 1][1], end, "")
            elif len(pattern.pairs) == 1:
                edit = (pattern.start, pattern.end, "")
            elif n == 0:
                edit = (predicate[0], pattern.pairs[1][0][0], "")
            else:
                edit = (pattern.pairs[n - 1][1][-1][1], end, "")
            yield f"without {told}", edit


def _squeeze(text: str) -> str:
    return " ".join(text.split())
