"""What a verdict hangs on is what inferring it anew under other numbers and evidence gives."""

from collections.abc import Mapping
from itertools import product

import pytest
from pyoxigraph import NamedNode

from kg.diagnose.firmness import measure_firmness, render_firmness, render_plot
from kg.diagnose.nearness import find_near_misses
from kg.diagnose.outcome import Ledger
from kg.diagnose.trees import read_parameters, read_property
from kg.errors import UnknownName
from kg.namespaces import BASE, ICL
from kg.publish import infer_values
from kg.read.profiles import Profile, list_profiles
from kg.store import EmbeddedStore
from kg.trying import read_verdicts, set_number
from tests.rules.test_diagnoses import fragmented, inward, locked
from tests.worlds import World, shipped

PLACE = "testville/1950-1969"
PARAMETER = f"{BASE}profile/default/parameter/"


@pytest.mark.parametrize("profile", list_profiles())
def test_the_verdict_worked_out_is_the_one_inferred(
    stores: Mapping[str, EmbeddedStore], profile: str
) -> None:
    ledger, inferred = Ledger(stores[profile], profile), read_verdicts(stores[profile])
    names = ledger.list_names()
    assert len(names) >= 288
    worked_out = {name: ledger.take(name).judge() for name in names}
    assert {n: (o.verdict, o.support) for n, o in worked_out.items()} == inferred
    assert {o.support for o in worked_out.values()} >= {0, 3, 4}


def with_numbers(numbers: Mapping[str, int]) -> Profile:
    profile = shipped()
    for parameter, value in numbers.items():
        profile = set_number(profile, parameter, value)
    return profile


def verdict_under(world: World, constraint: str, numbers: Mapping[str, int]) -> str:
    return world.diagnose(with_numbers(numbers)).verdict(constraint)


@pytest.mark.parametrize(
    ("world", "constraint"), [(locked(), "lock-in"), (inward(5, 2, 3, 2), "closure-risk")]
)
def test_a_verdict_stands_to_the_ends_of_a_range_and_no_further(
    world: World, constraint: str
) -> None:
    ledger = Ledger(world.infer().store, "default")
    verdict = ledger.take(f"{PLACE}/{constraint}")
    here, ends = verdict.judge().verdict, 0
    for found in verdict.find_ranges():
        for end, beyond, there in (
            (found.low, -1, found.below),
            (found.high, 1, found.above),
        ):
            if end is not None:
                ends += 1
                assert verdict_under(world, constraint, {found.parameter: end}) == here
                got = verdict_under(world, constraint, {found.parameter: end + beyond})
                assert got == there != here
    assert ends


def test_a_sweep_counts_what_inferring_each_setting_gives() -> None:
    world = locked()
    store = world.infer().store
    verdict = Ledger(store, "default").take(f"{PLACE}/closure-risk")
    parameters = read_parameters(store)
    swept = dict.fromkeys(c.parameter for c in verdict.tree.criteria)
    assert len(swept) == 3
    few = {iri: parameters[iri].sweep[::2] for iri in swept}
    stands = 0
    for setting in product(*few.values()):
        values = dict(zip(few, setting, strict=True))
        inferred = verdict_under(world, "closure-risk", values)
        assert verdict.judge(values).verdict == inferred
        stands += inferred == "tentative"
    assert 0 < stands < 12
    whole = verdict.sweep()
    assert whole.settings == 75
    counted = sum(
        verdict.judge(dict(zip(swept, setting, strict=True))).verdict == "tentative"
        for setting in product(*(parameters[iri].sweep for iri in swept))
    )
    assert whole.stands == counted


def without(world: World, source: str) -> World:
    """Strike the ties, presences and events that a source alone tells of."""
    left = World()
    locator = NamedNode(f"{BASE}id/locator/{source}")
    claims = {t.subject for t in world.triples if t.object == locator}
    ties = {t.subject for t in world.triples if t.object in claims and "/id/tie/" in str(t.subject)}
    left.triples = [t for t in world.triples if t.subject not in ties]
    return left


@pytest.mark.parametrize("source", ["one", "two", "three"])
def test_a_reading_without_a_source_counts_as_if_its_ties_were_not_there(source: str) -> None:
    world = World()
    for n in range(12):
        world.actor(f"f{n}")
    for n in range(11):
        world.tie(
            f"f{n}", f"f{n + 1}", source=("one", "two", "three")[n % 3],
            valence="conflict" if n < 7 else "cooperative",
        )  # fmt: skip
    store, struck = world.infer().store, without(world, source).infer().store
    tally = f"{BASE}id/measurement/default/{PLACE}/m25"
    node = f"{tally}/without-{source}"
    lows, wholes = read_property(store, "lowNumerator"), read_property(store, "onDenominator")
    numerators, denominators = (
        read_property(struck, name) for name in ("numerator", "denominator")
    )
    assert (lows[node], wholes[node]) == (numerators[tally], denominators[tally])


