"""Triples held by subject and property, which is how rows are read back from them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.namespaces import PREFIXES

Term = NamedNode | Literal | BlankNode | Triple

TYPE = NamedNode(PREFIXES["rdf"] + "type")
_ID = PREFIXES["id"]


def name_property(name: str) -> NamedNode:
    """Give the IRI of a property written as a local name of ``icl:`` or with its prefix.

    >>> name_property("tieKind").value, name_property("skos:note").value
    ('https://w3id.org/innocluster/def/tieKind', 'http://www.w3.org/2004/02/skos/core#note')
    """
    prefix, _, local = name.rpartition(":")
    return NamedNode(PREFIXES[prefix or "icl"] + local)


CASE = name_property("case")
NOTATION = name_property("skos:notation")
LABEL = name_property("rdfs:label")


def id_node(kind: str, slug: str) -> NamedNode:
    """Give the IRI of an instance as a term.

    >>> id_node("tie", "ju-t13-1").value.removeprefix(PREFIXES["id"])
    'tie/ju-t13-1'
    """
    return NamedNode(f"{_ID}{kind}/{slug}")


def split_id(iri: str) -> tuple[str, str]:
    """Give type and slug of an instance's IRI; two empty strings for any other IRI.

    >>> split_id(PREFIXES["id"] + "snapshot/jura/1926-1945")
    ('snapshot', 'jura/1926-1945')
    """
    if not iri.startswith(_ID):
        return "", ""
    kind, _, slug = iri.removeprefix(_ID).partition("/")
    return kind, slug


class Facts:
    """Triples, asked by subject and property."""

    def __init__(self, triples: Iterable[Triple] = ()) -> None:
        self._by: dict[NamedNode, dict[NamedNode, list[Term]]] = {}
        self._of_class: dict[NamedNode, list[NamedNode]] = defaultdict(list)
        for triple in triples:
            subject = triple.subject
            if not isinstance(subject, NamedNode):
                continue
            self._by.setdefault(subject, {}).setdefault(triple.predicate, []).append(triple.object)
            if triple.predicate == TYPE and isinstance(triple.object, NamedNode):
                self._of_class[triple.object].append(subject)

    def __contains__(self, subject: NamedNode) -> bool:
        return subject in self._by

    def __iter__(self) -> Iterator[NamedNode]:
        return iter(self._by)

    def properties(self, subject: NamedNode) -> list[NamedNode]:
        """Give the properties that a node has."""
        return list(self._by.get(subject, {}))

    def values(self, subject: NamedNode, prop: NamedNode) -> list[Term]:
        """Give the objects of a property."""
        return self._by.get(subject, {}).get(prop, [])

    def nodes(self, subject: NamedNode, prop: NamedNode) -> list[NamedNode]:
        """Give the IRIs among the objects of a property."""
        return [each for each in self.values(subject, prop) if isinstance(each, NamedNode)]

    def pointed_to(self, subject: NamedNode) -> Iterator[NamedNode]:
        """Give the IRIs that a node points to, by whatever property."""
        for objects in self._by.get(subject, {}).values():
            yield from (each for each in objects if isinstance(each, NamedNode))

    def texts(self, subject: NamedNode, prop: NamedNode, language: str | None = None) -> list[str]:
        """Give the literals of a property in one language, or those without any."""
        return sorted(
            each.value
            for each in self.values(subject, prop)
            if isinstance(each, Literal) and each.language == language
        )

    def text(self, subject: NamedNode, prop: NamedNode, language: str | None = None) -> str:
        """Give the first literal of a property in one language, or an empty string."""
        return next(iter(self.texts(subject, prop, language)), "")

    def of_class(self, name: str) -> list[NamedNode]:
        """Give the instances of a class of ``icl:``."""
        return self._of_class.get(name_property(name), [])

    def cases(self, subject: NamedNode) -> list[str]:
        """Give the slugs of the cases a node belongs to."""
        return sorted(split_id(each.value)[1] for each in self.nodes(subject, CASE))
