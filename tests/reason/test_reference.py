"""The compiled rules give what pySHACL gives, triple for triple, on a small cluster."""

import pytest
from pyoxigraph import NamedNode

from kg.namespaces import BASE
from kg.diagnose.run import infer_diagnoses
from kg.reason import run_rules
from kg.reason.reference import run_reference
from kg.namespaces import SKOS
from tests.rules.test_diagnoses import locked, political
from tests.worlds import World, strata, vocabulary

SECOND = f"{BASE}id/snapshot/testville/1970-1999"
WORDS = {str(SKOS[name]) for name in ("prefLabel", "definition", "scopeNote", "altLabel")}
"""What no rule reads; left out because the reference is slow."""


def rich() -> World:
    """A small cluster that gives every rule something to conclude."""
    world = political(locked(), 2, 1)
    world.tie("f0", "f1", kind="informal", basis="trust", valence="cooperative", repeatedContact=True)
    world.tie("f2", "f3", kind="exclusion")
    world.actor("s0", "supplier", ownResearch=False, ownMarketing=False)
    world.actor("lost", member=False, place=None)
    world.tie("f4", "lost", confidence="uncertain")
    world.institution("i-research", "education", bars=True)
    world.absence("real-service", "transfer")
    world.event("decision", 1951, ["f0"])
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
    from kg.store import EmbeddedStore

    store = EmbeddedStore()
    inference = rich().infer()
    store.add([*vocabulary(), *rich().triples, *inference.derived, *inference.measurements, *inference.diagnoses])
    silent = {
        compiled.rule.slug
        for stratum in strata()
        for compiled in stratum.rules
        if not store.construct(compiled.query)
    }
    assert len(silent) <= 20, silent
