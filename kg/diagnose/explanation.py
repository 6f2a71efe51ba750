"""An explanation as values: a diagnosis taken apart, down to what each source says."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class ClaimText:
    """What a source says, and where."""

    iri: str
    paraphrase: str
    confidence: str
    source: str
    locator: str


@dataclass(frozen=True)
class Evidence:
    """A fact that was counted, or the set that was searched, with the claims behind it."""

    iri: str
    label: str
    counted: str
    """``numerator``, ``denominator`` (only) or ``searched``: where it was looked for."""
    rows: tuple[str, ...] = ()
    """Keys of the evidence rows it rests on."""
    claims: tuple[ClaimText, ...] = ()


@dataclass(frozen=True)
class Missing:
    """What would have to be known: a reason, the field to fill, how many more."""

    criterion: str
    reason: str
    field: str
    how_many: int | None


@dataclass(frozen=True)
class Measured:
    """A measurement: its value, how much is coded, and how far the uncoded could move it."""

    iri: str
    measure: str
    label: str
    value: str | None
    numerator: int
    denominator: int
    uncoded: int | None
    lower: str | None
    upper: str | None
    by_row: str | None
    rows: int | None
    sources: int | None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class CriterionFinding:
    """One criterion: its status, threshold and margin, and the measurement it read."""

    iri: str
    label: str
    status: str
    status_word: str
    """The word of the scheme, the same in every language."""
    comparison: str
    threshold: str
    margin: str | None
    measured: Measured
    missing: tuple[Missing, ...] = ()
    compared: int | None = None
    """From how many snapshots the threshold is drawn, where it is a quartile."""


@dataclass(frozen=True)
class GroupFinding:
    """A group of criteria, of which at least so many must be met."""

    label: str
    status: str
    at_least: int
    criteria: tuple[CriterionFinding, ...]


@dataclass(frozen=True)
class AlternativeFinding:
    """One of the ways in which a constraint can be met: all of its groups."""

    status: str
    groups: tuple[GroupFinding, ...]


@dataclass(frozen=True)
class Explanation:
    """A diagnosis taken apart."""

    iri: str
    cluster: str
    start: int
    end: int
    constraint: str
    profile: str
    verdict: str
    verdict_word: str
    """The word of the scheme, the same in every language."""
    support: int
    passes: tuple[str, ...]
    alternatives: tuple[AlternativeFinding, ...]
    missing: tuple[Missing, ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        """Give the whole as plain values, for JSON."""
        return asdict(self)
