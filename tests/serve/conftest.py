from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kg.serve import create_app
from kg.store import EmbeddedStore

from .world import write_world


@pytest.fixture(scope="session")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_world(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="session")
def store(dataset: Path) -> EmbeddedStore:
    return EmbeddedStore.from_nquads(dataset)


@pytest.fixture(scope="session")
def app(store: EmbeddedStore) -> Flask:
    return create_app({"STORE": store})


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
