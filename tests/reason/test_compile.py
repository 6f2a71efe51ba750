"""What the compiler makes of a rule: its targets, MINUS for NOT EXISTS, and the fallback."""

import logging

import pytest
from pyoxigraph import BlankNode, Literal, Triple

from kg.reason import build_strata
from kg.reason.compile import compile_rule, compile_rules
from kg.reason.guard import NotProven
from kg.reason.reference import infer_by_reference
from kg.reason.rules import Rule, Target
from tests.reason.test_constructs import NOT_PROVEN, THIRTEEN
from tests.reason.three import C, E, data, infer, infer_slowly, node, rule

TIES = "CONSTRUCT { $this ex:has ?t } WHERE { $this ex:tie ?t }"
TARGETS: dict[str, list[Target]] = {
    "a node": [Target("node", f"{E}a")],
    "a node that is not there": [Target("node", f"{E}nobody")],
    "the subjects of a property": [Target("subjects-of", f"{E}knows")],
    "the objects of a property": [Target("objects-of", f"{E}knows")],
    "a class and its subclasses": list(C),
    "a node, a class and a property, which share a node": [
        Target("node", f"{E}a"), Target("class", f"{E}C"), Target("subjects-of", f"{E}closed")
    ],
}  # fmt: skip
COUNTS = (
    "CONSTRUCT { $this ex:count ?n } WHERE { { SELECT $this (COUNT(?x) AS ?n) "
    "WHERE { ?o ex:size ?x } GROUP BY $this } }"
)


@pytest.mark.parametrize("name", sorted(TARGETS))
@pytest.mark.parametrize("construct", [TIES, COUNTS, "CONSTRUCT { $this ex:is 1 } WHERE { }"])
def test_every_kind_of_target_equals_the_reference(name: str, construct: str) -> None:
    strata = build_strata([rule(construct, targets=TARGETS[name])])
    assert infer(data(), strata) == infer_slowly(data(), strata)


def test_a_node_of_two_targets_is_counted_once() -> None:
    targets = TARGETS["a node, a class and a property, which share a node"]
    found = infer(data(), build_strata([rule(COUNTS, targets=targets)]))
    assert {t.object for t in found} == {Literal(3)}


def test_an_empty_path_from_a_node_that_may_not_be_there_is_refused() -> None:
    path = "CONSTRUCT { $this ex:near ?x } WHERE { $this ex:knows* ?x }"
    assert compile_rule(rule(path))
    with pytest.raises(NotProven, match="may be empty"):
        compile_rule(rule(path, targets=[Target("node", f"{E}nobody")]))


AS_MINUS = {
    "own variables": "$this ex:size ?n FILTER NOT EXISTS { $this ex:tie ?t }",
    "a filter on its own variables": (
        "$this ex:size ?n FILTER NOT EXISTS { ?o ex:knows $this ; ex:size ?m FILTER(?m > 4) }"
    ),
    "a filter on a variable that it shares": (
        "$this ex:size ?n FILTER NOT EXISTS { $this ex:size ?n FILTER(?n > 4) }"
    ),
    "without $this": "$this ex:knows ?t FILTER NOT EXISTS { ?t ex:closed ?x }",
    "$this in its filter": (
        "$this ex:size ?n FILTER NOT EXISTS { $this ex:knows ?o FILTER(?o != $this) }"
    ),
}
OTHERWISE = {
    "a variable that a row need not bind": (
        "OPTIONAL { $this ex:closed ?t } FILTER NOT EXISTS { ?t ex:tie ?x }"
    ),
    "a filter on a variable from outside": (
        "$this ex:size ?n FILTER NOT EXISTS { $this ex:knows ?o . ?o ex:size ?m FILTER(?m > ?n) }"
    ),
    "nothing shared": "$this ex:size ?n FILTER NOT EXISTS { ?o ex:size 9 }",
    "$this in its filter alone": (
        "$this ex:size ?n FILTER NOT EXISTS { ?o ex:closed ?p FILTER(?o = $this) }"
    ),
}
"""Where MINUS would give something else."""
UNPROVEN = {
    "a group inside": (
        "$this ex:size ?n FILTER NOT EXISTS { { $this ex:tie ?t } UNION { $this ex:closed ?t } }"
    ),
    "in a nested group": (
        "$this ex:size ?n { $this ex:size ?m FILTER NOT EXISTS { $this ex:tie ?t } }"
    ),
    "in an OPTIONAL": (
        "$this ex:size ?n OPTIONAL { $this ex:knows ?o FILTER NOT EXISTS { $this ex:tie ?t } } "
        "FILTER(!BOUND(?o))"
    ),
    "a path that may be empty": (
        "$this ex:knows ?k FILTER NOT EXISTS { ?k ex:size 2 . ?k ex:closed* ?c }"
    ),
}
"""Where NOT EXISTS is kept for want of a proof."""
NOT_EXISTS = {**AS_MINUS, **OTHERWISE, **UNPROVEN}


