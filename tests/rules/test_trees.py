"""The criteria trees: every constraint on every input, every threshold at its edge."""

from collections.abc import Callable
from fractions import Fraction
from itertools import product

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from kg.namespaces import BASE, ICL, RDF
from kg.reason import run_rules
from kg.store import EmbeddedStore
from tests.worlds import concept, strata, vocabulary

Three = bool | None
Formula = Callable[[dict[str, Three]], Three]

CRITERION = f"{BASE}profile/default/criterion/"


def all_of(*values: Three) -> Three:
    """Kleene's and.

    >>> all_of(True, None), all_of(False, None)
    (None, False)
    """
    return False if False in values else None if None in values else True


def any_of(*values: Three) -> Three:
    """Kleene's or."""
    return True if True in values else None if None in values else False


def two_of(*values: Three) -> Three:
    """At least two."""
    met, open_ = values.count(True), values.count(None)
    return True if met >= 2 else False if met + open_ < 2 else None


def closure(v: dict[str, Three]) -> Three:
    return all_of(v["some-kinds"], v["turned-inwards"], v["closed-to-others"])


def deficit(v: dict[str, Three]) -> Three:
    return all_of(v["shock"], v["little-exploration"])


def politics(v: dict[str, Three]) -> Three:
    return all_of(v["coupling"], v["preserving-policy"])


FORMULAS: dict[str, Formula] = {
    "thinness": lambda v: any_of(v["thin-kinds"], v["no-research-transfer"]),
    "fragmentation": lambda v: all_of(
        v["line-firms"],
        v["some-kinds"],
        two_of(v["little-trust"], v["little-crossing"], v["much-rivalry"]),
    ),
    "closure-risk": closure,
    "lock-in": lambda v: all_of(closure(v), deficit(v)),
    "functional-lock-in": lambda v: all_of(
        closure(v), deficit(v), any_of(v["dominant-actor"], v["no-boundary-spanning"])
    ),
    "cognitive-lock-in": lambda v: all_of(closure(v), deficit(v), v["much-persistence"]),
    "political-lock-in": lambda v: all_of(closure(v), deficit(v), politics(v)),
    "rigidity": lambda v: all_of(deficit(v), any_of(v["much-persistence"], politics(v))),
    "over-embeddedness": lambda v: all_of(
        any_of(v["much-trust"], v["much-strength"]), v["turned-inwards"], v["closed-to-others"]
    ),
    "over-thickness": lambda v: all_of(v["crowded-function"], deficit(v)),
    "dissension": lambda v: all_of(v["six-institutions"], v["conflict"]),
    "governance-deficit": lambda v: any_of(v["few-firms-decide"], v["hierarchy"]),
}
"""The constraints as nested formulas, written from docs/model.md and not from the profile."""


def criteria_of(constraint: str) -> list[str]:
    store = EmbeddedStore()
    store.add(vocabulary())
    rows = store.select(
        "SELECT DISTINCT ?c WHERE { ?r icl:ruleFor ?constraint ; "
        "icl:hasAlternative/icl:hasGroup/icl:hasCriterion ?c "
        f"FILTER(?constraint = <{BASE}scheme/constraint/{constraint}>) }} ORDER BY ?c"
    )
    return [row["c"].value.removeprefix(CRITERION) for row in rows]


def triple(subject: str, predicate: object, value: object) -> Triple:
    term = value if isinstance(value, Literal | NamedNode) else NamedNode(str(value))
    return Triple(NamedNode(subject), NamedNode(str(predicate)), term)


