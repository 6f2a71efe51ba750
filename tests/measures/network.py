"""Graphs counted by hand: components, triples and the division of a network by greedy merging."""

from collections.abc import Iterable
from fractions import Fraction

Pair = frozenset[str]


def gather_neighbours(nodes: Iterable[str], pairs: Iterable[Pair]) -> dict[str, set[str]]:
    """Give the neighbours of each node."""
    found: dict[str, set[str]] = {node: set() for node in nodes}
    for pair in pairs:
        one, other = sorted(pair)
        found[one].add(other)
        found[other].add(one)
    return found


def find_largest_component(neighbours: dict[str, set[str]]) -> int:
    """Give the number of nodes of the largest connected group.

    >>> find_largest_component({"a": {"b"}, "b": {"a"}, "c": set()})
    2
    """
    largest, seen = 0, set[str]()
    for node in neighbours:
        reached, waiting = set[str](), [node]
        while waiting:
            here = waiting.pop()
            if here not in seen:
                seen.add(here)
                reached.add(here)
                waiting.extend(neighbours[here])
        largest = max(largest, len(reached))
    return largest


def count_triples(neighbours: dict[str, set[str]]) -> tuple[int, int]:
    """Give the closed and all connected triples, each by its middle node.

    >>> count_triples({"a": {"b", "c"}, "b": {"a", "c"}, "c": {"a", "b", "d"}, "d": {"c"}})
    (3, 5)
    """
    closed = total = 0
    for around in neighbours.values():
        ends = sorted(around)
        for number, one in enumerate(ends):
            for other in ends[number + 1 :]:
                total += 1
                closed += other in neighbours[one]
    return closed, total


def measure_modularity(groups: Iterable[Iterable[str]], pairs: set[Pair]) -> Fraction:
    """Give the modularity of a division: over its groups, inner share less expected share.

    >>> measure_modularity([["a", "b"], ["c", "d"]], {frozenset("ab"), frozenset("cd")})
    Fraction(1, 2)
    """
    total = Fraction(0)
    for group in map(set, groups):
        inside = sum(pair <= group for pair in pairs)
        ends = sum(len(pair & group) for pair in pairs)
        total += Fraction(inside, len(pairs)) - Fraction(ends, 2 * len(pairs)) ** 2
    return total


def divide_greedily(nodes: Iterable[str], pairs: set[Pair]) -> list[set[str]]:
    """Divide a network: from single nodes on, merge the two groups that gain most, while any do.

    Of merges that gain the same, the one whose groups come first by their smallest address.
    """
    groups = [{node} for node in sorted(nodes)]
    while True:
        best, merge = Fraction(0), None
        for number, one in enumerate(groups):
            for other in range(number + 1, len(groups)):
                gain = _gain(one, groups[other], pairs)
                if gain > best:
                    best, merge = gain, (number, other)
        if merge is None:
            return groups
        groups[merge[0]] |= groups.pop(merge[1])
        groups.sort(key=min)


def _gain(one: set[str], other: set[str], pairs: set[Pair]) -> Fraction:
    between = sum(bool(pair & one) and bool(pair & other) for pair in pairs)
    ends = sum(len(p & one) for p in pairs) * sum(len(p & other) for p in pairs)
    return Fraction(between, len(pairs)) - Fraction(ends, 2 * len(pairs) ** 2)
