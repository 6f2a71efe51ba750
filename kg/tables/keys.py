"""The keys that rows refer to each other by: those of the tables given, else those held already."""

from collections.abc import Iterable, Mapping

from pyoxigraph import NamedNode

from kg.tables.facts import NOTATION, Facts, split_id
from kg.tables.faults import Faults, offer, suggest
from kg.tables.holdings import Holdings
from kg.tables.rows import Row
from kg.tables.schema import BY_NAME, REQUIRED, TABLES, Part, Table

Tables = Mapping[str, list[Row] | None]

_TABLE_OF = {table.iri_type: table for table in TABLES} | {"cluster": BY_NAME["territory"]}
_CALLED = {"presence": "institution", "stage-claim": "stage", "position": "contestation"}


class Keys:
    """For each type of instance, the keys that may be referred to and their IRIs."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, NamedNode]] = {}
        self._open: set[str] = set()

    def add(self, kind: str, key: str, node: NamedNode) -> None:
        """Add a key of a type."""
        self._known.setdefault(kind, {}).setdefault(key, node)

    def leave_open(self, kind: str) -> None:
        """Take any key of a type for good, because its table is missing or unreadable."""
        self._open.add(kind)

    def find(self, targets: str, key: str) -> list[NamedNode]:
        """Give the IRIs a key stands for, one at most in each of the types ``a|b``."""
        known = (self._known.get(kind, {}).get(key) for kind in targets.split("|"))
        return [node for node in known if node]

    def explain(self, targets: str, key: str) -> str:
        """Say why a key cannot be referred to; an empty string if it can."""
        kinds = targets.split("|")
        found = self.find(targets, key)
        if len(found) > 1:
            spoken = " and of ".join(split_id(node.value)[0] for node in found)
            return f"'{key}' is the key of {spoken}; give one of them another key"
        if found or self._open.intersection(kinds):
            return ""
        known = [each for kind in kinds for each in self._known.get(kind, {})]
        files = " or ".join(f"{_TABLE_OF[kind].name}.csv" for kind in kinds)
        spoken = " or ".join(_CALLED.get(kind, kind) for kind in kinds)
        hint = suggest(key, known) or (f"; known: {offer(known, 12)}" if known else "")
        return f"there is no {spoken} '{key}'{hint}; add a row to {files}"


def find_keys(tables: Tables, holdings: Holdings, case: str, faults: Faults) -> Keys:
    """Gather the keys of the tables and, for parts not among them, those held already.

    Sources held for the case count too as long as no evidence is imported, for evidence comes with
    all of its sources; so do shocks, unless a table of them comes with the evidence.
    """
    keys = Keys()
    parts = {BY_NAME[name].part for name in tables}
    for name, rows in tables.items():
        if rows is None:
            for kind in ("cluster", "district", "branch") if name == "territory" else ():
                keys.leave_open(kind)
            keys.leave_open(BY_NAME[name].iri_type)
        _add_rows(keys, name, rows or [], faults)
    for table in TABLES:
        if _counts_held(table, tables, parts):
            _add_held(keys, table.iri_type, holdings.part(table.part, case), case)
    if "evidence" not in parts:
        _add_held(keys, "cluster", holdings.part("evidence", case), case)
    for name in REQUIRED if "evidence" in parts else ():
        if name not in tables:
            keys.leave_open("cluster" if name == "territory" else BY_NAME[name].iri_type)
    return keys


def _counts_held(table: Table, tables: Tables, parts: set[Part]) -> bool:
    if table.part == "sources":
        return "evidence" not in parts
    if table.part == "shocks":
        return "evidence" not in parts or "shocks" not in tables
    return table.part not in parts


def _add_rows(keys: Keys, name: str, rows: Iterable[Row], faults: Faults) -> None:
    seen: dict[str, Row] = {}
    for row in rows:
        node = row.node
        if name == "snapshots":
            continue  # an equal snapshot is reported as one that overlaps
        if not node:
            keys.leave_open(row.iri_type or "cluster")
            continue
        # Keys of one table differ in their addresses, whatever the item of a territory row.
        slug = split_id(node.value)[1]
        first = seen.setdefault(slug, row)
        if first is not row:
            like = "" if first.key == row.key else f" as '{first.key}', which gives one address"
            message = f"'{row.key}' is there already in row {first.number}{like}; change one"
            faults.add(f"{name}.csv", row.number, "id", message)
        keys.add(row.iri_type, row.key, node)


def _add_held(keys: Keys, kind: str, facts: Facts, case: str) -> None:
    for node in facts:
        found, slug = split_id(node.value)
        if found == kind and case in facts.cases(node):
            keys.add(kind, facts.text(node, NOTATION) or slug, node)
