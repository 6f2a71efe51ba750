"""What the data folder holds already: the files of every case, and what refers to what."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import Triple

from kg.read import read_turtle
from kg.tables.facts import Facts
from kg.tables.schema import Part

SOURCES = "sources.ttl"
SHOCKS = "shocks.ttl"
SHARED: tuple[str, ...] = (SOURCES, SHOCKS)


def name_file(part: Part, case: str) -> str:
    """Give the file of a part of a case, below the data folder.

    >>> name_file("evidence", "jura"), name_file("shocks", "jura")
    ('cases/jura.ttl', 'shocks.ttl')
    """
    folder = {"evidence": "cases", "stages": "stages", "assessments": "assessments"}.get(part)
    return f"{folder}/{case}.ttl" if folder else f"{part}.ttl"


class Holdings:
    """The Turtle files of a data folder, by their path below it."""

    def __init__(self, files: dict[str, list[Triple]]) -> None:
        self.triples = files
        self.facts = {name: Facts(triples) for name, triples in files.items()}

    def part(self, part: Part, case: str) -> Facts:
        """Give the facts of a part of a case; none where there is no file."""
        return self.facts.get(name_file(part, case), Facts())

    def others(self, names: Iterable[str]) -> Iterator[tuple[str, Facts]]:
        """Give every file but those named."""
        left_out = set(names)
        return ((name, facts) for name, facts in self.facts.items() if name not in left_out)


def read_holdings(into: Path) -> Holdings:
    """Read every Turtle file below a data folder; an absent folder holds nothing.

    :raises SourceError: if a file is not Turtle.
    """
    paths = sorted(into.rglob("*.ttl"))
    return Holdings({path.relative_to(into).as_posix(): read_turtle(path) for path in paths})
