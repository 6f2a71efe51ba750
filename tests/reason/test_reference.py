"""The compiled rules give what pySHACL gives, triple for triple, on a small cluster."""

import pytest
from pyoxigraph import NamedNode

from kg.diagnose.run import infer_diagnoses
from kg.namespaces import BASE, ICL, SKOS
from kg.reason import infer_closure, run_rules
from kg.reason.reference import run_reference
from kg.store import EmbeddedStore
from tests.rules.test_diagnoses import locked, political
from tests.worlds import CLUSTER, World, concept, strata, vocabulary

SECOND = f"{BASE}id/snapshot/testville/1970-1999"
WORDS = {str(SKOS[name]) for name in ("prefLabel", "definition", "scopeNote", "altLabel")}
"""What no rule reads; left out because the reference is slow."""

SILENT = {
    "missing-certain", "missing-closure-at-most", "missing-gate", "missing-network",
    "missing-roster", "missing-support", "upper-research-transfer",
}  # fmt: skip
"""Rules with nothing to conclude in the rich world; ``tests/rules`` has a world for each."""


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
    return alone(world)


def alone(world: World) -> World:
    """Leave one snapshot."""
    world.triples = [t for t in world.triples if t.subject != NamedNode(SECOND)]
    return world


@pytest.mark.parametrize("world", [rich(), alone(World())], ids=["rich", "empty"])
def test_compiled_rules_equal_the_reference(world: World) -> None:
    words = [t for t in vocabulary() if t.predicate.value not in WORDS]
    compiled = infer_diagnoses(words, world.triples, strata(), runner=run_rules)
    reference = infer_diagnoses(words, world.triples, strata(), runner=run_reference)
    assert compiled.diagnoses
    for layer in ("derived", "measurements", "diagnoses"):
        assert set(getattr(compiled, layer)) == set(getattr(reference, layer)), layer


def test_the_rich_world_makes_nearly_every_rule_conclude() -> None:
    world = rich()
    inference = world.infer()
    store = EmbeddedStore()
    store.add([*vocabulary(), *world.triples])
    infer_closure(store)
    store.add([*inference.derived, *inference.measurements, *inference.diagnoses])
    rules = [compiled for stratum in strata() for compiled in stratum.rules]
    silent = {c.rule.slug for c in rules if not store.construct(c.query)}
    assert silent <= SILENT
