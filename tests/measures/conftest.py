from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from kg.inputs import find_inputs
from kg.pipeline import build_graphs

from .reading import read_evidence, read_vocabulary
from .recompute import recompute
from .results import Result

ICL = "https://w3id.org/innocluster/def/"
MEASUREMENTS = "https://w3id.org/innocluster/graph/measurements/default"
FOLDERS = {"shipped": None, "worlds": Path(__file__).parent / "worlds"}


@dataclass(frozen=True)
class Comparison:
    """What the build says of each snapshot and measure, and what is found on computing it again."""

    built: dict[tuple[str, str], dict[str, str]]
    computed: dict[tuple[str, str], Result]


def read_built(data: Path | None) -> dict[tuple[str, str], dict[str, str]]:
    """Build a folder of data and give the facts of each measurement by local name."""
    facts: dict[str, dict[str, str]] = defaultdict(dict)
    inputs = find_inputs(data)
    alone = replace(inputs, profiles=inputs.profiles[:1])
    for triple in build_graphs(alone)[MEASUREMENTS]:
        facts[str(triple.subject)][triple.predicate.value] = getattr(triple.object, "value", "")
    measured = (found for found in facts.values() if ICL + "measure" in found)
    return {
        (found[ICL + "snapshot"], found[ICL + "measure"].rsplit("/", 1)[-1]): {
            name.removeprefix(ICL): value for name, value in found.items()
        }
        for found in measured
    }


def compute(data: Path | None) -> dict[tuple[str, str], Result]:
    """Compute every measure of a folder of data again."""
    inputs = find_inputs(data)
    profile = next(path for path in inputs.profiles if path.stem == "default")
    vocabulary = read_vocabulary(inputs.schemes, profile)
    paths = [path for paths in inputs.evidence().values() for path in paths]
    return recompute(read_evidence(paths, vocabulary))


@pytest.fixture(scope="session")
def compare() -> Callable[[str], Comparison]:
    """Give both sides for a folder of data, each built once."""

    @cache
    def of(name: str) -> Comparison:
        return Comparison(read_built(FOLDERS[name]), compute(FOLDERS[name]))

    return of
