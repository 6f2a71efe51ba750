"""Strata: what may stand beside what, and that no program contradicts itself."""

import pyshacl
import pytest
from pyoxigraph import Triple
from rdflib import Graph, URIRef

from kg.errors import RuleError
from kg.namespaces import RULE, SH
from kg.reason import build_strata
from kg.reason.reference import build_rules_graph
from kg.store.text import to_triples
from tests.reason.test_constructs import EQUAL, THIRTEEN
from tests.reason.three import data, infer, infer_slowly, node, rule

TIES = "CONSTRUCT { $this ex:has ?t } WHERE { $this ex:tie ?t }"


def test_a_fallback_rule_is_placed_by_what_it_reads() -> None:
    reading = (
        "CONSTRUCT { $this ex:one ?t } WHERE "
        "{ { SELECT $this ?t WHERE { $this ex:has ?t } LIMIT 1 } }"
    )
    with pytest.raises(RuleError, match="rule cut: needs all of C has, which r still concludes"):
        build_strata([rule(TIES, 1), rule(reading, 1, "cut")], strict=False)
    assert len(build_strata([rule(TIES, 1), rule(reading, 2, "cut")], strict=False)) == 2


def test_a_rule_that_gives_something_new_each_time_never_stands_in_a_recursive_stratum() -> None:
    fresh = rule(THIRTEEN["blank node in the template"][0], 1, "fresh")
    assert len(build_strata([rule(TIES), fresh], strict=False)) == 1
    with pytest.raises(RuleError, match=r"rule fresh: .*never settle: give it an order of its own"):
        build_strata([rule(EQUAL["recursion"]), fresh], strict=False)


def test_a_variable_predicate_is_refused_even_where_pyshacl_may_stand_in() -> None:
    for path in ("?p", "!ex:p", "(ex:q|!ex:p)"):
        told = rule(f"CONSTRUCT {{ $this ex:r ?o }} WHERE {{ $this {path} ?o }}")
        with pytest.raises(RuleError, match="would read anything; name it"):
            build_strata([told], strict=False)
    with pytest.raises(RuleError, match="would conclude anything; name it"):
        build_strata([rule("CONSTRUCT { $this ?t 1 } WHERE { $this ex:tie ?t }")])


def test_negation_over_a_rule_of_the_same_order_is_refused() -> None:
    first = rule("CONSTRUCT { $this ex:p 1 } WHERE { $this ex:tie ?t }", 1, "first")
    negating = (
        "CONSTRUCT { $this ex:q 1 } WHERE { $this ex:size ?n FILTER NOT EXISTS { $this ex:p ?x } }"
    )
    with pytest.raises(RuleError, match="second: needs all of C p, which first still concludes"):
        build_strata([first, rule(negating, 1, "second")])
    assert len(build_strata([first, rule(negating, 2, "second")])) == 2


def test_reading_what_a_later_order_concludes_is_refused() -> None:
    late = rule("CONSTRUCT { $this ex:p 1 } WHERE { $this ex:tie ?t }", 3, "late")
    early = rule("CONSTRUCT { $this ex:q 1 } WHERE { $this ex:p ?x }", 2, "early")
    with pytest.raises(RuleError, match="early: reads C p, which late concludes later"):
        build_strata([late, early])


OPTIONAL = "CONSTRUCT { $this ex:q ?k } WHERE { $this ex:LEFT ?n OPTIONAL { $this ex:RIGHT ?k } }"


def test_the_left_side_of_optional_may_grow_and_its_right_side_must_be_complete() -> None:
    first = rule("CONSTRUCT { $this ex:p 1 } WHERE { $this ex:tie ?t }", 1, "first")
    left = OPTIONAL.replace("LEFT", "p").replace("RIGHT", "size")
    (stratum,) = build_strata([first, rule(left, 1, "second")])
    assert stratum.recursive
    right = OPTIONAL.replace("LEFT", "size").replace("RIGHT", "p")
    with pytest.raises(RuleError, match="second: needs all of C p"):
        build_strata([first, rule(right, 1, "second")])


