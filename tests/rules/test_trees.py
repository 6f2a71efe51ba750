"""The criteria trees of every shipped profile: every constraint and stage on every input."""

from collections.abc import Mapping
from functools import cache

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from kg.namespaces import BASE, ICL, RDF
from kg.read.profiles import list_profiles
from kg.reason import run_rules
from kg.store import EmbeddedStore
from tests.rules.formulas import (
    DEFAULT,
    FORMULAS,
    STAGES,
    Formula,
    Given,
    Truths,
    all_of,
    any_of,
    at_least,
    name_inputs,
)
from tests.worlds import concept, shipped, strata, vocabulary

Group = tuple[int, tuple[str, ...]]
Tree = tuple[tuple[Group, ...], ...]
"""Alternatives, each of groups, each asking for so many of its criteria."""

ON_ALL_INPUTS = [
    *(("default", constraint) for constraint in DEFAULT),
    *(
        ("seed-literal", constraint)
        for constraint, formula in FORMULAS["seed-literal"].items()
        if formula is not DEFAULT[constraint]
    ),
    *(("strict", constraint) for constraint in ("dissension", "over-embeddedness")),
]
"""The trees that the rules work out on every input; the others have the same parts."""


@cache
def trees(profile: str) -> Mapping[str, Tree]:
    """Read the tree of every constraint and stage of a profile."""
    store = EmbeddedStore()
    store.add(shipped(profile).triples)
    rows = store.select(
        "SELECT ?rule ?alternative ?group ?k ?criterion WHERE { ?rule icl:hasAlternative "
        "?alternative . ?alternative icl:hasGroup ?group . ?group icl:atLeast ?k ; "
        "icl:hasCriterion ?criterion } ORDER BY ?rule ?alternative ?group ?criterion"
    )
    found: dict[str, dict[str, dict[str, tuple[int, list[str]]]]] = {}
    for row in rows:
        rule, alternative, group = (row[n].value for n in ("rule", "alternative", "group"))
        groups = found.setdefault(name_rule(rule), {}).setdefault(alternative, {})
        group_read = groups.setdefault(group, (int(row["k"].value), []))
        group_read[1].append(row["criterion"].value.rsplit("/", 1)[-1])
    return {
        rule: tuple(
            tuple((needed, tuple(criteria)) for needed, criteria in groups.values())
            for groups in alternatives.values()
        )
        for rule, alternatives in found.items()
    }


def name_rule(iri: str) -> str:
    """Give the name of a rule; that of a stage with its kind."""
    kind, name = iri.split("/")[-2:]
    return f"stage/{name}" if kind == "stage-rule" else name


def list_criteria(tree: Tree) -> list[str]:
    return sorted({c for groups in tree for _, criteria in groups for c in criteria})


def work_out(tree: Tree, given: Given) -> Truths:
    """Work a tree out: one of its alternatives, all of whose groups have enough criteria met."""
    return any_of(
        [
            all_of([at_least(needed, [given[c] for c in criteria]) for needed, criteria in groups])
            for groups in tree
        ]
    )


@pytest.mark.parametrize("profile", sorted(list_profiles()))
def test_every_tree_equals_its_formula_on_every_input(profile: str) -> None:
    stages: dict[str, Formula] = {f"stage/{name}": formula for name, formula in STAGES.items()}
    formulas = {**FORMULAS[profile], **stages}
    assert trees(profile).keys() == formulas.keys()
    for name, tree in trees(profile).items():
        given = name_inputs(list_criteria(tree))
        assert work_out(tree, given) == formulas[name](given), name


def test_a_tree_of_other_parts_does_not_equal_the_formula() -> None:
    ((*groups, (needed, criteria)),) = trees("default")["fragmentation"]
    given = name_inputs(list_criteria(trees("default")["fragmentation"]))
    for other in ((needed + 1, criteria), (needed, criteria[1:])):
        assert work_out(((*groups, other),), given) != DEFAULT["fragmentation"](given)


