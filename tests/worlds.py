"""Small made-up worlds, a line a fact, for tests that count by hand."""

from collections.abc import Sequence
from functools import cache
from itertools import count, cycle

from pyoxigraph import Literal, NamedNode, Triple

from kg.diagnose.run import Inference, Runner, infer_diagnoses, plan_strata
from kg.inputs import find_inputs
from kg.namespaces import BASE, ICL, RDF, RDFS
from kg.pipeline import read_vocabulary
from kg.reason import Stratum, read_rules, run_rules
from kg.store import EmbeddedStore

CLUSTER = f"{BASE}id/cluster/testville"
SNAPSHOT = f"{BASE}id/snapshot/testville/1950-1969"


@cache
def vocabulary() -> tuple[Triple, ...]:
    """Give ontology, schemes and the default profile."""
    return tuple(read_vocabulary(find_inputs()))


@cache
def strata() -> tuple[Stratum, ...]:
    """Give the compiled rules."""
    return tuple(plan_strata(read_rules(find_inputs().rules), list(vocabulary())))


def concept(scheme: str, word: str) -> NamedNode:
    """Give a concept of a scheme."""
    return NamedNode(f"{BASE}scheme/{scheme}/{word}")


class World:
    """A cluster of one snapshot, 1950-1969, of the industry 2652, told by two sources."""

    def __init__(self, start: int = 1950, end: int = 1969, documented_to: int = 1999) -> None:
        self.triples: list[Triple] = []
        self.numbers = count(1)
        self.sources = cycle(("one", "two", "three"))
        self.put(CLUSTER, RDF.type, ICL.Cluster)
        self.put(CLUSTER, RDFS.label, Literal("Testville"))
        self.snapshot(start, end)
        if documented_to > end:
            self.snapshot(end + 1, documented_to)
        self.branch("2652", start)
        for kind, name in (("TieSet", "ties"), ("InstitutionSet", "institutions")):
            self.roster(kind, name, "illustrative")

    def put(self, subject: str, predicate: object, value: object) -> None:
        """Add one triple; texts of IRIs become IRIs, Python values literals."""
        if isinstance(value, NamedNode | Literal):
            term = value
        elif isinstance(value, str) and value.startswith("http"):
            term = NamedNode(value)
        else:
            term = Literal(value)  # type: ignore[arg-type]  # a plain value
        self.triples.append(Triple(NamedNode(subject), NamedNode(str(predicate)), term))

    def snapshot(self, start: int, end: int) -> None:
        node = f"{BASE}id/snapshot/testville/{start}-{end}"
        self.put(node, RDF.type, ICL.ClusterSnapshot)
        self.put(node, ICL.snapshotOf, CLUSTER)
        self.put(node, ICL.startYear, start)
        self.put(node, ICL.endYear, end)

    def branch(self, code: str, since: int) -> None:
        node = f"{BASE}id/branch/{code}"
        self.put(node, RDF.type, ICL.LineBranch)
        self.put(node, ICL.cluster, CLUSTER)
        self.put(node, ICL.branch, code)
        self.put(node, ICL.startYear, since)

    def roster(self, rdf_class: str, name: str, kind: str) -> None:
        node = f"{BASE}id/roster/{name}"
        self.triples = [t for t in self.triples if t.subject != NamedNode(node)]
        self.put(node, RDF.type, ICL[rdf_class])
        self.put(node, ICL.cluster, CLUSTER)
        self.put(node, ICL.rosterOf, concept("roster-set", name))
        self.put(node, ICL.rosterKind, concept("roster-kind", kind))

    def complete(self) -> "World":
        """Make both rosters complete."""
        self.roster("TieSet", "ties", "complete-roster")
        self.roster("InstitutionSet", "institutions", "complete-roster")
        return self

    def statement(
        self, kind: str, rdf_class: str, row: str | None, source: str | None, confidence: str
    ) -> str:
        """Add a statement with its row, claim, locator and source; give its IRI."""
        node = f"{BASE}id/{kind}/s{next(self.numbers)}"
        self.state(node, rdf_class, row, source, confidence)
        return node

    def state(
        self, node: str, rdf_class: str, row: str | None, source: str | None, confidence: str
    ) -> None:
        """Add row, claim, locator and source to a statement."""
        n = next(self.numbers)
        source = source or next(self.sources)
        claim, locator = f"{BASE}id/claim/s{n}", f"{BASE}id/locator/{source}"
        self.put(node, RDF.type, ICL[rdf_class])
        self.put(node, ICL.evidenceRow, f"{BASE}id/row/{row or f's{n}'}")
        self.put(node, ICL.supportedByClaim, claim)
        self.put(claim, RDF.type, ICL.ObservationClaim)
        self.put(claim, ICL.confidence, concept("confidence", confidence))
        self.put(claim, ICL.statedIn, locator)
        self.put(locator, ICL.source, f"{BASE}id/source/{source}")

    def actor(
        self, name: str, kind: str = "small-firm", member: bool = True, place: str | None = "there",
        collective: bool = False, branch: str | None = "2652", **facts: object,
    ) -> str:  # fmt: skip
        node = f"{BASE}id/actor/{name}"
        self.state(node, "Actor", None, None, "explicit")
        self.put(node, RDFS.label, Literal(name))
        self.put(node, ICL.actorKind, concept("actor-kind", kind))
        if place:
            self.put(node, ICL.place, Literal(place))
        if collective:
            self.put(node, ICL.collective, True)
        if branch:
            self.put(node, ICL.branch, branch)
        for fact, value in facts.items():
            self.put(node, ICL[fact], value)
        if member:
            membership = self.statement("membership", "ClusterMembership", None, None, "explicit")
            self.put(membership, ICL.member, node)
            self.put(membership, ICL.cluster, CLUSTER)
        return node

    def tie(
        self, first: str, second: str, kind: str = "supply", row: str | None = None,
        source: str | None = None, confidence: str = "explicit", basis: str | None = None,
        valence: str | None = None, start: int | None = 1955, **facts: object,
    ) -> str:  # fmt: skip
        node = self.statement("tie", "Tie", row, source, confidence)
        self.put(node, ICL.firstParty, f"{BASE}id/actor/{first}")
        self.put(node, ICL.secondParty, f"{BASE}id/actor/{second}")
        self.put(node, ICL.tieKind, concept("tie-kind", kind))
        if basis:
            self.put(node, ICL.tieBasis, concept("tie-basis", basis))
        if valence:
            self.put(node, ICL.valence, concept("valence", valence))
        if start is not None:
            self.put(node, ICL.startYear, start)
        for name, value in facts.items():
            if value is not None:
                self.put(node, ICL[name], value)
        return node

    def institution(
        self, name: str, *functions: str, start: int | None = 1950, bars: bool | None = None
    ) -> str:
        node = self.statement("presence", "InstitutionPresence", None, None, "explicit")
        self.put(node, ICL.institution, f"{BASE}id/actor/{name}")
        self.put(node, ICL.cluster, CLUSTER)
        for function in functions:
            self.put(node, ICL.function, concept("institution-function", function))
        if start is not None:
            self.put(node, ICL.startYear, start)
        if bars is not None:
            self.put(node, ICL.barsEntry, bars)
        return node

    def shock(self, start: int = 1952, end: int | None = 1954, **facts: object) -> str:
        node = self.statement("shock", "IndustryShock", None, None, "explicit")
        self.put(node, ICL.industry, "testing")
        self.put(node, ICL.branch, "2652")
        self.put(node, ICL.startYear, start)
        if end is not None:
            self.put(node, ICL.endYear, end)
        for name, value in facts.items():
            self.put(node, ICL[name], value)
        return node

    def event(
        self, kind: str, year: int, participants: Sequence[str] = (), confidence: str = "explicit",
        **observables: bool,
    ) -> str:  # fmt: skip
        node = self.statement("event", "Event", None, None, confidence)
        self.put(node, ICL.eventType, concept("event-type", kind))
        self.put(node, ICL.cluster, CLUSTER)
        self.put(node, ICL.startYear, year)
        for participant in participants:
            self.put(node, ICL.participant, f"{BASE}id/actor/{participant}")
        for name, value in observables.items():
            self.put(node, ICL[name], value)
        return node

    def absence(self, *functions: str) -> str:
        node = self.statement("absence", "Absence", None, None, "explicit")
        self.put(node, ICL.cluster, CLUSTER)
        self.put(node, ICL.startYear, 1940)
        self.put(node, ICL.endYear, 1999)
        for function in functions:
            self.put(node, ICL.absentFunction, concept("institution-function", function))
        return node

    def infer(self, runner: Runner = run_rules) -> Inference:
        """Run all rules."""
        return infer_diagnoses(vocabulary(), self.triples, strata(), runner=runner)

    def diagnose(self) -> "Result":
        """Run all rules and give what they say of the first snapshot."""
        return Result(self.infer())


