"""Small made-up worlds, a line a fact, for tests that count by hand."""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import replace
from functools import cache
from itertools import count, cycle

from pyoxigraph import Literal, NamedNode, Triple

from kg.diagnose.run import Inference, Judgements, Runner, infer_diagnoses, plan_strata
from kg.diagnose.selection import select_certain
from kg.inputs import find_inputs
from kg.material import Material, read_material
from kg.namespaces import BASE, ICL, RDF, RDFS
from kg.read.profiles import Profile, list_profiles, read_profile
from kg.reason import Stratum, run_rules
from kg.store import EmbeddedStore

CLUSTER = f"{BASE}id/cluster/testville"
SNAPSHOT = f"{BASE}id/snapshot/testville/1950-1969"


@cache
def shared() -> Material:
    """Give ontology, schemes and prescriptions, without any evidence."""
    return read_material(replace(find_inputs(), cases=(), assessments=(), stages=()))


@cache
def shipped(profile: str = "default") -> Profile:
    """Give a shipped profile; one of quartiles has no values yet."""
    return read_profile(list_profiles()[profile])


def vocabulary(profile: str | Profile = "default") -> tuple[Triple, ...]:
    """Give ontology, schemes, prescriptions and one profile."""
    return _vocabulary(shipped(profile) if isinstance(profile, str) else profile)


@cache
def _vocabulary(profile: Profile) -> tuple[Triple, ...]:
    return tuple(shared().vocabulary(profile))


@cache
def strata() -> tuple[Stratum, ...]:
    """Give the compiled rules."""
    return tuple(plan_strata(find_inputs().rules, shared().ontology))


def concept(scheme: str, word: str) -> NamedNode:
    """Give a concept of a scheme."""
    return NamedNode(f"{BASE}scheme/{scheme}/{word}")


class World:
    """A cluster of one snapshot, 1950-1969, of the industry 2652, told by two sources."""

    def __init__(self, start: int = 1950, end: int = 1969, documented_to: int = 1999) -> None:
        self.triples: list[Triple] = []
        self.stages: list[Triple] = []
        self.assessments: list[Triple] = []
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

    def put(
        self, subject: str, predicate: object, value: object, into: list[Triple] | None = None
    ) -> None:
        """Add one triple; texts of IRIs become IRIs, Python values literals."""
        if isinstance(value, NamedNode | Literal):
            term = value
        elif isinstance(value, str) and value.startswith("http"):
            term = NamedNode(value)
        else:
            term = Literal(value)  # type: ignore[arg-type]  # a plain value
        triple = Triple(NamedNode(subject), NamedNode(str(predicate)), term)
        (self.triples if into is None else into).append(triple)

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

    def claim_stage(
        self, stage: str, start: int | None = None, end: int | None = None,
        claimant: str = "an author", latest: int | None = None,
    ) -> str:  # fmt: skip
        """Let someone claim a stage; the compiler's claimant is ``curator``."""
        node = f"{BASE}id/stage-claim/s{next(self.numbers)}"
        self.put(node, RDF.type, ICL.StageClaimPeriod, self.stages)
        self.put(node, ICL.stage, concept("lifecycle-stage", stage), self.stages)
        self._judge(node, claimant, (start, end, latest), self.stages)
        return node

    def assess(
        self, constraint: str, judgement: str = "affirms", start: int | None = None,
        end: int | None = None, claimant: str = "an author", latest: int | None = None,
    ) -> str:  # fmt: skip
        """Let an author judge a constraint."""
        node = f"{BASE}id/assessment/s{next(self.numbers)}"
        self.put(node, RDF.type, ICL.AuthorAssessment, self.assessments)
        self.put(node, ICL.assessedConcept, concept("constraint", constraint), self.assessments)
        self.put(node, ICL.judgement, concept("judgement", judgement), self.assessments)
        self._judge(node, claimant, (start, end, latest), self.assessments)
        return node

    def _judge(
        self, node: str, claimant: str, years: tuple[int | None, ...], into: list[Triple]
    ) -> None:
        self.put(node, ICL.cluster, CLUSTER, into)
        self.put(node, ICL.claimant, claimant, into)
        for name, year in zip(("startYear", "endYear", "endYearLatest"), years, strict=True):
            if year is not None:
                self.put(node, ICL[name], year, into)

    def infer(self, runner: Runner = run_rules, profile: str | Profile = "default") -> Inference:
        """Run all rules under a profile."""
        chosen = shipped(profile) if isinstance(profile, str) else profile
        facts = select_certain(self.triples) if chosen.is_certain else self.triples
        judgements = Judgements(self.stages, self.assessments)
        return infer_diagnoses(
            vocabulary(chosen), facts, strata(), runner=runner, judgements=judgements
        )

    def diagnose(
        self, profile: str | Profile = "default", place: str = "testville/1950-1969"
    ) -> "Result":
        """Run all rules and give what they say of a snapshot, the first unless told otherwise."""
        name = profile if isinstance(profile, str) else profile.name
        return Result(self.infer(profile=profile), name, place)


def together(worlds: Iterable[World]) -> World:
    """Put the clusters of several worlds side by side, ``testville-0`` and so on, in one run."""
    whole = World()
    for layer in ("triples", "stages", "assessments"):
        setattr(whole, layer, [])
    for n, world in enumerate(worlds):
        for layer in ("triples", "stages", "assessments"):
            moved = [_move(t, n) for t in getattr(world, layer)]
            getattr(whole, layer).extend(moved)
    return whole


