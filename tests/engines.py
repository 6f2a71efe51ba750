"""SPARQL engines of other makes, started on loopback for the tests that need one.

Oxigraph comes from PyPI (``oxigraph``), Virtuoso from Debian (``virtuoso-opensource-7``). Fuseki is
tried only where ``KG_FUSEKI_JAR`` names its server jar.
"""

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.error import HTTPError, URLError

from kg.store.remote import RemoteStore
from tests.conftest import require

ENGINES = ["oxigraph", "virtuoso", *(["fuseki"] if "KG_FUSEKI_JAR" in os.environ else [])]

_VIRTUOSO = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = 10000
MaxQueryExecutionTime = 120
"""
"""As Debian ships it, but without a limit on estimated costs, which are far off on new graphs."""


@dataclass
class Engine:
    """A server that runs on a folder, and the store that talks to it."""

    name: str
    store: RemoteStore
    command: list[str]
    folder: Path
    process: "subprocess.Popen[bytes] | None" = None
    ports: list[int] = field(default_factory=list)

    def start(self) -> None:
        """Start the server and wait until it answers."""
        log = (self.folder / "engine.log").open("ab")
        self.process = subprocess.Popen(
            self.command, cwd=self.folder, stdout=log, stderr=subprocess.STDOUT
        )
        log.close()
        for _ in range(600):
            if self.process.poll() is not None:
                break
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.ports[0]}/", timeout=5).close()
            except HTTPError:
                return
            except (URLError, OSError):
                time.sleep(0.1)
            else:
                return
        raise AssertionError((self.folder / "engine.log").read_text(errors="replace")[-2000:])

    def kill(self) -> None:
        """End the server as a power cut does."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None
        (self.folder / "virtuoso.lck").unlink(missing_ok=True)

    def through(self, port: int) -> RemoteStore:
        """Give the store as it is reached through another port."""
        moved = {
            name: url and url.replace(f":{self.ports[0]}/", f":{port}/")
            for name in ("query_url", "update_url", "graph_store_url")
            for url in [getattr(self.store, name)]
        }
        return replace(self.store, **moved)


@contextmanager
def open_engine(name: str, folder: Path) -> Iterator[Engine]:
    """Run an engine on a folder of its own; skip the test where it is not installed."""
    engine = _MAKES[name](folder)
    try:
        engine.start()
        yield engine
    finally:
        engine.kill()


def _make_oxigraph(folder: Path) -> Engine:
    beside = Path(sys.executable).parent
    program = shutil.which("oxigraph", path=f"{beside}{os.pathsep}{os.environ.get('PATH', '')}")
    require(program, "there is no Oxigraph server; install it by: pip install oxigraph")
    port = _find_port()
    base = f"http://127.0.0.1:{port}"
    store = RemoteStore(f"{base}/query", f"{base}/update", f"{base}/store")
    command = [str(program), "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    return Engine("oxigraph", store, command, folder, ports=[port])


def _make_virtuoso(folder: Path) -> Engine:
    program = shutil.which("virtuoso-t")
    require(program, "there is no Virtuoso; install it by: apt-get install virtuoso-opensource-7")
    port, sql = _find_port(), _find_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(_VIRTUOSO.format(folder=folder, port=port, sql=sql))
    base = f"http://127.0.0.1:{port}"
    store = RemoteStore(
        f"{base}/sparql",
        f"{base}/sparql-auth",
        f"{base}/sparql-graph-crud-auth",
        user="dba",
        password="dba",  # noqa: S106  # the one it is installed with
        digest=True,
    )
    command = [str(program), "-f", "+configfile", str(ini)]
    return Engine("virtuoso", store, command, folder, ports=[port, sql])


def _make_fuseki(folder: Path) -> Engine:
    jar, java = os.environ["KG_FUSEKI_JAR"], shutil.which("java")
    require(Path(jar).exists() and java, f"there is no {jar}, or no Java to run it")
    port = _find_port()
    base = f"http://127.0.0.1:{port}/ds"
    store = RemoteStore(f"{base}/query", f"{base}/update", f"{base}/data")
    command = [
        *(str(java), "-jar", jar, "--localhost", f"--port={port}"),
        *("--update", "--tdb2", f"--loc={folder}", "/ds"),
    ]
    return Engine("fuseki", store, command, folder, ports=[port])


_MAKES: dict[str, Callable[[Path], Engine]] = {
    "oxigraph": _make_oxigraph,
    "virtuoso": _make_virtuoso,
    "fuseki": _make_fuseki,
}


def _find_port() -> int:
    with socket.socket() as waiting:
        waiting.bind(("127.0.0.1", 0))
        return int(waiting.getsockname()[1])


class Proxy:
    """A way to an engine that breaks: after some connections it hangs up on every further one."""

    def __init__(self, port: int) -> None:
        self.target = port
        self.left = 0
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listening.getsockname()[1])
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self.listening.close()

    def _serve(self) -> None:
        while True:
            try:
                caller, _ = self.listening.accept()
            except OSError:  # closed
                return
            self.left -= 1
            if self.left < 0:
                caller.close()
                continue
            engine = socket.create_connection(("127.0.0.1", self.target))
            for one, other in ((caller, engine), (engine, caller)):
                threading.Thread(target=_pump, args=(one, other), daemon=True).start()


def _pump(one: socket.socket, other: socket.socket) -> None:
    """Pass on what one says to the other until it hangs up."""
    with suppress(OSError):
        while data := one.recv(65_536):
            other.sendall(data)
    for end in (one, other):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
