"""How far two coders of the same rows agree, field by field.

Of the ties of a case, a sample is coded twice, the second time by one who has not seen the first.
Both codings are kept in one table, ``second-coding/<case>.csv``. A field that the two fill in
differently is left empty in the evidence of the case; a kind, which a tie cannot be without, and a
tie that only one of them finds are marked as uncertain, so that no verdict turns on them.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from kg.errors import SourceError

FIELDS = (
    "kind", "nature", "basis", "valence", "repeated", "exclusive", "start", "end",
    "first_attested", "last_attested",
)  # fmt: skip
"""The fields that are compared."""
COLUMNS = ("coder", "row", "tie", "first", "second", *FIELDS)
"""The columns of the table: ``tie`` is the key of the first coder's tie, for both of its lines."""


@dataclass(frozen=True)
class Coded:
    """A tie as one coder saw it."""

    coder: str
    row: str
    tie: str
    first: str
    second: str
    fields: tuple[tuple[str, str], ...]

    def field(self, name: str) -> str:
        """Give a field; several words in their order."""
        return dict(self.fields)[name]


@dataclass(frozen=True)
class FieldAgreement:
    """How far two coders agree on one field of the ties that both found."""

    field: str
    ties: int
    agreed: int
    filled: int
    """In how many of them at least one coder filled the field."""
    kappa: Fraction | None
    """Cohen's kappa, an empty cell being a value; ``None`` if chance alone would agree on all."""

    @property
    def share(self) -> Fraction | None:
        """Give the share of ties on whose field they agree."""
        return Fraction(self.agreed, self.ties) if self.ties else None


@dataclass(frozen=True)
class Disagreement:
    """What two coders say differently: a field of a tie, or the tie itself."""

    row: str
    tie: str
    parties: tuple[str, str]
    field: str
    """The field, or ``tie`` where one of them found none."""
    first: str
    second: str


@dataclass(frozen=True)
class Reliability:
    """The agreement of two coders on a sample of a case."""

    case: str
    rows: int
    ties: int
    """Ties that both found."""
    alone: int
    """Ties that one of them found."""
    fields: tuple[FieldAgreement, ...]
    disagreements: tuple[Disagreement, ...]


def read_codings(path: Path) -> list[Coded]:
    """Read the two codings of a case.

    :raises SourceError: with the line, if a column is missing or a coder is neither 1 nor 2.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            missing = [c for c in COLUMNS if c not in (reader.fieldnames or ())]
            if missing:
                raise SourceError(path, 1, f"lacks the column {missing[0]}")
            found = []
            for line, row in enumerate(reader, 2):
                if row["coder"] not in ("1", "2"):
                    raise SourceError(path, line, f"coder is 1 or 2, not '{row['coder']}'")
                fields = tuple((name, _sorted(row[name] or "")) for name in FIELDS)
                found.append(
                    Coded(row["coder"], row["row"], row["tie"], row["first"], row["second"], fields)
                )
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(path, None, f"cannot be read: {error}") from error
    return found


def compare_codings(case: str, codings: Sequence[Coded]) -> Reliability:
    """Compare two codings of the same rows.

    >>> def tie(coder, valence):
    ...     fields = tuple((f, valence if f == "valence" else "") for f in FIELDS)
    ...     return Coded(coder, "t1", "t1", "a", "b", fields)
    >>> found = compare_codings("x", [tie("1", "conflict"), tie("2", "")])
    >>> [(d.field, d.first, d.second) for d in found.disagreements]
    [('valence', 'conflict', '')]
    """
    ties: dict[str, dict[str, Coded]] = defaultdict(dict)
    for coded in codings:
        ties[coded.tie][coded.coder] = coded
    both = [(pair["1"], pair["2"]) for pair in ties.values() if len(pair) == 2]
    one = [coded for pair in ties.values() if len(pair) == 1 for coded in pair.values()]
    fields = tuple(_agree(name, both) for name in FIELDS)
    differing = [
        Disagreement(a.row, a.tie, (a.first, a.second), name, a.field(name), b.field(name))
        for a, b in both
        for name in FIELDS
        if a.field(name) != b.field(name)
    ]
    differing += [
        Disagreement(
            c.row,
            c.tie,
            (c.first, c.second),
            "tie",
            c.field("kind") if c.coder == "1" else "",
            c.field("kind") if c.coder == "2" else "",
        )
        for c in one
    ]
    rows = len({coded.row for coded in codings})
    ordered = tuple(sorted(differing, key=lambda d: (d.row, d.tie, d.field)))
    return Reliability(case, rows, len(both), len(one), fields, ordered)


def _agree(name: str, both: Sequence[tuple[Coded, Coded]]) -> FieldAgreement:
    pairs = [(a.field(name), b.field(name)) for a, b in both]
    agreed = sum(a == b for a, b in pairs)
    filled = sum(bool(a or b) for a, b in pairs)
    return FieldAgreement(name, len(pairs), agreed, filled, kappa(pairs))


def kappa(pairs: Sequence[tuple[str, str]]) -> Fraction | None:
    """Measure agreement beyond chance (Cohen's kappa).

    :returns: 1 for full agreement, 0 for what chance would give; ``None`` without pairs, or if
        both coders use one and the same value throughout, so that chance would agree on all.

    Source: Cohen (1960), Educational and Psychological Measurement 20(1), 37-46.

    >>> kappa([("a", "a"), ("a", "a"), ("b", "b"), ("b", "a")])
    Fraction(1, 2)
    """
    if not pairs:
        return None
    count = len(pairs)
    observed = Fraction(sum(a == b for a, b in pairs), count)
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    expected = sum((Fraction(first[v] * second[v], count * count) for v in first), Fraction(0))
    return None if expected == 1 else (observed - expected) / (1 - expected)


def _sorted(cell: str) -> str:
    return ";".join(sorted(word.strip() for word in cell.split(";")))
