"""What the compiler does to a rule, what it refuses, and that the results equal the reference."""

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from kg.errors import RuleError
from kg.namespaces import RDF, RDFS
from kg.reason import build_strata, run_rules
from kg.reason.compile import compile_rule
from kg.reason.reference import run_reference
from kg.reason.rules import Rule
from kg.store import EmbeddedStore

E = "http://example.org/"
PREFIXES = (("ex", E), ("xsd", "http://www.w3.org/2001/XMLSchema#"))


def rule(construct: str, order: int = 1, name: str = "r") -> Rule:
    return Rule(f"{E}rule/{name}", name, f"{E}C", order, construct, PREFIXES)


def node(name: str) -> NamedNode:
    return NamedNode(E + name)


def triple(s: str, p: str, o: str | int) -> Triple:
    return Triple(node(s), node(p), Literal(o) if isinstance(o, int) else node(o))


def data() -> EmbeddedStore:
    """Three focus nodes, one of them by its subclass; b has no tie."""
    store = EmbeddedStore()
    kind = NamedNode(str(RDF.type))
    store.add([
        Triple(node("a"), kind, node("C")), Triple(node("b"), kind, node("C")),
        Triple(node("s"), kind, node("Sub")),
        Triple(node("Sub"), NamedNode(str(RDFS.subClassOf)), node("C")),
        Triple(node("other"), kind, node("D")), triple("other", "tie", "t9"),
        triple("a", "tie", "t1"), triple("a", "tie", "t2"), triple("s", "tie", "t3"),
        triple("a", "size", 5), triple("b", "size", 2), triple("s", "size", 9),
        triple("a", "knows", "b"), triple("b", "knows", "s"), triple("s", "closed", "a"),
    ])  # fmt: skip
    return store


SAME = {
    "join": "CONSTRUCT { $this ex:has ?t } WHERE { $this ex:tie ?t }",
    "across focus nodes": (
        "CONSTRUCT { $this ex:above ?o } WHERE "
        "{ $this ex:size ?n . ?o ex:size ?m . FILTER(?n > ?m) }"
    ),
    "zero by optional sub-select": (
        "CONSTRUCT { $this ex:count ?n } WHERE { OPTIONAL "
        "{ SELECT $this (COUNT(?t) AS ?c) WHERE { $this ex:tie ?t } GROUP BY $this } "
        "BIND(COALESCE(?c, 0) AS ?n) }"
    ),
    "filter-only union": (
        "CONSTRUCT { $this ex:is ?w } WHERE { { FILTER(STRENDS(STR($this), 'a')) BIND(1 AS ?w) } "
        "UNION { FILTER(STRENDS(STR($this), 's')) BIND(2 AS ?w) } }"
    ),
    "bind of $this in a nested group": (
        "CONSTRUCT { $this ex:name ?n } WHERE { $this ex:size ?s { BIND(STR($this) AS ?n) } }"
    ),
    "optional whose filter reads $this": (
        "CONSTRUCT { $this ex:saw ?o } WHERE "
        "{ $this ex:size ?n OPTIONAL { ?o ex:size ?m FILTER(?o = $this) } }"
    ),
    "not exists": (
        "CONSTRUCT { $this ex:alone true } WHERE "
        "{ $this ex:size ?n FILTER NOT EXISTS { $this ex:tie ?t } }"
    ),
    "not exists with an outer variable": (
        "CONSTRUCT { $this ex:odd ?t } WHERE "
        "{ $this ex:size ?n ; ex:knows ?t FILTER NOT EXISTS { ?t ex:closed $this } }"
    ),
    "not exists without $this": (
        "CONSTRUCT { $this ex:free ?t } WHERE "
        "{ $this ex:knows ?t FILTER NOT EXISTS { ?t ex:closed ?x } }"
    ),
    "recursion": (
        "CONSTRUCT { $this ex:reaches ?o } WHERE "
        "{ { $this ex:knows ?o } UNION { $this ex:knows/ex:reaches ?o } }"
    ),
}


@pytest.mark.parametrize("name", sorted(SAME))
def test_compiled_equals_reference(name: str) -> None:
    strata = build_strata([rule(SAME[name])])
    compiled, reference = run_rules(data(), strata), run_reference(data(), strata)
    assert compiled[1]
    assert set(compiled[1]) == set(reference[1])


