"""The prescriptions are the table of constraints and stages, cell for cell, with their places."""

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import product
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from kg.namespaces import DCTERMS, ICL, ID, RDF, RDFS, SCHEME, SKOS
from kg.read import read_turtle
from kg.resources import find_root, ontology_dir

ANY = "any"
LOCK_INS = ("lock-in", "functional-lock-in", "cognitive-lock-in", "political-lock-in")
LIFE = ("potential", "formation", "growth", "maturity", "transition")

Cell = dict[str, tuple[str, str]]
"""What a cell advises: by slug, who advises it and the places in the paper."""

LOCKED: dict[str, Cell] = {
    "maturity": {"restructure-and-build": ("seed", "s6-p10")},
    "transition": {"explore-and-restructure": ("seed", "s4-p6")},
    ANY: {
        "strengthen-local-networks": ("seed", "s4-p13"),
        "open-external-networks": ("seed", "s4-p13 s6-p15"),
        "growth-engines": ("seed", "s6-p6"),
        "link-sector-clusters": ("seed", "s6-p8 s6-p9"),
    },
}
STIFF: dict[str, Cell] = {
    ANY: {
        "open-external-networks": ("seed", "s4-p13"),
        "reframe": ("inferred", "s4-p9 s4-p13"),
    }
}
CROWDED: dict[str, Cell] = {ANY: {"reinstitutionalise": ("inferred", "s4-p13")}}
TABLE: dict[str, dict[str, Cell]] = {
    "thinness": {
        "potential": {"hard-infrastructure": ("seed", "s6-p10")},
        "formation": {"hard-infrastructure": ("seed", "s6-p10")},
        ANY: {"attract-firms": ("seed", "s4-p7"), "support-bodies": ("seed", "s4-p7")},
    },
    "fragmentation": {
        "growth": {"soft-infrastructure": ("seed", "s6-p10")},
        ANY: {
            "consensus-and-networking": ("seed", "s4-p8"),
            "community-building": ("seed", "s5-1-p2"),
            "cluster-branding": ("seed", "s5-1-p3"),
            "innovation-forum": ("seed", "s5-1-p4"),
            "networks-of-practice": ("seed", "s5-1-p7"),
            "communication-channels": ("seed", "s5-1-p8"),
            "firm-networking": ("seed", "s5-1-p9"),
            "research-networking": ("seed", "s5-1-p10 s5-1-p11"),
            "scientist-training": ("seed", "s5-1-p11"),
            "research-finance": ("seed", "s5-1-p11"),
            "local-broker": ("seed", "s5-2-p1 s5-2-p2 s5-2-p4 s5-2-p5"),
            "promotion-agency": ("seed", "s5-2-p7 s5-2-p8"),
            "real-service-centres": ("seed", "s5-2-p9"),
        },
    },
    "closure-risk": {ANY: {"open-external-networks": ("inferred", "s4-p13 s6-p15")}},
    **dict.fromkeys(LOCK_INS, LOCKED),
    "over-embeddedness": STIFF,
    "rigidity": STIFF,
    "over-thickness": CROWDED,
    "dissension": CROWDED,
    "governance-deficit": {
        ANY: {
            "horizontal-governance": ("seed", "s5-2-p5"),
            "promotion-agency": ("seed", "s5-2-p7 s5-2-p8"),
            "real-service-centres": ("seed", "s5-2-p9"),
            "local-government-role": ("seed", "s5-2-p9 s5-2-p10"),
            "central-coordination": ("seed", "s6-p4"),
        }
    },
}
UNIVERSAL: Cell = {
    "diagnose-first": ("seed", "s4-p14"),
    "analyse-cluster": ("seed", "s6-p5"),
    "no-transplanting": ("seed", "s6-p5"),
    "swot": ("seed", "s6-p11"),
    "economic-area": ("seed", "s5-2-p8 s6-p2 s6-p3"),
    "university-broker": ("inferred", "s5-2-p1"),
    "service-centre-broker": ("inferred", "s5-2-p2 s5-2-p3"),
}
READINGS = {
    "thinness-potential-formation-hard-infrastructure",
    "fragmentation-growth-soft-infrastructure",
    "fragmentation-any-community-building",
    "fragmentation-any-cluster-branding",
    "fragmentation-any-innovation-forum",
    "fragmentation-any-networks-of-practice",
    "fragmentation-any-communication-channels",
    "fragmentation-any-firm-networking",
    "fragmentation-any-research-networking",
    "fragmentation-any-scientist-training",
    "fragmentation-any-research-finance",
    "fragmentation-any-local-broker",
    "lock-in-any-link-sector-clusters",
    "over-embeddedness-any-open-external-networks",
    "governance-deficit-any-horizontal-governance",
    "governance-deficit-any-real-service-centres",
    "governance-deficit-any-central-coordination",
}
"""The rules whose advice is the paper's, but given there without naming the constraint."""

