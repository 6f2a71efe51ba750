"""What rows must agree on among themselves, beyond what each cell may hold."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import pairwise

from kg.namespaces import slugify
from kg.tables.cells import split_places
from kg.tables.faults import Faults
from kg.tables.keys import Keys, Tables
from kg.tables.rows import Row
from kg.tables.words import WordLists

RESPONSES = ("new_technology", "new_market", "new_partner", "extension", "protection")
_ORDERED = (
    ("start", "end"),
    ("first_attested", "last_attested"),
    ("start", "last_attested"),
    ("first_attested", "end"),
    ("founded", "dissolved"),
)

Report = Callable[[str, str], None]
"""Notes a fault of one row: column and message."""


def check_rows(tables: Tables, lists: WordLists, keys: Keys, faults: Faults) -> None:
    """Check references, years and what one column demands of another."""
    for name, rows in tables.items():
        for row in rows or ():

            def report(column: str, message: str, row: Row = row, name: str = name) -> None:
                faults.add(f"{name}.csv", row.number, column, message)

            _check_references(row, keys, report)
            _check_years(row, report)
            _check_sources(row, report)
            check = _OF_TABLE.get(name)
            if check:
                check(row, lists, report)
    _check_snapshots(tables.get("snapshots") or (), faults)
    _check_disputes(tables.get("contestations") or (), faults)


def _check_references(row: Row, keys: Keys, report: Report) -> None:
    for column in row.table.columns:
        if column.kind in ("ref", "refs"):
            cell = row[column.name]
            entries = row.entries(column.name) if column.kind == "refs" else [cell]
            for entry in filter(None, entries):
                message = keys.explain(column.target, entry)
                if message:
                    report(column.name, message)


def _check_years(row: Row, report: Report) -> None:
    for earlier, later in _ORDERED:
        first, last = row.year(earlier), row.year(later)
        if first and last and last.last < first.first:
            report(later, f"'{row[later]}' is before '{row[earlier]}' in column {earlier}")


def _check_sources(row: Row, report: Report) -> None:
    if row.table.claim_class and row["source"]:
        sources, places = len(row.entries("source")), len(split_places(row["locator"]))
        if places > sources:
            message = f"has {places} locators for {sources} of sources; write one for each source"
            report("locator", message.replace(f"{sources} of sources", _count(sources, "source")))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def _check_territory(row: Row, lists: WordLists, report: Report) -> None:
    if row["item"] in ("district", "branch") and not row["cluster"]:
        report("cluster", f"is empty; a {row['item']} belongs to a cluster")
    if row["item"] != "cluster":
        return
    if row["cluster"]:
        report("cluster", "must be empty for item cluster, whose id is the cluster")
    if not row["name_ko"]:
        report("name_ko", "is empty; a cluster needs its Korean name")
    code = row["identifier"]
    if len(code) != 2 or not code.isascii() or not code.isupper():
        report("identifier", f"'{code}' is no country code; write two capital letters (CH)")
    if row["id"] != slugify(row["id"]):
        report("id", f"'{row['id']}' is not a slug; write '{slugify(row['id'])}'")


def _check_tie(row: Row, lists: WordLists, report: Report) -> None:
    if row["first"] and row["first"] == row["second"]:
        report("second", f"'{row['second']}' is the first party too; a tie needs two parties")
    kind = lists.find("tie-kind", row["kind"])
    if kind and row["nature"] and row["nature"] not in kind.natures:
        allowed = " or ".join(kind.natures)
        report("nature", f"'{row['nature']}' is not allowed for {kind.word}, which is {allowed}")


def _check_institution(row: Row, lists: WordLists, report: Report) -> None:
    if bool(row["actor"]) == bool(row["name"]):
        state = "both are filled" if row["actor"] else "both are empty"
        report("actor", f"fill either actor or name; {state}")
    elif row["actor"] and row["name_ko"]:
        report("name_ko", "must be empty where the institution is an actor, which has its own name")


def _check_event(row: Row, lists: WordLists, report: Report) -> None:
    kind = lists.find("event-type", row["type"])
    if kind and not kind.can_respond:
        able = [word for word in lists.words("event-type") if _can_respond(lists, word)]
        for column in (*RESPONSES, "response_to"):
            if row[column]:
                spoken = ", ".join(able)
                report(column, f"must be empty for {kind.word}; responses are of type {spoken}")
    if row["effect_of"] and kind and kind.word != "local-effect":
        report("effect_of", f"must be empty for {kind.word}; only a local-effect has it")


def _can_respond(lists: WordLists, word: str) -> bool:
    found = lists.find("event-type", word)
    return bool(found and found.can_respond)


def _check_snapshot(row: Row, lists: WordLists, report: Report) -> None:
    for column in ("start", "end"):
        if row[column] and not row[column].isdigit():
            report(column, f"'{row[column]}' is not a whole year; write one year, such as 1926")


_OF_TABLE: dict[str, Callable[[Row, WordLists, Report], None]] = {
    "territory": _check_territory,
    "ties": _check_tie,
    "institutions": _check_institution,
    "events": _check_event,
    "snapshots": _check_snapshot,
}


def _check_snapshots(rows: Iterable[Row], faults: Faults) -> None:
    """Find snapshots of one cluster that overlap; both years belong to a snapshot."""
    spans = defaultdict(list)
    for row in rows:
        first, last = row.year("start"), row.year("end")
        if first and last and row["cluster"]:
            spans[row["cluster"]].append((first.first, last.last, row))
    for each in spans.values():
        each.sort(key=lambda span: span[:2])
        for (_, end, before), (start, _, row) in pairwise(each):
            if start <= end:
                message = f"'{start}' lies in the snapshot of row {before.number}, which ends {end}"
                faults.add("snapshots.csv", row.number, "start", message)


def _check_disputes(rows: Iterable[Row], faults: Faults) -> None:
    first_of: dict[str, Row] = {}
    for row in rows:
        first = first_of.setdefault(row["dispute"], row)
        for column in ("question_en", "question_ko", "cluster"):
            if row["dispute"] and row[column] != first[column]:
                message = f"differs from row {first.number} of the same dispute; write the same"
                faults.add("contestations.csv", row.number, column, message)
