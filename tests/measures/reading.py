"""Turtle files to plain values."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from .evidence import (
    Actor,
    Admission,
    Event,
    Evidence,
    LineBranch,
    Membership,
    Presence,
    Shock,
    Snapshot,
    Tie,
    Vocabulary,
    Year,
)

ICL = "https://w3id.org/innocluster/def/"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def local_name(iri: str) -> str:
    """Give the last part of an IRI.

    >>> local_name("https://w3id.org/innocluster/scheme/tie-kind/supply")
    'supply'
    """
    return iri.rsplit("/", 1)[-1]


class Graph:
    """The triples of some files, by subject and property."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._facts: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for path in paths:
            for quad in parse(path.read_bytes(), format=RdfFormat.TURTLE):
                if isinstance(quad.subject, NamedNode) and isinstance(
                    quad.object, NamedNode | Literal
                ):
                    facts = self._facts[quad.subject.value]
                    facts[quad.predicate.value].add(quad.object.value)

    def instances(self, name: str) -> list[str]:
        return sorted(s for s, facts in self._facts.items() if ICL + name in facts.get(TYPE, ()))

    def subjects(self, name: str) -> list[str]:
        return sorted(s for s, facts in self._facts.items() if ICL + name in facts)

    def all(self, node: str, name: str) -> frozenset[str]:
        return frozenset(self._facts.get(node, {}).get(ICL + name, ()))

    def any(self, node: str, name: str) -> str | None:
        values = self.all(node, name)
        if len(values) > 1:
            raise ValueError(f"{node} has more than one {name}: {sorted(values)}")
        return next(iter(values), None)

    def one(self, node: str, name: str) -> str:
        value = self.any(node, name)
        if value is None:
            raise ValueError(f"{node} has no {name}")
        return value

    def word(self, node: str, name: str) -> str | None:
        value = self.any(node, name)
        return local_name(value) if value else None

    def words(self, node: str, name: str) -> frozenset[str]:
        return frozenset(map(local_name, self.all(node, name)))

    def flag(self, node: str, name: str) -> bool | None:
        value = self.any(node, name)
        return None if value is None else value in ("true", "1")

    def year(self, node: str, name: str) -> Year | None:
        first, latest = self.any(node, f"{name}Year"), self.any(node, f"{name}YearLatest")
        if first is None:
            return None
        return Year(int(first), int(latest) if latest else int(first))

    def independent(self, sources: Iterable[str]) -> frozenset[str]:
        """Replace every source that repeats another by the one repeated, to the last."""
        found, waiting, seen = set(), list(sources), set()
        while waiting:
            source = waiting.pop()
            if source in seen:
                continue
            seen.add(source)
            behind = self.all(source, "restsOn")
            waiting.extend(behind)
            if not behind:
                found.add(source)
        return frozenset(found)

    def statement(self, node: str) -> tuple[str, frozenset[str], frozenset[str]]:
        """Give the address, rows and independent sources of a statement."""
        locators = [
            place
            for claim in self.all(node, "supportedByClaim")
            for place in self.all(claim, "statedIn")
        ]
        cited = [source for place in locators for source in self.all(place, "source")]
        return node, self.all(node, "evidenceRow"), self.independent(cited)


def read_vocabulary(schemes: Iterable[Path], profile: Path) -> Vocabulary:
    """Read what the schemes and the profile say."""
    graph, numbers = Graph(schemes), Graph([profile])

    def relate(name: str) -> dict[str, str]:
        return {local_name(s): graph.word(s, name) or "" for s in graph.subjects(name)}

    def gather(name: str) -> frozenset[str]:
        return frozenset(local_name(s) for s in graph.subjects(name) if graph.flag(s, name))

    roles = {s: numbers.word(s, "parameterName") or "" for s in numbers.instances("Parameter")}
    return Vocabulary(
        sphere=relate("kindSphere"),
        default_nature=relate("defaultNature"),
        shows_conduct=gather("showsConduct"),
        can_respond=gather("canRespond"),
        counted_kind=relate("countedKind"),
        parameter={
            role: int(numbers.one(s, "parameterValue"))
            for s, role in roles.items()
            if role != "threshold"
        },
    )