PRESCRIPTION = f"{ID}prescription/"
RULE = f"{ID}prescription-rule/"
PAPER = f"{ID}source/lee-lee-seed"
PLACE = f"{ID}locator/lee-lee-seed-"
MODEL = f"{ID}locator/innocluster-model"

Facts = dict[str, dict[str, list[NamedNode | Literal]]]


def read_facts(path: Path) -> Facts:
    """Give what a file says: by subject and predicate, the values."""
    facts: Facts = defaultdict(lambda: defaultdict(list))
    for triple in read_turtle(path):
        assert isinstance(triple.subject, NamedNode)
        assert isinstance(triple.object, NamedNode | Literal)
        facts[triple.subject.value][triple.predicate.value].append(triple.object)
    return facts


def read_concepts(scheme: str) -> set[str]:
    """Give the slugs of the concepts of a scheme."""
    facts = read_facts(ontology_dir() / "schemes" / f"{scheme}.ttl")
    base = f"{SCHEME}{scheme}/"
    return {node.removeprefix(base) for node in facts if node.startswith(base)}


FACTS = read_facts(ontology_dir() / "prescriptions.ttl")
LITERATURE = read_facts(ontology_dir() / "literature.ttl")


def values(node: str, predicate: str, base: str = "") -> list[str]:
    """Give the values of a property, sorted and without the base that they must have."""
    found = sorted(value.value for value in FACTS.get(node, {}).get(predicate, []))
    assert all(value.startswith(base) for value in found), node
    return [value.removeprefix(base) for value in found]


def instances(kind: str) -> list[str]:
    """Give the nodes of a class, each with no other."""
    found = [node for node in FACTS if values(node, f"{RDF}type") == [f"{ICL}{kind}"]]
    assert found
    return found


def read_advice(node: str) -> tuple[str, str]:
    """Give who advises and the places in the paper, as the table writes it."""
    (basis,) = values(node, f"{ICL}prescriptionBasis", f"{SCHEME}prescription-basis/")
    sources = values(node, f"{DCTERMS}source")
    assert (MODEL in sources) == (basis == "inferred"), node
    return basis, sort_places(s.removeprefix(PLACE) for s in sources if s != MODEL)


def sort_places(places: Iterable[str]) -> str:
    """Give places in the one order in which they are compared."""
    return " ".join(sorted(places))


def sort_cell(cell: Cell) -> Cell:
    """Give a cell with its places in that order."""
    return {slug: (basis, sort_places(where.split())) for slug, (basis, where) in cell.items()}


def languages(node: str, predicate: str) -> list[str]:
    """Give the languages in which a text stands, each as often as it does."""
    texts = FACTS[node].get(predicate, [])
    assert all(text.value.strip() for text in texts)
    return sorted(str(text.language) for text in texts if isinstance(text, Literal))


def test_there_are_prescriptions_and_rules_and_nothing_else() -> None:
    nodes = {*instances("Prescription"), *instances("PrescriptionRule")}
    assert nodes == set(FACTS)
    assert len(instances("Prescription")) == 35
    assert len(instances("PrescriptionRule")) == 32


def test_each_cell_of_the_table_is_in_the_file_and_no_other() -> None:
    found: dict[tuple[str, str], Cell] = defaultdict(dict)
    for rule in instances("PrescriptionRule"):
        (slug,) = values(rule, f"{ICL}prescribes", PRESCRIPTION)
        constraints = values(rule, f"{ICL}forConstraint", f"{SCHEME}constraint/")
        stages = values(rule, f"{ICL}atStage", f"{SCHEME}lifecycle-stage/")
        assert constraints
        for cell in product(constraints, stages or [ANY]):
            assert slug not in found[cell], f"{cell} advises {slug} twice"
            found[cell][slug] = read_advice(rule)
    table = {(c, s): sort_cell(cell) for c, row in TABLE.items() for s, cell in row.items()}
    assert found == table


def test_the_table_has_a_row_for_every_constraint_and_knows_its_stages() -> None:
    assert set(TABLE) == read_concepts("constraint")
    stages = {stage for row in TABLE.values() for stage in row} - {ANY}
    assert stages == set(LIFE)
    assert stages < read_concepts("lifecycle-stage")


def test_the_paper_advises_nothing_for_closure_risk_over_thickness_and_dissension() -> None:
    advised = {
        constraint
        for rule in instances("PrescriptionRule")
        for constraint in values(rule, f"{ICL}forConstraint", f"{SCHEME}constraint/")
        if read_advice(rule)[0] == "seed"
    }
    assert set(TABLE) - advised == {"closure-risk", "over-thickness", "dissension"}


