"""Other evidence and other numbers are tried by inferring anew, and nothing is kept of it."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from kg.diagnose.assuming import Assumptions, Edit
from kg.diagnose.selection import ClaimSelection
from kg.diagnose.trees import read_property
from kg.errors import KgError, NotConforming
from kg.inputs import find_inputs
from kg.material import Material, read_material
from kg.namespaces import BASE, GRAPH, ICL
from kg.opening import open_selection
from kg.read.profiles import list_profiles, read_profile
from kg.trying import (
    edit_material,
    find_flips,
    infer_scratch,
    leave_one_out,
    list_changes,
    read_verdicts,
    run_trial,
    set_number,
    vary_numbers,
)

TOWNS = Path(__file__).parents[1] / "queries" / "data"
CLUSTER = "oldtown-works"
PROFILE = read_profile(list_profiles()["default"])


@pytest.fixture(scope="module")
def oldtown() -> Material:
    return read_material(find_inputs(TOWNS)).restrict("oldtown")


def quiet(_: str) -> None:
    return None


def test_an_assumed_tie_is_counted_and_its_removal_restores_the_case(oldtown: Material) -> None:
    before = run_trial(oldtown, PROFILE)
    store = infer_scratch(oldtown, PROFILE)
    members = sorted(
        actor
        for actor, snapshot in store.pairs(str(ICL.memberIn))
        if snapshot.endswith(f"{CLUSTER}/1950-1969")
    )
    made = Assumptions("oldtown", f"{BASE}id/cluster/{CLUSTER}")
    edit = made.add_tie(members[0], members[1], "alliance", (1950, 1969))
    after = run_trial(edit_material(oldtown, edit), PROFILE)
    key = f"{CLUSTER}/1950-1969/m21-coverage"
    one, other = (int(t.measures[key].partition("/")[2]) for t in (before, after))
    assert other == one + 5
    tie = next(str(t.subject.value) for t in edit.added if "/id/tie/" in str(t.subject))  # type: ignore[union-attr]
    undone = edit_material(edit_material(oldtown, edit), Edit("", removed=frozenset({tie})))
    again = run_trial(undone, PROFILE)
    assert again.measures[key] == before.measures[key]
    assert list_changes("", before.verdicts, again.verdicts) == []
    assert run_trial(oldtown, PROFILE) == before


def test_an_edit_that_breaks_a_shape_is_refused_in_one_line(oldtown: Material) -> None:
    made = Assumptions("oldtown", f"{BASE}id/cluster/{CLUSTER}")
    some = f"{BASE}id/actor/nobody"
    tie = made.add_tie(some, some, "alliance", (1950, 1969))
    kind = NamedNode(str(ICL.tieKind))
    broken = Edit("", tuple(t for t in tie.added if t.predicate != kind))
    with pytest.raises(NotConforming, match="tieKind") as caught:
        edit_material(oldtown, broken)
    assert all(line.startswith("the edit: ") for line in str(caught.value).splitlines())


def test_what_is_not_there_cannot_be_taken_out(oldtown: Material) -> None:
    with pytest.raises(KgError, match=r"id/tie/none: the case oldtown says nothing of it"):
        edit_material(oldtown, Edit("", removed=frozenset({f"{BASE}id/tie/none"})))


def test_leaving_a_source_out_changes_what_a_selection_without_it_changes(
    oldtown: Material,
) -> None:
    inputs = find_inputs(TOWNS)
    changes = leave_one_out(inputs, "oldtown", PROFILE)
    assert changes
    before = read_verdicts(infer_scratch(oldtown, PROFILE))
    for source in sorted({change.trial for change in changes})[:2]:
        selection = ClaimSelection(frozenset({source}), keeps=False)
        store = open_selection(quiet, selection, "oldtown", TOWNS).store
        after = read_verdicts(store)
        assert [c for c in changes if c.trial == source] == list_changes(source, before, after)


def test_all_that_is_uncertain_can_be_left_out(oldtown: Material) -> None:
    strict = read_verdicts(infer_scratch(oldtown, PROFILE))
    changes = leave_one_out(find_inputs(TOWNS), "oldtown", PROFILE, "uncertain")
    assert all(strict[c.diagnosis][0] == c.before != c.after for c in changes)


def test_the_smallest_edits_that_turn_a_verdict_turn_it_and_one_fewer_do_not(
    oldtown: Material,
) -> None:
    name = f"{CLUSTER}/1950-1969/over-embeddedness"
    here, _ = read_verdicts(infer_scratch(oldtown, PROFILE))[name]
    assert here == "tentative"
    flips = {flip.kind: flip for flip in find_flips(oldtown, PROFILE, name, limit=8)}
    assert set(flips) == {
        "bridging tie added", "institution added", "body opened", "response added"
    }  # fmt: skip
    needed = flips["bridging tie added"].edits
    assert needed is not None
    store = infer_scratch(oldtown, PROFILE)
    member = sorted(
        actor
        for actor, snapshot in store.pairs(str(ICL.memberIn))
        if snapshot.endswith(f"{CLUSTER}/1950-1969")
        and str(store.objects(actor, str(ICL.sphere))[:1]).endswith("industry>]")
    )
    made = Assumptions("oldtown", f"{BASE}id/cluster/{CLUSTER}")
    ties = [made.add_partner(member[n % len(member)], (1950, 1969)) for n in range(needed)]
    verdicts = []
    for count in (needed - 1, needed):
        whole = Edit("")
        for tie in ties[:count]:
            whole = whole.join(tie)
        tried = infer_scratch(edit_material(oldtown, whole), PROFILE)
        verdicts.append(read_verdicts(tried)[name][0])
    assert verdicts[0] == here != verdicts[1] == flips["bridging tie added"].verdict


def test_a_number_that_is_varied_is_the_number_inferred_with(oldtown: Material) -> None:
    name = f"{CLUSTER}/1950-1969/over-embeddedness"
    found = vary_numbers(oldtown, PROFILE, name)
    words = {v.parameter.rsplit("/", 1)[-1] for v in found}
    assert {"min-coded", "tie-persistence", "response-window"} <= words
    assert "trusting" not in words
    for variation in found[:2]:
        profile = set_number(PROFILE, variation.parameter, variation.value)
        inferred = read_verdicts(infer_scratch(oldtown, profile))[name][0]
        assert inferred == variation.verdict
    values = read_property(infer_scratch(oldtown, PROFILE), "parameterValue")
    assert all(v.parameter in values for v in found)


def test_an_edit_leaves_the_material_it_was_made_from(oldtown: Material) -> None:
    graph = str(GRAPH["case/oldtown"])
    node = NamedNode(f"{BASE}id/actor/assumed")
    label = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    before = list(oldtown.evidence[graph])
    edit = Edit("", (Triple(node, label, Literal("x")),))
    assert edit.apply(oldtown.evidence[graph])[-1] == edit.added[0]
    assert oldtown.evidence[graph] == before