REFUSED = {
    "LIMIT": (
        "CONSTRUCT { $this ex:p ?t } WHERE "
        "{ { SELECT $this ?t WHERE { $this ex:tie ?t } LIMIT 1 } }"
    ),
    "MINUS": "CONSTRUCT { $this ex:p 1 } WHERE { $this ex:size ?n MINUS { $this ex:tie ?t } }",
    "VALUES": "CONSTRUCT { $this ex:p ?v } WHERE { VALUES ?v { 1 2 } }",
    "GRAPH": "CONSTRUCT { $this ex:p ?t } WHERE { GRAPH ex:g { $this ex:tie ?t } }",
    "SERVICE": "CONSTRUCT { $this ex:p ?t } WHERE { SERVICE ex:e { $this ex:tie ?t } }",
    "NOW": "CONSTRUCT { $this ex:p ?t } WHERE { BIND(NOW() AS ?t) }",
    "project \\$this": (
        "CONSTRUCT { $this ex:p ?n } WHERE "
        "{ { SELECT (COUNT(?t) AS ?n) WHERE { $this ex:tie ?t } } }"
    ),
    "blank node": "CONSTRUCT { $this ex:p [ ex:q 1 ] } WHERE { $this ex:tie ?t }",
    "bound again": "CONSTRUCT { $this ex:p 1 } WHERE { BIND(ex:a AS $this) }",
    "CONSTRUCT": "SELECT * WHERE { $this ex:tie ?t }",
}


@pytest.mark.parametrize("reason", sorted(REFUSED))
def test_what_is_not_known_to_be_safe_is_refused_with_the_reason(reason: str) -> None:
    with pytest.raises(RuleError, match=reason):
        compile_rule(rule(REFUSED[reason]))


@pytest.mark.parametrize("construct", ["CONSTRUCT { $this ex:p } WHERE { $this ex:q ?x }"])
def test_what_is_not_sparql_is_refused(construct: str) -> None:
    with pytest.raises(RuleError, match="is not SPARQL"):
        build_strata([rule(construct)])


def test_a_variable_predicate_is_refused() -> None:
    with pytest.raises(RuleError, match="variable predicate"):
        build_strata([rule("CONSTRUCT { $this ex:p ?o } WHERE { $this ?p ?o }")])


def test_not_exists_becomes_minus_where_it_is_the_same() -> None:
    assert "MINUS" in compile_rule(rule(SAME["not exists"])).query
    assert "MINUS" not in compile_rule(rule(SAME["not exists without $this"])).query


def test_negation_over_a_rule_of_the_same_order_is_refused() -> None:
    first = rule("CONSTRUCT { $this ex:p 1 } WHERE { $this ex:tie ?t }", 1, "first")
    negating = (
        "CONSTRUCT { $this ex:q 1 } WHERE { $this ex:size ?n FILTER NOT EXISTS { $this ex:p ?x } }"
    )
    with pytest.raises(RuleError, match="give it an order above"):
        build_strata([first, rule(negating, 1, "second")])
    assert len(build_strata([first, rule(negating, 2, "second")])) == 2


def test_reading_what_a_later_order_concludes_is_refused() -> None:
    late = rule("CONSTRUCT { $this ex:p 1 } WHERE { $this ex:tie ?t }", 3, "late")
    early = rule("CONSTRUCT { $this ex:q 1 } WHERE { $this ex:p ?x }", 2, "early")
    with pytest.raises(RuleError, match="concludes later"):
        build_strata([late, early])


def test_negation_waits_for_the_recursion_it_negates() -> None:
    reach = rule(SAME["recursion"], 1, "reach")
    negating = (
        "CONSTRUCT { $this ex:apart ?o } WHERE { $this ex:size ?n . ?o ex:closed ?x . "
        "FILTER NOT EXISTS { $this ex:reaches ?o } }"
    )
    store = data()
    run_rules(store, build_strata([reach, rule(negating, 2, "apart")]))
    apart = {t.subject for t in store.triples() if t.predicate == node("apart")}
    assert apart == {node("s")}  # a reaches s over b, though not at once
