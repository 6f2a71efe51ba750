"""Bench: made-up clusters in the shape of the real cases, and what the rules cost over them.

Takes a number of clusters, gives evidence as N-Triples and figures as records.
:mod:`kg.bench.generate` makes the clusters, :mod:`kg.bench.rules` measures loading, the compiled
rules and the reference side by side, :mod:`kg.bench.render` puts the figures into words.
"""

from kg.bench.generate import generate_clusters, write_clusters
from kg.bench.rules import Figures, Settings, measure_sizes

__all__ = ["Figures", "Settings", "generate_clusters", "measure_sizes", "write_clusters"]
