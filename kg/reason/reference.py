"""The reference: the same rules by pySHACL, one focus node at a time, on rdflib's own store.

Stratum by stratum, like the compiled rules; within a stratum pySHACL iterates by itself. Never over
an Oxigraph-backed graph, where pre-binding means something else.
"""

from collections.abc import Iterable, Mapping, Sequence

import pyshacl
from pyoxigraph import RdfFormat, Triple, parse, serialize
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF

from kg.errors import RuleError
from kg.namespaces import RULE, SH
from kg.reason.execute import Given
from kg.reason.rules import Rule
from kg.reason.strata import Stratum
from kg.store import EmbeddedStore


def run_reference(
    store: EmbeddedStore, strata: Sequence[Stratum], given: Mapping[int, Given] | None = None
) -> dict[int, list[Triple]]:
    """Run strata as :func:`kg.reason.run_rules` does, by pySHACL.

    :raises RuleError: if pySHACL fails on a rule of a stratum.
    """
    waiting = sorted((given or {}).items())
    inferred: dict[int, list[Triple]] = {}
    data = _to_rdflib(store.triples())
    for stratum in strata:
        while waiting and waiting[0][0] <= stratum.order:
            order, compute = waiting.pop(0)
            found = store.add_new(compute(store))
            data += _to_rdflib(found)
            inferred.setdefault(order, []).extend(found)
        found = _run_stratum(data, [c.rule for c in stratum.rules])
        inferred.setdefault(stratum.order, []).extend(store.add_new(found))
    for order, compute in waiting:
        inferred.setdefault(order, []).extend(store.add_new(compute(store)))
    return inferred


def _run_stratum(data: Graph, rules: Sequence[Rule]) -> list[Triple]:
    """Run rules in place and give what is new."""
    before = set(data)
    try:
        pyshacl.shacl_rules(
            data,
            shacl_graph=build_rules_graph(rules),
            advanced=True,
            iterate_rules=True,
            inplace=True,
        )
    except Exception as error:  # pySHACL raises whatever its SPARQL engine raises
        raise RuleError(", ".join(rule.slug for rule in rules), f"pySHACL: {error}") from error
    new = Graph()
    for triple in set(data) - before:
        new.add(triple)
    return _to_pyoxigraph(new)


def build_rules_graph(rules: Iterable[Rule]) -> Graph:
    """Build a shapes graph that holds some rules and nothing else."""
    graph = Graph()
    prefixes = RULE["prefixes"]
    for rule in rules:
        shape, node = RULE[f"shape/{rule.slug}"], URIRef(rule.iri)
        graph.add((shape, RDF.type, SH.NodeShape))
        graph.add((shape, SH.targetClass, URIRef(rule.target)))
        graph.add((shape, SH.rule, node))
        graph.add((node, RDF.type, SH.SPARQLRule))
        graph.add((node, SH.order, Literal(rule.order)))
        graph.add((node, SH.prefixes, prefixes))
        graph.add((node, SH.construct, Literal(rule.construct)))
        for name, iri in rule.prefixes:
            declared = RULE[f"prefix/{name}"]
            graph.add((prefixes, SH.declare, declared))
            graph.add((declared, SH.prefix, Literal(name)))
            graph.add((declared, SH.namespace, Literal(iri)))
    return graph


def _to_rdflib(triples: Iterable[Triple]) -> Graph:
    text = serialize(list(triples), format=RdfFormat.N_TRIPLES) or b""
    return Graph().parse(data=text.decode(), format="nt")


def _to_pyoxigraph(graph: Graph) -> list[Triple]:
    return [q.triple for q in parse(graph.serialize(format="nt"), format=RdfFormat.N_TRIPLES)]