HIDDEN = {
    "in a NOT EXISTS that stays one": (
        "$this ex:size ?n { $this ex:size ?m FILTER NOT EXISTS { $this ex:p ?m } }"
    ),
    "in a count": "{ SELECT $this (COUNT(?t) AS ?n) WHERE { $this ex:p ?t } GROUP BY $this }",
    "in an OPTIONAL in a branch": "{ OPTIONAL { $this ex:p ?n } } UNION { $this ex:size ?n }",
    "of what a negation tells a type of": (
        "$this ex:size ?n OPTIONAL { ?o ex:p ?n } FILTER NOT EXISTS { ?o a ex:D . $this ex:tie ?o }"
    ),
    "of what has its type told only after the OPTIONAL": "OPTIONAL { ?o ex:p ?n } ?o a ex:D",
}


@pytest.mark.parametrize("name", sorted(HIDDEN))
def test_what_must_be_complete_is_found_wherever_it_is_read(name: str) -> None:
    first = rule("CONSTRUCT { $this ex:p 1 } WHERE { $this ex:tie ?t }", 1, "first")
    reading = rule(f"CONSTRUCT {{ $this ex:q 1 }} WHERE {{ {HIDDEN[name]} }}", 1, "second")
    with pytest.raises(RuleError, match=r"second: needs all of .*p, which first"):
        build_strata([first, reading])


def test_a_triple_read_in_one_branch_alone_is_a_new_one_in_the_other() -> None:
    told = "CONSTRUCT { $this ex:p ?n } WHERE { { $this ex:p ?n } UNION { $this ex:size ?n } }"
    counting = (
        "CONSTRUCT { $this ex:q ?n } WHERE "
        "{ { SELECT $this (COUNT(?t) AS ?n) WHERE { $this ex:p ?t } GROUP BY $this } }"
    )
    with pytest.raises(RuleError, match="needs all of C p, which told still concludes"):
        build_strata([rule(told, 1, "told"), rule(counting, 1, "counting")])


TRAP = (
    rule(EQUAL["recursion"], 1, "reach"),
    rule(
        "CONSTRUCT { $this ex:exposed true } WHERE { $this ex:reaches/ex:closed ?x }", 1, "exposed"
    ),
    rule(
        "CONSTRUCT { $this ex:safe true } WHERE "
        "{ $this ex:size ?n FILTER NOT EXISTS { $this ex:exposed true } }",
        2,
        "safe",
    ),
)
"""Negation over recursion: a node is safe unless it reaches one that is closed."""


def find_contradictions(triples: set[Triple]) -> set[str]:
    exposed, safe = (
        {str(t.subject) for t in triples if t.predicate == node(name)}
        for name in ("exposed", "safe")
    )
    return exposed & safe


def test_a_loop_over_the_ordered_list_contradicts_itself_and_strata_do_not() -> None:
    """The node a reaches s, which is closed, over b: in the second round, when it is safe."""
    strata = build_strata(TRAP)
    compiled = infer(data(), strata)
    assert compiled == infer_slowly(data(), strata)
    assert {str(t.subject)[-2:] for t in compiled if t.predicate == node("exposed")} == {"a>", "b>"}
    assert not find_contradictions(compiled)
    assert find_contradictions(_run_ordered_loop())


def _run_ordered_loop() -> set[Triple]:
    """Let pySHACL loop over the rules in their order, all hung on one shape."""
    shapes = build_rules_graph(TRAP)
    for told in TRAP[1:]:
        shapes.remove((RULE[f"shape/{told.slug}"], None, None))
    for told in TRAP[1:]:
        shapes.add((RULE[f"shape/{TRAP[0].slug}"], SH.rule, URIRef(told.iri)))
    graph = Graph().parse(data=data().text().decode(), format="nt")
    pyshacl.shacl_rules(graph, shacl_graph=shapes, advanced=True, iterate_rules=True, inplace=True)
    return set(to_triples(graph.serialize(format="nt").encode()))
