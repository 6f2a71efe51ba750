"""Strata: the order in which rules may run, and the proof that it is sound.

Within a stratum rules run until nothing new comes. What a rule negates, aggregates or reads as
optional must be complete before the rule starts, so every rule that concludes such triples stands
in a lower stratum. ``sh:order`` alone does not give that: looping over the whole ordered list lets
a negation fire before the rule it negates has finished.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rdflib import URIRef
from rdflib.namespace import RDF
from rdflib.paths import Path as PropertyPath
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Variable

from kg.errors import RuleError
from kg.reason.compile import CompiledRule, compile_rule
from kg.reason.rules import Rule


@dataclass(frozen=True)
class Key:
    """Triples of one kind: a predicate, the class for ``rdf:type``, the subject's class if told."""

    predicate: str
    value: str = ""
    subject: str = ""
    with_subclasses: bool = False
    """Whether instances of subclasses are read too, as those of a target are."""


@dataclass(frozen=True)
class Stratum:
    """Rules of one order, and whether one of them reads what another of them concludes."""

    order: int
    rules: tuple[CompiledRule, ...]
    recursive: bool


@dataclass(frozen=True)
class Dependencies:
    """What a rule concludes, and what it reads: as it comes, or only when complete."""

    concludes: frozenset[Key]
    reads: frozenset[Key]
    needs_complete: frozenset[Key]


def build_strata(
    rules: Iterable[Rule],
    given: Mapping[int, Iterable[Key]] | None = None,
    superclasses: Mapping[str, Collection[str]] | None = None,
) -> list[Stratum]:
    """Compile rules and place them in strata.

    :param given: what is added from outside before the rules of an order run, as keys by order.
    :param superclasses: the named superclasses of each class. Triples whose subjects are of two
        classes, neither a superclass of the other, are different triples: every node that a rule
        mints has one class.
    :raises RuleError: if a rule does not compile, or reads in a way its order does not allow.
    """
    compiled = [compile_rule(rule) for rule in rules]
    dependencies = {c.rule.iri: read_dependencies(c) for c in compiled}
    concluded: dict[str, list[tuple[Key, int, str]]] = defaultdict(list)
    for c in compiled:
        for key in dependencies[c.rule.iri].concludes:
            concluded[key.predicate].append((key, c.rule.order, c.rule.slug))
    for order, keys in (given or {}).items():
        for key in keys:
            concluded[key.predicate].append((key, order - 1, "what is given from outside"))
    meets = _Meeting(superclasses or {})
    for c in compiled:
        _check(c.rule, dependencies[c.rule.iri], concluded, meets)
    by_order: dict[int, list[CompiledRule]] = defaultdict(list)
    for c in compiled:
        by_order[c.rule.order].append(c)
    return [
        Stratum(order, tuple(by_order[order]), _is_recursive(by_order[order], dependencies, meets))
        for order in sorted(by_order)
    ]


@dataclass(frozen=True)
class _Meeting:
    """Whether what is read and what is concluded can be the same triple."""

    superclasses: Mapping[str, Collection[str]]

    def __call__(self, read: Key, concluded: Key) -> bool:
        same_value = not read.value or not concluded.value or read.value == concluded.value
        below = read.with_subclasses and read.value in self.superclasses.get(concluded.value, ())
        return (
            read.predicate == concluded.predicate
            and (same_value or below)
            and self._related(read.subject, concluded.subject)
        )

    def _related(self, one: str, other: str) -> bool:
        return (
            not one
            or not other
            or one == other
            or other in self.superclasses.get(one, ())
            or one in self.superclasses.get(other, ())
        )


