"""A world of three focus nodes, one of them by its subclass, and rules to run on it."""

from collections.abc import Iterable, Sequence

from pyoxigraph import Literal, NamedNode, Triple

from kg.namespaces import RDF, RDFS
from kg.reason import run_rules
from kg.reason.execute import Given
from kg.reason.reference import run_reference
from kg.reason.rules import Rule, Target
from kg.reason.strata import Stratum
from kg.store import EmbeddedStore
from kg.store.text import to_triples

E = "http://example.org/"
PREFIXES = (("ex", E), ("xsd", "http://www.w3.org/2001/XMLSchema#"))
C = (Target("class", f"{E}C"),)


def rule(construct: str, order: int = 1, name: str = "r", targets: Sequence[Target] = C) -> Rule:
    return Rule(f"{E}rule/{name}", name, tuple(targets), order, construct, PREFIXES)


def node(name: str) -> NamedNode:
    return NamedNode(E + name)


def triple(s: str, p: str, o: str | int) -> Triple:
    return Triple(node(s), node(p), Literal(o) if isinstance(o, int) else node(o))


def typed(name: str, kind: str) -> Triple:
    return Triple(node(name), NamedNode(str(RDF.type)), node(kind))


def below(sub: str, above: str) -> Triple:
    return Triple(node(sub), NamedNode(str(RDFS.subClassOf)), node(above))


def store_of(triples: Iterable[Triple]) -> EmbeddedStore:
    store = EmbeddedStore()
    store.add(triples)
    return store


def data() -> EmbeddedStore:
    """Three focus nodes: b has no tie, s is one by its subclass and states both of its classes."""
    return store_of([
        typed("a", "C"), typed("b", "C"), typed("s", "Sub"), typed("s", "C"), below("Sub", "C"),
        typed("other", "D"), triple("other", "tie", "t9"),
        triple("a", "tie", "t1"), triple("a", "tie", "t2"), triple("s", "tie", "t3"),
        triple("a", "size", 5), triple("b", "size", 2), triple("s", "size", 9),
        triple("a", "knows", "b"), triple("b", "knows", "s"), triple("s", "closed", "a"),
    ])  # fmt: skip


def infer(store: EmbeddedStore, strata: Sequence[Stratum]) -> set[Triple]:
    """Give what the compiled rules conclude."""
    found = run_rules(store, strata)
    return {t for text in found.values() for t in to_triples(text)}


def infer_slowly(
    store: EmbeddedStore, strata: Sequence[Stratum], given: dict[int, Given] | None = None
) -> set[Triple]:
    """Give what pySHACL concludes."""
    return {t for triples in run_reference(store, strata, given).values() for t in triples}
