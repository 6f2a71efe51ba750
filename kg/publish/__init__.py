"""Publish: decimal values, and the dumps of a finished build."""

from kg.publish.dumps import write_build
from kg.publish.values import infer_values

__all__ = ["infer_values", "write_build"]
