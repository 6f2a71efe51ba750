"""Publish: decimal values, labels, where conclusions come from, and the dumps of a build."""

from kg.publish.derivation import Run, describe_run, infer_derivations
from kg.publish.dumps import Part, is_whole, render_parts, write_build
from kg.publish.labels import infer_labels
from kg.publish.scaffold import drop_working
from kg.publish.values import infer_values

__all__ = [
    "Part",
    "Run",
    "describe_run",
    "drop_working",
    "infer_derivations",
    "infer_labels",
    "infer_values",
    "is_whole",
    "render_parts",
    "write_build",
]
