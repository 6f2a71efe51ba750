"""Each construct of a rule: the compiled rule equals pySHACL, or the guard refuses it and says why.

One world of three focus nodes, one of them by its subclass, one without a tie.
"""

from dataclasses import replace

import pytest
from pyoxigraph import Literal

from kg.errors import RuleError
from kg.reason import build_strata
from kg.reason.compile import compile_rule
from kg.reason.guard import NotProven
from kg.reason.reference import infer_by_reference
from tests.reason.three import data, infer, infer_slowly, node, rule

THIRTEEN = {
    "join": ("CONSTRUCT { $this ex:has ?t } WHERE { $this ex:tie ?t }", ""),
    "comparison across focus nodes": (
        "CONSTRUCT { $this ex:above ?o } "
        "WHERE { $this ex:size ?n . ?o ex:size ?m . FILTER(?n > ?m) }",
        "",
    ),
    "sub-select that projects $this and groups by it": (
        "CONSTRUCT { $this ex:count ?n } WHERE { OPTIONAL "
        "{ SELECT $this (COUNT(?t) AS ?c) WHERE { $this ex:tie ?t } GROUP BY $this } "
        "BIND(COALESCE(?c, 0) AS ?n) }",
        "",
    ),
    "sub-select that counts without $this": (
        "CONSTRUCT { $this ex:count ?n } WHERE "
        "{ { SELECT (COUNT(?t) AS ?n) WHERE { $this ex:tie ?t } } }",
        "project \\$this",
    ),
    "UNION of filters alone": (
        "CONSTRUCT { $this ex:is ?w } WHERE { { FILTER(STRENDS(STR($this), 'a')) BIND(1 AS ?w) } "
        "UNION { FILTER(STRENDS(STR($this), 's')) BIND(2 AS ?w) } }",
        "",
    ),
    "BIND of $this in a nested group": (
        "CONSTRUCT { $this ex:name ?n } WHERE { $this ex:size ?s { BIND(STR($this) AS ?n) } }",
        "",
    ),
    "OPTIONAL whose FILTER reads $this": (
        "CONSTRUCT { $this ex:saw ?o } WHERE "
        "{ $this ex:size ?n OPTIONAL { ?o ex:size ?m FILTER(?o = $this) } }",
        "",
    ),
    "NOT EXISTS whose FILTER reads a variable from outside": (
        "CONSTRUCT { $this ex:largest ?n } WHERE "
        "{ $this ex:size ?n FILTER NOT EXISTS { ?o ex:size ?m FILTER(?m > ?n) } }",
        "",
    ),
    "LIMIT": (
        "CONSTRUCT { $this ex:one ?t } WHERE "
        "{ { SELECT $this ?t WHERE { $this ex:tie ?t } ORDER BY ?t LIMIT 1 } }",
        "LIMIT would hold for all focus nodes",
    ),
    "OFFSET": (
        "CONSTRUCT { $this ex:rest ?t } WHERE "
        "{ { SELECT $this ?t WHERE { $this ex:tie ?t } ORDER BY ?t OFFSET 1 } }",
        "OFFSET would hold for all focus nodes",
    ),
    "blank node in the template": (
        "CONSTRUCT { $this ex:part [ ex:of 1 ] } WHERE { $this ex:tie ?t }",
        "blank node in the template",
    ),
    "MINUS": (
        "CONSTRUCT { $this ex:p 1 } WHERE { $this ex:size ?n MINUS { $this ex:tie ?t } }",
        "MINUS means something else",
    ),
    "VALUES": (
        "CONSTRUCT { $this ex:p ?v } WHERE { $this ex:size ?n VALUES ?v { 1 2 } }",
        "VALUES is forbidden",
    ),
}


@pytest.mark.parametrize("name", sorted(THIRTEEN))
def test_each_of_the_thirteen_constructs_equals_the_reference_or_is_refused(name: str) -> None:
    construct, refused = THIRTEEN[name]
    if refused:
        with pytest.raises(RuleError, match=refused):
            compile_rule(rule(construct))
        return
    strata = build_strata([rule(construct)])
    compiled = infer(data(), strata)
    assert compiled
    assert compiled == infer_slowly(data(), strata)