@pytest.mark.parametrize("constraint", sorted(FORMULAS))
def test_tree_equals_the_formula_on_every_input(constraint: str) -> None:
    criteria = criteria_of(constraint)
    words = {True: "met", False: "not-met"}
    inputs = list(product((True, False, None), repeat=len(criteria)))
    store = EmbeddedStore()
    others = {f"{BASE}profile/default/constraint-rule/{c}" for c in FORMULAS if c != constraint}
    store.add(t for t in vocabulary() if getattr(t.subject, "value", "") not in others)
    for n, values in enumerate(inputs):
        snapshot = f"{BASE}id/snapshot/t/{n}"
        store.add(
            [
                triple(snapshot, RDF.type, ICL.ClusterSnapshot),
                triple(snapshot, ICL.snapshotOf, f"{BASE}id/cluster/t"),
            ]
        )
        for name, value in zip(criteria, values, strict=True):
            node = f"{BASE}id/criterion-reading/t/{n}/{name}"
            store.add([
                triple(node, RDF.type, ICL.CriterionReading),
                triple(node, ICL.snapshot, snapshot),
                triple(node, ICL.ofCriterion, CRITERION + name),
                triple(node, ICL.reading, concept("reading", "plain")),
            ])  # fmt: skip
            if value is not None:
                store.add([triple(node, ICL.readingStatus, concept("status", words[value]))])
    run_rules(store, [s for s in strata() if s.order in (400, 401, 402)])
    rows = store.select(
        "SELECT ?s ?status WHERE { ?r a icl:ConstraintReading ; icl:snapshot ?s ; "
        "icl:constraintReadingStatus ?status }"
    )
    got = {int(r["s"].value.rsplit("/", 1)[-1]): r["status"].value.rsplit("/", 1)[-1] for r in rows}
    for n, values in enumerate(inputs):
        expected = FORMULAS[constraint](dict(zip(criteria, values, strict=True)))
        assert got[n] == {True: "met", False: "not-met", None: "indeterminate"}[expected], values


EDGES: list[tuple[str, str, str, Fraction, Fraction]] = [
    # criterion, measure, comparison, at its edge (met), just beyond (not met)
    ("thin-kinds", "m02", "at-most", Fraction(2), Fraction(3)),
    ("no-research-transfer", "m02-research-transfer", "at-most", Fraction(0), Fraction(1)),
    ("line-firms", "m01-line-firms", "at-least", Fraction(10), Fraction(9)),
    ("some-kinds", "m02", "at-least", Fraction(4), Fraction(3)),
    ("little-trust", "m09-trust", "at-most", Fraction(1, 4), Fraction(251, 1000)),
    ("little-crossing", "m24", "at-most", Fraction(1, 5), Fraction(201, 1000)),
    ("much-rivalry", "m25", "at-least", Fraction(1, 2), Fraction(499, 1000)),
    ("turned-inwards", "m07", "at-most", Fraction(1, 4), Fraction(251, 1000)),
    ("closed-to-others", "m22", "at-least", Fraction(1, 2), Fraction(499, 1000)),
    ("shock", "m15-shocks", "at-least", Fraction(1), Fraction(0)),
    ("little-exploration", "m26", "at-most", Fraction(34, 100), Fraction(341, 1000)),
    ("dominant-actor", "m13-supply-ownership", "at-least", Fraction(1, 2), Fraction(499, 1000)),
    ("no-boundary-spanning", "m14", "at-least", Fraction(3, 5), Fraction(599, 1000)),
    ("much-persistence", "m16", "at-least", Fraction(3, 5), Fraction(599, 1000)),
    ("coupling", "m17-coupling", "at-least", Fraction(2), Fraction(1)),
    ("preserving-policy", "m17-policies", "at-least", Fraction(1), Fraction(0)),
    ("much-trust", "m09-trust", "at-least", Fraction(4, 5), Fraction(799, 1000)),
    ("much-strength", "m23", "at-least", Fraction(67, 100), Fraction(669, 1000)),
    ("crowded-function", "m03", "at-least", Fraction(3), Fraction(2)),
    ("six-institutions", "m18-institutions", "at-least", Fraction(6), Fraction(5)),
    ("conflict", "m18-conflict", "at-least", Fraction(1, 5), Fraction(199, 1000)),
    ("few-firms-decide", "m19-participation", "at-most", Fraction(1, 4), Fraction(251, 1000)),
    ("hierarchy", "m19-hierarchy", "at-least", Fraction(3, 4), Fraction(749, 1000)),
]
"""Written from docs/model.md: a changed threshold, measure or comparison makes a case fail."""


