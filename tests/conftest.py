"""What every test may use."""

import os
from pathlib import Path

import pytest
from pyoxigraph import Triple

from kg.executors import count_processes
from kg.inputs import find_inputs
from kg.pipeline import build_graphs
from kg.publish import render_parts, write_build
from kg.read.profiles import list_profiles
from kg.store import EmbeddedStore


def require(condition: object, reason: str) -> None:
    """Skip the test unless the condition holds; where ``CI_REQUIRE_ALL=1`` is set, fail it.

    So a test that needs Java or a browser does not stop anyone without them, and cannot vanish
    unseen where everything is meant to be there.
    """
    if condition:
        return
    if os.environ.get("CI_REQUIRE_ALL") == "1":
        pytest.fail(f"CI_REQUIRE_ALL=1, but {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def built() -> dict[str, list[Triple]]:
    """The shipped data, built once for all tests: triples by named graph."""
    return build_graphs(find_inputs(), processes=count_processes())


@pytest.fixture(scope="session")
def dataset(built: dict[str, list[Triple]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as a file of N-Quads."""
    folder = tmp_path_factory.mktemp("build") / "shipped"
    return write_build(folder, render_parts(built))


@pytest.fixture(scope="session")
def store(dataset: Path) -> EmbeddedStore:
    """The same as a store, loaded as the server loads it."""
    return EmbeddedStore.from_nquads(dataset)


@pytest.fixture(scope="session")
def stores(dataset: Path) -> dict[str, EmbeddedStore]:
    """The same under every shipped profile."""
    return {name: EmbeddedStore.from_nquads(dataset, name) for name in list_profiles()}
