from pathlib import Path

import pytest

from kg.errors import KgError
from kg.resources import ontology_dir
from kg.tables import write_template
from kg.tables.schema import TABLES
from kg.tables.words import read_word_lists


def test_every_table_has_its_header_and_nothing_else(tmp_path: Path) -> None:
    written = write_template(tmp_path / "new")
    assert {path.name for path in written} == {f"{t.name}.csv" for t in TABLES} | {"README.md"}
    for table in TABLES:
        text = (tmp_path / "new" / f"{table.name}.csv").read_text(encoding="utf-8")
        assert text == ",".join(column.name for column in table.columns) + "\n"


def test_the_readme_explains_every_column_and_every_word(tmp_path: Path) -> None:
    write_template(tmp_path)
    readme = (tmp_path / "README.md").read_text(encoding="utf-8")
    lists = read_word_lists(ontology_dir() / "schemes")
    for table in TABLES:
        assert f"## {table.name}.csv" in readme
        for column in table.columns:
            assert f"| {column.name} | " in readme
            for word in lists.words(column.scheme):
                known = lists.find(column.scheme, word)
                assert known and f"| {word} | {known.definition} |" in readme


@pytest.mark.parametrize("name", ["ties.csv", "README.md"])
def test_a_folder_with_one_of_the_files_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine", encoding="utf-8")
    with pytest.raises(KgError, match=f"{name}: is there already"):
        write_template(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [name]
