"""A mutation of any rule or number makes a test fail.

What every rule concludes in the made-up worlds is frozen. A mutant that concludes something else in
one of them is therefore noticed, and one that reads too early what other rules conclude is refused
by the build. Those that mean the same as their rules stand in ``equivalent.tsv`` with the reason.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from kg.inputs import find_inputs
from kg.namespaces import BASE
from kg.read.profiles import list_profiles
from kg.reason import read_rules
from kg.store import EmbeddedStore
from tests.measures.reading import read_evidence, read_vocabulary
from tests.measures.recompute import recompute
from tests.measures.test_recompute import describe, describe_built
from tests.rules.concluding import RUNS, WORLDS, Lines, conclude, find_survivors, find_unrefused
from tests.rules.freezing import name_file, render_facts, render_rules
from tests.rules.mutations import Mutant, list_mutants
from tests.rules.numbers import find_contradictions, mutate_profile
from tests.worlds import shared, shipped

EQUIVALENT = Path(__file__).parent / "equivalent.tsv"


@cache
def find_siblings() -> dict[str, str]:
    """Give for each concept the next of its scheme by name, the first for the last."""
    schemes: dict[str, set[str]] = defaultdict(set)
    for triple in shared().schemes:
        scheme, _, name = str(triple.subject.value).rpartition("/")  # type: ignore[union-attr]  # concepts have IRIs
        if scheme.rpartition("/")[0] == f"{BASE}scheme":
            schemes[scheme].add(f"{scheme}/{name}")
    ordered = [sorted(concepts) for concepts in schemes.values()]
    return {a: b for line in ordered for a, b in pairwise([*line, line[0]])}


@cache
def catalogue() -> tuple[Mutant, ...]:
    """Give every mutant of every shipped rule."""
    rules = read_rules(find_inputs().rules)
    return tuple(mutant for rule in rules for mutant in list_mutants(rule, find_siblings()))


@cache
def find_alive() -> tuple[Mutant, ...]:
    """Find the mutants that no world and no refusal of the build tells from their rules."""
    left: Sequence[Mutant] = catalogue()
    for world, profile in RUNS:
        left = find_survivors(world, profile, left)
    return tuple(find_unrefused(left))


@cache
def read_equivalent() -> dict[str, str]:
    """Read the mutants that are known to mean the same as their rules, with the reason."""
    with EQUIVALENT.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return {f"{row['rule']}: {row['change']}": row["reason"] for row in rows}


@cache
def run(world: str, profile: str) -> tuple[dict[str, Lines], EmbeddedStore]:
    return conclude(world, profile)


def test_every_rule_has_mutants() -> None:
    counts = Counter(mutant.slug for mutant in catalogue())
    assert counts.keys() == {rule.slug for rule in read_rules(find_inputs().rules)}
    assert len(catalogue()) > 10 * len(counts)
    assert len({mutant.name for mutant in catalogue()}) == len(catalogue())


def test_every_mutant_is_noticed_or_means_the_same() -> None:
    unexplained = [m.name for m in find_alive() if m.name not in read_equivalent()]
    assert unexplained == []


def test_no_mutant_said_to_mean_the_same_is_noticed() -> None:
    """Nor does the list name a mutant of a text that has changed since."""
    alive = {mutant.name for mutant in find_alive()}
    assert [name for name in read_equivalent() if name not in alive] == []
    assert all(len(reason) > 10 for reason in read_equivalent().values())


@pytest.mark.parametrize(("world", "profile"), RUNS, ids=[", ".join(run) for run in RUNS])
def test_rules_conclude_what_is_frozen(world: str, profile: str) -> None:
    """If this is meant, run ``python -m tests.rules.freezing`` and read the difference."""
    found, store = run(world, profile)
    if profile == "default":
        facts = name_file(world, profile, "facts").read_text(encoding="utf-8")
        assert render_facts(store).splitlines() == facts.splitlines()
    rules = name_file(world, profile, "rules").read_text(encoding="utf-8")
    assert render_rules(found).splitlines() == rules.splitlines()


def test_every_rule_concludes_something_in_some_world() -> None:
    concluding = {
        slug for world, profile in RUNS for slug, lines in run(world, profile)[0].items() if lines
    }
    assert concluding == {rule.slug for rule in read_rules(find_inputs().rules)}


@pytest.mark.parametrize("world", ["quay", "weir", "court", "ford"])
def test_what_is_measured_in_a_world_is_what_its_definition_gives(world: str) -> None:
    """The frozen measures do not rest on the rules alone: they are computed again without them."""
    inputs = find_inputs(WORLDS[world])
    profile = next(path for path in inputs.profiles if path.stem == "default")
    paths = [path for paths in inputs.evidence().values() for path in paths]
    computed = recompute(read_evidence(paths, read_vocabulary(inputs.schemes, profile)))
    built = read_tallies(run(world, "default")[1])
    assert built.keys() == computed.keys()
    differing = {
        key: (found, describe(result))
        for key, result in computed.items()
        if (found := describe_built(built[key], result)) != describe(result)
    }
    assert not differing


def read_tallies(store: EmbeddedStore) -> dict[tuple[str, str], dict[str, str]]:
    """Give the facts of each tally by snapshot and measure."""
    facts: dict[str, dict[str, str]] = defaultdict(dict)
    for row in store.select("SELECT ?t ?p ?o WHERE { ?t a icl:Tally ; ?p ?o }"):
        facts[row["t"].value][row["p"].value.rsplit("/", 1)[-1]] = row["o"].value
    return {(f["snapshot"], f["measure"].rsplit("/", 1)[-1]): f for f in facts.values()}


@pytest.mark.parametrize("profile", list_profiles())
def test_a_shipped_profile_contradicts_nothing(profile: str) -> None:
    assert list(find_contradictions(profile, shipped(profile).triples)) == []


@pytest.mark.parametrize("profile", list_profiles())
def test_every_mutated_number_of_a_profile_contradicts_what_is_told_of_it(profile: str) -> None:
    mutants = list(mutate_profile(shipped(profile).triples, find_siblings()))
    assert len(mutants) > 150
    unnoticed = [
        change
        for change, triples in mutants
        if next(find_contradictions(profile, triples), None) is None
    ]
    assert unnoticed == []