def test_a_verdict_that_hangs_on_one_source_says_on_which() -> None:
    world = World()
    for n in range(12):
        world.actor(f"f{n}")
    names = ("education", "research", "finance", "representation")
    for name in names:
        world.actor(f"i-{name}", "association", branch=None)
        world.institution(f"i-{name}", name)
    for n in range(4):
        world.tie(f"f{n}", f"f{n + 1}", source="one", exclusive=True)
    for n in range(4):
        world.tie(f"f{n + 5}", f"f{n + 6}", source="two", exclusive=True)
    world.tie("f10", "f11", source="three", exclusive=True)
    verdict = Ledger(world.infer().store, "default").take(f"{PLACE}/closure-risk")
    assert verdict.judge().verdict == "tentative"
    assert "without-any-source" not in verdict.judge().tests or not verdict.list_hinges()
    two = World()
    two.triples = [t for t in world.triples if "three" not in str(t.object)]
    hinged = Ledger(two.infer().store, "default").take(f"{PLACE}/closure-risk")
    assert set(hinged.list_hinges()) <= {"one", "two"}
    assert ("without-any-source" in hinged.judge().tests) == (not hinged.list_hinges())


def test_firmness_is_told_in_both_languages_and_drawn() -> None:
    store = locked().infer().store
    for lang, word in (("en", "settings"), ("ko", "기준값")):
        found = measure_firmness(store, f"{PLACE}/lock-in", "default", lang)
        text = render_firmness(found, lang)
        assert word in text
        assert all(found.labels[r.parameter] in text for r in found.ranges)
    plot = render_plot(found)
    assert plot.count("<rect") == 2 * len(found.ranges)
    assert plot.startswith("<svg") and plot.endswith("</svg>\n")


def test_an_unknown_verdict_gets_the_nearest_names() -> None:
    with pytest.raises(UnknownName, match=f"{PLACE}/lock-in"):
        measure_firmness(locked().infer().store, f"{PLACE}/lockin", "default")


def test_a_near_miss_lacks_one_criterion_and_would_be_met_with_it() -> None:
    world = inward(5, 2, 3, 2)
    store = world.infer().store
    for decimals in infer_values(store):
        store.add_text(decimals)
    found = find_near_misses(store, {"testville"})
    (miss,) = [m for m in found if m.diagnosis == f"{PLACE}/closure-risk"]
    assert (miss.verdict, miss.status) == ("not-indicated", "not-met")
    assert float(miss.margin) < 0
    enough = {f"{PARAMETER}turned-inwards": 250 + int(-float(miss.margin) * 500) + 1}
    assert verdict_under(world, "closure-risk", enough) == "tentative"
    assert verdict_under(fragmented(), "fragmentation", {}) == "tentative"
    met = find_near_misses(fragmented().infer().store, {"testville"})
    assert f"{PLACE}/fragmentation" not in {m.diagnosis for m in met}


def test_every_conclusion_is_derived_from_what_it_read(store: EmbeddedStore) -> None:
    derived: dict[str, set[str]] = {}
    for node, source in store.pairs("http://www.w3.org/ns/prov#wasDerivedFrom"):
        derived.setdefault(node, set()).add(source)
    measured = read_property(store, "measurement")
    assert len(measured) > 900
    assert all(derived[result] == {tally} for result, tally in measured.items())
    counted: dict[str, set[str]] = {}
    for name in ("countedFor", "countedAgainst", "restsOnAbsence"):
        for tally, item in store.pairs(str(ICL[name])):
            counted.setdefault(tally, set()).add(item)
    searched = dict(store.pairs(str(ICL.searchedIn)))
    numerators = read_property(store, "numerator")
    for tally in set(measured.values()):
        expected = set(counted.get(tally, ()))
        if numerators[tally] == "0" and tally in searched:
            expected.add(searched[tally])
        assert derived.get(tally, set()) == expected, tally
    runs = dict(store.pairs("http://www.w3.org/ns/prov#wasGeneratedBy"))
    assert set(measured) <= set(runs)
    hashes = read_property(store, "ruleSetHash")
    assert {runs[result] for result in measured} <= set(hashes)
    assert len(set(hashes.values())) == 1
