"""The schemes hold every concept of the paper, each labelled and defined in two languages."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain

import pytest
from pyoxigraph import Literal, NamedNode

from kg.inputs import find_inputs
from kg.namespaces import DCTERMS, ICL, ID, RDF, SCHEME, SKOS
from kg.read import read_turtle

PAPER: dict[str, str] = {
    "accumulation-mode": "C08 C08",
    "actor-role": "A08 A09 A10 A10 A11",
    "asset-character": "C09 C10 C11",
    "brokerage-model": "G05 G06",
    "channel-kind": "F10 F10 F10 F10 F10",
    "cluster-basis": "A23 A24 A27",
    "cluster-benefit": "A40 A41 A42 A43 A44 A45",
    "cluster-dynamic": "A25",
    "cluster-status": "A02 A02",
    "context": "H18 H18",
    "definition-element": "A03 A04",
    "diamond-factor": "A30 A31 A32 A33 A34 A35",
    "evidence-kind": "C21 E12",
    "governance-mode": "G02 G03",
    "infrastructure-kind": "A55 A55",
    "interaction-mode": "A16 A16 A16",
    "interdependence": "C16 C16",
    "island-kind": "E15 E16",
    "knowledge-flow": "H19 H19 H19",
    "knowledge-form": "F09 F09",
    "learning-mode": "F16 F16",
    "network-cluster-contrast": "B1 B1 B1 B2 B2 B2 B3 B3 B3 B4 B4 B4 B5 B5 B5",
    "networking-kind": "F11 F12",
    "participant-level": "F06 F06",
    "policy-failure": "H13 H14",
    "policy-step": "G14 G14 G14 G14",
    "proximity-kind": "C17 C17",
    "real-service-kind": "G07 G07 G07 G07 G07 G07",
    "scale": "C19 C19 C19 C19",
    "social-capital-effect": "C13 C14 C15",
    "stage-driver": "D10 D11 D12 D13 D14 D15 D16 D16 D17 D18 D19 D20 D21 D22",
    "stage-mechanism": "D23 D24 D25",
    "swot-quadrant": "H10 H10 H10 H10",
    "theory": "A17 A29 C02 H12",
    "tie-channel": "B9 B9",
    "tie-scope": "E17 E17",
    "trust-form": "C04 C05",
    "value-chain-position": "A06 A07",
}
"""The schemes made of the inventory of the paper's concepts: its ids, once for each concept."""

WORDS: dict[str, str] = {
    "constraint/thinness": "제도적 빈약",
    "constraint/fragmentation": "제도적 파편화",
    "constraint/lock-in": "제도적 고착",
    "constraint/functional-lock-in": "기능적 고착",
    "constraint/cognitive-lock-in": "인지적 고착",
    "constraint/political-lock-in": "정치적 고착",
    "constraint/over-embeddedness": "사회적 관계의 과도 뿌리내림",
    "constraint/rigidity": "제도적 경직성",
    "constraint/over-thickness": "제도의 과잉",
    "constraint/dissension": "제도들간의 충돌",
    "lifecycle-stage/potential": "잠재적 클러스터",
    "lifecycle-stage/formation": "초기 형성단계",
    "lifecycle-stage/growth": "성장 단계",
    "lifecycle-stage/maturity": "고정단계",
    "lifecycle-stage/transition": "전환기 단계",
    "social-capital-type/civic": "도덕적 자원",
    "social-capital-type/strategic-collaborative": "전략적 협력의 자원",
    "tie-basis/trust": "신뢰",
    "tie-kind/alliance": "전략적 제휴",
    "tie-kind/joint-venture": "합작투자",
    "tie-kind/supply": "하청관계",
}
"""The paper's own words for what stands in the schemes of the coding and the diagnosis."""

MISSPELT = {
    "constraint": "혁신의 세약",
    "stage-mechanism/path-dependence": "경로의 존적",
    "value-chain-position/vertical": "수직적 으로",
}
CODED = {
    "actor-kind": 32,
    "admission": 2,
    "event-type": 10,
    "institution-function": 9,
    "tie-basis": 4,
    "tie-kind": 21,
    "valence": 3,
}
"""How many words the closed lists of the coding have; the paper's concepts add none."""

NOTATION = re.compile(r"(?P<id>[A-H]\d\d?)(-D19|(-[a-z]+)+)?")
HANGUL = re.compile(r"[가-힣]")

Facts = dict[str, dict[str, list[NamedNode | Literal]]]


def read_schemes() -> dict[str, Facts]:
    """Give what each scheme says, by its name: by subject and predicate, the values."""
    schemes: dict[str, Facts] = {}
    for path in find_inputs().schemes:
        facts: Facts = defaultdict(lambda: defaultdict(list))
        for triple in read_turtle(path):
            assert isinstance(triple.subject, NamedNode)
            assert isinstance(triple.object, NamedNode | Literal)
            facts[triple.subject.value][triple.predicate.value].append(triple.object)
        schemes[path.stem] = facts
    return schemes


