import pytest

from kg.tables.locators import parse_locator


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("p. 12", {"page": "12"}),
        ("pp. 3-5", {"page": "3-5"}),
        ("pp. xii–xiv", {"page": "xii–xiv"}),
        ("pp. 3-5, 9", {"page": "3-5, 9"}),
        ("s. 4 para. 3", {"section": "4", "paragraph": "3"}),
        ("s. 3.2", {"section": "3.2"}),
        ("s. The table of offices", {"section": "The table of offices"}),
        ("s. 역사, p. 3", {"section": "역사", "page": "3"}),
        ("fig. 2", {"figure": "2"}),
        ("table A.1", {"table": "A.1"}),
        ("p. 7, table 1", {"page": "7", "table": "1"}),
    ],
)
def test_a_known_form_is_taken_apart(text: str, parts: dict[str, str]) -> None:
    assert parse_locator(text) == parts


@pytest.mark.parametrize(
    "text", ["12", "page 12", "p.", "p. twelve", "p. 1 p. 2", "chapter 3", "see p. 3", "para. x"]
)
def test_an_unknown_form_is_refused_with_the_known_ones(text: str) -> None:
    with pytest.raises(ValueError, match=r"known form.*pp\. 3-5"):
        parse_locator(text)