def _move(triple: Triple, n: int) -> Triple:
    """Give the triple of a world of its own: nothing in it is named or hit as in another."""

    def own(term: object) -> NamedNode | Literal:
        if isinstance(term, NamedNode) and term.value.startswith(f"{BASE}id/"):
            kind, _, rest = term.value.removeprefix(f"{BASE}id/").partition("/")
            name, slash, years = rest.partition("/")
            return NamedNode(f"{BASE}id/{kind}/{name}-{n}{slash}{years}")
        if isinstance(term, Literal) and triple.predicate.value in _INDUSTRIES:
            return Literal(f"{term.value}-{n}")
        return term  # type: ignore[return-value]  # worlds hold IRIs and literals

    return Triple(own(triple.subject), triple.predicate, own(triple.object))  # type: ignore[arg-type]  # a subject is no literal


_INDUSTRIES = {str(ICL.branch), str(ICL.industry)}


class Result:
    """What a run says of a snapshot under a profile."""

    def __init__(
        self,
        inference: Inference,
        profile: str = "default",
        place: str = "testville/1950-1969",
    ) -> None:
        self.place = f"{profile}/{place}"
        self.store = EmbeddedStore()
        for ntriples in inference.layers.values():
            self.store.add_text(ntriples)

    def at(self, place: str) -> "Result":
        """Give the same of another snapshot."""
        other = copy(self)
        other.place = f"{self.place.partition('/')[0]}/{place}"
        return other

    def verdict(self, constraint: str) -> str:
        return self._word(f"{BASE}id/diagnosis/{self.place}/{constraint}", "verdict")

    def support(self, constraint: str) -> int:
        return int(self._value(f"{BASE}id/diagnosis/{self.place}/{constraint}", "support"))

    def turns_on(self, constraint: str) -> set[str]:
        return self.words(f"{BASE}id/diagnosis/{self.place}/{constraint}", "turnsOn")

    def status(self, criterion: str) -> str:
        return self._word(f"{BASE}id/criterion-result/{self.place}/{criterion}", "status")

    def missing(self, criterion: str) -> set[str]:
        node = f"{BASE}id/criterion-result/{self.place}/{criterion}"
        return self.words(node, "missing/icl:missingReason")

    def share(self, measure: str) -> tuple[int, int]:
        node = f"{BASE}id/measurement/{self.place}/{measure}"
        return int(self._value(node, "numerator")), int(self._value(node, "denominator"))

    def estimate(self, stage: str) -> str:
        return self._word(f"{BASE}id/stage-estimate/{self.place}/{stage}", "estimateStatus")

    def stage(self) -> set[str]:
        """Give the stage estimated of the snapshot, if one is."""
        return self.words(f"{BASE}id/stage-estimate-period/{self.place}", "estimatedStage")

    def of_set(self, name: str) -> set[str]:
        """Give a property of the prescription set, as last parts of names."""
        return self.words(f"{BASE}id/prescription-set/{self.place}", name)

    def prescriptions(self, constraint: str) -> set[str]:
        """Give the rules by which something is advised for a diagnosed constraint."""
        rows = self.store.select(
            "SELECT ?set ?diagnosis ?rule WHERE { ?set icl:hasAssignment ?a . "
            "?a icl:forDiagnosis ?diagnosis ; icl:appliesPrescriptionRule ?rule }",
            {
                "set": NamedNode(f"{BASE}id/prescription-set/{self.place}"),
                "diagnosis": NamedNode(f"{BASE}id/diagnosis/{self.place}/{constraint}"),
            },
        )
        return {row["rule"].value.rsplit("/", 1)[-1] for row in rows}

    def outcomes(self, assessment: str) -> dict[str, str]:
        """Give what came of an assessment, by the snapshot or cluster it was held against."""
        rows = self.store.select(
            "SELECT ?assessment ?where ?outcome WHERE { ?f icl:comparesAssessment ?assessment ; "
            "icl:outcome ?outcome . { ?f icl:snapshot ?where } UNION { ?f icl:onCluster ?where } }",
            {"assessment": NamedNode(assessment)},
        )
        found = [(_last(row["where"].value), _last(row["outcome"].value)) for row in rows]
        if len(dict(found)) != len(found):
            raise AssertionError(f"{assessment} has two findings in one place: {found}")
        return dict(found)

    def of_tie(self, tie: str, name: str) -> str | None:
        return next(iter(self.words(tie, name)), None)

    def words(self, node: str, path: str) -> set[str]:
        """Give the last parts of the values of a property of a node."""
        rows = self.store.select(
            f"SELECT ?n ?v WHERE {{ ?n icl:{path} ?v }}", {"n": NamedNode(node)}
        )
        return {_last(row["v"].value) for row in rows}

    def _word(self, node: str, name: str) -> str:
        return _last(self._value(node, name))

    def _value(self, node: str, name: str) -> str:
        rows = self.store.select(
            f"SELECT ?n ?v WHERE {{ ?n icl:{name} ?v }}", {"n": NamedNode(node)}
        )
        if len(rows) != 1:
            raise AssertionError(f"{node} has {len(rows)} values of {name}")
        return rows[0]["v"].value


def _last(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]
