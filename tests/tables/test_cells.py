import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.tables.cells import (
    Year,
    join_list,
    natural_key,
    parse_year,
    render_year,
    split_list,
    split_places,
    tidy_cell,
)
from kg.tables.schema import CellKind

years = st.integers(1000, 2100)
exact = st.builds(Year, years, st.none(), st.booleans())
intervals = st.tuples(years, years).filter(lambda pair: pair[0] < pair[1])
any_year = exact | intervals.map(lambda pair: Year(*pair))
entries = st.text(st.characters(exclude_characters=";", exclude_categories=["Cs", "Cc"]))
kinds: st.SearchStrategy[CellKind] = st.sampled_from(["text", "texts", "refs", "text-ko"])


@given(any_year)
def test_a_year_survives_writing_and_reading(year: Year) -> None:
    assert parse_year(render_year(year)) == year


@pytest.mark.parametrize(
    "text", ["26", "999", "2101", "1960-1969", "1969/1960", "1960/1960", "c.1960/1969", "s", "c. 9"]
)
def test_what_is_no_year_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"'{text}' is not"):
        parse_year(text)


@given(st.lists(entries))
def test_a_list_survives_writing_and_reading(texts: list[str]) -> None:
    kept = split_list(";".join(texts))
    assert sorted(split_list(join_list(kept))) == sorted(kept)


@given(kinds, st.text())
def test_a_tidy_cell_stays_as_it_is(kind: CellKind, text: str) -> None:
    tidy = tidy_cell(kind, text)
    assert tidy_cell(kind, tidy) == tidy


@given(st.lists(entries))
def test_the_order_of_a_list_does_not_count(texts: list[str]) -> None:
    assert tidy_cell("texts", ";".join(texts)) == tidy_cell("texts", ";".join(reversed(texts)))


def test_places_keep_their_order_and_gaps() -> None:
    assert split_places("p. 9;; p. 1; ") == ["p. 9", "", "p. 1"]


@given(st.lists(st.text()))
def test_the_natural_order_is_total(texts: list[str]) -> None:
    turned = texts[::-1]
    assert sorted(texts, key=natural_key) == sorted(turned, key=natural_key)


def test_hangul_is_composed() -> None:
    assert tidy_cell("text-ko", "한국") == "한국"