class Result:
    """What a run says of the snapshot 1950-1969."""

    def __init__(self, inference: Inference) -> None:
        self.store = EmbeddedStore()
        self.store.add([*inference.derived, *inference.measurements, *inference.diagnoses])

    def verdict(self, constraint: str) -> str:
        return self._word(f"{BASE}id/diagnosis/default/testville/1950-1969/{constraint}", "verdict")

    def support(self, constraint: str) -> int:
        node = f"{BASE}id/diagnosis/default/testville/1950-1969/{constraint}"
        return int(self._value(node, "support"))

    def status(self, criterion: str) -> str:
        return self._word(
            f"{BASE}id/criterion-result/default/testville/1950-1969/{criterion}", "status"
        )

    def missing(self, criterion: str) -> set[str]:
        node = NamedNode(f"{BASE}id/criterion-result/default/testville/1950-1969/{criterion}")
        rows = self.store.select(
            "SELECT ?r ?reason WHERE { ?r icl:missing/icl:missingReason ?reason }", {"r": node}
        )
        return {row["reason"].value.rsplit("/", 1)[-1] for row in rows}

    def share(self, measure: str) -> tuple[int, int]:
        node = f"{BASE}id/measurement/default/testville/1950-1969/{measure}"
        return int(self._value(node, "numerator")), int(self._value(node, "denominator"))

    def of_tie(self, tie: str, name: str) -> str | None:
        rows = self.store.select(
            f"SELECT ?t ?v WHERE {{ ?t icl:{name} ?v }}", {"t": NamedNode(tie)}
        )
        return rows[0]["v"].value.rsplit("/", 1)[-1] if rows else None

    def _word(self, node: str, name: str) -> str:
        return self._value(node, name).rsplit("/", 1)[-1]

    def _value(self, node: str, name: str) -> str:
        rows = self.store.select(
            f"SELECT ?n ?v WHERE {{ ?n icl:{name} ?v }}", {"n": NamedNode(node)}
        )
        if len(rows) != 1:
            raise AssertionError(f"{node} has {len(rows)} values of {name}")
        return rows[0]["v"].value
