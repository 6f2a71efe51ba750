"""What the command line writes: rows in the format asked for to stdout, progress to stderr."""

import csv
import io
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table

from kg.errors import KgError

Cell = str | int | float | None
Record = Mapping[str, Cell]


def render_records(records: Sequence[Record], columns: Sequence[str], form: str) -> str:
    """Render records as an aligned table, CSV or JSON.

    >>> print(render_records([{"a": 1, "b": None}], ["a", "b"], "csv"), end="")
    a,b
    1,
    """
    if form == "json":
        return json.dumps([dict(r) for r in records], ensure_ascii=False, indent=2) + "\n"
    if form == "csv":
        text = io.StringIO()
        writer = csv.DictWriter(text, columns, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows({c: "" if r.get(c) is None else r[c] for c in columns} for r in records)
        return text.getvalue()
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for record in records:
        table.add_row(*("" if record.get(c) is None else str(record[c]) for c in columns))
    return render_table(table)


def render_table(table: Table) -> str:
    """Render a table for the terminal's width, or a wide one where the output is no terminal."""
    out = io.StringIO()
    to_terminal = sys.stdout.isatty()
    width = None if to_terminal else 160
    console = Console(file=out, width=width, force_terminal=to_terminal, highlight=False)
    console.print(table)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def write_text(path: Path, text: str) -> None:
    """Write a file that the user named.

    :raises KgError: if it cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise KgError(f"{path}: cannot be written: {error.strerror}") from error


@contextmanager
def show_progress() -> Iterator[Callable[[str], None]]:
    """Give a function that tells on stderr what is being done: one moving line, or plain ones."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda message: console.print(f"kg: {message}", markup=False, highlight=False)
        return
    with console.status("kg") as status:
        yield lambda message: status.update(message)
