"""One run of the rules under one profile: from evidence to diagnoses, and what follows from them.

The scratch store holds exactly what the rules may read, in its default graph. The run is done
twice: first without uncertain claims, as far as the readings of the tallies, then with everything;
what the first gave enters the second as the reading ``certain``. What authors say enters only when
the diagnoses are written: stages before the prescriptions, assessments before the comparison.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from kg.diagnose.selection import select_certain
from kg.diagnose.sweep import SWEEP_KEYS, infer_sweeps
from kg.diagnose.without import WITHOUT_KEYS, infer_without
from kg.measures import SHAPE_KEYS, infer_shape
from kg.namespaces import BASE, ICL
from kg.reason import Stratum, infer_closure, run_rules
from kg.reason.execute import Given
from kg.reason.program import read_program
from kg.reason.strata import Key
from kg.store import EmbeddedStore
from kg.store.text import to_text, to_triples

SHAPE_ORDER = 211
"""Where the shape of the network is computed: after shocks are counted, before the totals."""
CERTAIN_ORDER = 260
"""Where the reading without uncertain claims is given: after the readings, before the criteria."""
WITHOUT_ORDER = 261
"""Where the readings without one source are given: when what decides is known."""
CRITERIA_ORDER = 300
"""Where thresholds begin to count: below, profiles that measure alike conclude alike."""
SWEEPS_ORDER = 415
"""Where it is given how far a constraint depends on its thresholds: before support is counted."""
STAGES_ORDER = 500
"""Where the stages that authors claim are given: after the diagnoses, before prescriptions."""
ASSESSMENTS_ORDER = 600
"""Where authors' assessments are given: after all else, to be compared with the diagnoses."""

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_READING = str(ICL.TallyReading)
_OF_READING = NamedNode(str(ICL.reading))
_JUDGED = ("assessedConcept", "judgement")
_CERTAIN_KEYS = (
    Key(_TYPE, _READING),
    *(
        Key(str(ICL[name]), "", _READING)
        for name in (
            "snapshot",
            "tally",
            "reading",
            "lowNumerator",
            "highNumerator",
            "onDenominator",
        )
    ),
)
_STAGE_KEYS = tuple(
    Key(str(ICL[name]), "", str(ICL.StageClaimPeriod)) for name in ("stage", "claimant")
)
_ASSESSMENT_KEYS = tuple(Key(str(ICL[name]), "", str(ICL.AuthorAssessment)) for name in _JUDGED)
"""Without their types: a rule that reads every statement is meant to read evidence alone."""
GIVEN_KEYS = {
    SHAPE_ORDER: SHAPE_KEYS,
    CERTAIN_ORDER: _CERTAIN_KEYS,
    WITHOUT_ORDER: (*_CERTAIN_KEYS, *WITHOUT_KEYS),
    SWEEPS_ORDER: SWEEP_KEYS,
    STAGES_ORDER: _STAGE_KEYS,
    ASSESSMENTS_ORDER: _ASSESSMENT_KEYS,
}
"""What enters the rules from outside, for the proof of the strata."""

Runner = Callable[
    [EmbeddedStore, Sequence[Stratum], dict[int, Given]], Mapping[int, Iterable[Triple] | bytes]
]
LAYERS = ("derived", "measurements", "diagnoses", "agreement")
_LAYER_OF = {1: "derived", 2: "measurements", 6: "agreement"}
"""The layer of what an order of such hundreds concludes; else it is the diagnoses."""


@dataclass(frozen=True)
class Judgements:
    """What authors say, which no rule reads before the diagnoses are written."""

    stages: Sequence[Triple] = ()
    assessments: Sequence[Triple] = ()


@dataclass(frozen=True)
class Inference:
    """What a run concluded, by layer; prescriptions stand with the diagnoses."""

    store: EmbeddedStore
    """All that the run read and concluded."""
    layers: Mapping[str, bytes]
    """N-Triples by the name of their graphs: derived, measurements, diagnoses, agreement."""

    def triples(self, layer: str) -> list[Triple]:
        """Give the triples of a layer."""
        return to_triples(self.layers[layer])


