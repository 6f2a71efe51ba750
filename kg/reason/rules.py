"""Rules as they are written: SHACL-AF SPARQL rules in Turtle."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal as OneOf

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from kg.errors import RuleError
from kg.namespaces import OWL, RDF, RDFS, SH
from kg.read import read_turtle

TargetKind = OneOf["class", "node", "subjects-of", "objects-of", "other"]
_KINDS: dict[str, TargetKind] = {
    str(SH.targetClass): "class",
    str(SH.targetNode): "node",
    str(SH.targetSubjectsOf): "subjects-of",
    str(SH.targetObjectsOf): "objects-of",
    str(SH.target): "other",
}
_CLASSES = (str(RDFS.Class), str(OWL.Class))
_TYPE, _LABEL = str(RDF.type), str(RDFS.label)
Node = NamedNode | BlankNode | Literal | Triple


@dataclass(frozen=True, order=True)
class Target:
    """Where a rule finds focus nodes: the instances of a class, a node, or the ends of a property.

    The kind ``other`` is any target that only pySHACL knows, such as one written in SPARQL.
    """

    kind: TargetKind
    iri: str


@dataclass(frozen=True)
class Rule:
    """One rule: its name, its targets, its place in the order and its text."""

    iri: str
    label: str
    targets: tuple[Target, ...]
    """Where the focus nodes are; those of several targets together, each once."""
    order: int
    construct: str
    """The CONSTRUCT text as written, where ``$this`` is the focus node."""
    prefixes: tuple[tuple[str, str], ...]
    has_condition: bool = False
    """Whether ``sh:condition`` restricts the focus nodes."""
    shapes: str = field(default="", repr=False)
    """Its shapes as N-Triples, where targets, order and text do not tell them whole."""
    file: str = ""
    """The name of the file it stands in."""

    @property
    def slug(self) -> str:
        """The part of the name after ``rule/``."""
        return self.iri.rsplit("/rule/", 1)[-1]

    @property
    def prologue(self) -> str:
        """The PREFIX lines the text needs."""
        return "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in self.prefixes)

    @property
    def target_class(self) -> str:
        """The class whose instances are the focus nodes, or an empty text for other targets."""
        only = self.targets[0] if len(self.targets) == 1 else None
        return only.iri if only and only.kind == "class" else ""

    def fault(self, reason: str, line: int | None = None) -> RuleError:
        """Give an error that says where the rule stands.

        >>> rule = Rule("http://example.org/rule/r", "r", (), 1, "", (), file="12-ties.ttl")
        >>> print(rule.fault("is empty", 3))
        rule r: 12-ties.ttl, line 3 of the text: is empty
        """
        where = [self.file] if self.file else []
        where += [f"line {line} of the text"] if line else []
        return RuleError(self.slug, f"{', '.join(where)}: {reason}" if where else reason)


def read_rules(paths: Iterable[Path]) -> list[Rule]:
    """Read every rule of some Turtle files, sorted by order and name.

    What SHACL deactivates, a rule or a whole shape, is left out.

    :raises SourceError: if a file cannot be read.
    :raises RuleError: if a rule has no name of its own, no order, no text, no target or a prefix
        that is declared twice.
    """
    graph = _Graph()
    for path in paths:
        graph.add(path)
    shapes: dict[NamedNode, list[Node]] = defaultdict(list)
    for shape, node in graph.pairs(str(SH.rule)):
        if not isinstance(node, NamedNode):
            raise RuleError(f"of {shape}", "every rule needs an IRI of its own")
        shapes[node].append(shape)
    rules = [_read_rule(graph, node, hung_on) for node, hung_on in shapes.items()]
    return sorted((rule for rule in rules if rule), key=lambda rule: (rule.order, rule.iri))


class _Graph:
    """The triples of the rule files, by subject and predicate."""

    def __init__(self) -> None:
        self.objects: dict[tuple[Node, str], list[Node]] = defaultdict(list)
        self.by_subject: dict[Node, list[Triple]] = defaultdict(list)
        self.files: dict[Node, str] = {}

    def add(self, path: Path) -> None:
        for t in read_turtle(path):
            self.objects[t.subject, t.predicate.value].append(t.object)
            self.by_subject[t.subject].append(t)
            self.files.setdefault(t.subject, path.name)

    def pairs(self, predicate: str) -> Iterator[tuple[Node, Node]]:
        for (subject, stated), values in self.objects.items():
            if stated == predicate:
                for value in values:
                    yield subject, value

    def values(self, node: Node, *predicates: str) -> list[Node]:
        return [v for p in predicates for v in self.objects.get((node, p), ())]

    def texts(self, node: Node, predicate: str) -> list[str]:
        return [v.value for v in self.values(node, predicate) if isinstance(v, Literal)]

    def is_a(self, node: Node, *classes: str) -> bool:
        types = self.values(node, _TYPE)
        return any(isinstance(value, NamedNode) and value.value in classes for value in types)

    def says_true(self, node: Node, predicate: str) -> bool:
        return any(text in ("true", "1") for text in self.texts(node, predicate))

    def describe(self, nodes: Iterable[Node]) -> str:
        """Give all that is said of nodes, and of what they refer to, as N-Triples."""
        waiting, seen, found = list(nodes), set(), list[Triple]()
        while waiting:
            node = waiting.pop()
            if node not in seen:
                seen.add(node)
                found += self.by_subject.get(node, ())
                waiting += [t.object for t in self.by_subject.get(node, ())]
        return (serialize(found, format=RdfFormat.N_TRIPLES) or b"").decode()


def _read_rule(graph: _Graph, node: NamedNode, shapes: list[Node]) -> Rule | None:
    """Read one rule, or nothing if it is deactivated wherever it is hung."""
    shapes = [s for s in shapes if not graph.says_true(s, str(SH.deactivated))]
    if not shapes or graph.says_true(node, str(SH.deactivated)):
        return None
    known = Rule(node.value, "", (), 0, "", (), file=graph.files.get(node, ""))
    if not graph.is_a(node, str(SH.SPARQLRule)):
        raise known.fault("is not an sh:SPARQLRule, the only kind of rule that is run here")
    targets = {target for shape in shapes for target in _read_targets(graph, shape, known)}
    if not targets:
        raise known.fault("its shape has no target; give it an sh:targetClass")
    orders, constructs = graph.texts(node, str(SH.order)), graph.texts(node, str(SH.construct))
    if len(orders) != 1 or not orders[0].lstrip("+-").isdigit():
        raise known.fault("needs one sh:order, a whole number")
    if len(constructs) != 1:
        raise known.fault("needs one sh:construct")
    condition = bool(graph.values(node, str(SH.condition)))
    whole = condition or any(t.kind == "other" for t in targets)
    return Rule(
        node.value,
        next(iter(graph.texts(node, _LABEL)), node.value),
        tuple(sorted(targets)),
        int(orders[0]),
        constructs[0],
        _read_prefixes(graph, node, known),
        condition,
        graph.describe([*shapes, node]) if whole else "",
        known.file,
    )


def _read_targets(graph: _Graph, shape: Node, rule: Rule) -> Iterator[Target]:
    for predicate, kind in _KINDS.items():
        for value in graph.values(shape, predicate):
            if isinstance(value, NamedNode):
                yield Target(kind, value.value)
            elif kind in ("node", "other"):  # a literal or a blank node: pySHACL reads it
                yield Target("other", str(value))
            else:
                raise rule.fault(f"its shape has a target that is no IRI: {value}")
    if isinstance(shape, NamedNode) and graph.is_a(shape, *_CLASSES):
        yield Target("class", shape.value)


def _read_prefixes(graph: _Graph, node: Node, rule: Rule) -> tuple[tuple[str, str], ...]:
    """Read what the rule's ``sh:prefixes`` declare, themselves or by what they import."""
    found: dict[str, str] = {}
    waiting, seen = graph.values(node, str(SH.prefixes)), set[Node]()
    while waiting:
        declaring = waiting.pop()
        if declaring in seen:
            continue
        seen.add(declaring)
        waiting += graph.values(declaring, str(OWL.imports))
        for declared in graph.values(declaring, str(SH.declare)):
            pairs: Mapping[str, list[str]] = {
                name: graph.texts(declared, str(SH[name])) for name in ("prefix", "namespace")
            }
            if len(pairs["prefix"]) != 1 or len(pairs["namespace"]) != 1:
                raise rule.fault(f"{declared} needs one sh:prefix and one sh:namespace")
            name, iri = pairs["prefix"][0], pairs["namespace"][0]
            if found.setdefault(name, iri) != iri:
                raise rule.fault(f"the prefix {name}: is declared twice, differently")
    return tuple(sorted(found.items()))
