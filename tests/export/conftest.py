"""What the tests of the exports share."""

import csv
from pathlib import Path

import pytest
from pyoxigraph import Triple

from kg.store import EmbeddedStore
from kg.store.embedded import is_in_default_graph

Rows = list[dict[str, str]]


def read_csv(path: Path) -> Rows:
    """Read a CSV file as its readers would."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def relative(built: dict[str, list[Triple]]) -> EmbeddedStore:
    """The shipped data under the profile whose thresholds are quartiles."""
    store = EmbeddedStore()
    for graph, triples in built.items():
        if is_in_default_graph(graph, "relative"):
            store.add(triples)
    return store
