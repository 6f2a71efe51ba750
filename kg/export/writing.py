"""Tables as CSV that a spreadsheet opens without harm, and folders written whole."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.console import Record
from kg.tables.exporting import refuse_present
from kg.tables.writing import write_all

TEXT, WHOLE, NUMBER, TRUTH = "string", "integer", "number", "boolean"
_FORMULA = ("=", "+", "-", "@")
"""What a spreadsheet takes for the start of a formula."""


@dataclass(frozen=True)
class Column:
    """A column of a table: its name, the type of its cells, what they say."""

    name: str
    kind: str
    said: str


@dataclass(frozen=True)
class Table:
    """Rows under described columns."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Record]
    key: tuple[str, ...] = ()
    """The columns that tell one row from every other, where there are such."""


def render_table(table: Table) -> str:
    """Render a table as CSV; an empty cell is a missing value.

    Text stands on one line, and what a spreadsheet would run as a formula gets an apostrophe before
    it; numbers stay as they are, negative ones too. Truth values are written as R, too, knows them:
    TRUE and FALSE.

    >>> both = (Column("name", TEXT, ""), Column("margin", NUMBER, ""))
    >>> print(render_table(Table("t", "", both, [{"name": "=1+1", "margin": -0.5}])), end="")
    name,margin
    '=1+1,-0.5
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows([[_cell(row, c) for c in table.columns] for row in table.rows])
    return text.getvalue()


def _cell(row: Record, column: Column) -> str:
    value = row.get(column.name)
    if value is None:
        return ""
    if column.kind == TRUTH:
        return "TRUE" if value else "FALSE"
    if column.kind != TEXT:
        return str(value)
    text = " ".join(str(value).split())
    return f"'{text}" if text.startswith(_FORMULA) else text


def write_folder(texts: Mapping[str, str], folder: Path) -> list[Path]:
    """Write files into a folder, all of them or none.

    :param texts: what to write, by file name.
    :raises KgError: if the folder has one of them already, or cannot be written.
    """
    found = {folder / name: text for name, text in texts.items()}
    refuse_present(list(found))
    return write_all(found)
