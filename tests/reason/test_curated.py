"""On the curated cases, what a compiled rule concludes for a focus node is what pySHACL concludes.

Over everything that a case's run has concluded: every tenth rule for one of its focus nodes, since
pySHACL takes seconds for each. With ``KG_EQUALITY=all`` every rule for every focus node, case and
profile, which takes hours: ``make equality``.
"""

import os
from dataclasses import replace

import pytest

from kg.diagnose.run import infer_diagnoses
from kg.diagnose.selection import select_certain
from kg.inputs import find_inputs
from kg.material import read_material
from kg.read.profiles import list_profiles, read_profile
from kg.reason.compile import compile_rule
from kg.reason.dependencies import read_patterns
from kg.reason.reference import Reference
from kg.reason.rules import Rule, Target
from kg.store import EmbeddedStore
from tests.reason.test_reference import WORDS

ALL = os.environ.get("KG_EQUALITY") == "all"
PROFILES = tuple(list_profiles()) if ALL else ("default",)
CASES = sorted(path.stem for path in find_inputs().cases) if ALL else ["jura"]


def infer_whole(case: str, name: str) -> EmbeddedStore:
    """Give a case with all that follows of it; without words, which no rule reads."""
    material = read_material(find_inputs()).restrict(case)
    profile = read_profile(list_profiles()[name])
    facts = select_certain(material.facts) if profile.is_certain else material.facts
    words = [t for t in material.vocabulary(profile) if t.predicate.value not in WORDS]
    return infer_diagnoses(words, facts, material.strata, judgements=material.judgements).store


def list_focus_nodes(store: EmbeddedStore, rule: Rule) -> list[str]:
    (target,) = rule.targets
    rows = store.select(
        f"SELECT DISTINCT ?node {{ ?node a/rdfs:subClassOf* <{target.iri}> }} ORDER BY ?node"
    )
    nodes = [row["node"].value for row in rows]
    return nodes if ALL or not nodes else [nodes[rule.order * 7 % len(nodes)]]


def mark(rule: Rule, node: str) -> Rule:
    """Give a rule for one focus node whose conclusions are new whatever the store holds."""
    template, _ = read_patterns(rule)
    triples = " . ".join(
        f"{t.subject} <urn:concluded:{n}> {t.object}" for n, t in enumerate(template)
    )
    pattern = rule.construct[rule.construct.index("WHERE") :]
    text = f"CONSTRUCT {{ {triples} }} {pattern}"
    return replace(rule, targets=(Target("node", node),), construct=text)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("case", CASES)
def test_a_compiled_rule_concludes_of_a_case_what_the_reference_does(
    case: str, profile: str
) -> None:
    store = infer_whole(case, profile)
    reference = Reference(store)
    tried, concluded = 0, 0
    rules = [c.rule for s in read_material(find_inputs()).strata for c in s.rules]
    for rule in rules if ALL else rules[3::10]:
        for node in list_focus_nodes(store, rule):
            alone = mark(rule, node)
            found = set(store.construct(compile_rule(alone).query))
            assert set(reference.infer(alone)) == found, (rule.slug, node)
            tried, concluded = tried + 1, concluded + bool(found)
    assert tried >= 11
    assert concluded >= 5
