"""No verdict can depend on what an author judges."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Triple

from kg.inputs import find_inputs
from kg.namespaces import BASE, GRAPH, ICL
from kg.pipeline import build_graphs, read_vocabulary
from kg.read import read_turtle
from kg.reason import read_rules
from kg.reason.firewall import JUDGEMENTS, find_breaches, find_named_instances
from kg.turtle import render_turtle
from tests.worlds import vocabulary

LAYERS = [str(GRAPH[f"{layer}/default"]) for layer in ("derived", "measurements", "diagnoses")]


def test_no_rule_reads_a_judgement_or_names_an_instance() -> None:
    rules = read_rules(find_inputs().rules)
    assert len(rules) > 100
    assert find_breaches(rules) == []


@pytest.mark.parametrize("term", JUDGEMENTS)
def test_a_rule_made_to_read_a_judgement_is_found(term: str) -> None:
    rule = read_rules(find_inputs().rules)[0]
    position = rule.construct.rindex("}")
    mutated = rule.construct[:position] + f" ?x icl:{term} ?y " + rule.construct[position:]
    assert find_breaches([replace(rule, construct=mutated)])


def test_a_rule_made_to_name_a_case_is_found() -> None:
    rule = read_rules(find_inputs().rules)[0]
    position = rule.construct.rindex("}")
    named = f" $this icl:case <{BASE}id/case/jura> "
    mutated = rule.construct[:position] + named + rule.construct[position:]
    assert find_breaches([replace(rule, construct=mutated)])


def test_no_definition_names_an_instance() -> None:
    inputs = find_inputs()
    definitions = [t for path in (*inputs.profiles, *inputs.schemes) for t in read_turtle(path)]
    assert find_named_instances(definitions) == []
    case = NamedNode(f"{BASE}id/case/jura")
    planted = Triple(definitions[0].subject, NamedNode(str(ICL.case)), case)
    assert find_named_instances([planted])


def test_judgements_are_there_to_be_read(built: dict[str, list[Triple]]) -> None:
    assert len(built[str(GRAPH["assessments/jura"])]) > 500
    assert len(built[str(GRAPH["stages/jura"])]) > 100


def test_without_assessments_the_diagnoses_are_the_same(built: dict[str, list[Triple]]) -> None:
    inputs = replace(find_inputs(), assessments=(), stages=())
    ablated = build_graphs(inputs)
    for layer in LAYERS:
        assert render_turtle(built[layer]) == render_turtle(ablated[layer])


def test_with_other_assessments_the_diagnoses_are_the_same(
    built: dict[str, list[Triple]], tmp_path: Path
) -> None:
    def reversed_judgements() -> Iterator[Triple]:
        words = {
            f"{BASE}scheme/judgement/affirms": "denies",
            f"{BASE}scheme/judgement/denies": "affirms",
        }
        for t in built[str(GRAPH["assessments/jura"])]:
            value = getattr(t.object, "value", "")
            new = (
                NamedNode(f"{BASE}scheme/judgement/{words[value]}") if value in words else t.object
            )
            yield Triple(t.subject, t.predicate, new)

    path = tmp_path / "jura.ttl"
    path.write_text(render_turtle(reversed_judgements()), encoding="utf-8")
    permuted = build_graphs(replace(find_inputs(), assessments=(path,)))
    assert permuted[str(GRAPH["assessments/jura"])] != built[str(GRAPH["assessments/jura"])]
    for layer in LAYERS:
        assert render_turtle(built[layer]) == render_turtle(permuted[layer])


def test_the_vocabulary_of_a_run_holds_no_case() -> None:
    cases = {t.subject for t in read_vocabulary(find_inputs())} & {
        t.subject for path in find_inputs().cases for t in read_turtle(path)
    }
    shared = {str(getattr(node, "value", "")) for node in cases}
    assert all(node.startswith(BASE + "id/locator/") for node in shared)
    assert vocabulary()
