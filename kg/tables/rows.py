"""From CSV files to rows: reading, headers, and the check of each cell by itself."""

import csv
import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode

from kg.namespaces import slugify
from kg.tables.cells import (
    ID_FORM,
    LIST_KINDS,
    Year,
    parse_year,
    split_list,
    split_places,
    tidy_cell,
)
from kg.tables.facts import id_node
from kg.tables.faults import Faults, offer, suggest
from kg.tables.locators import parse_locator
from kg.tables.schema import BY_NAME, Column, Table
from kg.tables.words import WordLists

_TERRITORY_CLASSES = {"cluster": "Cluster", "district": "District", "branch": "LineBranch"}
_ROSTER_CLASSES = {"ties": "TieSet", "institutions": "InstitutionSet"}


@dataclass(frozen=True)
class Row:
    """One row of a table; a cell that is empty or faulty is an empty string."""

    table: Table
    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def entries(self, column: str) -> list[str]:
        """Give the entries of a cell that holds several."""
        return split_list(self[column])

    def year(self, column: str) -> Year | None:
        """Give the year of a cell, or ``None`` if it is empty."""
        return parse_year(self[column]) if self[column] else None

    @property
    def key(self) -> str:
        """Give the key by which other tables refer to the row."""
        if self.table.name != "snapshots":
            return self["id"]
        years = (self.year("start"), self.year("end"))
        return f"{self['cluster']}/" + "-".join(str(year.first) if year else "" for year in years)

    @property
    def iri_type(self) -> str:
        """Give the type of its node's IRI, which in the territory depends on the item."""
        return self["item"] if self.table.name == "territory" else self.table.iri_type

    @property
    def rdf_class(self) -> str:
        """Give the class of its node."""
        if self.table.name == "territory":
            return _TERRITORY_CLASSES.get(self["item"], "")
        if self.table.name == "rosters":
            return _ROSTER_CLASSES.get(self["set"], "")
        return self.table.rdf_class

    @property
    def node(self) -> NamedNode | None:
        """Give the IRI of its node, or ``None`` where a fault leaves it without a key."""
        parts = [slugify(part) for part in self.key.split("/")]
        if not self.rdf_class or not all(parts):
            return None
        if self.table.name == "snapshots":
            first, last = self.year("start"), self.year("end")
            if not first or not last:
                return None
            return id_node("snapshot", f"{parts[0]}/{first.first}-{last.first}")
        return id_node(self.iri_type, parts[0])

    @property
    def sources(self) -> list[tuple[str, str]]:
        """Give each source of the row with its locator, an empty string where it has none."""
        places = split_places(self["locator"])
        sources = self.entries("source")
        padded = places + [""] * len(sources)
        return list(zip(sources, padded, strict=False))

    @property
    def evidence(self) -> list[str]:
        """Give the rows of the coder's notes it rests on."""
        return self.entries("row") or [default_evidence(self["id"])]


def default_evidence(key: str) -> str:
    """Give the row of the notes that a key names when nothing else is told.

    >>> default_evidence("JU-T13.1"), default_evidence("JU-T13")
    ('JU-T13', 'JU-T13')
    """
    return re.sub(r"\.[^.]*\Z", "", key)


def class_names(table: Table) -> list[str]:
    """Give the classes that the rows of a table become."""
    by_table = {"territory": _TERRITORY_CLASSES, "rosters": _ROSTER_CLASSES}
    return list(by_table.get(table.name, {"": table.rdf_class}).values())


def read_tables(folder: Path, lists: WordLists, faults: Faults) -> dict[str, list[Row] | None]:
    """Read the tables of a folder and check each cell by itself.

    :returns: the rows of each table that is there, ``None`` for one that cannot be read.
    """
    tables: dict[str, list[Row] | None] = {}
    for path in sorted(folder.glob("*.csv")):
        table = BY_NAME.get(path.stem)
        if path.name.startswith((".", "~")):
            continue
        if table is None:
            hint = suggest(path.name, (f"{name}.csv" for name in BY_NAME))
            names = offer(f"{name}.csv" for name in BY_NAME)
            faults.add(path.name, 0, "", f"there is no table of that name; known: {names}{hint}")
            continue
        tables[table.name] = _read_table(path, table, lists, faults)
    return tables


def _read_table(path: Path, table: Table, lists: WordLists, faults: Faults) -> list[Row] | None:
    records = _read_records(path, faults)
    if records is None:
        return None
    header = [cell.strip() for cell in records[0]] if records else []
    while header and not header[-1]:
        header.pop()
    if not _check_header(path.name, table, header, faults):
        return None
    rows = []
    for number, record in enumerate(records[1:], start=2):
        if not any(cell.strip() for cell in record):
            continue
        if any(cell.strip() for cell in record[len(header) :]):
            message = f"has {len(record)} cells for {len(header)} columns; put a cell that holds a"
            faults.add(path.name, number, "", message + " comma between double quotes")
        raw = dict(zip(header, record, strict=False))
        cells = {
            column.name: _check_cell(table, number, column, raw.get(column.name, ""), lists, faults)
            for column in table.columns
        }
        rows.append(Row(table, number, cells))
    return rows


