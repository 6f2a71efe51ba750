"""Serving: granian with one worker and many threads, or waitress where granian has no wheel."""

import errno
import http.client
import socket
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from wsgiref.types import WSGIApplication

from kg.errors import KgError
from kg.serve.app import create_app

THREADS = 16
_POLL_SECONDS = 0.05
_BAD_INPUT = 2
_MAX_PORT = 65_535


class CannotListen(KgError):
    """An address that cannot be listened on."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        self.host, self.port, self.reason = host, port, reason
        super().__init__(
            f"cannot listen on {host}:{port}: {reason}; choose another with KG_PORT or --port"
        )


def run(
    host: str = "127.0.0.1",
    port: int = 5000,
    app_factory: Callable[[], WSGIApplication] = create_app,
) -> None:
    """Serve until stopped; prints the address once it answers.

    :param port: 0 takes a free one.
    :param app_factory: makes the application, in the process that serves it.
    :raises SystemExit: with 2 if the application cannot be made, after a line that says why.
    :raises CannotListen: if the port is in use, or the address is not ours.
    """
    port = _claim(host, port)
    try:
        from granian import Granian
        from granian.constants import Interfaces
    except ImportError:
        _run_waitress(host, port, app_factory)
        return
    server = Granian(
        "kg.serve:create_app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        log_enabled=False,
    )
    answers = threading.Event()
    threading.Thread(target=_announce, args=(host, port, answers), daemon=True).start()
    try:
        server.serve(target_loader=partial(_load, app_factory), wrap_loader=False)
    except SystemExit as stopped:
        if stopped.code and not answers.is_set():
            raise SystemExit(_BAD_INPUT) from None  # the worker has said why
        raise


def _load(app_factory: Callable[[], WSGIApplication]) -> WSGIApplication:
    """Make the application in the worker; a user's mistake is told in one line."""
    try:
        return app_factory()
    except KgError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(_BAD_INPUT) from None


def _run_waitress(host: str, port: int, app_factory: Callable[[], WSGIApplication]) -> None:
    from waitress import create_server

    server = create_server(app_factory(), host=host, port=port, threads=THREADS)
    _print_address(host, port)
    server.run()


def _claim(host: str, port: int) -> int:
    """Make sure that nobody listens there, and give the port.

    granian shares a port with whoever listens on it already: each would get some of the requests.
    """
    if not 0 <= port <= _MAX_PORT:
        raise CannotListen(host, port, f"a port is a number from 0 to {_MAX_PORT}")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            return int(probe.getsockname()[1])
    except OSError as error:
        reason = "it is in use" if error.errno == errno.EADDRINUSE else error.strerror
        raise CannotListen(host, port, reason or str(error)) from error


def _announce(host: str, port: int, answers: threading.Event) -> None:
    """Print the address once the server answers there."""
    while True:
        connection = http.client.HTTPConnection(_reach(host), port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == http.HTTPStatus.OK:
                answers.set()
                _print_address(host, port)
                return
        except OSError:
            time.sleep(_POLL_SECONDS)
        finally:
            connection.close()


def _reach(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104


def _print_address(host: str, port: int) -> None:
    shown = f"[{host}]" if ":" in host else host
    sys.stdout.write(f"innocluster answers at http://{shown}:{port}/ (stop with Ctrl-C)\n")
    sys.stdout.flush()
