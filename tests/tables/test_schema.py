import pytest

from kg.resources import ontology_dir
from kg.tables.facts import name_property
from kg.tables.schema import REQUIRED, TABLES, Column, Table
from kg.tables.words import read_word_lists

COLUMNS = [(table, column) for table in TABLES for column in table.columns]


def test_there_are_fifteen_tables_of_known_names() -> None:
    assert len(TABLES) == 15
    assert set(REQUIRED) <= {table.name for table in TABLES}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_headers_and_properties_are_unique_in_a_table(table: Table) -> None:
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    told = [(column.property, column.kind) for column in table.columns if column.property]
    assert len(set(told)) == len(told)


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_column_is_explained_and_its_property_has_a_known_prefix(
    table: Table, column: Column
) -> None:
    assert column.help
    assert not column.property or name_property(column.property)


def test_every_list_that_a_column_names_has_defined_words() -> None:
    lists = read_word_lists(ontology_dir() / "schemes")
    for table, column in COLUMNS:
        for scheme in filter(None, column.scheme.split("|")):
            words = lists.words(scheme)
            assert words, (table.name, column.name, scheme)
            found = [lists.find(scheme, word) for word in words]
            assert all(word and word.definition for word in found), scheme


def test_every_kind_of_target_has_a_table() -> None:
    kinds = {table.iri_type for table in TABLES} | {"cluster"}
    targets = {kind for _, column in COLUMNS for kind in filter(None, column.target.split("|"))}
    assert targets <= kinds
