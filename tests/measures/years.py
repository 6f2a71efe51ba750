"""When things hold: years stated, years attested and lives, brought to whole-year spans."""

from collections import defaultdict

from .evidence import Admission, Event, Evidence, Membership, Presence, Shock, Tie, Year

Span = tuple[int, int]


def cut(one: Span, other: Span) -> Span | None:
    """Give the years that two spans share.

    >>> cut((1950, 1960), (1955, 1970)), cut((1950, 1954), (1955, 1970))
    ((1955, 1960), None)
    """
    start, end = max(one[0], other[0]), min(one[1], other[1])
    return (start, end) if start <= end else None


def first_of(*years: Year | None) -> int | None:
    """Give the earliest year of the first of these that is recorded."""
    return next((year.first for year in years if year), None)


def latest_of(*years: Year | None) -> int | None:
    """Give the latest year of the first of these that is recorded."""
    return next((year.latest for year in years if year), None)


class Calendar:
    """The spans of everything in the evidence; what never holds has none."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.parameter = evidence.vocabulary.parameter
        self.documented: dict[str, Span] = {}
        for snapshot in evidence.snapshots:
            start, end = self.documented.get(snapshot.cluster, (snapshot.start, snapshot.end))
            years = min(start, snapshot.start), max(end, snapshot.end)
            self.documented[snapshot.cluster] = years
        self.ties = {t.iri: s for t in evidence.ties if (s := self._tie(t))}
        self.memberships = {m.iri: s for m in evidence.memberships if (s := self._membership(m))}
        self._sittings: dict[tuple[str, str], list[Span]] = defaultdict(list)
        for membership in evidence.memberships:
            if membership.iri in self.memberships:
                place = membership.member, membership.cluster
                self._sittings[place].append(self.memberships[membership.iri])
        self.presences = {p.iri: s for p in evidence.presences if (s := self._presence(p))}
        self._stays: dict[tuple[str, str], list[Span]] = defaultdict(list)
        for presence in evidence.presences:
            if presence.iri in self.presences:
                place = presence.institution, presence.cluster
                self._stays[place].append(self.presences[presence.iri])
        self.admissions = {a.iri: s for a in evidence.admissions if (s := self._admission(a))}
        self.events = {e.iri: s for e in evidence.events if (s := self._event(e))}
        self.shocks = {s.iri: self._shock(s) for s in evidence.shocks}

    def sits_in(self, actor: str, cluster: str, years: Span) -> bool:
        """Tell whether an actor is a member of a cluster in any of these years."""
        return any(cut(span, years) for span in self._sittings.get((actor, cluster), ()))

    def founded(self, actor: str) -> Year | None:
        found = self.evidence.actors.get(actor)
        return found.founded if found else None

    def dissolved(self, actor: str) -> Year | None:
        found = self.evidence.actors.get(actor)
        return found.dissolved if found else None

    def _tie(self, tie: Tie) -> Span | None:
        begin = first_of(tie.start, tie.first_attested, tie.last_attested, tie.end)
        if begin is None:
            return None
        if tie.end:
            end = tie.end.latest
        elif tie.nature == "happening":
            told = (tie.start, tie.first_attested, tie.last_attested)
            end = max(year.latest for year in told if year)
        else:
            seen = latest_of(tie.last_attested, tie.first_attested, tie.start)
            end = (seen or 0) + self.parameter["tie-persistence"]
        for party in tie.parties:
            if founded := self.founded(party):
                begin = max(begin, founded.first)
            if dissolved := self.dissolved(party):
                end = min(end, dissolved.latest)
        return (begin, end) if begin <= end else None

    def _membership(self, membership: Membership) -> Span | None:
        documented = self.documented[membership.cluster]
        start = first_of(membership.start, self.founded(membership.member))
        end = latest_of(membership.end, self.dissolved(membership.member))
        return _span(
            documented[0] if start is None else start, documented[1] if end is None else end
        )

    def _presence(self, presence: Presence) -> Span | None:
        sittings = self._sittings.get((presence.institution, presence.cluster), [])
        start = first_of(
            presence.start, presence.first_attested, self.founded(presence.institution)
        )
        if start is None:
            gone = self.dissolved(presence.institution)
            start = first_of(presence.last_attested, presence.end, gone)
        if start is None and sittings:
            start = min(span[0] for span in sittings)
        if start is None:
            return None
        end = latest_of(presence.end, self.dissolved(presence.institution))
        if end is None and presence.last_attested:
            end = presence.last_attested.latest + self.parameter["tie-persistence"]
        if end is None and sittings:
            end = max(span[1] for span in sittings)
        return _span(start, self.documented[presence.cluster][1] if end is None else end)

    def _admission(self, admission: Admission) -> Span | None:
        stays = self._stays.get((admission.body, admission.cluster), [])
        documented = self.documented[admission.cluster]
        start = first_of(admission.start, self.founded(admission.body))
        if start is None:
            start = min((span[0] for span in stays), default=documented[0])
        end = latest_of(admission.end, self.dissolved(admission.body))
        if end is None:
            end = max((span[1] for span in stays), default=documented[1])
        return _span(start, end)

    def _event(self, event: Event) -> Span | None:
        start, end = first_of(event.start, event.end), latest_of(event.end, event.start)
        return None if start is None or end is None else _span(start, end)

    def _shock(self, shock: Shock) -> Span:
        if shock.end:
            return shock.start.first, shock.end.latest
        later = [
            other.start.first
            for other in self.evidence.shocks
            if other.industry == shock.industry and other.start.first > shock.start.first
        ]
        longest = shock.start.first + self.parameter["shock-length"]
        return shock.start.first, min([longest, *later])


def _span(start: int, end: int) -> Span | None:
    return (start, end) if start <= end else None
