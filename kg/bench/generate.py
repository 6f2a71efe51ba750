"""Made-up clusters as a stream of N-Triples, one cluster at a time, the same every time.

A cluster depends on the seed and on its number alone: the evidence of ten clusters is the beginning
of the evidence of a hundred. What an author would judge is not made up.
"""

from collections.abc import Iterator
from pathlib import Path

from kg.bench.actors import write_actors
from kg.bench.characters import INDUSTRIES
from kg.bench.cluster import open_cluster
from kg.bench.events import write_events
from kg.bench.institutions import write_institutions
from kg.bench.territory import write_shocks, write_territory
from kg.bench.ties import write_ties


def generate_clusters(count: int, seed: int = 1) -> Iterator[bytes]:
    """Give the evidence of so many clusters as N-Triples, a piece a cluster.

    :param count: how many; none gives nothing.
    :param seed: equal seeds give equal bytes, on every machine.
    :raises ValueError: if the count is negative.

    >>> piece, = generate_clusters(1)
    >>> piece.splitlines()[0].endswith(b"<https://w3id.org/innocluster/def/Case> .")
    True
    """
    if count < 0:
        raise ValueError(f"{count} clusters cannot be made")
    return (_write_cluster(number, seed) for number in range(count))


def write_clusters(path: Path, count: int, seed: int = 1) -> int:
    """Write the evidence of so many clusters to a file, and give how many triples it holds."""
    triples = 0
    with path.open("wb") as file:
        for piece in generate_clusters(count, seed):
            file.write(piece)
            triples += piece.count(b"\n")
    return triples


def _write_cluster(number: int, seed: int) -> bytes:
    cluster = open_cluster(number, seed)
    write_territory(cluster)
    if number < len(INDUSTRIES):
        write_shocks(cluster)
    write_actors(cluster)
    write_ties(cluster)
    write_institutions(cluster)
    write_events(cluster)
    return "".join(cluster.sheet.lines).encode()