SCHEMES = read_schemes()
LOCATORS = {
    triple.subject.value
    for triple in read_turtle(find_inputs().literature)
    if triple.object == NamedNode(f"{ICL}SourceLocator") and isinstance(triple.subject, NamedNode)
}


def concepts(scheme: str) -> list[str]:
    """Give the concepts of a scheme, in the order of the file."""
    return [node for node in SCHEMES[scheme] if node != f"{SCHEME}{scheme}"]


def values(scheme: str, node: str, predicate: str) -> list[str]:
    """Give the values of a property, without their languages."""
    return [value.value for value in SCHEMES[scheme][node].get(predicate, [])]


def texts(scheme: str, node: str, predicate: str) -> dict[str, str]:
    """Give a text by language, each of which has one."""
    found = [v for v in SCHEMES[scheme][node].get(predicate, []) if isinstance(v, Literal)]
    by_language = {str(text.language): text.value for text in found}
    assert len(by_language) == len(found), f"{node} says {predicate} twice in a language"
    return by_language


def notation(scheme: str, node: str) -> str:
    """Give the one notation of a concept."""
    (found,) = values(scheme, node, f"{SKOS}notation")
    return found


def everything() -> Iterator[tuple[str, str]]:
    """Give every scheme and concept, with the scheme it stands in."""
    return ((scheme, node) for scheme, facts in SCHEMES.items() for node in facts)


def repeated(found: Iterable[str]) -> list[str]:
    """Give what occurs more than once."""
    return sorted(each for each, count in Counter(found).items() if count > 1)


def test_no_scheme_and_no_concept_has_vanished() -> None:
    assert len(SCHEMES) >= 77
    assert len(PAPER) == 38
    assert set(PAPER) <= set(SCHEMES)
    assert sum(len(concepts(scheme)) for scheme in PAPER) >= 132
    assert sum(len(concepts(scheme)) for scheme in SCHEMES) >= 421


@pytest.mark.parametrize("scheme", PAPER)
def test_a_scheme_has_the_ids_of_the_inventory_and_no_other(scheme: str) -> None:
    ids = []
    for node in concepts(scheme):
        match = NOTATION.fullmatch(notation(scheme, node))
        assert match, node
        ids.append(match["id"])
    assert sorted(ids) == PAPER[scheme].split()


def test_notations_are_unique_over_the_schemes_of_the_paper() -> None:
    found = [notation(scheme, node) for scheme in PAPER for node in concepts(scheme)]
    assert len(found) >= 132
    assert repeated(found) == []


def test_the_first_concept_of_an_id_bears_it_bare_unless_all_are_parts() -> None:
    found = {notation(scheme, node) for scheme in PAPER for node in concepts(scheme)}
    whole = {each for each in found if "-" not in each}
    parts = {each.split("-")[0] for each in found if "-" in each} - whole
    assert parts == {
        "A55", "C08", "C19", "F06", "F09", "F10", "F16", "G07", "G14", "H10", "H19",
    }  # fmt: skip


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_scheme_is_one_file_of_concepts_each_in_its_place(scheme: str) -> None:
    own = f"{SCHEME}{scheme}"
    assert values(scheme, own, f"{RDF}type") == [f"{SKOS}ConceptScheme"]
    members = concepts(scheme)
    assert members
    for node in members:
        assert node.startswith(f"{own}/")
        assert f"{SKOS}Concept" in values(scheme, node, f"{RDF}type")
        assert values(scheme, node, f"{SKOS}inScheme") == [own]
        top = values(scheme, node, f"{SKOS}topConceptOf")
        above = values(scheme, node, f"{SKOS}broader")
        assert (top, above) == ([own], []) or (not top and set(above) <= set(members) and above)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_label_and_a_definition_stand_in_both_languages(scheme: str) -> None:
    for node in SCHEMES[scheme]:
        for predicate in (f"{SKOS}prefLabel", f"{SKOS}definition"):
            found = texts(scheme, node, predicate)
            assert sorted(found) == ["en", "ko"], node
            assert HANGUL.search(found["ko"]), node
            assert not HANGUL.search(found["en"]), node


@pytest.mark.parametrize("scheme", PAPER)
def test_definitions_are_sentences_and_notes_are_in_both_languages(scheme: str) -> None:
    for node in SCHEMES[scheme]:
        found = texts(scheme, node, f"{SKOS}definition")
        assert re.match(r"[A-Z].*[^.]\.$", found["en"]), node
        assert re.search(r"[^.]\.$", found["ko"]), node
        note = texts(scheme, node, f"{SKOS}scopeNote")
        assert sorted(note) in ([], ["en", "ko"]), node


@pytest.mark.parametrize("scheme", SCHEMES)
def test_labels_are_unique_within_a_scheme(scheme: str) -> None:
    for language in ("en", "ko"):
        labels = [texts(scheme, n, f"{SKOS}prefLabel")[language] for n in concepts(scheme)]
        assert repeated(label.casefold() for label in labels) == []


