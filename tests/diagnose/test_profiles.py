"""Profiles of one's own: what they take over, what they change, and numbers from other places."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from kg.diagnose.quartiles import find_quartiles
from kg.diagnose.sharing import measures_alike, rename_measures
from kg.errors import NotConforming, SourceError, UnknownName
from kg.namespaces import BASE, GRAPH, ICL, RDF
from kg.opening import read_own_profile
from kg.read.profiles import (
    Profile,
    find_profile,
    list_profiles,
    read_profile,
    resolve_quartiles,
)
from kg.store import EmbeddedStore
from kg.store.text import split_lines
from tests.rules.test_diagnoses import inward, locked
from tests.worlds import concept, shared, shipped, together

PREFIXES = f"""
@prefix icl: <https://w3id.org/innocluster/def/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix profile: <{BASE}profile/> .
@prefix parameter: <{BASE}profile/mine/parameter/> .
@prefix alternative: <{BASE}profile/mine/alternative/> .
@prefix group: <{BASE}profile/mine/group/> .
@prefix quartile: <{BASE}scheme/quartile/> .
@prefix locator: <{BASE}id/locator/> .
"""
HEAD = """
profile:mine a icl:Profile ; icl:extendsProfile profile:default ; skos:notation "mine" ;
    skos:prefLabel "my profile"@en , "나의 프로파일"@ko ;
    skos:definition "One number changed."@en , "수치 하나를 바꾼 프로파일."@ko ;
    icl:profileVersion "1" ; dcterms:source locator:innocluster-model .
