"""What is in a snapshot: members, active ties and edges, institutions, events, shocks."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from .evidence import Actor, Admission, Event, Membership, Presence, Shock, Snapshot, Tie
from .years import Calendar, Span, cut, first_of

FIRMS = frozenset({"large-firm", "small-firm", "supplier", "service-firm"})
WITHOUT_STRENGTH = frozenset({"spin-off", "personnel-mobility", "merger", "exclusion"})
TRIPLE_HELIX = frozenset({"industry", "knowledge", "government"})
NOT_ASKED_WHETHER_OPEN = frozenset({"governance", "competition", "conflict"})


class Traits:
    """What is derived of ties and events whatever the snapshot: strength, openness, response."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.evidence = calendar.evidence
        self.vocabulary = calendar.evidence.vocabulary
        self.parameter = calendar.parameter
        same_pair = defaultdict(list)
        for tie in self.evidence.ties:
            if tie.iri in calendar.ties:
                same_pair[tie.pair].append(tie)
        self._multiplex = {
            tie.iri
            for ties in same_pair.values()
            for one, other in combinations(ties, 2)
            if one.kind != other.kind and cut(calendar.ties[one.iri], calendar.ties[other.iri])
            for tie in (one, other)
        }
        self.strength = {tie.iri: self._strength(tie) for tie in self.evidence.ties}
        self.openness = {tie.iri: self._openness(tie) for tie in self.evidence.ties}
        self.response = {event.iri: self._response(event) for event in self.evidence.events}

    def kind(self, actor: str) -> str:
        return self.evidence.actors[actor].kind

    def sphere(self, actor: str) -> str | None:
        return self.vocabulary.sphere.get(self.kind(actor))

    def _lasts(self, tie: Tie) -> bool:
        begin, end = tie.start or tie.first_attested, tie.end or tie.last_attested
        if not begin or not end:
            return False
        return end.first - begin.latest >= self.parameter["lasting-years"]

    def _strength(self, tie: Tie) -> str | None:
        if tie.kind in WITHOUT_STRENGTH:
            return None
        tests = [self._lasts(tie), tie.iri in self._multiplex, tie.repeated is True]
        if sum(tests) >= self.parameter["strong-tests"]:
            return "strong"
        return "weak" if tie.repeated is False and not any(tests) else None

    def _openness(self, tie: Tie) -> str | None:
        admits = self._admits(tie)
        lets_in = tie.exclusive is False or "open" in admits
        cartel = tie.kind == "membership" and self.kind(tie.second) == "cartel" and not lets_in
        if tie.exclusive is True or tie.kind == "exclusion" or cartel or "closed" in admits:
            return "closed"
        return "open" if lets_in else None

    def _admits(self, tie: Tie) -> set[str]:
        """Give how the body that a tie goes to takes in others in the years of the tie."""
        if tie.kind in ("membership", "board", "tenancy"):
            body = tie.second
        elif tie.kind == "governance":
            body = tie.first
        else:
            return set()
        years = self.calendar.ties.get(tie.iri)
        return {
            "closed" if admission.closed else "open"
            for admission in self.evidence.admissions
            if admission.body == body
            and years
            and admission.iri in self.calendar.admissions
            and cut(years, self.calendar.admissions[admission.iri])
        }

    def _response(self, event: Event) -> str | None:
        if event.type not in self.vocabulary.can_respond:
            return None
        if True in event.new:
            return "exploration"
        if True in event.old:
            return "persistence"
        return "uncoded" if None in (*event.new, *event.old) else "neither"


@dataclass(frozen=True)
class ActiveTie:
    """A tie in a snapshot: its years there, its locality, and the party outside if it leads out."""

    tie: Tie
    years: Span
    locality: str
    outside: str | None


@dataclass(frozen=True)
class Edge:
    """A pair of parties tied in a snapshot."""

    pair: frozenset[str]
    ties: tuple[ActiveTie, ...]

    @property
    def parties(self) -> tuple[str, str]:
        one, other = sorted(self.pair)
        return one, other

    @property
    def locality(self) -> str:
        found = {active.locality for active in self.ties}
        return next(word for word in ("local", "external", "unknown") if word in found)

    @property
    def outside(self) -> frozenset[str]:
        return frozenset(active.outside for active in self.ties if active.outside)

    @property
    def rows(self) -> frozenset[str]:
        return frozenset().union(*(active.tie.rows for active in self.ties))

    @property
    def sources(self) -> frozenset[str]:
        return frozenset().union(*(active.tie.sources for active in self.ties))