def test_no_definition_is_that_of_another() -> None:
    for language in ("en", "ko"):
        found = [texts(s, node, f"{SKOS}definition")[language] for s, node in everything()]
        assert len(found) >= 498
        assert repeated(text.casefold() for text in found) == []


def test_every_source_is_a_locator_that_is_described() -> None:
    assert len(LOCATORS) >= 130
    for scheme, node in everything():
        sources = values(scheme, node, f"{DCTERMS}source")
        assert sources, node
        assert set(sources) <= LOCATORS, node
        assert repeated(sources) == [], node


def test_the_concepts_of_the_paper_point_to_a_paragraph_of_it() -> None:
    paragraph = re.compile(re.escape(f"{ID}locator/lee-lee-seed-s") + r"\d(-\d)?-p\d+")
    for scheme in PAPER:
        for node in SCHEMES[scheme]:
            sources = values(scheme, node, f"{DCTERMS}source")
            told = any(paragraph.fullmatch(source) for source in sources)
            diamond = node.startswith(f"{SCHEME}diamond-factor/")
            assert told != diamond, node


def test_the_factors_of_the_diamond_come_from_porter_and_say_so() -> None:
    members = concepts("diamond-factor")
    assert len(members) == 6
    for node in members:
        sources = values("diamond-factor", node, f"{DCTERMS}source")
        assert sources
        assert all(source.startswith(f"{ID}locator/porter-") for source in sources)
        note = texts("diamond-factor", node, f"{SKOS}scopeNote")
        assert "Porter" in note["en"]
        assert "포터" in note["ko"]


def test_the_contrast_has_five_dimensions_with_two_poles_each() -> None:
    scheme = "network-cluster-contrast"
    poles: dict[str, list[str]] = {
        notation(scheme, node): []
        for node in concepts(scheme)
        if values(scheme, node, f"{SKOS}topConceptOf")
    }
    for node in concepts(scheme):
        for above in values(scheme, node, f"{SKOS}broader"):
            poles[notation(scheme, above)].append(notation(scheme, node))
    assert {dimension: sorted(ends) for dimension, ends in poles.items()} == {
        f"B{n}": [f"B{n}-cluster", f"B{n}-network"] for n in range(1, 6)
    }


def test_the_two_islands_are_two_concepts_that_are_told_apart() -> None:
    scheme = "island-kind"
    notes = {notation(scheme, n): texts(scheme, n, f"{SKOS}scopeNote") for n in concepts(scheme)}
    assert sorted(notes) == ["E15", "E16"]
    assert "isolated island" in notes["E15"]["en"]
    assert "island of development" in notes["E16"]["en"]


def test_the_steps_of_policy_follow_one_another() -> None:
    scheme = "policy-step"
    after = {n: values(scheme, n, f"{ICL}precedes") for n in concepts(scheme)}
    (step,) = set(after) - set(chain.from_iterable(after.values()))
    order = [step]
    while after[step]:
        (step,) = after[step]
        order.append(step)
    names = [node.rpartition("/")[2] for node in order]
    assert names == ["planning", "setting", "execution", "evaluation"]


def test_related_concepts_exist_and_are_not_above_or_below() -> None:
    known = {node: scheme for scheme, node in everything() if node != f"{SCHEME}{scheme}"}
    pairs = [
        (node, other)
        for node, scheme in known.items()
        for other in values(scheme, node, f"{SKOS}related")
    ]
    assert len(pairs) >= 54
    for node, other in pairs:
        assert other in known, node
        assert node != other
        assert other not in values(known[node], node, f"{SKOS}broader")
        assert node not in values(known[other], other, f"{SKOS}broader")


def test_forms_of_trust_are_related_to_the_basis_that_is_coded() -> None:
    for node in concepts("trust-form"):
        assert f"{SCHEME}tie-basis/trust" in values("trust-form", node, f"{SKOS}related")


def test_the_closed_lists_of_the_coding_have_no_word_more() -> None:
    assert {scheme: len(concepts(scheme)) for scheme in CODED} == CODED


def test_the_words_of_the_paper_lead_to_the_concepts_of_coding_and_diagnosis() -> None:
    for path, word in WORDS.items():
        scheme, node = path.split("/")[0], f"{SCHEME}{path}"
        labels = values(scheme, node, f"{SKOS}prefLabel") + values(scheme, node, f"{SKOS}altLabel")
        assert word in labels, path


def test_misspellings_are_kept_hidden_and_nowhere_else() -> None:
    hidden = {
        node.removeprefix(str(SCHEME)): found[0]
        for scheme, node in everything()
        if (found := values(scheme, node, f"{SKOS}hiddenLabel"))
    }
    assert hidden == MISSPELT
    shown = [
        label
        for scheme, node in everything()
        for label in (f"{SKOS}prefLabel", f"{SKOS}altLabel")
        if set(values(scheme, node, label)) & set(MISSPELT.values())
    ]
    assert shown == []
