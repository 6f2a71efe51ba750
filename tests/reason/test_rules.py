"""How rules are read from their files, and what is said of one that is no rule."""

from pathlib import Path

import pytest

from kg.errors import RuleError
from kg.inputs import find_inputs
from kg.reason import build_strata, read_rules
from kg.reason.compile import compile_rules
from kg.reason.guard import NotProven
from kg.reason.reference import build_rules_graph, infer_by_reference
from kg.reason.rules import Target
from tests.reason.three import E, data, rule, triple

TIES = "CONSTRUCT { $this ex:has ?t } WHERE { $this ex:tie ?t }"
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:prefixes sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/"^^xsd:anyURI ] .
ex:shape a sh:NodeShape ; sh:rule <http://example.org/rule/r> ; TARGET .
<http://example.org/rule/r> a sh:SPARQLRule ; sh:prefixes ex:prefixes ;
    sh:construct "CONSTRUCT { $this ex:has ?t } WHERE { $this ex:tie ?t }" ; RULE .
"""


def write(folder: Path, target: str = "sh:targetClass ex:C", told: str = "sh:order 1") -> Path:
    path = folder / "rules.ttl"
    path.write_text(SHAPES.replace("TARGET", target).replace("RULE", told), encoding="utf-8")
    return path


def test_a_condition_is_evaluated_by_pyshacl(tmp_path: Path) -> None:
    condition = "sh:order 1 ; sh:condition [ sh:property [ sh:path ex:knows ; sh:minCount 1 ] ]"
    told = read_rules([write(tmp_path, told=condition)])
    with pytest.raises(NotProven, match=r"rules\.ttl: sh:condition"):
        build_strata(told)
    assert build_strata(told, strict=False)[0].fallbacks
    found = infer_by_reference(data(), told[0])
    assert set(found) == {triple("a", "has", "t1"), triple("a", "has", "t2")}


def test_what_a_condition_reads_must_be_complete(tmp_path: Path) -> None:
    condition = "sh:order 1 ; sh:condition [ sh:property [ sh:path ex:p ; sh:maxCount 0 ] ]"
    told = read_rules([write(tmp_path, told=condition)])
    other = rule("CONSTRUCT { $this ex:p 1 } WHERE { $this ex:tie ?t }", 1, "other")
    with pytest.raises(RuleError, match="needs all of p, which other still concludes"):
        build_strata([*told, other], strict=False)


def test_a_target_in_sparql_is_evaluated_by_pyshacl(tmp_path: Path) -> None:
    target = (
        "sh:target [ a sh:SPARQLTarget ; sh:prefixes ex:prefixes ; sh:select "
        '"SELECT ?this WHERE { ?this ex:size ?n FILTER(?n > 5) }" ]'
    )
    told = read_rules([write(tmp_path, target)])
    with pytest.raises(NotProven, match="its target is neither"):
        build_strata(told)
    assert set(infer_by_reference(data(), told[0])) == {triple("s", "has", "t3")}


def test_targets_are_read_from_the_shapes(tmp_path: Path) -> None:
    several = "sh:targetClass ex:C ; sh:targetNode ex:a ; sh:targetObjectsOf ex:knows"
    (told,) = read_rules([write(tmp_path, several)])
    assert {t.kind for t in told.targets} == {"class", "node", "objects-of"}
    (implicit,) = read_rules([write(tmp_path, "a owl:Class")])
    assert implicit.targets == (Target("class", f"{E}shape"),)


@pytest.mark.parametrize("where", ["sh:targetClass ex:C ; sh:deactivated true", ""])
def test_a_deactivated_rule_is_left_out(tmp_path: Path, where: str) -> None:
    told = "sh:order 1" if where else "sh:order 1 ; sh:deactivated true"
    assert read_rules([write(tmp_path, where or "sh:targetClass ex:C", told)]) == []
    assert len(read_rules([write(tmp_path)])) == 1


FAULTS = [
    ("sh:targetClass ex:C", 'rdfs:label "r"', "needs one sh:order, a whole number"),
    ("sh:targetClass ex:C", "sh:order 1.5", "needs one sh:order, a whole number"),
    ("sh:targetClass ex:C", "sh:order 1, 2", "needs one sh:order, a whole number"),
    ("sh:name 'none'", "sh:order 1", "its shape has no target"),
    ("sh:targetClass [ a ex:C ]", "sh:order 1", "has a target that is no IRI"),
    ("sh:targetClass ex:C", "sh:order 1 ; sh:construct 'CONSTRUCT {} {}'", "one sh:construct"),
    (
        "sh:targetClass ex:C",
        'sh:order 1 . ex:prefixes sh:declare [ sh:prefix "ex" ; sh:namespace "http://other/" ]',
        "prefix ex: is declared twice",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("target", "told", "reason"), FAULTS)
def test_a_faulty_rule_is_named_with_its_file(
    tmp_path: Path, target: str, told: str, reason: str
) -> None:
    path = write(tmp_path, target, told.replace("rdfs:", "ex:"))
    with pytest.raises(RuleError, match=reason) as found:
        read_rules([path])
    assert "rules.ttl" in str(found.value)


def test_a_rule_that_is_no_sparql_rule_or_has_no_name_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("a sh:SPARQLRule", "a sh:TripleRule"), encoding="utf-8")
    with pytest.raises(RuleError, match="is not an sh:SPARQLRule"):
        read_rules([path])
    path.write_text(text.replace("<http://example.org/rule/r>", "_:r"), encoding="utf-8")
    with pytest.raises(RuleError, match="needs an IRI of its own"):
        read_rules([path])


def test_every_shipped_rule_compiles_and_tells_order_and_layer_alike() -> None:
    rules = read_rules(find_inputs().rules)
    assert len(rules) > 100
    compiled, fallbacks = compile_rules(rules)
    assert len(compiled) == len(rules)
    assert not fallbacks
    text = "".join(path.read_text(encoding="utf-8") for path in find_inputs().rules)
    assert text.count("sh:order") == text.count("sh:layer") == len(rules)
    for told in rules:
        assert f"sh:order {told.order} ;\n    sh:layer {told.order} ;" in text


def test_the_rules_graph_tells_order_and_layer_alike() -> None:
    text = build_rules_graph([rule(TIES, 7), rule(TIES, 8, "s")]).serialize(format="nt")
    for order in (7, 8):
        for name in ("order", "layer"):
            assert any(
                f"/shacl#{name}>" in line and f'"{order}"' in line for line in text.splitlines()
            )