"""


def write(folder: Path, body: str, head: str = HEAD, name: str = "mine.ttl") -> Path:
    path = folder / name
    path.write_text(PREFIXES + head + body, encoding="utf-8")
    return path


def values(profile: Profile, part: str, name: str) -> set[str]:
    """Give the values of a property of a part of a profile, as texts or last parts of names."""
    node = f"{BASE}profile/{profile.name}/{part}"
    return {
        str(getattr(t.object, "value", "")).rsplit("/", 1)[-1]
        for t in profile.triples
        if getattr(t.subject, "value", "") == node and t.predicate.value == str(ICL[name])
    }


def test_a_few_lines_make_a_whole_profile_under_its_own_name(tmp_path: Path) -> None:
    path = write(tmp_path, "parameter:closed-to-others icl:parameterValue 600 .")
    mine, default = read_profile(path), shipped()
    assert mine.name == "mine"
    assert values(mine, "parameter/closed-to-others", "parameterValue") == {"600"}
    assert values(mine, "parameter/closed-to-others", "sweepTo") == {"700"}  # taken over
    named = {
        term.value
        for t in mine.triples
        for term in (t.subject, t.object)
        if isinstance(term, NamedNode) and term.value.startswith(f"{BASE}profile/default")
    }
    assert named == {f"{BASE}profile/default"}  # only what it says it extends
    parts = {t.subject for t in default.triples if "/profile/default/" in str(t.subject)}
    assert len({t.subject for t in mine.triples}) == len(parts) + 1
    untouched = {str(t).replace("/profile/mine", "/profile/default") for t in mine.triples}
    assert len({str(t) for t in default.triples} - untouched) == 1 + 5  # the value, its own words


def test_what_a_profile_says_of_itself_is_not_taken_over(tmp_path: Path) -> None:
    mine = read_profile(write(tmp_path, ""))
    node = NamedNode(f"{BASE}profile/mine")
    labels = {str(t.object) for t in mine.triples if t.subject == node and "prefLabel" in str(t)}
    assert labels == {'"my profile"@en', '"나의 프로파일"@ko'}
    assert any(t.predicate.value == str(ICL.tunedOnCases) for t in mine.triples)  # that is


def test_each_property_is_restated_as_a_whole(tmp_path: Path) -> None:
    body = "alternative:lock-in icl:hasGroup group:closure ."
    mine = read_profile(write(tmp_path, body))
    assert values(mine, "alternative/lock-in", "hasGroup") == {"closure"}
    assert values(shipped(), "alternative/lock-in", "hasGroup") == {"closure", "deficit"}
    assert values(mine, "alternative/lock-in", "inProfile") == {"mine"}


def test_a_profile_may_extend_one_that_extends_another(tmp_path: Path) -> None:
    head = HEAD.replace("profile:default", "profile:strict")
    mine = read_profile(write(tmp_path, "parameter:shock icl:parameterValue 1 .", head))
    assert mine.is_certain
    assert values(mine, "parameter/shock", "parameterValue") == {"1"}
    assert values(mine, "parameter/conflict", "parameterValue") == {"400"}  # of strict
    assert values(mine, "criterion/conflict", "threshold") == {"conflict"}  # of default
    assert values(mine, "group/split", "atLeast") == {"2"}


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("", {"-0.5"}),
        ("parameter:turned-inwards icl:parameterValue 300 .", {"-0.4"}),
        ("parameter:turned-inwards icl:parameterValue 500 .", {"0"}),
        ("parameter:turned-inwards icl:parameterValue 300 ; icl:displayValue -0.41 .", {"-0.41"}),
        ("parameter:turned-inwards icl:quartile quartile:lowest .", set()),
    ],
)
def test_the_balance_shown_follows_the_value(tmp_path: Path, body: str, shown: set[str]) -> None:
    mine = read_profile(write(tmp_path, body))
    assert values(mine, "parameter/turned-inwards", "displayValue") == shown
    assert values(mine, "parameter/turned-inwards", "displayName") == {"ei.closed"}


def test_only_a_balance_is_shown_as_one(tmp_path: Path) -> None:
    mine = read_profile(write(tmp_path, "parameter:conflict icl:parameterValue 300 ."))
    assert values(mine, "parameter/conflict", "displayValue") == set()
    assert values(shipped("strict"), "parameter/turned-inwards", "displayValue") == {"-0.7"}


def test_a_quartile_takes_the_place_of_a_fixed_value(tmp_path: Path) -> None:
    mine = read_profile(write(tmp_path, "parameter:conflict icl:quartile quartile:highest ."))
    assert mine.quartiles == {f"{BASE}profile/mine/parameter/conflict": "highest"}
    for name in ("parameterValue", "sweepFrom", "sweepTo", "sweepStep"):
        assert values(mine, "parameter/conflict", name) == set()
    assert values(mine, "parameter/conflict", "unit") == {"per mille"}
    assert not any(
        values(shipped("relative"), part.partition("/relative/")[2], "parameterValue")
        for part in shipped("relative").quartiles
    )


TWO = HEAD + "profile:other a icl:Profile ; icl:extendsProfile profile:default .\n"
FAULTS = {
    "describes 2 profiles": TWO,
    "describes 0 profiles": "",
    "is the name of a shipped profile": HEAD.replace("profile:mine", "profile:strict"),
    "and not the profile itself": HEAD.replace("profile:default", "profile:mine"),
    "icl:extendsProfile names one of default, relative": HEAD.replace(
        "profile:default", "profile:absent"
    ),
    "must be called": HEAD.replace("profile:mine", "<http://example.org/profile/mine>"),
    "a word of letters, digits, hyphens": HEAD.replace("profile:mine", "profile:Mine"),
    "icl:extendsProfile names one": HEAD.replace(
        "profile:default ;", "profile:default , profile:strict ;"
    ),
}


@pytest.mark.parametrize("reason", FAULTS)
def test_a_fault_gives_one_line_with_the_file(tmp_path: Path, reason: str) -> None:
    path = write(tmp_path, "", FAULTS[reason])
    with pytest.raises(SourceError) as told:
        read_profile(path)
    assert reason in str(told.value)
    assert str(told.value).startswith(f"{path}: ")
    assert "\n" not in str(told.value)


def test_a_file_that_is_no_turtle_is_told_by_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, "parameter:shock icl:parameterValue", "")
    with pytest.raises(SourceError) as told:
        read_profile(path)
    assert told.value.line is not None
    assert "\n" not in str(told.value)


def test_a_profile_is_found_by_name_or_by_path(tmp_path: Path) -> None:
    path = write(tmp_path, "")
    assert find_profile("strict") == list_profiles()["strict"]
    assert find_profile(str(path)) == path
    with pytest.raises(UnknownName, match="strict"):
        find_profile("strickt")


def test_a_profile_of_ones_own_is_held_to_the_shapes(tmp_path: Path) -> None:
    good = write(tmp_path, "parameter:shock icl:parameterValue 2 .")
    assert read_own_profile(good).name == "mine"
    bad = write(tmp_path, 'parameter:shock icl:parameterValue "two" .', name="bad.ttl")
    with pytest.raises(NotConforming, match=r"bad\.ttl:\d+"):
        read_own_profile(bad)


def measured(shares: Mapping[str, Sequence[Fraction | int]], reading: str = "plain",
             profile: str = "default") -> EmbeddedStore:  # fmt: skip
    """Make a graph in which each measure has these values, a snapshot each."""
    store = EmbeddedStore()

    def put(subject: str, predicate: object, value: NamedNode | Literal) -> None:
        store.add([Triple(NamedNode(subject), NamedNode(str(predicate)), value)])

    for measure, found in shares.items():
        for n, share in enumerate(found):
            tally = f"{BASE}id/measurement/{profile}/t{n}/1-2/{measure}"
            node, exact = f"{BASE}id/tally-reading/{profile}/t{n}/{measure}", Fraction(share)
            put(tally, ICL.measure, concept("measure", measure))
            put(tally, ICL.profile, NamedNode(f"{BASE}profile/{profile}"))
            put(node, RDF.type, NamedNode(str(ICL.TallyReading)))
            put(node, ICL.reading, concept("reading", reading))
            put(node, ICL.tally, NamedNode(tally))
            put(node, ICL.lowNumerator, Literal(exact.numerator))
            put(node, ICL.onDenominator, Literal(exact.denominator))
    return store


def quartiles(
    reference: EmbeddedStore, profile: Profile | None = None
) -> dict[str, tuple[int | None, int]]:
    """Give the numbers that a profile takes from a graph, by name of the parameter."""
    chosen = profile or shipped("relative")
    words = EmbeddedStore()
    words.add([*shared().schemes, *shipped().triples, *chosen.triples])
    found = find_quartiles(chosen, words, reference)
    assert found.keys() == chosen.quartiles.keys()
    return {name.rsplit("/", 1)[-1]: value for name, value in found.items()}


EIGHTHS = [Fraction(n, 8) for n in range(1, 9)]


def test_the_lowest_and_the_highest_quarter_begin_at_the_second_of_eight() -> None:
    reference = measured({"m07": EIGHTHS, "m22": EIGHTHS, "m02": range(8), "m03": range(8)})
    found = quartiles(reference)
    assert found["turned-inwards"] == (250, 8)  # lowest
    assert found["closed-to-others"] == (875, 8)  # highest
    assert found["thin-kinds"] == (1, 8)  # a count, as it is
    assert found["crowded-function"] == (6, 8)
    assert found["conflict"] == (None, 0)


@pytest.mark.parametrize(("count", "place"), [(8, 2), (9, 3), (11, 3), (12, 3), (13, 4), (16, 4)])
def test_a_quarter_is_rounded_up_to_whole_snapshots(count: int, place: int) -> None:
    reference = measured({"m02": range(count), "m03": range(count)})
    assert quartiles(reference)["thin-kinds"] == (place - 1, count)
    assert quartiles(reference)["crowded-function"] == (count - place, count)


def test_the_value_is_rounded_so_that_the_border_itself_is_inside() -> None:
    thirds = [Fraction(1, 3)] * 2 + [Fraction(2, 3)] * 6
    found = quartiles(measured({"m07": thirds, "m22": [1 - share for share in thirds]}))
    assert found["turned-inwards"] == (334, 8)  # at most 0.334: a third is inside
    assert found["closed-to-others"] == (666, 8)  # at least 0.666: two thirds are inside


def test_fewer_snapshots_than_needed_give_no_value(tmp_path: Path) -> None:
    reference = measured({"m22": EIGHTHS[:7]})
    assert quartiles(reference)["closed-to-others"] == (None, 7)
    body = """parameter:min-snapshots icl:parameterValue 4 .
        parameter:closed-to-others icl:quartile quartile:highest ."""
    mine = read_profile(write(tmp_path, body))
    assert quartiles(reference, mine) == {"closed-to-others": (750, 7)}
    assert quartiles(measured({"m22": EIGHTHS[:3]}), mine) == {"closed-to-others": (None, 3)}


@pytest.mark.parametrize(
    ("shares", "value"),
    [
        ([Fraction(1, 2)] * 8, None),
        ([Fraction(1, 2)] * 7 + [Fraction(1)], None),  # a quarter begins where the rest lies
        ([Fraction(1, 2)] * 6 + [Fraction(1)] * 2, 1000),
    ],
)
def test_without_spread_there_is_no_value(shares: list[Fraction], value: int | None) -> None:
    assert quartiles(measured({"m22": shares}))["closed-to-others"] == (value, 8)


def test_only_what_default_measured_in_the_plain_reading_counts() -> None:
    for reading, profile in (("certain", "default"), ("plain", "strict")):
        reference = measured({"m22": EIGHTHS}, reading, profile)
        assert quartiles(reference)["closed-to-others"] == (None, 0)


def test_a_criterion_without_a_value_is_indeterminate_for_want_of_snapshots() -> None:
    relative = shipped("relative")
    for shares in (EIGHTHS[:7], [Fraction(1, 2)] * 8):
        reference = measured({"m22": shares, "m07": EIGHTHS})
        words = EmbeddedStore()
        words.add([*shared().schemes, *relative.triples])
        whole = resolve_quartiles(relative, find_quartiles(relative, words, reference))
        assert values(whole, "parameter/closed-to-others", "referenceCount") == {str(len(shares))}
        assert values(whole, "parameter/turned-inwards", "displayValue") == {"-0.5"}
        result = inward(8, 1, 5, 3).diagnose(whole)
        assert result.status("closed-to-others") == "indeterminate"
        assert result.missing("closed-to-others") == {"too-few-snapshots"}
        assert result.status("turned-inwards") == "met"
        assert result.verdict("closure-risk") == "not-assessable"
        assert not result.turns_on("closure-risk")


def test_the_quarter_of_a_graph_that_is_most_closed_meets_its_criterion() -> None:
    worlds = [inward(8, 1, closed, 8 - closed) for closed in range(1, 9)]
    side_by_side = together(worlds)
    reference = EmbeddedStore()
    reference.add_text(side_by_side.infer().layers["measurements"])
    relative, words = shipped("relative"), EmbeddedStore()
    words.add([*shared().schemes, *relative.triples])
    whole = resolve_quartiles(relative, find_quartiles(relative, words, reference))
    assert values(whole, "parameter/closed-to-others", "parameterValue") == {"875"}
    result = side_by_side.diagnose(whole)
    statuses = [result.at(f"testville-{n}/1950-1969").status("closed-to-others") for n in range(8)]
    assert statuses == ["not-met"] * 6 + ["met"] * 2


def test_profiles_that_differ_in_thresholds_alone_measure_alike(tmp_path: Path) -> None:
    threshold = read_profile(write(tmp_path, "parameter:shock icl:parameterValue 2 ."))
    minimum = read_profile(write(tmp_path, "parameter:min-coded icl:parameterValue 2 ."))
    alike = {name: measures_alike(shipped(), shipped(name)) for name in list_profiles()}
    assert alike == {"default": True, "seed-literal": True, "relative": True, "strict": False}
    assert measures_alike(shipped(), threshold)
    assert not measures_alike(shipped(), minimum)


def test_measurements_taken_over_are_what_measuring_anew_gives() -> None:
    first, anew = locked().infer(), locked().infer(profile="seed-literal")
    for layer in ("derived", "measurements"):
        renamed = rename_measures(first.layers[layer], "default", "seed-literal")
        assert split_lines(renamed) == split_lines(anew.layers[layer])


def test_a_number_of_the_build_tells_from_how_many_snapshots_it_comes(
    built: dict[str, list[Triple]],
) -> None:
    profile = Profile("relative", Path(), tuple(built[str(GRAPH["profile/relative"])]))
    assert len(profile.quartiles) >= 17
    for node in profile.quartiles:
        part = node.partition("/relative/")[2]
        (count,) = values(profile, part, "referenceCount")
        assert int(count) >= 8 or values(profile, part, "parameterValue") == set()