def plan_strata(rules: Iterable[Path], ontology: Sequence[Triple]) -> list[Stratum]:
    """Compile the rules of some files and place them in strata, with what is given in mind.

    :raises RuleError: if a rule does not compile or the program cannot be stratified.
    """
    return read_program(rules, GIVEN_KEYS, _superclasses(ontology))


def _superclasses(ontology: Sequence[Triple]) -> dict[str, set[str]]:
    """Give all named superclasses of each named class."""
    store = EmbeddedStore()
    store.add(ontology)
    found: dict[str, set[str]] = {}
    for row in store.select(
        "SELECT ?c ?s WHERE { ?c rdfs:subClassOf+ ?s FILTER(isIRI(?c) && isIRI(?s)) }"
    ):
        found.setdefault(row["c"].value, set()).add(row["s"].value)
    return found


def infer_diagnoses(
    vocabulary: Sequence[Triple],
    evidence: Sequence[Triple],
    strata: Sequence[Stratum],
    progress: Callable[[str], None] = lambda _: None,
    runner: Runner = run_rules,
    judgements: Judgements = Judgements(),
    measured: bytes = b"",
) -> Inference:
    """Infer everything one profile concludes from the evidence.

    :param vocabulary: the ontology, the schemes, the prescriptions and one profile.
    :param evidence: the cases, with their sources and shocks; never assessments.
    :param runner: what runs the strata; the reference evaluation stands in for it in tests.
    :param judgements: what authors say, for the rules that come after the diagnoses.
    :param measured: what was derived and measured already, as N-Triples; then only the rest is
        inferred.
    """
    given: dict[int, Given] = {
        SWEEPS_ORDER: infer_sweeps,
        STAGES_ORDER: lambda _: judgements.stages,
        ASSESSMENTS_ORDER: lambda _: judgements.assessments,
    }
    if measured:
        strata = [s for s in strata if s.order >= CRITERIA_ORDER]
    else:
        given |= {
            SHAPE_ORDER: infer_shape,
            CERTAIN_ORDER: _read_certain,
            WITHOUT_ORDER: infer_without,
        }
        left = select_certain(evidence)
        if len(left) < len(evidence):
            progress("rules without uncertain claims")
            certain = _infer_certain(vocabulary, left, strata, runner)
            given[CERTAIN_ORDER] = lambda _: certain
    progress("rules")
    store = _scratch(vocabulary, evidence)
    store.add_text(measured)
    found: dict[str, list[bytes]] = {layer: [] for layer in LAYERS}
    for order, triples in runner(store, strata, given).items():
        if order not in (STAGES_ORDER, ASSESSMENTS_ORDER):
            found[_LAYER_OF.get(order // 100, "diagnoses")].append(to_text(triples))
    return Inference(store, {layer: b"".join(texts) for layer, texts in found.items()})


def _infer_certain(
    vocabulary: Sequence[Triple],
    evidence: Sequence[Triple],
    strata: Sequence[Stratum],
    runner: Runner,
) -> list[Triple]:
    store = _scratch(vocabulary, evidence)
    runner(store, [s for s in strata if s.order < CERTAIN_ORDER], {SHAPE_ORDER: infer_shape})
    return _read_certain(store)


def _read_certain(store: EmbeddedStore) -> list[Triple]:
    """Give the plain readings of a store without uncertain claims as what is certain."""
    plain, certain = f"{BASE}scheme/reading/plain", f"{BASE}scheme/reading/certain"
    found = store.construct(
        "CONSTRUCT { ?r ?p ?o } "
        f"WHERE {{ ?r a icl:TallyReading ; icl:reading <{plain}> ; ?p ?o }}"
    )

    def renamed(triple: Triple) -> Triple:
        subject = NamedNode(str(triple.subject.value).rsplit("/", 1)[0] + "/certain")  # type: ignore[union-attr]  # readings have IRIs
        value = NamedNode(certain) if triple.predicate == _OF_READING else triple.object
        return Triple(subject, triple.predicate, value)

    return list(dict.fromkeys(renamed(t) for t in found))


def _scratch(vocabulary: Sequence[Triple], evidence: Sequence[Triple]) -> EmbeddedStore:
    store = EmbeddedStore()
    store.add(vocabulary)
    store.add(evidence)
    infer_closure(store)
    return store
