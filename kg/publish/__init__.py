"""Publish: decimal values, labels for what was minted, and the dumps of a finished build."""

from kg.publish.dumps import Part, is_whole, render_parts, write_build
from kg.publish.labels import infer_labels
from kg.publish.scaffold import drop_working_nodes
from kg.publish.values import infer_values

__all__ = [
    "Part",
    "drop_working_nodes",
    "infer_labels",
    "infer_values",
    "is_whole",
    "render_parts",
    "write_build",
]
