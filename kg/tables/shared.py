"""The files that all cases share: sources and shocks, into which a case's rows are merged."""

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from kg.tables.facts import CASE, TYPE, Facts, id_node, name_property

_SHOCK = name_property("IndustryShock")
_EVIDENCE = (name_property("supportedByClaim"), name_property("evidenceRow"))
_STATED_IN = name_property("statedIn")
_RESTS_ON = name_property("restsOn")

Nodes = dict[NamedNode, set[Triple]]


@dataclass(frozen=True)
class Cited:
    """The IRIs that triples point to: in the files of the case itself, and in those of any case."""

    here: set[NamedNode]
    anywhere: set[NamedNode]


def find_cited(own: Iterable[Facts], others: Iterable[Facts]) -> Cited:
    """Give what the files of a case and those of other cases point to."""
    here = {value for facts in own for node in facts for value in facts.pointed_to(node)}
    there = {value for facts in others for node in facts for value in facts.pointed_to(node)}
    return Cited(here, here | there)


def merge_sources(
    held: Iterable[Triple], own: Iterable[Triple], case: str, cited: Cited
) -> list[Triple]:
    """Add or replace the sources a case lists, and drop those it lists no more.

    A source of several cases stays that of the others; one that is cited anywhere stays.
    """
    nodes, new, case_node = _by_subject(held), _by_subject(own), id_node("case", case)
    unlisted = {node for node in nodes if node not in new and _belongs(nodes[node], case_node)}
    for node, triples in new.items():
        nodes[node] = triples | _other_cases(nodes.get(node, set()), case_node)
    gone = set()
    for node in unlisted:
        others = _other_cases(nodes[node], case_node)
        if others and node not in cited.here:
            nodes[node].discard(Triple(node, CASE, case_node))
        elif not others and node not in cited.anywhere:
            gone.add(node)
    while kept := gone & _repeated(nodes, gone):
        gone -= kept
    return _flatten({node: triples for node, triples in nodes.items() if node not in gone})


def merge_shocks(
    held: Iterable[Triple], own: Iterable[Triple], case: str, cited: Cited
) -> list[Triple]:
    """Add or replace the shocks a case lists with their claims, and drop those it lists no more.

    Another case that lists the same shock keeps its claims; a shock that is cited stays.
    """
    nodes, new, case_node = _by_subject(held), _by_subject(own), id_node("case", case)
    merged: Nodes = {}
    for node, triples in nodes.items():
        if Triple(node, TYPE, _SHOCK) not in triples or not _belongs(triples, case_node):
            continue
        others = _other_cases(triples, case_node)
        if node in new:
            merged[node] = others | {each for each in triples if each.predicate in _EVIDENCE}
        elif node in cited.here or (not others and node in cited.anywhere):
            for each in _reach(nodes, node):
                merged.setdefault(each, set()).update(nodes[each])
        elif others:
            merged[node] = triples - {Triple(node, CASE, case_node)}
    for node, triples in nodes.items():
        if not _belongs(triples, case_node):
            merged.setdefault(node, set()).update(triples)
        elif Triple(node, TYPE, _SHOCK) not in triples and _other_cases(triples, case_node):
            merged.setdefault(node, set()).update(triples - {Triple(node, CASE, case_node)})
    for node, triples in new.items():
        merged.setdefault(node, set()).update(triples)
    for node, triples in merged.items():
        merged[node] = {
            each for each in triples if each.predicate not in _EVIDENCE or each.object in merged
        }
    stated = {each.object for each in _flatten(merged) if each.predicate == _STATED_IN}
    locator = name_property("SourceLocator")
    return _flatten(
        {
            node: triples
            for node, triples in merged.items()
            if Triple(node, TYPE, locator) not in triples or node in stated
        }
    )


def _by_subject(triples: Iterable[Triple]) -> Nodes:
    nodes: Nodes = {}
    for triple in triples:
        if isinstance(triple.subject, NamedNode):
            nodes.setdefault(triple.subject, set()).add(triple)
    return nodes


def _flatten(nodes: Nodes) -> list[Triple]:
    return [triple for triples in nodes.values() for triple in triples]


def _belongs(triples: set[Triple], case: NamedNode) -> bool:
    return any(each.predicate == CASE and each.object == case for each in triples)


def _other_cases(triples: set[Triple], case: NamedNode) -> set[Triple]:
    return {each for each in triples if each.predicate == CASE and each.object != case}


def _repeated(nodes: Nodes, gone: set[NamedNode]) -> set[NamedNode]:
    """Give the sources that a source which stays rests on."""
    return {
        triple.object
        for node, triples in nodes.items()
        if node not in gone
        for triple in triples
        if triple.predicate == _RESTS_ON and isinstance(triple.object, NamedNode)
    }


def _reach(nodes: Nodes, start: NamedNode) -> set[NamedNode]:
    """Give a node and all that is described in the same file and reached from it."""
    reached, new = set(), {start}
    while new:
        reached |= new
        pointed = {each.object for node in new for each in nodes[node]}
        new = {each for each in pointed if isinstance(each, NamedNode) and each in nodes} - reached
    return reached
