"""The compiled rules give what pySHACL gives, triple for triple, on a small cluster."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Triple

from kg.diagnose.run import Judgements, infer_diagnoses
from kg.namespaces import BASE, ICL, SKOS
from kg.read.profiles import Profile
from kg.reason import run_rules
from kg.reason.reference import run_reference
from kg.store.text import split_lines
from tests.rules.test_diagnoses import locked, political
from tests.worlds import CLUSTER, World, concept, shipped, strata, vocabulary

SECOND = f"{BASE}id/snapshot/testville/1970-1999"
WORDS = {str(SKOS[name]) for name in ("prefLabel", "definition", "scopeNote", "altLabel")}
"""What no rule reads; left out because the reference is slow."""

SILENT = {
    "missing-certain", "missing-closure-at-most", "missing-gate", "missing-network",
    "missing-roster", "missing-support", "support-source", "support-sweep",
    "upper-research-transfer",
}  # fmt: skip
"""Rules with nothing to conclude in either world; ``tests/rules`` has a world for each."""

KEPT = {
    "constraint-rule": ("thinness", "closure-risk", "political-lock-in", "dissension"),
    "stage-rule": ("transition", "renewal"),
}
"""Rules of the profile that the reference works on: some of each form, as it is slow."""
PARTS = ("alternative", "group", "criterion", "parameter", *KEPT)
DOWN = {str(ICL[n]) for n in ("hasAlternative", "hasGroup", "hasCriterion", "threshold")}


def small() -> Profile:
    """Give the default profile with few constraints and stages, and a number from elsewhere."""
    head = f"{BASE}profile/default/"
    triples = shipped().triples
    kept = {f"{head}{kind}/{name}" for kind, names in KEPT.items() for name in names}
    kept |= {_iri(t.subject) for t in triples if _iri(t.object) in OTHER_NUMBERS}
    while found := {
        _iri(t.object)
        for t in triples
        if t.predicate.value in DOWN and _iri(t.subject) in kept and _iri(t.object) not in kept
    }:
        kept |= found
    elsewhere, value = f"{head}parameter/conflict", str(ICL.parameterValue)
    left = [
        t
        for t in triples
        if (not _iri(t.subject).startswith(tuple(f"{head}{p}/" for p in PARTS)))
        or (_iri(t.subject) in kept and (_iri(t.subject), t.predicate.value) != (elsewhere, value))
    ]
    quartile = Triple(
        NamedNode(elsewhere), NamedNode(str(ICL.quartile)), concept("quartile", "highest")
    )
    return Profile("default", Path(), (*left, quartile))


def _iri(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""


OTHER_NUMBERS = {
    _iri(t.object)
    for t in shipped().triples
    if t.predicate.value == str(ICL.parameterName)
    and t.object != NamedNode(f"{BASE}scheme/parameter/threshold")
}
"""The roles of numbers that are no thresholds."""


def rich() -> World:
    """A small cluster that gives every rule something to conclude."""
    world = political(locked(), 2, 1)
    world.tie(
        "f0", "f1", kind="informal", basis="trust", valence="cooperative", repeatedContact=True
    )
    world.tie("f2", "f3", kind="exclusion")
    world.actor("s0", "supplier", ownResearch=False, ownMarketing=False)
    world.actor("lost", member=False, place=None)
    world.tie("f4", "lost", confidence="uncertain")
    world.institution("i-research", "education", bars=True)
    world.absence("real-service", "transfer")
    world.event("decision", 1951, ["f0"])
    world.event("policy", 1957)
    world.roster("TieSet", "ties", "complete-roster")
    world.actor("cartel", "cartel")
    world.tie("f5", "cartel", kind="membership")
    for name, admission in (("club", "closed"), ("forum", "open")):
        world.actor(name, "forum")
        rule = world.statement("admission", "BodyAdmission", None, None, "explicit")
        world.put(rule, ICL.body, f"{BASE}id/actor/{name}")
        world.put(rule, ICL.cluster, CLUSTER)
        world.put(rule, ICL.admission, concept("admission", admission))
        world.tie("f6", name, kind="membership", start=1960, repeatedContact=False)
    world.actor("abroad", member=False, country="JP")
    world.tie("f7", "abroad", start=1950, endYear=1966, valence="conflict")
    world.tie("town", "f8", kind="governance", valence="cooperative")
    world.tie("i-research", "i-education", kind="coalition", valence="conflict")
    world.shock(1953, 1955, shockOf=NamedNode(CLUSTER))
    world.actor("elder", "association", branch=None)
    world.institution("elder", "finance", start=1940)
    world.event("founding", 1952, ["f0"])
    world.claim_stage("growth", 1950, 1969)
    for constraint, judgement in (("closure-risk", "affirms"), ("thinness", "mixed")):
        world.assess(constraint, judgement, 1950, 1960)
        world.assess(constraint, judgement)
    world.triples = [t for t in world.triples if t.subject != NamedNode(SECOND)]
    return world


def claimed() -> World:
    """Two snapshots of which nothing is known but what people say of them."""
    world = World()
    world.claim_stage("growth", 1950, 1955)
    world.claim_stage("maturity", 1956, 1980)
    world.claim_stage("decline", 1950, 1999, "curator")
    world.claim_stage("renewal")
    world.assess("thinness", "denies", 1960, 1980)
    world.assess("dissension")
    return world


@pytest.mark.parametrize("build", [rich, claimed])
def test_compiled_rules_equal_the_reference(build: Callable[[], World]) -> None:
    profile, world = small(), build()
    words = [t for t in vocabulary(profile) if t.predicate.value not in WORDS]
    judgements = Judgements(world.stages, world.assessments)
    compiled, reference = (
        infer_diagnoses(words, world.triples, strata(), runner=runner, judgements=judgements)
        for runner in (run_rules, run_reference)
    )
    for layer, ntriples in compiled.layers.items():
        assert ntriples, layer
        assert split_lines(ntriples) == split_lines(reference.layers[layer]), layer


def test_the_two_worlds_make_nearly_every_rule_conclude() -> None:
    silent = {compiled.rule.slug for stratum in strata() for compiled in stratum.rules}
    for world in (rich(), claimed()):
        store = world.infer(profile=small()).store
        silent = {
            c.rule.slug
            for stratum in strata()
            for c in stratum.rules
            if c.rule.slug in silent and not store.construct(c.query)
        }
    assert silent <= SILENT
