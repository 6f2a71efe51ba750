"""Read: from Turtle files to triples, with errors and faults placed at their line."""

from kg.read.files import read_turtle
from kg.read.positions import find_lines

__all__ = ["find_lines", "read_turtle"]
