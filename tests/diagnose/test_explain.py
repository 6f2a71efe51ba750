"""The way from a verdict to its sources is whole, in both languages."""

import json

import pytest

from kg.diagnose.explain import explain_diagnosis, list_diagnoses
from kg.diagnose.explanation import Explanation
from kg.diagnose.render import list_path, render_explanation
from kg.errors import UnknownName
from kg.store import EmbeddedStore


@pytest.fixture(scope="module")
def explained(store: EmbeddedStore) -> list[Explanation]:
    """One in seven: the step meets every constraint and every snapshot as the list goes round."""
    return [explain_diagnosis(store, name) for name in list_diagnoses(store)[::7]]


def test_every_diagnosis_can_be_explained(
    store: EmbeddedStore, explained: list[Explanation]
) -> None:
    snapshots = store.select("SELECT ?s WHERE { ?s a icl:ClusterSnapshot }")
    assert len(list_diagnoses(store)) == 12 * len(snapshots)
    assert len({found.constraint for found in explained}) == 12
    for found in explained:
        assert found.alternatives
        assert json.dumps(found.as_dict())
        assert render_explanation(found, "en")
        assert render_explanation(found, "ko")


def test_every_settled_criterion_leads_to_a_source(explained: list[Explanation]) -> None:
    settled = 0
    for found in explained:
        for record in list_path(found):
            if record["status"] in ("met", "not met"):
                settled += 1
                assert record["evidence"], record
                assert record["source"], record
    assert settled > 300


def test_every_open_criterion_says_what_is_missing(explained: list[Explanation]) -> None:
    open_ = [
        c
        for found in explained
        for alternative in found.alternatives
        for group in alternative.groups
        for c in group.criteria
        if c.status not in ("met", "not met")
    ]
    assert len(open_) > 50
    assert all(c.missing for c in open_)


def test_a_zero_leads_to_the_set_that_was_searched(store: EmbeddedStore) -> None:
    found = explain_diagnosis(store, "jura-watchmaking/1962-1969/political-lock-in")
    criteria = [c for a in found.alternatives for g in a.groups for c in g.criteria]
    coupling = next(c for c in criteria if c.measured.measure == "m17-coupling")
    assert coupling.measured.numerator == 0
    searched = [e for e in coupling.measured.evidence if e.counted == "searched"]
    assert len(searched) == 1
    assert len(searched[0].claims) > 10


def test_korean_labels_are_korean(store: EmbeddedStore) -> None:
    text = render_explanation(
        explain_diagnosis(store, "jura-watchmaking/1929-1933/lock-in", "ko"), "ko", evidence=False
    )
    for english in ("lock-in", "tentative", "at least", "closure"):
        assert english not in text


def test_an_unknown_diagnosis_is_named_with_the_nearest(store: EmbeddedStore) -> None:
    with pytest.raises(UnknownName, match="jura-watchmaking/1929-1933/lock-in"):
        explain_diagnosis(store, "jura-watchmaking/1929-1933/lockin")