def read_evidence(paths: Iterable[Path], vocabulary: Vocabulary) -> Evidence:
    """Read the sources, the shocks and the cases of a folder of data."""
    g = Graph(paths)
    found = Evidence(vocabulary)
    for node in g.instances("Actor"):
        found.actors[node] = Actor(
            *g.statement(node),
            kind=g.word(node, "actorKind") or "",
            named=not g.flag(node, "collective"),
            branches=g.all(node, "branch"),
            founded=g.year(node, "founded"),
            dissolved=g.year(node, "dissolved"),
            placed=bool(g.all(node, "place") or g.all(node, "country")),
            country=g.any(node, "country"),
            own_research=g.flag(node, "ownResearch"),
            own_marketing=g.flag(node, "ownMarketing"),
        )
    for node in g.instances("ClusterMembership"):
        found.memberships.append(
            Membership(
                *g.statement(node),
                member=g.one(node, "member"),
                cluster=g.one(node, "cluster"),
                start=g.year(node, "start"),
                end=g.year(node, "end"),
            )
        )
    for node in g.instances("BodyAdmission"):
        found.admissions.append(
            Admission(
                *g.statement(node),
                body=g.one(node, "body"),
                cluster=g.one(node, "cluster"),
                closed=g.word(node, "admission") == "closed",
                start=g.year(node, "start"),
                end=g.year(node, "end"),
            )
        )
    for node in g.instances("Tie"):
        kind = g.word(node, "tieKind") or ""
        found.ties.append(
            Tie(
                *g.statement(node),
                first=g.one(node, "firstParty"),
                second=g.one(node, "secondParty"),
                kind=kind,
                nature=g.word(node, "tieNature") or vocabulary.default_nature[kind],
                bases=g.words(node, "tieBasis"),
                valence=g.word(node, "valence"),
                repeated=g.flag(node, "repeatedContact"),
                exclusive=g.flag(node, "exclusive"),
                start=g.year(node, "start"),
                end=g.year(node, "end"),
                first_attested=g.year(node, "firstAttested"),
                last_attested=g.year(node, "lastAttested"),
            )
        )
    for node in g.instances("InstitutionPresence"):
        found.presences.append(
            Presence(
                *g.statement(node),
                institution=g.one(node, "institution"),
                cluster=g.one(node, "cluster"),
                functions=g.words(node, "function"),
                bars_entry=g.flag(node, "barsEntry"),
                start=g.year(node, "start"),
                end=g.year(node, "end"),
                first_attested=g.year(node, "firstAttested"),
                last_attested=g.year(node, "lastAttested"),
            )
        )
    for node in g.instances("Event"):
        new = [g.flag(node, n) for n in ("newTechnology", "newMarket", "newPartner")]
        found.events.append(
            Event(
                *g.statement(node),
                cluster=g.one(node, "cluster"),
                type=g.word(node, "eventType") or "",
                participants=g.all(node, "participant"),
                start=g.year(node, "start"),
                end=g.year(node, "end"),
                new=(new[0], new[1], new[2]),
                old=(g.flag(node, "extendsLine"), g.flag(node, "protectsIncumbents")),
            )
        )
    for node in g.instances("IndustryShock"):
        onset = g.year(node, "start")
        if onset is None:
            raise ValueError(f"{node} has no start")
        found.shocks.append(
            Shock(
                *g.statement(node),
                industry=g.one(node, "industry"),
                branches=g.all(node, "branch"),
                only=g.all(node, "shockOf"),
                start=onset,
                end=g.year(node, "end"),
            )
        )
    for node in g.instances("LineBranch"):
        codes = g.all(node, "branch")
        found.line.append(LineBranch(g.one(node, "cluster"), codes, g.year(node, "start")))
    for node in g.instances("ClusterSnapshot"):
        years = int(g.one(node, "startYear")), int(g.one(node, "endYear"))
        found.snapshots.append(Snapshot(node, g.one(node, "snapshotOf"), *years))
    return found
