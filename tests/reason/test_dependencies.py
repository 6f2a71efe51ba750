"""What a rule reads and writes is read alike from its tokens and from rdflib's algebra."""

import pytest

from kg.inputs import find_inputs
from kg.namespaces import RDF
from kg.reason import read_rules
from kg.reason.dependencies import Key, read_dependencies, read_patterns
from kg.reason.patterns import TriplePattern
from kg.reason.rules import Rule
from tests.reason.algebra import Pattern, read_by_algebra
from tests.reason.test_constructs import EQUAL, NOT_PROVEN, THIRTEEN
from tests.reason.three import E, rule

TYPE = str(RDF.type)
TEXTS = {
    **{name: told for name, (told, _) in THIRTEEN.items()},
    **EQUAL,
    **{name: told for name, (told, _) in NOT_PROVEN.items()},
}
UNREAD = {
    "VALUES", "CONSTRUCT WHERE", "EXISTS in HAVING", "an escape", "PREFIX in the text",
    "a list in the template",
    "a label of a blank node in the template", "blank node in the template",
}  # fmt: skip
"""Texts that never run compiled, and where the two write blank nodes or prefixes otherwise."""


def read_by_tokens(told: Rule) -> tuple[set[Pattern], set[tuple[Pattern, bool]]]:
    template, patterns = read_patterns(told)
    return {_name(t) for t in template}, {(_name(p.triple), p.is_complete) for p in patterns}


def _name(triple: TriplePattern) -> Pattern:
    subject, value = (t if t[0] in "?<" else "*" for t in (triple.subject, triple.object))
    return subject, tuple(sorted(set(triple.predicates))), value


@pytest.mark.parametrize("name", sorted(set(TEXTS) - UNREAD))
def test_every_construct_is_read_as_the_algebra_has_it(name: str) -> None:
    told = rule(TEXTS[name])
    assert read_by_tokens(told) == read_by_algebra(told)


def test_every_shipped_rule_is_read_as_the_algebra_has_it() -> None:
    rules = read_rules(find_inputs().rules)
    assert len(rules) > 100
    for told in rules:
        assert read_by_tokens(told) == read_by_algebra(told), told.slug


def test_keys_tell_the_class_of_a_subject_where_it_is_certain() -> None:
    told = rule(
        "CONSTRUCT { ?x a ex:D ; ex:size ?n } WHERE "
        "{ ?x a ex:D ; ex:tie ?n . $this ex:knows ?x OPTIONAL { ?y a ex:B ; ex:near ?x } }"
    )
    dependencies = read_dependencies(told)
    assert dependencies.concludes == {Key(f"{E}size", "", f"{E}D")}
    assert dependencies.needs_complete == {Key(TYPE, f"{E}B"), Key(f"{E}near", "", f"{E}B")}
    assert Key(f"{E}tie", "", f"{E}D") in dependencies.reads
    assert Key(f"{E}knows", "", f"{E}C") in dependencies.reads
    assert Key(TYPE, f"{E}C", "", True) in dependencies.reads


def test_a_type_that_one_branch_tells_says_nothing_of_the_other() -> None:
    told = rule(
        "CONSTRUCT { $this ex:p ?n } WHERE { { ?x a ex:D ; ex:q ?n } UNION { ?x ex:r ?n } }"
    )
    reads = read_dependencies(told).reads
    assert Key(f"{E}q", "", f"{E}D") in reads
    assert Key(f"{E}r") in reads