def write_rule(pattern: str) -> Rule:
    return rule(f"CONSTRUCT {{ $this ex:p 1 }} WHERE {{ {pattern} }}")


@pytest.mark.parametrize("name", sorted(NOT_EXISTS))
def test_not_exists_becomes_minus_only_where_the_two_are_the_same(name: str) -> None:
    told = write_rule(NOT_EXISTS[name])
    assert ("MINUS" in compile_rule(told).query) == (name in AS_MINUS)
    strata = build_strata([told])
    assert infer(data(), strata) == infer_slowly(data(), strata)


@pytest.mark.parametrize("name", sorted(OTHERWISE))
def test_a_wrong_minus_would_show(name: str) -> None:
    query = compile_rule(write_rule(OTHERWISE[name])).query
    wrong = query.replace("FILTER NOT EXISTS", "MINUS")
    assert set(data().construct(query)) != set(data().construct(wrong))


def test_a_refused_rule_stops_the_build_or_runs_in_pyshacl(
    caplog: pytest.LogCaptureFixture,
) -> None:
    limited = rule(THIRTEEN["LIMIT"][0], 2, "limited")
    with pytest.raises(NotProven, match=r"limited: .*LIMIT"):
        compile_rules([rule(TIES), limited])
    with caplog.at_level(logging.WARNING, logger="kg.reason"):
        compiled, fallbacks = compile_rules([rule(TIES), limited], strict=False)
    assert [c.rule.slug for c in compiled] == ["r"]
    assert [f.rule for f in fallbacks] == [limited]
    assert "LIMIT" in fallbacks[0].reason
    assert [record.name for record in caplog.records] == ["kg.reason"]
    assert "rule limited: " in caplog.text
    assert "pySHACL" in caplog.text


@pytest.mark.parametrize("name", sorted(NOT_PROVEN))
def test_whatever_is_not_proven_has_a_place_among_the_strata(name: str) -> None:
    told = rule(NOT_PROVEN[name][0], 2, "refused")
    strata = build_strata([rule(TIES), told], strict=False)
    assert [stratum.order for stratum in strata] == [1, 2]
    assert [rule for stratum in strata for rule in stratum.sources] == [rule(TIES), told]
    assert strata[1].fallbacks[0].reason


def test_a_triple_with_a_literal_as_subject_is_dropped_by_both() -> None:
    told = build_strata(
        [rule("CONSTRUCT { ?n ex:p 1 . $this ex:q ?n } WHERE { $this ex:size ?n }")]
    )
    compiled = infer(data(), told)
    assert compiled == infer_slowly(data(), told)
    assert {t.predicate for t in compiled} == {node("q")}


def test_blank_nodes_and_texts_of_the_data_pass_through_the_reference_as_they_are() -> None:
    store = data()
    store.add([Triple(node("a"), node("tie"), BlankNode("b7"))])
    store.add([Triple(node("b"), node("tie"), Literal("x", language="en-gb"))])
    found = infer_by_reference(store, rule(TIES))
    assert set(found) == set(store.construct(compile_rule(rule(TIES)).query))
