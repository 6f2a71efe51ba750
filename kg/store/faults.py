"""What goes wrong between here and a remote engine, as one error with one clear line."""

import re
from ast import literal_eval
from http.client import HTTPException
from urllib.error import HTTPError, URLError

from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from kg.errors import KgError

FAULTS = (SPARQLWrapperException, HTTPException, OSError, ValueError)
"""What SPARQLWrapper and urllib raise; a timeout and a refused connection are OSErrors."""


class RemoteError(KgError):
    """An engine that cannot be reached or does not do what it is asked: which, and why."""

    def __init__(self, url: str, reason: str, status: int | None = None) -> None:
        self.url, self.reason, self.status = url, reason, status
        super().__init__(f"{url}: {reason}")


def explain_fault(url: str, error: Exception, timeout: int) -> RemoteError:
    """Give the error of ours for one of :data:`FAULTS`.

    :param timeout: the seconds that were waited for, if the fault is a timeout.
    """
    http = error if isinstance(error, HTTPError) else error.__context__
    if isinstance(http, HTTPError):
        with http:
            body = _read_body(error) if error is not http else http.read()
        if http.code in (401, 403):
            return RemoteError(
                url, f"refuses access ({http.code}); check user and password", http.code
            )
        return RemoteError(url, f"{http.code} {_first_line(body) or http.reason}", http.code)
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, TimeoutError):
        return RemoteError(url, f"no answer within {timeout} seconds")
    if isinstance(reason, ConnectionRefusedError):
        return RemoteError(url, "cannot be reached: Connection refused")
    if isinstance(reason, ConnectionError):
        return RemoteError(url, f"the connection broke: {reason.strerror or reason}")
    if isinstance(error, HTTPException):
        return RemoteError(url, f"the answer broke off: {type(error).__name__}")
    return RemoteError(url, f"cannot be reached: {reason}")


def _read_body(error: Exception) -> bytes:
    """Read the engine's own words out of SPARQLWrapper's message, where they stand as a literal."""
    told = str(error).partition("Response:\n")[2].strip()
    body = literal_eval(told) if told.startswith(("b'", 'b"')) else told.encode()
    return body if isinstance(body, bytes) else b""


def _first_line(body: bytes) -> str:
    text = re.sub(r"<[^<>]*>", " ", body.decode("utf-8", "replace"))
    return next((" ".join(line.split())[:300] for line in text.splitlines() if line.strip()), "")
