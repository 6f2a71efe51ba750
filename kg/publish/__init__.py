"""Publish: decimal values, labels for what was minted, and the dumps of a finished build."""

from kg.publish.dumps import Part, is_whole, render_parts, write_build
from kg.publish.labels import infer_labels
from kg.publish.values import infer_values

__all__ = [
    "Part", "infer_labels", "infer_values", "is_whole", "render_parts", "write_build",
]  # fmt: skip
