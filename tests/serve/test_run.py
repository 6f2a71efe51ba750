"""A real server on a loopback port, with real clients."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast
from urllib.request import Request, urlopen

import pytest
from SPARQLWrapper import CSV, JSON, POST, TURTLE, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from kg.serve.run import CannotListen, run

SCRIPT = """
import sys
from functools import partial
from kg.serve import create_app
from kg.serve.run import run
if sys.argv[3:] == ["waitress"]:
    sys.modules["granian"] = None
if __name__ == "__main__":
    run("127.0.0.1", int(sys.argv[1]), partial(create_app, {"DATASET": sys.argv[2]}))
"""


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    script = folder / "serve.py"
    script.write_text(SCRIPT, encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, str(script), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path.cwd())},
    )


@contextmanager
def serving(folder: Path, dataset: Path, *more: str) -> Iterator[str]:
    """Serve while the block runs; gives the address that the server prints."""
    process = start(folder, "0", str(dataset), *more)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("innocluster answers at http://127.0.0.1:")
        yield line.split()[3]
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)


@pytest.fixture(scope="module")
def address(dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("server"), dataset) as found:
        yield found


@pytest.fixture
def wrapper(address: str) -> SPARQLWrapper:
    return SPARQLWrapper(address + "sparql")


def test_sparqlwrapper_gets_solutions(wrapper: SPARQLWrapper) -> None:
    wrapper.setQuery("SELECT ?n { ?c a icl:Cluster ; rdfs:label ?n } ORDER BY LANG(?n)")
    wrapper.setReturnFormat(JSON)
    rows = cast(dict[str, Any], wrapper.queryAndConvert())["results"]["bindings"]
    assert [row["n"]["value"] for row in rows] == ["Jura <watch> cluster", "쥐라 시계 클러스터"]


def test_sparqlwrapper_posts(wrapper: SPARQLWrapper) -> None:
    wrapper.setMethod(POST)
    wrapper.setQuery("SELECT ?y { ?s icl:endYear ?y } ORDER BY ?y")
    wrapper.setReturnFormat(CSV)
    assert wrapper.queryAndConvert() == b"y\r\n1928\r\n1933\r\n"


def test_sparqlwrapper_gets_triples(wrapper: SPARQLWrapper) -> None:
    wrapper.setQuery("CONSTRUCT { ?c a icl:Cluster } WHERE { ?c a icl:Cluster }")
    wrapper.setReturnFormat(TURTLE)
    assert b"jura-watchmaking> a icl:Cluster ." in cast(bytes, wrapper.queryAndConvert())


def test_sparqlwrapper_is_told_what_is_wrong(wrapper: SPARQLWrapper) -> None:
    wrapper.setQuery("SELECT * { ?s foaf:name ?o }")
    with pytest.raises(QueryBadFormed, match="foaf:"):
        wrapper.query()


def test_an_answer_has_its_length_and_head_has_no_body(address: str) -> None:
    with urlopen(Request(address + "sparql?query=ASK%7B%7D", method="HEAD")) as response:  # noqa: S310
        assert response.status == 200
        assert int(response.headers["Content-Length"]) > 0
        assert response.read() == b""


def test_a_port_in_use_is_told_in_one_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CannotListen, match=rf"{port}: it is in use.*KG_PORT or --port"):
            run("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "port", "reason"),
    [
        ("192.0.2.1", 0, "assign"),
        ("no.such.host.invalid", 0, "not known|resolution"),
        ("127.0.0.1", 70_000, "65535"),
    ],
)
def test_an_address_that_is_not_ours_is_told(host: str, port: int, reason: str) -> None:
    with pytest.raises(CannotListen, match=reason) as caught:
        run(host, port)
    assert "\n" not in str(caught.value)


def test_an_application_that_cannot_be_made_ends_with_2_and_one_line(tmp_path: Path) -> None:
    process = start(tmp_path, "0", str(tmp_path / "none.nq"))
    output, errors = process.communicate(timeout=30)
    assert (process.returncode, output) == (2, "")
    assert errors.count("\n") == 1
    assert "none.nq: cannot be loaded" in errors


def test_waitress_serves_where_granian_is_not(tmp_path: Path, dataset: Path) -> None:
    with serving(tmp_path, dataset, "waitress") as address:
        with urlopen(address + "healthz") as response:  # noqa: S310
            assert response.read() == b"ok"
