"""Hygiene: faults of the ontology, its schemes and profiles that neither OWL nor a shape finds.

Each check is a query in ``queries/checks``: one row a fault, and an empty result is a pass.
"""

from dataclasses import dataclass
from pathlib import Path

from kg.errors import SourceError
from kg.resources import queries_dir
from kg.store import EmbeddedStore

_ENDING = "-violation.rq"


@dataclass(frozen=True)
class Violation:
    """One fault: the check that found it, the node at fault, and how to mend it."""

    check: str
    node: str
    message: str

    def __str__(self) -> str:
        return f"{self.node}: {self.message} [{self.check}]"


def read_checks(folder: Path | None = None) -> dict[str, str]:
    """Read the queries of the checks by name, sorted.

    :param folder: in place of the shipped ``queries/checks``.
    :raises SourceError: if there is no check.

    >>> "label-missing" in read_checks()
    True
    """
    place = folder or queries_dir() / "checks"
    paths = sorted(place.glob(f"*{_ENDING}"))
    if not paths:
        raise SourceError(place, None, f"holds no check; put a query *{_ENDING} there")
    return {path.name.removesuffix(_ENDING): path.read_text(encoding="utf-8") for path in paths}


def find_violations(store: EmbeddedStore, checks: dict[str, str] | None = None) -> list[Violation]:
    """Find the faults of what the default graph of a store holds.

    :param store: the ontology and the schemes, with the profiles and data to be checked too.
    :param checks: some of :func:`read_checks`; without them, all.
    :returns: the faults by check and node; none for a clean graph.
    :raises QueryError: if a check is not a SELECT query.
    """
    return [
        Violation(name, row["node"].value, row["message"].value)
        for name, query in (read_checks() if checks is None else checks).items()
        for row in store.select(query)
    ]
