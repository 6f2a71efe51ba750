"""Cohesion: how densely and in what pieces the members of a cluster are tied to each other."""

from collections.abc import Collection, Iterable
from fractions import Fraction

import networkx as nx

Pair = tuple[str, str]


def build_network(members: Iterable[str], pairs: Iterable[Pair]) -> "nx.Graph[str]":
    """Build the undirected network of members; pairs with an end that is no member are left out.

    Nodes and edges are added in sorted order, so that what depends on order is the same every time.
    """
    network: nx.Graph[str] = nx.Graph()
    network.add_nodes_from(sorted(set(members)))
    network.add_edges_from(
        sorted({(min(p), max(p)) for p in pairs if p[0] in network and p[1] in network})
    )
    return network


def mean_degree(network: "nx.Graph[str]") -> Fraction | None:
    """Give the mean number of partners inside (M04); ``None`` without members.

    >>> mean_degree(build_network("abc", [("a", "b")]))
    Fraction(2, 3)
    """
    n = network.number_of_nodes()
    return Fraction(2 * network.number_of_edges(), n) if n else None


def density(network: "nx.Graph[str]") -> Fraction | None:
    """Give the share of possible pairs that are tied (M05); ``None`` with fewer than two members.

    >>> density(build_network("abc", [("a", "b")]))
    Fraction(1, 3)
    """
    n = network.number_of_nodes()
    return Fraction(2 * network.number_of_edges(), n * (n - 1)) if n > 1 else None


def largest_component_share(network: "nx.Graph[str]") -> Fraction | None:
    """Give the share of members in the largest connected piece (M06); ``None`` without members.

    >>> largest_component_share(build_network("abcd", [("a", "b"), ("b", "c")]))
    Fraction(3, 4)
    """
    n = network.number_of_nodes()
    return Fraction(max(map(len, nx.connected_components(network))), n) if n else None


def isolate_share(network: "nx.Graph[str]") -> Fraction | None:
    """Give the share of members without a tie inside (M06); ``None`` without members.

    >>> isolate_share(build_network("abcd", [("a", "b"), ("b", "c")]))
    Fraction(1, 4)
    """
    n = network.number_of_nodes()
    return Fraction(nx.number_of_isolates(network), n) if n else None


def transitivity(network: "nx.Graph[str]") -> Fraction | None:
    """Give closed triples over connected triples (M11); ``None`` without a connected triple.

    >>> transitivity(build_network("abcd", [("a", "b"), ("b", "c"), ("a", "c"), ("c", "d")]))
    Fraction(3, 5)
    """
    triples = sum(degree * (degree - 1) // 2 for _, degree in network.degree())
    triangles: dict[str, int] = nx.triangles(network)  # type: ignore[assignment]  # all nodes: a dict
    return Fraction(sum(triangles.values()), triples) if triples else None


def transitivity_ratio(network: "nx.Graph[str]") -> Fraction | None:
    """Give transitivity over density (M11), 1 in a random network; ``None`` if either is."""
    closed, dense = transitivity(network), density(network)
    return closed / dense if closed is not None and dense else None


def reciprocity(directed: Collection[Pair]) -> Fraction | None:
    """Give the share of directed pairs with a tie the other way (M09); ``None`` without pairs.

    >>> reciprocity([("a", "b"), ("b", "a"), ("a", "c")])
    Fraction(2, 3)
    """
    pairs = set(directed)
    mutual = sum((b, a) in pairs for a, b in pairs)
    return Fraction(mutual, len(pairs)) if pairs else None
