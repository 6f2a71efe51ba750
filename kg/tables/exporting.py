"""Export: the Turtle files of a case back into a folder of tables."""

import csv
import io
from pathlib import Path

from kg.errors import KgError, UnknownName
from kg.tables.facts import Facts
from kg.tables.from_rdf import Cells, read_rows
from kg.tables.holdings import SHARED, name_file, read_holdings
from kg.tables.schema import TABLES, Table
from kg.tables.writing import write_all


def export_tables(case: str, data: Path, folder: Path) -> list[Path]:
    """Write the tables of a case: the folder that an import of them would read.

    Every table of a part that the case has is written, be it with its header alone; of sources and
    shocks, those the case lists. Rows stand in natural order of their keys.

    :param data: the data folder, which holds ``cases/``, ``sources.ttl`` and so on.
    :returns: the files written.
    :raises UnknownName: if no file of the data folder tells of the case.
    :raises KgError: if the folder holds one of the tables already, or cannot be written.
    """
    holdings = read_holdings(data)
    every = Facts(triple for triples in holdings.triples.values() for triple in triples)
    texts: dict[Path, str] = {}
    for table in TABLES:
        file = name_file(table.part, case)
        if file in holdings.facts:
            rows = read_rows(table, holdings.facts[file], case, every)
            if rows or file not in SHARED:
                texts[folder / f"{table.name}.csv"] = render_csv(table, rows)
    if not texts:
        known = {Path(name).stem for name in holdings.facts if name not in SHARED}
        raise UnknownName("case", case, sorted(known))
    refuse_present(list(texts))
    return write_all(texts)


def render_csv(table: Table, rows: list[Cells]) -> str:
    """Write rows as CSV under the header of their table."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    names = [column.name for column in table.columns]
    writer.writerow(names)
    writer.writerows([[row[name] for name in names] for row in rows])
    return text.getvalue()


def refuse_present(paths: list[Path]) -> None:
    """Refuse to write over files that are there already.

    :raises KgError: naming the first of them.
    """
    for path in paths:
        if path.exists():
            raise KgError(f"{path}: is there already; name another folder, or move it away")