EQUAL = {
    "rows that a subclass would double": (
        "CONSTRUCT { $this ex:count ?n } WHERE { { SELECT $this (COUNT(*) AS ?n) "
        "WHERE { $this ex:size ?x } GROUP BY $this } }"
    ),
    "a sum in a select in a select": (
        "CONSTRUCT { $this ex:sum ?n } WHERE { { SELECT $this (SUM(?c) AS ?n) WHERE { "
        "{ SELECT $this ?t (COUNT(?t) AS ?c) WHERE { $this ex:tie ?t } GROUP BY $this ?t } } "
        "GROUP BY $this } }"
    ),
    "a count of what has nothing to do with $this": (
        "CONSTRUCT { $this ex:all ?n } WHERE { { SELECT $this (COUNT(?x) AS ?n) "
        "WHERE { ?o ex:tie ?x } GROUP BY $this } }"
    ),
    "a count over branches, one without $this": (
        "CONSTRUCT { $this ex:all ?n } WHERE { { SELECT $this (COUNT(?x) AS ?n) "
        "WHERE { { $this ex:tie ?x } UNION { ?o ex:closed ?x } } GROUP BY $this } }"
    ),
    "HAVING": (
        "CONSTRUCT { $this ex:many ?n } WHERE { { SELECT $this (COUNT(?t) AS ?n) "
        "WHERE { $this ex:tie ?t } GROUP BY $this HAVING (COUNT(?t) > 1) } }"
    ),
    "DISTINCT sub-select": (
        "CONSTRUCT { $this ex:met ?o } WHERE "
        "{ { SELECT DISTINCT $this ?o WHERE { $this ex:tie ?t . ?o ex:size ?n } } }"
    ),
    "$this in a text and in a comment": (
        'CONSTRUCT { $this ex:said ?w } WHERE { $this ex:tie ?t . # $this { "\n'
        '  BIND(CONCAT("$this } ", \'?this\') AS ?w) }'
    ),
    "?this for $this": "CONSTRUCT { ?this ex:has ?t } WHERE { $this ex:tie ?t }",
    "WHERE left out": "CONSTRUCT { $this ex:has ?t } { $this ex:tie ?t }",
    "a name that ends at the dot": (
        "CONSTRUCT { $this ex:x.y ?t } WHERE { $this a ex:C.$this ex:tie ?t}"
    ),
    "OPTIONAL that matches $this beside nothing": (
        "CONSTRUCT { $this ex:pair ?o ; ex:with ?w } WHERE "
        "{ $this ex:size ?n { ?o ex:size ?m OPTIONAL { ?o ex:knows $this BIND(1 AS ?w) } } }"
    ),
    "OPTIONAL alone in a branch of a UNION": (
        "CONSTRUCT { $this ex:p ?w } WHERE { { OPTIONAL { $this ex:tie ?t } "
        "BIND(BOUND(?t) AS ?w) } UNION { $this ex:knows ?w } }"
    ),
    "NOT EXISTS of $this in a nested group": (
        "CONSTRUCT { $this ex:p ?o } WHERE "
        "{ $this ex:size ?n { ?o ex:size ?m FILTER NOT EXISTS { ?o ex:knows $this } } }"
    ),
    "NOT EXISTS in an OPTIONAL": (
        "CONSTRUCT { $this ex:p ?w } WHERE { $this ex:size ?n OPTIONAL "
        "{ ?o ex:size ?m FILTER NOT EXISTS { $this ex:knows ?o } } BIND(COALESCE(?o, 0) AS ?w) }"
    ),
    "NOT EXISTS in a branch of a UNION": (
        "CONSTRUCT { $this ex:p ?w } WHERE { { $this ex:size ?w FILTER NOT EXISTS "
        "{ $this ex:tie ?t } } UNION { $this ex:tie ?w } }"
    ),
    "NOT EXISTS in NOT EXISTS": (
        "CONSTRUCT { $this ex:p ?o } WHERE { ?o ex:size ?m FILTER NOT EXISTS "
        "{ $this ex:knows ?o FILTER NOT EXISTS { ?o ex:tie ?t } } }"
    ),
    "NOT EXISTS between triples without dots": (
        "CONSTRUCT { $this ex:p ?k } WHERE { $this ex:size ?n "
        "FILTER NOT EXISTS { $this ex:closed ?c } $this ex:knows ?k }"
    ),
    "two NOT EXISTS, each with a dot": (
        "CONSTRUCT { $this ex:p ?n } WHERE { $this ex:size ?n . FILTER NOT EXISTS "
        "{ $this ex:closed ?c } . FILTER NOT EXISTS { $this ex:tie ex:t1 } . $this ex:knows ?k }"
    ),
    "NOT EXISTS that shares an optional variable": (
        "CONSTRUCT { $this ex:p ?n } WHERE { $this ex:size ?n OPTIONAL { $this ex:closed ?k } "
        "FILTER NOT EXISTS { $this ex:knows ?k } }"
    ),
    "EXISTS": (
        "CONSTRUCT { $this ex:p 1 } WHERE { $this ex:size ?n FILTER EXISTS { $this ex:tie ?t } }"
    ),
    "paths": (
        "CONSTRUCT { $this ex:p ?o } WHERE { $this (ex:knows|^ex:closed)+/ex:size ?o . "
        "$this ex:knows* ?k . ?k ex:size ?o }"
    ),
    "blank nodes in the pattern": (
        "CONSTRUCT { $this ex:p ?m } WHERE { $this ex:knows [ ex:size ?m ; ex:knows [] ] }"
    ),
    "a literal with a tag and a type": (
        'CONSTRUCT { $this ex:p "a"@en-GB, "1"^^xsd:integer, -1, 1.5, true } '
        "WHERE { $this ex:tie ?t }"
    ),
    "recursion": (
        "CONSTRUCT { $this ex:reaches ?o } WHERE "
        "{ { $this ex:knows ?o } UNION { $this ex:knows/ex:reaches ?o } }"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(EQUAL))
def test_what_compiles_equals_the_reference(name: str) -> None:
    strata = build_strata([rule(EQUAL[name])])
    compiled = infer(data(), strata)
    assert compiled
    assert compiled == infer_slowly(data(), strata)


NOT_PROVEN = {
    "a $this in an expression is not projected": (
        "CONSTRUCT { $this ex:p ?x } WHERE "
        "{ { SELECT (STR($this) AS ?x) WHERE { $this ex:tie ?t } } }",
        "project \\$this",
    ),
    "SELECT *": (
        "CONSTRUCT { $this ex:p ?t } WHERE { { SELECT * WHERE { $this ex:tie ?t } } }",
        "project \\$this",
    ),
    "a sub-select within one that projects": (
        "CONSTRUCT { $this ex:p ?n } WHERE { { SELECT $this ?n WHERE { $this ex:size ?s "
        "{ SELECT (MAX(?m) AS ?n) WHERE { ?o ex:size ?m } } } } }",
        "project \\$this",
    ),
    "EXISTS in IF": (
        "CONSTRUCT { $this ex:p ?x } WHERE { BIND(IF(EXISTS { $this ex:tie ?t }, 1, 2) AS ?x) }",
        "EXISTS inside an expression",
    ),
    "NOT EXISTS in a disjunction": (
        "CONSTRUCT { $this ex:p 1 } WHERE "
        "{ $this ex:size ?n FILTER(?n > 4 || NOT EXISTS { $this ex:tie ?t }) }",
        "EXISTS inside an expression",
    ),
    "EXISTS in HAVING": (
        "CONSTRUCT { $this ex:p 1 } WHERE { { SELECT $this WHERE { $this ex:tie ?t } "
        "GROUP BY $this HAVING(EXISTS { $this ex:knows ?k }) } }",
        "EXISTS inside an expression",
    ),
    "OPTIONAL in EXISTS": (
        "CONSTRUCT { $this ex:p 1 } WHERE { $this ex:size ?n FILTER NOT EXISTS "
        "{ $this ex:tie ?t OPTIONAL { ?t ex:size ?m } FILTER(BOUND(?m)) } }",
        "OPTIONAL inside EXISTS",
    ),
    "a list in the template": (
        "CONSTRUCT { $this ex:p (1 2) } WHERE { $this ex:tie ?t }",
        "a list in the template",
    ),
    "a label of a blank node in the template": (
        "CONSTRUCT { $this ex:p _:x } WHERE { $this ex:tie ?t }",
        "blank node in the template",
    ),
    "RAND": ("CONSTRUCT { $this ex:p ?r } WHERE { BIND(RAND() AS ?r) }", "RAND gives something"),
    "NOW": ("CONSTRUCT { $this ex:p ?r } WHERE { BIND(now() AS ?r) }", "NOW gives something"),
    "UUID": ("CONSTRUCT { $this ex:p ?r } WHERE { BIND(UUID() AS ?r) }", "UUID gives something"),
    "STRUUID": ("CONSTRUCT { $this ex:p ?r } WHERE { BIND(STRUUID() AS ?r) }", "STRUUID gives"),
    "BNODE": ("CONSTRUCT { $this ex:p ?r } WHERE { BIND(BNODE() AS ?r) }", "BNODE makes"),
    "GROUP_CONCAT": (
        "CONSTRUCT { $this ex:p ?x } WHERE { { SELECT $this (GROUP_CONCAT(STR(?t)) AS ?x) "
        "WHERE { $this ex:tie ?t } GROUP BY $this } }",
        "GROUP_CONCAT leaves the order open",
    ),
    "REDUCED": (
        "CONSTRUCT { $this ex:p ?t } WHERE "
        "{ { SELECT REDUCED $this ?t WHERE { $this ex:tie ?t } } }",
        "REDUCED leaves open",
    ),
    "a function of the engine's": (
        "CONSTRUCT { $this ex:p ?x } WHERE { $this ex:size ?n BIND(ex:double(?n) AS ?x) }",
        "double> is not supported",
    ),
    "a nested group that reads what it does not bind": (
        "CONSTRUCT { $this ex:p ?m } WHERE { $this ex:size ?n { ?o ex:size ?m FILTER(?m < ?n) } }",
        "reads \\?n but does not bind it",
    ),
    "a BIND in an OPTIONAL that reads what it does not bind": (
        "CONSTRUCT { $this ex:p ?m } WHERE "
        "{ $this ex:size ?n OPTIONAL { $this ex:tie ?t BIND(?n + 1 AS ?m) } }",
        "reads \\?n but does not bind it",
    ),
    "a variable that a sub-select hides": (
        "CONSTRUCT { $this ex:p ?n } WHERE { $this ex:tie ?t "
        "{ SELECT $this (COUNT(?t) AS ?n) WHERE { $this ex:tie ?t } GROUP BY $this } }",
        "\\?t of a sub-select is not handed out",
    ),
    "an OPTIONAL in a nested group that binds what is bound outside": (
        "CONSTRUCT { $this ex:p ?m } WHERE "
        "{ $this ex:size ?m { ?o ex:tie ?t OPTIONAL { ?t ex:size ?m } } }",
        "OPTIONAL in a nested group binds \\?m",
    ),
    "IN over a variable": (
        "CONSTRUCT { $this ex:p 1 } WHERE "
        "{ $this ex:size ?n OPTIONAL { $this ex:closed ?c } FILTER(?n IN (?c, 5)) }",
        "IN over a variable",
    ),
    "a path that may be empty from anywhere": (
        "CONSTRUCT { $this ex:p ?x } WHERE { $this ex:tie ?t . ?x ex:knows* ?y }",
        "may be empty",
    ),
    "ORDER BY after the pattern": (
        "CONSTRUCT { $this ex:p ?t } WHERE { $this ex:tie ?t } ORDER BY ?t",
        "nothing after its pattern",
    ),
    "CONSTRUCT WHERE": ("CONSTRUCT WHERE { $this ex:tie ?t }", "a template and a pattern"),
    "PREFIX in the text": (
        "PREFIX f: <http://f/> CONSTRUCT { $this f:p ?t } WHERE { $this ex:tie ?t }",
        "PREFIX belongs in sh:prefixes",
    ),
    "an IRI that may be a comparison": (
        "CONSTRUCT { $this ex:p 1 } WHERE { $this ex:size ?n FILTER(?n != <http://a?b>) }",
        "must be a whole IRI",
    ),
    "an escape": (
        'CONSTRUCT { $this ex:p "\\u0061" } WHERE { $this ex:tie ?t }',
        "an escape",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(NOT_PROVEN))
def test_what_is_not_known_to_be_safe_is_refused_with_the_reason(name: str) -> None:
    construct, reason = NOT_PROVEN[name]
    with pytest.raises(NotProven, match=reason):
        compile_rule(rule(construct))


FORBIDDEN = {
    "SELECT": ("SELECT * WHERE { $this ex:tie ?t }", "must be a CONSTRUCT"),
    "GRAPH": (
        "CONSTRUCT { $this ex:p ?t } WHERE { GRAPH ex:g { $this ex:tie ?t } }",
        "GRAPH would choose a graph",
    ),
    "FROM": (
        "CONSTRUCT { $this ex:p ?t } FROM ex:g WHERE { $this ex:tie ?t }",
        "FROM would choose a graph",
    ),
    "SERVICE": (
        "CONSTRUCT { $this ex:p ?t } WHERE { SERVICE ex:e { $this ex:tie ?t } }",
        "SERVICE would leave the store",
    ),
    "BIND to $this": ("CONSTRUCT { $this ex:p 1 } WHERE { BIND(ex:a AS $this) }", "bound again"),
    "AS ?this in a sub-select": (
        "CONSTRUCT { $this ex:p 1 } WHERE { { SELECT (?t as ?this) WHERE { ?x ex:tie ?t } } }",
        "bound again",
    ),
    "shapesGraph": (
        "CONSTRUCT { $this ex:p $shapesGraph } WHERE { $this ex:tie ?t }",
        "is bound in shapes",
    ),
    "no SPARQL": (
        "\nCONSTRUCT { $this ex:p ?t }\nWHERE { $this ex:tie }",
        "line 2 of the text: is not SPARQL: at '}'",
    ),
    "an undeclared prefix": (
        "\nCONSTRUCT { $this ex:p ?t }\nWHERE {\n $this foo:tie ?t }",
        "line 3 of the text: is not SPARQL: the prefix of foo:tie is not declared where",
    ),
    "a projection that is not grouped": (
        "CONSTRUCT { $this ex:p ?n } WHERE { { SELECT $this (COUNT(?t) AS ?n) "
        "WHERE { $this ex:tie ?t } } }",
        "is not SPARQL",
    ),
}


@pytest.mark.parametrize("name", sorted(FORBIDDEN))
def test_what_is_no_rule_is_refused_even_where_pyshacl_may_stand_in(name: str) -> None:
    construct, reason = FORBIDDEN[name]
    with pytest.raises(RuleError, match=reason) as refused:
        build_strata([replace(rule(construct), file="12-ties.ttl")], strict=False)
    assert not isinstance(refused.value, NotProven)
    assert "12-ties.ttl" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_fallback_gives_each_focus_node_its_own() -> None:
    """One tie each with LIMIT, and a count of zero, which a join would not give."""
    counted = THIRTEEN["sub-select that counts without $this"][0]
    found = {(t.subject, t.object) for t in infer_by_reference(data(), rule(counted))}
    assert found == {(node("a"), Literal(2)), (node("b"), Literal(0)), (node("s"), Literal(1))}
    first = infer_by_reference(data(), rule(THIRTEEN["LIMIT"][0]))
    assert {(t.subject, t.object) for t in first} == {
        (node("a"), node("t1")), (node("s"), node("t3"))
    }  # fmt: skip
