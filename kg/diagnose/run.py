"""One run of the rules under one profile: from evidence to diagnoses.

The scratch store holds exactly what the rules may read, in its default graph. The run is done
twice: first without uncertain claims, as far as the readings of the tallies, then with everything;
what the first gave enters the second as the reading ``certain``.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Triple

from kg.diagnose.selection import select_certain
from kg.measures import SHAPE_KEYS, infer_shape
from kg.namespaces import BASE, ICL
from kg.reason import Rule, Stratum, build_strata, infer_closure, run_rules
from kg.reason.execute import Given
from kg.reason.strata import Key
from kg.store import EmbeddedStore

SHAPE_ORDER = 211
"""Where the shape of the network is computed: after shocks are counted, before the totals."""
CERTAIN_ORDER = 260
"""Where the reading without uncertain claims is given: after the readings, before the criteria."""

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_READING = str(ICL.TallyReading)
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
GIVEN_KEYS = {SHAPE_ORDER: SHAPE_KEYS, CERTAIN_ORDER: _CERTAIN_KEYS}
"""What enters the rules from outside, for the proof of the strata."""

Runner = Callable[[EmbeddedStore, Sequence[Stratum], dict[int, Given]], dict[int, list[Triple]]]


@dataclass
class Inference:
    """What a run concluded, by layer."""

    derived: list[Triple] = field(default_factory=list)
    measurements: list[Triple] = field(default_factory=list)
    diagnoses: list[Triple] = field(default_factory=list)

    def add(self, order: int, triples: Iterable[Triple]) -> None:
        """Add what an order concluded to the layer of its hundreds."""
        layer = {1: self.derived, 2: self.measurements}.get(order // 100, self.diagnoses)
        layer.extend(triples)


def plan_strata(rules: Sequence[Rule], ontology: Sequence[Triple]) -> list[Stratum]:
    """Compile the rules and place them in strata, with what is given from outside in mind.

    :raises RuleError: if a rule does not compile or the program cannot be stratified.
    """
    return build_strata(rules, GIVEN_KEYS, _superclasses(ontology))


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
) -> Inference:
    """Infer everything one profile concludes from the evidence.

    :param vocabulary: the ontology, the schemes and one profile.
    :param evidence: the cases, with their sources and shocks; never assessments.
    :param runner: what runs the strata; the reference evaluation stands in for it in tests.
    """
    progress("rules without uncertain claims")
    certain = _infer_certain(vocabulary, select_certain(evidence), strata, runner)
    progress("rules")
    store = _scratch(vocabulary, evidence)
    given: dict[int, Given] = {SHAPE_ORDER: infer_shape, CERTAIN_ORDER: lambda _: certain}
    inference = Inference()
    for order, triples in runner(store, strata, given).items():
        inference.add(order, triples)
    return inference


def _infer_certain(
    vocabulary: Sequence[Triple],
    evidence: Sequence[Triple],
    strata: Sequence[Stratum],
    runner: Runner,
) -> list[Triple]:
    store = _scratch(vocabulary, evidence)
    runner(store, [s for s in strata if s.order < CERTAIN_ORDER], {SHAPE_ORDER: infer_shape})
    plain, certain = f"{BASE}scheme/reading/plain", f"{BASE}scheme/reading/certain"
    found = store.construct(
        "CONSTRUCT { ?r ?p ?o } "
        f"WHERE {{ ?r a icl:TallyReading ; icl:reading <{plain}> ; ?p ?o }}"
    )

    def renamed(triple: Triple) -> Triple:
        subject = NamedNode(str(triple.subject.value).removesuffix("/plain") + "/certain")  # type: ignore[union-attr]  # readings have IRIs
        value = NamedNode(certain) if triple.object == NamedNode(plain) else triple.object
        return Triple(subject, triple.predicate, value)

    return [renamed(t) for t in found]


def _scratch(vocabulary: Sequence[Triple], evidence: Sequence[Triple]) -> EmbeddedStore:
    store = EmbeddedStore()
    store.add(vocabulary)
    store.add(evidence)
    infer_closure(store)
    return store