def test_the_universal_preconditions_are_in_the_file_and_no_others() -> None:
    found = {
        node.removeprefix(PRESCRIPTION): read_advice(node)
        for node in instances("Prescription")
        if values(node, f"{ICL}isUniversal") == ["true"]
    }
    assert found == sort_cell(UNIVERSAL)


def test_every_prescription_is_used_by_a_rule_or_universal() -> None:
    rules = instances("PrescriptionRule")
    used = {slug for rule in rules for slug in values(rule, f"{ICL}prescribes", PRESCRIPTION)}
    described = {node.removeprefix(PRESCRIPTION) for node in instances("Prescription")}
    assert described == used | set(UNIVERSAL)
    assert used & set(UNIVERSAL) == set()


def test_a_rule_points_to_where_its_prescription_is_given() -> None:
    for rule in instances("PrescriptionRule"):
        (prescription,) = values(rule, f"{ICL}prescribes")
        given = {*values(prescription, f"{DCTERMS}source")} - {MODEL}
        assert given & {*values(rule, f"{DCTERMS}source")}, rule


def test_a_rule_is_named_after_its_cell_and_prescription() -> None:
    for rule in instances("PrescriptionRule"):
        constraints = values(rule, f"{ICL}forConstraint", f"{SCHEME}constraint/")
        named = next(c for c in TABLE if c in constraints)
        stages = values(rule, f"{ICL}atStage", f"{SCHEME}lifecycle-stage/")
        (slug,) = values(rule, f"{ICL}prescribes", PRESCRIPTION)
        # Stages stand in the order of life, which is not that of the alphabet.
        parts = [named, *(sorted(stages, key=LIFE.index) or [ANY]), slug]
        assert rule == RULE + "-".join(parts)


def test_prescriptions_and_rules_speak_english_and_korean() -> None:
    both = ["en", "ko"]
    for node in instances("Prescription"):
        assert languages(node, f"{SKOS}prefLabel") == both, node
        assert languages(node, f"{SKOS}definition") == both, node
        assert languages(node, f"{SKOS}scopeNote") in ([], both), node
    for node in instances("PrescriptionRule"):
        assert languages(node, f"{RDFS}label") == both, node
        assert languages(node, f"{SKOS}scopeNote") in ([], both), node


def test_a_rule_says_where_the_paper_does_not_name_the_constraint() -> None:
    noted = {rule for rule in instances("PrescriptionRule") if f"{SKOS}scopeNote" in FACTS[rule]}
    assert noted == {RULE + name for name in READINGS}
    assert {read_advice(rule)[0] for rule in noted} == {"seed"}


def test_the_page_for_readers_shows_the_same_in_the_same_order() -> None:
    page = (find_root() / "docs" / "prescriptions.md").read_text(encoding="utf-8")
    words = {"seed": "paper", "inferred": "inferred"}
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("|")]
    shown = [row[-3:] for row in rows if len(row) > 2 and row[-2].split()[0] in words.values()]
    advising = [node for node in FACTS if f"{ICL}prescriptionBasis" in FACTS[node]]
    assert len(shown) == len(advising) == len(UNIVERSAL) + len(instances("PrescriptionRule"))
    for (text, basis, where), node in zip(shown, advising, strict=True):
        (prescription,) = values(node, f"{ICL}prescribes") or [node]
        labels = FACTS[prescription][f"{SKOS}prefLabel"]
        assert any(text.startswith(label.value) for label in labels), (text, node)
        advised, places = read_advice(node)
        assert basis.split()[0] == words[advised], text
        assert (len(basis.split()) == 2) == (f"{SKOS}scopeNote" in FACTS[node]), text
        cited = re.findall(r"([\d.]+):(\d+)", where)
        given = (f"s{section.replace('.', '-')}-p{number}" for section, number in cited)
        assert sort_places(given) == places, text


def test_notations_are_not_shared() -> None:
    notations = [values(node, f"{SKOS}notation") for node in instances("Prescription")]
    assert all(len(given) == 1 for given in notations)
    assert len({given for (given,) in notations}) == len(notations)


def test_every_source_is_a_described_locator() -> None:
    cited = {source for node in FACTS for source in values(node, f"{DCTERMS}source")}
    assert all(values(node, f"{DCTERMS}source") for node in FACTS)
    for locator in cited - {MODEL}:
        facts = LITERATURE[locator]
        assert facts[f"{RDF}type"] == [NamedNode(f"{ICL}SourceLocator")], locator
        assert facts[f"{ICL}source"] == [NamedNode(PAPER)], locator
        section, paragraph = (facts[f"{ICL}{name}"][0].value for name in ("section", "paragraph"))
        assert locator == f"{PLACE}s{section.replace('.', '-')}-p{paragraph}"
    assert LITERATURE[MODEL][f"{ICL}address"] == [Literal("docs/model.md")]
