import inspect
import json
import logging

import pytest
from flask import Flask

import kg.errors
from kg.errors import KgError, QueryError, SourceError
from kg.serve import create_app, errors, faults, gate, tokens
from kg.serve.errors import find_status
from kg.store import EmbeddedStore


@pytest.fixture
def broken_app() -> Flask:
    app = create_app({"STORE": EmbeddedStore()})

    def broken() -> str:
        raise RuntimeError("the secret cause")

    app.add_url_rule("/broken", view_func=broken)
    return app


def test_the_unforeseen_is_a_plain_500_and_logged(
    broken_app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        response = broken_app.test_client().get("/broken")
    assert response.status_code == 500
    assert "secret" not in response.text
    assert "Traceback" not in response.text
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "the secret cause" in caplog.text


def test_the_unforeseen_is_plain_in_json_too(broken_app: Flask) -> None:
    response = broken_app.test_client().get("/broken", headers={"Accept": "application/json"})
    assert json.loads(response.data)["status"] == 500
    assert b"secret" not in response.data


def test_every_error_that_serving_raises_has_a_status_of_the_client() -> None:
    ours = {
        value
        for module in (errors, faults, gate, tokens)
        for _, value in inspect.getmembers(module, inspect.isclass)
        if issubclass(value, KgError) and value not in (KgError, kg.errors.UnknownName)
    }
    assert len(ours) >= 14
    for kind in ours:
        status = find_status(kind.__new__(kind))
        assert (kind.__name__, 400 <= status < 500) == (kind.__name__, True)


def test_a_nearer_class_counts() -> None:
    assert find_status(gate.QueryTooLong(2, 1)) == 413
    assert find_status(QueryError("x")) == 400


def test_an_error_without_a_status_is_a_defect() -> None:
    assert find_status(SourceError("graph.nq", None, "gone")) == 500


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"STORE": "no store"}, "STORE must be an EmbeddedStore"),
        ({"DATASET": 7}, "DATASET must be a path"),
        ({"DATASET": "/nowhere/graph.nq"}, "cannot be loaded"),
    ],
)
def test_a_wrong_configuration_is_told(config: dict[str, object], message: str) -> None:
    with pytest.raises(KgError, match=message):
        create_app(config)
