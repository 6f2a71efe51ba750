"""Factions: whether a network falls into groups that keep to themselves."""

from fractions import Fraction

import networkx as nx


def find_factions(network: "nx.Graph[str]") -> list[frozenset[str]]:
    """Find groups by greedy modularity (Clauset, Newman & Moore 2004), largest first.

    An empty list for a network without ties, where groups have no meaning.

    >>> from kg.measures.cohesion import build_network
    >>> pairs = [("a", "b"), ("b", "c"), ("a", "c"), ("d", "e"), ("e", "f"), ("d", "f"), ("c", "d")]
    >>> [sorted(f) for f in find_factions(build_network("abcdef", pairs))]
    [['a', 'b', 'c'], ['d', 'e', 'f']]
    """
    if not network.number_of_edges():
        return []
    found = nx.community.greedy_modularity_communities(network)
    return sorted((frozenset(f) for f in found), key=lambda f: (-len(f), min(f)))


def modularity(network: "nx.Graph[str]", factions: list[frozenset[str]]) -> Fraction | None:
    """Give the modularity of a partition as an exact fraction (M18); ``None`` without ties."""
    m = network.number_of_edges()
    if not m or not factions:
        return None
    inside = sum(network.subgraph(f).number_of_edges() for f in factions)
    degrees = [sum(d for _, d in network.degree(f)) for f in factions]
    return Fraction(4 * m * inside - sum(d * d for d in degrees), 4 * m * m)
