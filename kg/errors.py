"""The errors a user can meet: each carries its facts and says what to do next.

Every fault that is the user's to mend is a :class:`KgError`; the command line prints its message in
one line and exits with 2, the server maps it to a status. Anything else is a defect of ours.
"""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any


class KgError(Exception):
    """A fault the user can mend; its text is one clear line."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel between processes whole: the facts of an error are not its arguments."""
        return _revive, (type(self), self.args, vars(self))


def _revive(kind: type[KgError], told: tuple[Any, ...], facts: Mapping[str, Any]) -> KgError:
    error = kind.__new__(kind)
    error.args = told
    vars(error).update(facts)
    return error


class SourceError(KgError):
    """A file that cannot be read: which one, where in it, and why."""

    def __init__(self, path: str | Path, line: int | None, reason: str) -> None:
        self.path, self.line, self.reason = str(path), line, reason
        where = f"{path}:{line}" if line else str(path)
        super().__init__(f"{where}: {reason}")


class TableError(KgError):
    """Faults in a folder of tables: one message a fault, all of them at once."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


class NotConforming(KgError):
    """Data that break a shape; the report says where and how to mend."""

    def __init__(self, report: Sequence[str]) -> None:
        self.report = tuple(report)
        super().__init__("\n".join(self.report))


class RuleError(KgError):
    """A rule that cannot be compiled or placed in a stratum."""

    def __init__(self, rule: str, reason: str) -> None:
        self.rule, self.reason = rule, reason
        super().__init__(f"rule {rule}: {reason}")


class UnknownName(KgError):
    """A case, cluster, snapshot or diagnosis that is not in the graph."""

    def __init__(self, kind: str, name: str, known: Sequence[str]) -> None:
        self.kind, self.name, self.known = kind, name, tuple(known)
        near = get_close_matches(name, self.known, n=3, cutoff=0.5)
        some = near or self.known[:6]
        rest = len(self.known) - len(some)
        offered = (", ".join(some) or "none") + (f" and {rest} more" if rest else "")
        said = "the nearest are" if near else "known are"
        super().__init__(f"no {kind} is called '{name}'; {said} {offered}")


class QueryError(KgError):
    """A query that cannot be run: line and column where known, and the reason."""

    def __init__(self, reason: str, line: int | None = None, column: int | None = None) -> None:
        self.reason, self.line, self.column = reason, line, column
        where = f"line {line}, column {column}: " if line else ""
        super().__init__(f"{where}{reason}")


class QueryRefused(KgError):
    """A query that is well formed but not allowed here."""


class NotAcceptable(KgError):
    """No media type that the client accepts can be offered."""

    def __init__(self, accept: str, offered: Sequence[str]) -> None:
        self.accept, self.offered = accept, tuple(offered)
        super().__init__(f"none of '{accept}' can be given; offered: {', '.join(offered)}")