class Scene:
    """One snapshot of one cluster."""

    def __init__(self, traits: Traits, snapshot: Snapshot) -> None:
        self.traits = traits
        self.calendar = traits.calendar
        self.evidence = traits.evidence
        self.snapshot = snapshot
        self.cluster = snapshot.cluster
        self.years: Span = (snapshot.start, snapshot.end)

    @property
    def before(self) -> "Scene | None":
        """Give the snapshot of the same cluster that ends when this one begins."""
        for other in self.evidence.snapshots:
            if other.cluster == self.cluster and other.end + 1 == self.years[0]:
                return Scene(self.traits, other)
        return None

    def holds(self, year: int) -> bool:
        return self.years[0] <= year <= self.years[1]

    def _in_years(self, spans: dict[str, Span], iri: str) -> bool:
        return iri in spans and cut(spans[iri], self.years) is not None

    @cached_property
    def memberships(self) -> list[Membership]:
        return [
            m
            for m in self.evidence.memberships
            if m.cluster == self.cluster and self._in_years(self.calendar.memberships, m.iri)
        ]

    @cached_property
    def members(self) -> dict[str, Actor]:
        return {m.member: self.evidence.actors[m.member] for m in self.memberships}

    @cached_property
    def named(self) -> dict[str, Actor]:
        return {iri: actor for iri, actor in self.members.items() if actor.named}

    @cached_property
    def firms(self) -> dict[str, Actor]:
        return {iri: actor for iri, actor in self.named.items() if actor.kind in FIRMS}

    @cached_property
    def presences(self) -> list[Presence]:
        return [
            p
            for p in self.evidence.presences
            if p.cluster == self.cluster and self._in_years(self.calendar.presences, p.iri)
        ]

    @cached_property
    def institutions(self) -> frozenset[str]:
        return frozenset(p.institution for p in self.presences)

    @cached_property
    def admissions(self) -> list[Admission]:
        return [
            a
            for a in self.evidence.admissions
            if a.cluster == self.cluster and self._in_years(self.calendar.admissions, a.iri)
        ]

    @cached_property
    def events(self) -> list[Event]:
        return [
            e
            for e in self.evidence.events
            if e.cluster == self.cluster and self._in_years(self.calendar.events, e.iri)
        ]

    @cached_property
    def ties(self) -> list[ActiveTie]:
        return [active for tie in self.evidence.ties if (active := self._activate(tie))]

    def _activate(self, tie: Tie) -> ActiveTie | None:
        if tie.iri not in self.calendar.ties:
            return None
        years = cut(self.calendar.ties[tie.iri], self.years)
        if years is None:
            return None
        outside = [p for p in tie.parties if not self.calendar.sits_in(p, self.cluster, years)]
        if len(outside) == 2:
            return None
        if not outside:
            return ActiveTie(tie, years, "local", None)
        if self.evidence.actors[outside[0]].placed:
            return ActiveTie(tie, years, "external", outside[0])
        return ActiveTie(tie, years, "unknown", None)

    @cached_property
    def edges(self) -> list[Edge]:
        pairs = defaultdict(list)
        for active in self.ties:
            pairs[active.tie.pair].append(active)
        return [Edge(pair, tuple(ties)) for pair, ties in pairs.items()]

    @cached_property
    def local_pairs(self) -> set[frozenset[str]]:
        """Give the pairs of named members with a local edge."""
        return {
            edge.pair
            for edge in self.edges
            if edge.locality == "local" and edge.pair <= self.named.keys()
        }

    @cached_property
    def shocks(self) -> list[Shock]:
        """Give the shocks that hit the cluster, whenever."""
        return [
            shock
            for shock in self.evidence.shocks
            if (self.cluster in shock.only if shock.only else self._is_struck(shock))
        ]

    def _is_struck(self, shock: Shock) -> bool:
        """Tell whether a shock falls in documented years and on a branch of the line."""
        years = self.calendar.shocks[shock.iri]
        in_line = shock.branches & self.line(years[1])
        return bool(in_line and cut(years, self.calendar.documented[self.cluster]))

    def line(self, year: int) -> frozenset[str]:
        """Give the branches of the line of industry that had begun by a year."""
        begun = (
            branch.codes
            for branch in self.evidence.line
            if branch.cluster == self.cluster
            and (branch.start is None or branch.start.first <= year)
        )
        return frozenset().union(*begun)

    @cached_property
    def recent(self) -> list[Shock]:
        """Give the shocks in the snapshot or shortly before it."""
        since = self.years[0] - self.traits.parameter["shock-lookback"]
        spans = ((shock, self.calendar.shocks[shock.iri]) for shock in self.shocks)
        return [shock for shock, span in spans if cut(span, (since, self.years[1]))]

    @cached_property
    def explorations(self) -> list[Event]:
        """Give the explorations of the snapshot with which the cluster answers a shock."""
        return [
            event
            for event in self.events
            if self.traits.response[event.iri] == "exploration"
            and self.is_in_window(event, self.shocks)
        ]

    @cached_property
    def inherited(self) -> frozenset[str]:
        """Give the institutions of the snapshot that the record shows earlier than it begins."""
        return frozenset(
            p.institution
            for p in self.evidence.presences
            if p.cluster == self.cluster
            and p.institution in self.institutions
            and p.iri in self.calendar.presences
            and self._is_seen_before(p)
        )

    def _is_seen_before(self, presence: Presence) -> bool:
        seen = self.calendar.presences[presence.iri][0]
        begun = first_of(presence.start, self.calendar.founded(presence.institution))
        return min(seen, seen if begun is None else begun) < self.years[0]

    @cached_property
    def founded(self) -> frozenset[str]:
        """Give the institutions of which a beginning in the snapshot is told, and none before."""
        begun = {
            p.institution
            for p in self.presences
            if (year := first_of(p.start, self.calendar.founded(p.institution))) is not None
            and self.holds(year)
        }
        return frozenset(begun) - self.inherited

    @cached_property
    def answerable(self) -> list[Shock]:
        """Give the shocks of which the record is long enough to tell whether they were answered."""
        start, end = self.years
        lookback = self.traits.parameter["shock-lookback"]
        window = self.traits.parameter["response-window"]
        documented_to = self.calendar.documented[self.cluster][1]
        spans = ((shock, self.calendar.shocks[shock.iri]) for shock in self.shocks)
        return [
            shock
            for shock, (first, last) in spans
            if first <= end and last >= start - lookback and last + window <= documented_to
        ]

    def is_in_window(self, event: Event, shocks: Iterable[Shock]) -> bool:
        """Tell whether an event falls in the response window of one of these shocks."""
        if event.iri not in self.calendar.events:
            return False
        year = self.calendar.events[event.iri][0]
        window = self.traits.parameter["response-window"]
        spans = (self.calendar.shocks[shock.iri] for shock in shocks)
        return any(first <= year <= last + window for first, last in spans)
