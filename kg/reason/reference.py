"""The reference: the same rules by pySHACL, one focus node at a time, on rdflib's own store.

Stratum by stratum, like the compiled rules, each until nothing new comes. Never over an
Oxigraph-backed graph, where pre-binding means something else. One fault of rdflib is mended for as
long as it runs: of no solutions, GROUP BY makes no group by the standard, and rdflib one without
values, which then joins with anything.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyoxigraph as ox
import pyshacl
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF
from rdflib.plugins.sparql import CUSTOM_EVALS
from rdflib.plugins.sparql.evaluate import evalAggregateJoin
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import FrozenBindings, QueryContext
from rdflib.term import Node

from kg.errors import RuleError
from kg.namespaces import RULE, SH, XSD
from kg.reason.execute import Given
from kg.reason.rules import Rule
from kg.reason.strata import Stratum
from kg.store import EmbeddedStore
from kg.store.text import to_triples

_TARGETS = {
    "class": SH.targetClass,
    "node": SH.targetNode,
    "subjects-of": SH.targetSubjectsOf,
    "objects-of": SH.targetObjectsOf,
}
_STRING = str(XSD.string)
_MENDED = "no groups of no solutions"
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def run_reference(
    store: EmbeddedStore, strata: Sequence[Stratum], given: Mapping[int, Given] | None = None
) -> dict[int, list[ox.Triple]]:
    """Run strata as :func:`kg.reason.run_rules` does, by pySHACL.

    :raises RuleError: if pySHACL fails on a rule of a stratum.
    """
    waiting = sorted((given or {}).items())
    inferred: dict[int, list[ox.Triple]] = {}
    data = _to_graph(store.triples())

    def give(order: int, compute: Given) -> None:
        given_here = compute(store)
        triples = to_triples(given_here) if isinstance(given_here, bytes) else given_here
        found = store.add_new(triples)
        _add(data, found)
        inferred.setdefault(order, []).extend(found)

    for stratum in strata:
        while waiting and waiting[0][0] <= stratum.order:
            give(*waiting.pop(0))
        found = _settle(data, stratum.sources)
        inferred.setdefault(stratum.order, []).extend(store.add_new(found))
    for order, compute in waiting:
        give(order, compute)
    return inferred


def infer_by_reference(store: EmbeddedStore, rule: Rule) -> list[ox.Triple]:
    """Infer what one rule concludes from the default graph of a store, by pySHACL, once.

    :returns: the triples that are new; the store is left as it is.
    :raises RuleError: if pySHACL fails on the rule.
    """
    return Reference(store).infer(rule)


class Reference:
    """What a store holds in its default graph, copied to where pySHACL runs rules on it."""

    def __init__(self, store: EmbeddedStore) -> None:
        self._data = _to_graph(store.triples())

    def add(self, triples: Iterable[ox.Triple]) -> None:
        """Add triples to the copy, as the store goes on."""
        _add(self._data, triples)

    def infer(self, rule: Rule) -> list[ox.Triple]:
        """Infer what one rule concludes, once; neither the copy nor the store keeps it.

        :raises RuleError: if pySHACL fails on the rule.
        """
        new = _infer_new(self._data, [rule])
        for triple in new:
            self._data.remove(_to_nodes(triple))
        return new


def _settle(data: Graph, rules: Sequence[Rule]) -> list[ox.Triple]:
    """Run rules in place, in rounds, until nothing new comes, and give what came."""
    found: list[ox.Triple] = []
    while new := _infer_new(data, rules):
        found += new
    return found


def _infer_new(data: Graph, rules: Sequence[Rule]) -> list[ox.Triple]:
    """Run rules in place, once each, and give what is new.

    A triple whose subject came out as a literal is none, and is dropped.
    """
    before = set(data)
    CUSTOM_EVALS[_MENDED] = _eval_groups
    try:
        pyshacl.shacl_rules(data, shacl_graph=build_rules_graph(rules), advanced=True, inplace=True)
    except Exception as error:  # pySHACL raises whatever its SPARQL engine raises
        told = " ".join(str(error).split())
        raise RuleError(", ".join(rule.slug for rule in rules), f"pySHACL: {told}") from error
    finally:
        del CUSTOM_EVALS[_MENDED]
    new = set(data) - before
    for triple in new:
        if isinstance(triple[0], Literal):
            data.remove(triple)
    return [_to_triple(*triple) for triple in new if not isinstance(triple[0], Literal)]


def _eval_groups(ctx: QueryContext, part: CompValue) -> Iterator[FrozenBindings]:
    """Evaluate a grouping as rdflib does, without the group that it makes of no solutions.

    :raises NotImplementedError: for any other part of a query, which rdflib then evaluates itself.
    """
    if part.name != "AggregateJoin" or part.p.expr is None:
        raise NotImplementedError
    return (group for group in evalAggregateJoin(ctx, part) if len(group))


def build_rules_graph(rules: Iterable[Rule]) -> Graph:
    """Build a shapes graph that holds some rules and nothing else.

    Each rule is told both its ``sh:order`` and, for engines that know it, its ``sh:layer``.

    :raises ValueError: if a rule has a target of which the rule files told nothing more.
    """
    graph = Graph()
    for rule in rules:
        if rule.shapes:
            graph.parse(data=rule.shapes, format="nt")
        else:
            _add_rule(graph, rule)
    return graph


def _add_rule(graph: Graph, rule: Rule) -> None:
    shape, node = RULE[f"shape/{rule.slug}"], URIRef(rule.iri)
    prefixes = RULE[f"prefixes/{rule.slug}"]
    graph.add((shape, RDF.type, SH.NodeShape))
    for target in rule.targets:
        if target.kind == "other":
            raise ValueError(f"rule {rule.slug}: nothing is told of its target {target.iri}")
        graph.add((shape, _TARGETS[target.kind], URIRef(target.iri)))
    graph.add((shape, SH.rule, node))
    graph.add((node, RDF.type, SH.SPARQLRule))
    graph.add((node, SH.order, Literal(rule.order)))
    graph.add((node, SH.layer, Literal(rule.order)))
    graph.add((node, SH.prefixes, prefixes))
    graph.add((node, SH.construct, Literal(rule.construct)))
    for name, iri in rule.prefixes:
        declared = RULE[f"prefix/{rule.slug}/{name}"]
        graph.add((prefixes, SH.declare, declared))
        graph.add((declared, SH.prefix, Literal(name)))
        graph.add((declared, SH.namespace, Literal(iri)))


def _to_graph(triples: Iterable[ox.Triple]) -> Graph:
    graph = Graph()
    _add(graph, triples)
    return graph


def _add(graph: Graph, triples: Iterable[ox.Triple]) -> None:
    for triple in triples:
        graph.add(_to_nodes(triple))


def _to_nodes(triple: ox.Triple) -> tuple[Node, Node, Node]:
    return _to_node(triple.subject), URIRef(triple.predicate.value), _to_node(triple.object)


def _to_node(term: Term) -> Node:
    """Give a term as rdflib has it, with its text as it stands."""
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if isinstance(term, ox.Triple):
        raise TypeError("rules read no triple about a triple")
    if term.language:
        return Literal(term.value, lang=term.language)
    if term.datatype.value == _STRING:
        return Literal(term.value)
    return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)


def _to_triple(subject: Node, predicate: Node, value: Node) -> ox.Triple:
    return ox.Triple(
        _to_term(subject),  # type: ignore[arg-type]  # no literal: those are dropped
        ox.NamedNode(str(predicate)),
        _to_term(value),
    )


def _to_term(node: Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if isinstance(node, URIRef):
        return ox.NamedNode(str(node))
    if isinstance(node, BNode):
        return ox.BlankNode(str(node))
    if not isinstance(node, Literal):
        raise TypeError(f"not an RDF term: {node!r}")
    if node.language:
        return ox.Literal(str(node), language=node.language)
    datatype = ox.NamedNode(str(node.datatype)) if node.datatype else None
    return ox.Literal(str(node), datatype=datatype)
