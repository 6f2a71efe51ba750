"""The evidence as plain values: what a coder records, and nothing derived."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Year:
    """A year, or the interval in which it falls."""

    first: int
    latest: int


@dataclass(frozen=True)
class Statement:
    """Anything that rests on evidence."""

    iri: str
    rows: frozenset[str]
    sources: frozenset[str]


@dataclass(frozen=True)
class Actor(Statement):
    kind: str
    named: bool
    branches: frozenset[str]
    founded: Year | None
    dissolved: Year | None
    placed: bool
    country: str | None
    own_research: bool | None
    own_marketing: bool | None


@dataclass(frozen=True)
class Membership(Statement):
    member: str
    cluster: str
    start: Year | None
    end: Year | None


@dataclass(frozen=True)
class Admission(Statement):
    body: str
    cluster: str
    closed: bool
    start: Year | None
    end: Year | None


@dataclass(frozen=True)
class Tie(Statement):
    first: str
    second: str
    kind: str
    nature: str
    bases: frozenset[str]
    valence: str | None
    repeated: bool | None
    exclusive: bool | None
    start: Year | None
    end: Year | None
    first_attested: Year | None
    last_attested: Year | None

    @property
    def parties(self) -> tuple[str, str]:
        return self.first, self.second

    @property
    def pair(self) -> frozenset[str]:
        return frozenset(self.parties)


@dataclass(frozen=True)
class Presence(Statement):
    institution: str
    cluster: str
    functions: frozenset[str]
    bars_entry: bool | None
    start: Year | None
    end: Year | None
    first_attested: Year | None
    last_attested: Year | None


@dataclass(frozen=True)
class Event(Statement):
    cluster: str
    type: str
    participants: frozenset[str]
    start: Year | None
    end: Year | None
    new: tuple[bool | None, bool | None, bool | None]
    """New technology, new market, new partner."""
    old: tuple[bool | None, bool | None]
    """Extension of the line, protection of incumbents."""


@dataclass(frozen=True)
class Shock(Statement):
    industry: str
    branches: frozenset[str]
    only: frozenset[str]
    start: Year
    end: Year | None


@dataclass(frozen=True)
class LineBranch:
    cluster: str
    codes: frozenset[str]
    start: Year | None


@dataclass(frozen=True)
class Snapshot:
    iri: str
    cluster: str
    start: int
    end: int


@dataclass(frozen=True)
class Vocabulary:
    """What the schemes say of their concepts, by local name, and the numbers of the profile."""

    sphere: dict[str, str]
    default_nature: dict[str, str]
    shows_conduct: frozenset[str]
    can_respond: frozenset[str]
    counted_kind: dict[str, str]
    parameter: dict[str, int]


@dataclass
class Evidence:
    """Everything the measures are taken from."""

    vocabulary: Vocabulary
    actors: dict[str, Actor] = field(default_factory=dict)
    memberships: list[Membership] = field(default_factory=list)
    admissions: list[Admission] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    presences: list[Presence] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    shocks: list[Shock] = field(default_factory=list)
    line: list[LineBranch] = field(default_factory=list)
    snapshots: list[Snapshot] = field(default_factory=list)
