"""No verdict can depend on what an author judges."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Triple

from kg.casework import infer_profile
from kg.diagnose.run import Inference
from kg.executors import count_processes
from kg.inputs import find_inputs
from kg.material import Graphs, Material, read_material, read_vocabulary
from kg.namespaces import BASE, GRAPH, ICL
from kg.pipeline import build_graphs
from kg.read import read_turtle
from kg.read.profiles import Profile, list_profiles
from kg.reason import Rule, read_rules
from kg.reason.firewall import (
    ASSESSMENT_TERMS,
    JUDGEMENTS,
    STAGE_TERMS,
    find_breaches,
    find_named_instances,
)
from kg.store.text import split_lines, to_text
from kg.turtle import render_turtle
from tests.rules.test_diagnoses import locked
from tests.worlds import World, vocabulary


def rules_from(low: int, high: int) -> list[Rule]:
    return [rule for rule in read_rules(find_inputs().rules) if low <= rule.order < high]


def reading(rule: Rule, triple: str) -> Rule:
    """Give the rule with one more triple to read."""
    position = rule.construct.rindex("}")
    told = f" {triple} "
    return replace(rule, construct=rule.construct[:position] + told + rule.construct[position:])


def test_no_rule_reads_a_judgement_too_early_or_names_an_instance() -> None:
    rules = read_rules(find_inputs().rules)
    assert len(rules) > 100
    assert find_breaches(rules) == []
    assert len(rules_from(500, 600)) >= 8
    assert len(rules_from(600, 700)) >= 5


@pytest.mark.parametrize("term", JUDGEMENTS)
def test_a_rule_up_to_the_diagnoses_made_to_read_a_judgement_is_found(term: str) -> None:
    rules = rules_from(0, 500)
    for rule in (rules[0], rules[-1]):
        assert find_breaches([reading(rule, f"?x icl:{term} ?y")])


@pytest.mark.parametrize("term", ASSESSMENT_TERMS)
def test_a_rule_of_prescriptions_made_to_read_an_assessment_is_found(term: str) -> None:
    for rule in rules_from(500, 600):
        assert find_breaches([reading(rule, f"?x icl:{term} ?y")])


@pytest.mark.parametrize("term", STAGE_TERMS)
def test_a_rule_of_prescriptions_may_read_a_stage(term: str) -> None:
    assert find_breaches([reading(rules_from(500, 600)[0], f"?x icl:{term} ?y")]) == []


@pytest.mark.parametrize("order", [0, 500, 600])
def test_a_rule_made_to_name_a_case_is_found(order: int) -> None:
    rule = rules_from(order, order + 500)[0]
    assert find_breaches([reading(rule, f"$this icl:case <{BASE}id/case/jura>")])


def test_no_definition_names_an_instance() -> None:
    inputs = find_inputs()
    definitions = [t for path in (*inputs.profiles, *inputs.schemes) for t in read_turtle(path)]
    assert find_named_instances(definitions) == []
    case = NamedNode(f"{BASE}id/case/jura")
    planted = Triple(definitions[0].subject, NamedNode(str(ICL.case)), case)
    assert find_named_instances([planted])


def test_judgements_are_there_to_be_read(built: Graphs) -> None:
    inputs = find_inputs()
    for graph in (*inputs.judgements(), *inputs.claimed_stages()):
        assert len(built[graph]) > 5, graph
    assert len(built[str(GRAPH["assessments/jura"])]) > 500
    assert len(built[str(GRAPH["stages/jura"])]) > 100


LAYERS = ("derived", "measurements", "diagnoses")
ADVICE = tuple(
    f"<{BASE}id/{kind}/"
    for kind in ("prescription-set", "prescription-assignment", "stage-overlap")
)
"""How the nodes of prescriptions are named, which stand in the graph of diagnoses."""


def leave_advice_out(triples: Iterable[Triple]) -> list[Triple]:
    return [t for t in triples if not str(t.subject).startswith(ADVICE)]


def test_without_judgements_all_but_the_advice_is_the_same(built: Graphs) -> None:
    ablated = build_graphs(
        replace(find_inputs(), assessments=(), stages=()), processes=count_processes()
    )
    for name in list_profiles():
        for layer in LAYERS:
            graph = str(GRAPH[f"{layer}/{name}"])
            whole, without = (leave_advice_out(graphs[graph]) for graphs in (built, ablated))
            assert whole
            assert render_turtle(whole) == render_turtle(without), graph
    advice = str(GRAPH["diagnoses/default"])
    assert render_turtle(built[advice]) != render_turtle(ablated[advice])


@pytest.fixture(scope="module")
def material() -> Material:
    return read_material(find_inputs())


def reverse(material: Material) -> Material:
    """Say the contrary of every assessment, each of the cluster after its own."""
    head = f"{BASE}scheme/judgement/"
    words = {f"{head}affirms": f"{head}denies", f"{head}denies": f"{head}affirms"}
    about = NamedNode(str(ICL.cluster))
    said = [t for triples in material.assessments.values() for t in triples]
    clusters = sorted({str(getattr(t.object, "value", "")) for t in said if t.predicate == about})
    words |= dict(zip(clusters, [*clusters[1:], clusters[0]], strict=True))

    def turned(t: Triple) -> Triple:
        value = str(getattr(t.object, "value", ""))
        return Triple(t.subject, t.predicate, NamedNode(words[value])) if value in words else t

    return replace(
        material,
        assessments={g: [turned(t) for t in ts] for g, ts in material.assessments.items()},
    )


@pytest.mark.parametrize("name", list_profiles())
def test_other_assessments_of_other_cases_change_the_comparison_alone(
    built: Graphs, material: Material, name: str
) -> None:
    profile = Profile(name, Path(), tuple(built[str(GRAPH[f"profile/{name}"])]))
    layers = [str(GRAPH[f"{layer}/{name}"]) for layer in LAYERS]
    other = reverse(material)
    turned = [infer_profile(other.restrict(case), profile) for case in material.cases]
    for layer in layers:
        found = split_lines(b"".join(graphs[layer] for graphs in turned))
        assert found == split_lines(to_text(built[layer])), layer
    agreement = str(GRAPH[f"agreement/{name}"])
    found = split_lines(b"".join(graphs[agreement] for graphs in turned))
    assert found != split_lines(to_text(built[agreement]))


def judged() -> World:
    world = locked()
    world.assess("lock-in", "affirms", 1950, 1969)
    world.assess("thinness", "denies")
    world.claim_stage("maturity", 1970, 1999)
    return world


@pytest.mark.parametrize("name", ["default", "seed-literal", "strict"])
def test_each_judgement_changes_only_what_comes_after_it(name: str) -> None:
    plain = judged().infer(profile=name)

    def without(layer: str) -> Inference:
        world = judged()
        setattr(world, layer, [])
        return world.infer(profile=name)

    unassessed, unstaged = without("assessments"), without("stages")
    for layer in LAYERS:
        before = plain.triples(layer)
        assert set(before) == set(unassessed.triples(layer)), layer
        left = leave_advice_out(unstaged.triples(layer))
        assert set(leave_advice_out(before)) == set(left), layer
    one, other, none = (i.layers["agreement"] for i in (plain, unstaged, unassessed))
    assert split_lines(one) == split_lines(other) != split_lines(none)
    assert plain.layers["diagnoses"] != unstaged.layers["diagnoses"]


def test_the_vocabulary_of_a_run_holds_no_case() -> None:
    cases = {t.subject for t in read_vocabulary(find_inputs())} & {
        t.subject for path in find_inputs().cases for t in read_turtle(path)
    }
    shared = {str(getattr(node, "value", "")) for node in cases}
    assert all(node.startswith(BASE + "id/locator/") for node in shared)
    assert vocabulary()
