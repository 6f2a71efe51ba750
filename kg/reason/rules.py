"""Rules as they are written: SHACL-AF SPARQL rules in Turtle."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF, RDFS

from kg.errors import RuleError
from kg.namespaces import SH

_SH = Namespace(str(SH))


@dataclass(frozen=True)
class Rule:
    """One rule: its name, the class of its focus nodes, its place in the order and its text."""

    iri: str
    label: str
    target: str
    """The class whose instances, those of subclasses included, are the focus nodes."""
    order: int
    construct: str
    """The CONSTRUCT text as written, where ``$this`` is the focus node."""
    prefixes: tuple[tuple[str, str], ...]

    @property
    def slug(self) -> str:
        """The part of the name after ``rule/``."""
        return self.iri.rsplit("/rule/", 1)[-1]

    @property
    def prologue(self) -> str:
        """The PREFIX lines the text needs."""
        return "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in self.prefixes)


def read_rules(paths: Iterable[Path]) -> list[Rule]:
    """Read every rule of some Turtle files, sorted by order and name.

    :raises RuleError: if a rule has no order, no text or is hung on anything but one target class.
    """
    graph = Graph()
    for path in paths:
        graph.parse(path, format="turtle")
    prefixes = _read_prefixes(graph)
    rules = [
        _read_rule(graph, shape, node, prefixes)
        for shape, node in graph.subject_objects(_SH.rule)
        if isinstance(node, URIRef)
    ]
    unnamed = [node for node in graph.objects(None, _SH.rule) if not isinstance(node, URIRef)]
    if unnamed:
        raise RuleError("without a name", "every rule needs an IRI of its own")
    return sorted(rules, key=lambda rule: (rule.order, rule.iri))


def _read_rule(
    graph: Graph, shape: object, node: URIRef, prefixes: tuple[tuple[str, str], ...]
) -> Rule:
    targets = list(graph.objects(shape, _SH.targetClass))  # type: ignore[arg-type]  # a shape is a node
    order, construct = graph.value(node, _SH.order), graph.value(node, _SH.construct)
    if (node, RDF.type, _SH.SPARQLRule) not in graph:
        raise RuleError(str(node), "is not an sh:SPARQLRule")
    if len(targets) != 1:
        raise RuleError(str(node), "its shape needs exactly one sh:targetClass")
    if not isinstance(order, Literal) or not isinstance(construct, Literal):
        raise RuleError(str(node), "needs sh:order and sh:construct")
    label = graph.value(node, RDFS.label) or node
    return Rule(str(node), str(label), str(targets[0]), int(order), str(construct), prefixes)


def _read_prefixes(graph: Graph) -> tuple[tuple[str, str], ...]:
    declared = {
        str(graph.value(node, _SH.prefix)): str(graph.value(node, _SH.namespace))
        for node in graph.objects(None, _SH.declare)
    }
    return tuple(sorted(declared.items()))
