"""Mutations of the numbers of a profile, and what contradicts them.

Each number of a profile is told a second time: thresholds by the edges of ``test_thresholds``
(those of ``strict`` by the sweeps of ``default``), trees by the formulas of ``test_trees``, the
rest by a table. Tests there hold the rules to these; so it is enough that a changed number
contradicts one of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain

from pyoxigraph import Literal, NamedNode, Triple

from kg.namespaces import ICL
from tests.rules.formulas import FORMULAS, STAGES, Formula, name_inputs
from tests.rules.test_thresholds import (
    EDGES,
    OTHERS,
    SHAPE_EDGES,
    STAGE_EDGES,
    Edge,
    read_criteria,
)
from tests.rules.test_trees import Tree, list_criteria, name_rule, work_out
from tests.worlds import shared, shipped

Facts = Mapping[str, Mapping[str, list[str]]]
"""By subject and property, without their namespaces, the values."""
EDGE_OF = {edge[0]: edge for edge in (*EDGES, *STAGE_EDGES, *SHAPE_EDGES)}


def mutate_profile(
    triples: Sequence[Triple], siblings: Mapping[str, str]
) -> Iterator[tuple[str, list[Triple]]]:
    """Give each mutant of a profile with what was changed: a number, a comparison, a part."""
    for n, triple in enumerate(triples):
        word, value = _last(triple.predicate.value), _value(triple)
        changed: list[Triple] = []
        if word in ("parameterValue", "atLeast"):
            changed = [_put(triple, Literal(int(value) + step)) for step in (-1, 1)]
        elif word == "comparison":
            changed = [_put(triple, NamedNode(siblings[value]))]
        for new in changed:
            told = f"{_last(_subject(triple))}: {word} {_last(_value(new))} for {_last(value)}"
            yield told, [*triples[:n], new, *triples[n + 1 :]]
        if word in ("hasCriterion", "hasGroup", "hasAlternative"):
            told = f"{_last(_subject(triple))}: without {_last(value)}"
            yield told, [*triples[:n], *triples[n + 1 :]]


def find_contradictions(profile: str, triples: Iterable[Triple]) -> Iterator[str]:
    """Find what a profile says against the tables and formulas, by the names of its parts."""
    facts = _read(triples)
    for criterion in _list_nodes(facts, "Criterion"):
        if not _is_at_its_edge(profile, facts, criterion):
            yield _last(criterion)
    others = {
        _last(facts[node]["parameterName"][0]): int(facts[node]["parameterValue"][0])
        for node in _list_nodes(facts, "Parameter")
        if _last(facts[node]["parameterName"][0]) != "threshold"
    }
    yield from (name for name in OTHERS if others.get(name) != OTHERS[name])
    rules = chain(_list_nodes(facts, "ConstraintRule"), _list_nodes(facts, "StageRule"))
    trees = {name_rule(rule): _read_tree(facts, rule) for rule in rules}
    for name in _list_formulas(profile):
        if not _equals(trees.get(name, ()), profile, name):
            yield name


def _list_nodes(facts: Facts, kind: str) -> list[str]:
    return [node for node, told in facts.items() if str(ICL[kind]) in told.get("type", ())]


@cache
def _list_formulas(profile: str) -> dict[str, Formula]:
    stages = {f"stage/{name}": formula for name, formula in STAGES.items()}
    return {**FORMULAS[profile], **stages}


def _is_at_its_edge(profile: str, facts: Facts, criterion: str) -> bool:
    """Say whether the threshold is met by the value at the edge and not by that beyond."""
    edge: Edge = EDGE_OF[_last(criterion)]
    measure, comparison, parameter = (
        facts[criterion][name][0] for name in ("criterionMeasure", "comparison", "threshold")
    )
    if (_last(measure), _last(comparison)) != edge[1:3]:
        return False
    told = facts[parameter].get("parameterValue")
    if not told:  # a quartile, which comes from other snapshots
        return "quartile" in facts[parameter]
    if profile == "strict" and edge in EDGES:
        return int(told[0]) == _list_far_ends()[edge[0]]
    at, beyond = (side * _read_scales()[edge[1]] for side in edge[3:])
    return beyond < int(told[0]) <= at if edge[2] == "at-least" else at <= int(told[0]) < beyond


@cache
def _list_far_ends() -> dict[str, int | None]:
    return {c.name: c.far_end for c in read_criteria(shipped().triples)}


@cache
def _read_scales() -> dict[str, int]:
    return {
        _last(_subject(t)): int(_value(t))
        for t in shared().schemes
        if t.predicate.value == str(ICL.scale)
    }


def _read_tree(facts: Facts, rule: str) -> Tree:
    return tuple(
        tuple(
            (int(facts[group]["atLeast"][0]), tuple(map(_last, facts[group]["hasCriterion"])))
            for group in facts[alternative]["hasGroup"]
        )
        for alternative in facts[rule]["hasAlternative"]
    )


@cache
def _equals(tree: Tree, profile: str, name: str) -> bool:
    """Say whether a tree gives what the formula of that name gives, on every input."""
    groups = [group for alternative in tree for group in alternative]
    sound = all(tree) and all(0 < needed <= len(criteria) for needed, criteria in groups)
    if not (tree and sound):
        return False
    given = name_inputs(list_criteria(tree))
    try:
        return work_out(tree, given) == _list_formulas(profile)[name](given)
    except KeyError:  # the formula asks for a criterion that the tree has lost
        return False


def _read(triples: Iterable[Triple]) -> Facts:
    facts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for t in triples:
        facts[_subject(t)][_last(t.predicate.value)].append(_value(t))
    return facts


def _put(triple: Triple, value: Literal | NamedNode) -> Triple:
    return Triple(triple.subject, triple.predicate, value)


def _subject(triple: Triple) -> str:
    return str(getattr(triple.subject, "value", ""))


def _value(triple: Triple) -> str:
    return str(getattr(triple.object, "value", ""))


def _last(iri: str) -> str:
    return iri.replace("#", "/").rsplit("/", 1)[-1]