def _read_records(path: Path, faults: Faults) -> list[list[str]] | None:
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        faults.add(path.name, 0, "", f"is not UTF-8 text (line {line}); save it as CSV UTF-8")
    except csv.Error as error:
        faults.add(path.name, 0, "", f"is not a readable CSV file: {error}; check its quotes")
    except OSError as error:
        faults.add(path.name, 0, "", f"cannot be read: {error.strerror}")
    return None


def _check_header(file: str, table: Table, header: list[str], faults: Faults) -> bool:
    names = [column.name for column in table.columns]
    for separator, spoken in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and separator in header[0]:
            message = f"the columns are separated by {spoken}; save the file with commas"
            faults.add(file, 1, "", message)
            return False
    sound = True
    for name in dict.fromkeys(header):
        if name not in names:
            free = [known for known in names if known not in header]
            hint = suggest(name, free) or f"; the columns are: {', '.join(names)}"
            faults.add(file, 1, "", f"there is no column '{name}'{hint}")
            sound = False
        elif header.count(name) > 1:
            faults.add(file, 1, "", f"the column '{name}' is there {header.count(name)} times")
            sound = False
    for name in names:
        if name not in header:
            hint = suggest(name, (each for each in header if each not in names))
            faults.add(file, 1, "", f"the column '{name}' is missing{hint}")
            sound = False
    return sound


def _check_cell(
    table: Table, number: int, column: Column, raw: str, lists: WordLists, faults: Faults
) -> str:
    """Give the cell in its one form; a faulty one as empty, after noting the fault."""
    file = f"{table.name}.csv"
    text = tidy_cell(column.kind, raw)
    if any(unicodedata.category(char) == "Cc" and char not in "\n\t" for char in text):
        faults.add(file, number, column.name, "holds a control character; type the cell anew")
        return ""
    if not text:
        if column.required:
            faults.add(file, number, column.name, _name_missing(column))
        return ""
    entries = split_list(text) if column.kind in LIST_KINDS else [text]
    if len(set(entries)) < len(entries):
        faults.add(file, number, column.name, "names the same entry twice")
    sound = True
    for entry in entries:
        message = _find_fault(table, column, entry, lists)
        if message:
            faults.add(file, number, column.name, message)
            sound = False
    # A faulty key stays, so that what refers to it is not reported as well.
    if column.kind == "id":
        return text if slugify(text) else ""
    if column.name in ("source", "locator") and table.claim_class:
        # Sources and locators belong together by their order, which sorting would break.
        return tidy_cell("text", raw) if sound else ""
    return text if sound else ""


def _name_missing(column: Column) -> str:
    if column.name == "source":
        return "is empty; every row names the sources that say it"
    return f"is empty; every row needs it ({column.help})"


def _find_fault(table: Table, column: Column, entry: str, lists: WordLists) -> str:
    """Say what is wrong with an entry by itself; an empty string if nothing is."""
    try:
        if column.kind == "year":
            parse_year(entry)
        elif column.name == "locator" and table.claim_class:
            for place in filter(None, split_places(entry)):
                parse_locator(place)
    except ValueError as error:
        return str(error)
    if column.kind in ("word", "words") and not lists.find(column.scheme, entry):
        known = lists.words(column.scheme)
        hint = suggest(entry, known)
        spoken = column.scheme.replace("|", ", ")
        return f"'{entry}' is not in the list {spoken}; write one of: {offer(known)}{hint}"
    if column.kind == "yes-no" and entry not in ("yes", "no"):
        return f"'{entry}' is neither yes nor no; write yes or no, or leave it empty"
    if column.kind == "codes" and not re.fullmatch("[0-9]{4}", entry):
        return f"'{entry}' is not a code of four digits without a point (2652)"
    if column.kind == "country" and not re.fullmatch("[A-Z]{2}", entry):
        return f"'{entry}' is not a country code of two capital letters (CH)"
    if column.kind == "id" and not ID_FORM.fullmatch(entry):
        return f"'{entry}' is no key; write letters a-z, digits, hyphens and points only"
    if column.kind == "id" and not column.property and entry != slugify(entry):
        return f"'{entry}' is not a slug; write '{slugify(entry)}'"
    if column.name == "uncertain" and not table.column(entry):
        names = [each.name for each in table.columns]
        return f"there is no column '{entry}' in {table.name}.csv{suggest(entry, names)}"
    if column.name == "row" and table.claim_class and not slugify(entry):
        return f"'{entry}' has no letter or digit that an address could be made of"
    return ""
