"""Measure: what SPARQL cannot express, on plain values, in exact fractions.

The counts and shares are rules (``ontology/rules/2x``). Here stand the measures of the shape of a
network, of concentration and of pace: pure functions, one module a family. :mod:`kg.measures.shape`
reads a snapshot out of the store, runs them all and gives back tallies.
"""

from kg.measures.shape import SHAPE_KEYS, infer_shape

__all__ = ["SHAPE_KEYS", "infer_shape"]