def test_only_strict_asks_for_the_shape_of_the_network() -> None:
    store = EmbeddedStore()
    for profile in list_profiles():
        store.add(vocabulary(profile))
    rows = store.select(
        "SELECT DISTINCT ?profile WHERE { ?rule a icl:ConstraintRule ; icl:inProfile ?profile ; "
        "icl:hasAlternative/icl:hasGroup/icl:hasCriterion/icl:criterionMeasure ?measure . "
        f"?measure icl:evidenceMode <{BASE}scheme/evidence-mode/shape> }}"
    )
    assert {row["profile"].value.rsplit("/", 1)[-1] for row in rows} == {"strict"}


def triple(subject: str, predicate: object, value: object) -> Triple:
    term = value if isinstance(value, Literal | NamedNode) else NamedNode(str(value))
    return Triple(NamedNode(subject), NamedNode(str(predicate)), term)


def infer_statuses(profile: str, name: str) -> dict[int, str]:
    """Let the rules work out a tree on every input and give the status, by number of the input."""
    criteria = list_criteria(trees(profile)[name])
    given = name_inputs(criteria)
    store = EmbeddedStore()
    kind, rule = name.split("/") if "/" in name else ("constraint", name)
    own = f"{BASE}profile/{profile}/{kind}-rule/{rule}"
    store.add(
        t
        for t in vocabulary(profile)
        if "-rule/" not in str(t.subject) or getattr(t.subject, "value", "") == own
    )
    for n in range(3 ** len(criteria)):
        snapshot = f"{BASE}id/snapshot/t/{n}"
        store.add([
            triple(snapshot, RDF.type, ICL.ClusterSnapshot),
            triple(snapshot, ICL.snapshotOf, f"{BASE}id/cluster/t"),
        ])  # fmt: skip
        for criterion in criteria:
            node = f"{BASE}id/criterion-result/{profile}/t/{n}/{criterion}"
            store.add([
                triple(node, RDF.type, ICL.CriterionResult),
                triple(node, ICL.snapshot, snapshot),
                triple(node, ICL.criterion, f"{BASE}profile/{profile}/criterion/{criterion}"),
            ])  # fmt: skip
            if told := TOLD.get(given[criterion].word(n)):
                store.add([triple(node, told, concept("reading", "plain"))])
    run_rules(store, [s for s in strata() if 400 <= s.order <= 413 or s.order == 440])
    if kind == "stage":
        rows = store.select(
            "SELECT ?s ?status WHERE { ?r a icl:StageReading ; icl:snapshot ?s ; "
            "icl:stageReadingStatus ?status }"
        )
        return {_number(r["s"]): _last(r["status"]) for r in rows}
    rows = store.select(
        "SELECT ?s ?met ?failed WHERE { ?r a icl:Diagnosis ; icl:snapshot ?s . "
        "OPTIONAL { ?r icl:metUnder ?met } OPTIONAL { ?r icl:notMetUnder ?failed } }"
    )
    assert not any("met" in r and "failed" in r for r in rows)
    return {
        _number(r["s"]): "met" if "met" in r else "not-met" if "failed" in r else "indeterminate"
        for r in rows
    }


TOLD = {"met": ICL.metUnder, "not-met": ICL.notMetUnder}


def _last(term: NamedNode | Literal) -> str:
    return term.value.rsplit("/", 1)[-1]


def _number(snapshot: NamedNode | Literal) -> int:
    return int(_last(snapshot))


@pytest.mark.parametrize(
    ("profile", "name"), [*ON_ALL_INPUTS, *(("default", f"stage/{name}") for name in STAGES)]
)
def test_the_rules_work_a_tree_out_as_its_formula(profile: str, name: str) -> None:
    given = name_inputs(list_criteria(trees(profile)[name]))
    formula = STAGES[name.partition("/")[2]] if "/" in name else FORMULAS[profile][name]
    expected = formula(given)
    got = infer_statuses(profile, name)
    assert len(got) == 3 ** len(given)
    assert got == {n: expected.word(n) for n in range(len(got))}