def _check(
    rule: Rule,
    dependency: Dependencies,
    concluded: Mapping[str, list[tuple[Key, int, str]]],
    meets: _Meeting,
) -> None:
    for key in dependency.needs_complete:
        for other, order, slug in concluded.get(key.predicate, ()):
            if order >= rule.order and meets(key, other):
                raise RuleError(
                    rule.slug,
                    f"needs all of {_name(key)}, which {slug} still concludes at order {order}; "
                    "give it an order above that",
                )
    for key in dependency.reads:
        for other, order, slug in concluded.get(key.predicate, ()):
            if order > rule.order and meets(key, other):
                raise RuleError(
                    rule.slug, f"reads {_name(key)}, which {slug} concludes later, at order {order}"
                )


def _is_recursive(
    rules: list[CompiledRule], dependencies: Mapping[str, Dependencies], meets: _Meeting
) -> bool:
    concluded = [key for c in rules for key in dependencies[c.rule.iri].concludes]
    return any(
        meets(read, key)
        for c in rules
        for read in dependencies[c.rule.iri].reads
        for key in concluded
    )


def _name(key: Key) -> str:
    parts = (key.subject, key.predicate, key.value)
    return " ".join(p.rsplit("/", 1)[-1].rsplit("#", 1)[-1] for p in parts if p)


def read_dependencies(compiled: CompiledRule) -> Dependencies:
    """Read from a rule's query what it concludes and what it reads.

    :raises RuleError: if the query is not SPARQL, or has a variable predicate, which would read or
        conclude anything.
    """
    slug = compiled.rule.slug
    try:
        query = prepareQuery(compiled.query)
    except Exception as error:  # rdflib's parser raises whatever its grammar library raises
        raise RuleError(slug, f"is not SPARQL: {error}") from error
    found = list(_walk(query.algebra.p, False))
    classes = {Variable("this"): compiled.rule.target} | _classes(t for t, _ in found)
    head = _classes(query.algebra.template)
    already = {t for t, negative in found if not negative}
    new = [t for t in query.algebra.template if t not in already]
    concludes = {key for t in new for key in _keys(t, slug, classes | head, "conclude")}
    keyed = [(key, negative) for t, negative in found for key in _keys(t, slug, classes, "read")]
    return Dependencies(
        frozenset(concludes),
        frozenset(key for key, _ in keyed),
        frozenset(key for key, negative in keyed if negative),
    )


def _classes(triples: Iterable[tuple[Any, Any, Any]]) -> dict[Any, str]:
    return {s: str(o) for s, p, o in triples if p == RDF.type and isinstance(o, URIRef)}


def _walk(node: Any, negative: bool) -> Iterator[tuple[tuple[Any, Any, Any], bool]]:
    """Give the triple patterns of an algebra with whether they must be complete."""
    if isinstance(node, CompValue):
        if node.name == "BGP":
            yield from ((triple, negative) for triple in node.triples)
            return
        for name, part in node.items():
            inside = (
                negative
                or (node.name in ("LeftJoin", "Minus") and name == "p2")
                or node.name in ("Builtin_NOTEXISTS", "AggregateJoin", "Group")
            )
            yield from _walk(part, inside)
    elif isinstance(node, list | tuple) and not isinstance(node, str):
        for part in node:
            yield from _walk(part, negative)


def _keys(
    triple: tuple[Any, Any, Any], slug: str, classes: Mapping[Any, str], verb: str
) -> list[Key]:
    subject, predicate, value = triple
    if isinstance(predicate, Variable):
        raise RuleError(slug, f"a variable predicate would {verb} anything; name it")
    if isinstance(predicate, PropertyPath):
        of_class = str(value) if isinstance(value, URIRef) else ""
        named = list(_path_predicates(predicate))
        return [
            Key(str(p), of_class, "", with_subclasses=True) if p == RDF.type else Key(str(p))
            for p in named
        ]
    if predicate == RDF.type:
        return [Key(str(predicate), str(value) if isinstance(value, URIRef) else "")]
    return [Key(str(predicate), "", classes.get(subject, ""))]


def _path_predicates(path: Any) -> Iterator[URIRef]:
    if isinstance(path, URIRef):
        yield path
        return
    for part in getattr(path, "args", None) or [getattr(path, "path", None) or path.arg]:
        yield from _path_predicates(part)
