import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import TableError
from kg.tables import import_tables

MINI = Path(__file__).parent / "fixtures" / "mini"


class Tables:
    """A folder of tables that a test changes cell by cell."""

    def __init__(self, folder: Path, into: Path, case: str = "alder") -> None:
        self.folder, self.into, self.case = folder, into, case

    def read(self, name: str) -> list[list[str]]:
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))

    def write(self, name: str, rows: list[list[str]]) -> None:
        with (self.folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)

    def set(self, name: str, key: str, /, **cells: str) -> int:
        """Change cells of the first row with that key in its first column; give its number."""
        rows = self.read(name)
        number = next(i for i, row in enumerate(rows) if row[0] == key)
        for column, text in cells.items():
            rows[number][rows[0].index(column)] = text
        self.write(name, rows)
        return number + 1

    def drop(self, name: str, key: str) -> None:
        self.write(name, [row for row in self.read(name) if row[0] != key])

    def keep(self, *names: str) -> None:
        for path in self.folder.glob("*.csv"):
            if path.stem not in names:
                path.unlink()

    def replace(self, old: str, new: str) -> None:
        for path in self.folder.glob("*.csv"):
            path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    def load(self) -> list[Path]:
        return import_tables(self.folder, self.case, self.into)

    def faults(self) -> tuple[str, ...]:
        with pytest.raises(TableError) as raised:
            self.load()
        return raised.value.faults

    def texts(self) -> dict[str, str]:
        paths = sorted(self.into.rglob("*.ttl"))
        return {p.relative_to(self.into).as_posix(): p.read_text(encoding="utf-8") for p in paths}


@pytest.fixture
def make_tables(tmp_path: Path) -> Callable[[str], Tables]:
    def make(case: str) -> Tables:
        folder = tmp_path / f"tables-{case}"
        folder.mkdir()
        for path in MINI.glob("*.csv"):
            (folder / path.name).write_bytes(path.read_bytes())
        return Tables(folder, tmp_path / "data", case)

    return make


@pytest.fixture
def alder(make_tables: Callable[[str], Tables]) -> Tables:
    """The small case as it stands."""
    return make_tables("alder")


@pytest.fixture
def birch(make_tables: Callable[[str], Tables]) -> Tables:
    """A second case with keys of its own; only Far Bank and the slump are those of the first."""
    tables = make_tables("birch")
    tables.replace("alder", "birch")
    tables.replace("birch-slump", "alder-slump")
    for old, new in (("AL-", "BI-"), ("al-s", "bi-s"), ("bell-works", "saw-works")):
        tables.replace(old, new)
    for old, new in (("clock-makers", "saw-makers"), ("makers-union", "saw-union")):
        tables.replace(old, new)
    return tables