def judge(criterion: str, measure: str, value: Fraction, words: tuple[Triple, ...]) -> str:
    """Give the status of a criterion when its measure has exactly this value."""
    snapshot = f"{BASE}id/snapshot/t/1-2"
    tally = f"{BASE}id/measurement/default/t/1-2/{measure}"
    store = EmbeddedStore()
    store.add(words)
    store.add([
        triple(snapshot, RDF.type, ICL.ClusterSnapshot),
        triple(snapshot, ICL.snapshotOf, f"{BASE}id/cluster/t"),
        triple(tally, RDF.type, ICL.Tally),
        triple(tally, ICL.snapshot, snapshot),
        triple(tally, ICL.measure, concept("measure", measure)),
        triple(tally, ICL.profile, f"{BASE}profile/default"),
    ])  # fmt: skip
    for reading in ("plain", "certain"):
        node = f"{tally}/{reading}"
        store.add([
            triple(node, RDF.type, ICL.TallyReading),
            triple(node, ICL.tally, tally),
            triple(node, ICL.reading, concept("reading", reading)),
            triple(node, ICL.lowNumerator, Literal(value.numerator)),
            triple(node, ICL.highNumerator, Literal(value.numerator)),
            triple(node, ICL.onDenominator, Literal(value.denominator)),
        ])  # fmt: skip
    run_rules(store, [s for s in strata() if 300 <= s.order <= 304])
    result = NamedNode(f"{BASE}id/criterion-result/default/t/1-2/{criterion}")
    rows = store.select("SELECT ?r ?s WHERE { ?r icl:status ?s }", {"r": result})
    return rows[0]["s"].value.rsplit("/", 1)[-1]


@pytest.mark.parametrize(("criterion", "measure", "comparison", "edge", "beyond"), EDGES)
def test_threshold_is_met_at_its_edge_and_not_beyond(
    criterion: str, measure: str, comparison: str, edge: Fraction, beyond: Fraction
) -> None:
    assert judge(criterion, measure, edge, vocabulary()) == "met"
    assert judge(criterion, measure, beyond, vocabulary()) == "not-met"
    assert (edge >= beyond) == (comparison == "at-least")


def test_every_criterion_of_the_profile_has_an_edge() -> None:
    store = EmbeddedStore()
    store.add(vocabulary())
    rows = store.select("SELECT ?c ?m WHERE { ?c a icl:Criterion ; icl:criterionMeasure ?m }")
    shipped = {
        (r["c"].value.removeprefix(CRITERION), r["m"].value.rsplit("/", 1)[-1]) for r in rows
    }
    assert shipped == {(c, m) for c, m, *_ in EDGES}


@pytest.mark.parametrize("step", [-1, 1])
def test_a_mutated_threshold_changes_what_its_edge_gives(step: int) -> None:
    value = NamedNode(str(ICL.parameterValue))
    for criterion, measure, comparison, edge, beyond in EDGES:
        node = NamedNode(f"{BASE}profile/default/parameter/{criterion}")
        mutated = tuple(
            Triple(t.subject, t.predicate, Literal(int(t.object.value) + step))  # type: ignore[union-attr]  # a number
            if t.subject == node and t.predicate == value
            else t
            for t in vocabulary()
        )
        harder = (step > 0) == (comparison == "at-least")
        at, expected = (edge, "not-met") if harder else (beyond, "met")
        assert judge(criterion, measure, at, mutated) == expected, criterion


MINIMA = {
    "min-coded": 4, "min-rows": 3, "min-sources": 2, "min-responses": 3, "min-members": 8,
    "min-ties": 10, "tie-persistence": 15, "lasting-years": 5, "strong-tests": 2,
    "shock-length": 10,
    "response-window": 10, "shock-lookback": 10, "min-support": 2,
}  # fmt: skip


def test_the_other_numbers_of_the_profile_are_those_of_the_model() -> None:
    store = EmbeddedStore()
    store.add(vocabulary())
    rows = store.select(
        "SELECT ?n ?v WHERE { ?p icl:parameterName ?n ; icl:parameterValue ?v "
        f"FILTER(?n != <{BASE}scheme/parameter/threshold>) }}"
    )
    assert {r["n"].value.rsplit("/", 1)[-1]: int(r["v"].value) for r in rows} == MINIMA
