import pytest

from kg.errors import NotAcceptable
from kg.serve.negotiation import asks_for, choose, parse_accept

OFFERS = ("application/json", "application/xml", "text/csv", "text/html")
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "application/json"),
        ("", "application/json"),
        ("*/*", "application/json"),
        ("*", "application/json"),
        ("text/csv", "text/csv"),
        ("TEXT/CSV", "text/csv"),
        ("text/*", "text/csv"),
        ("text/csv, */*", "text/csv"),
        ("text/csv;q=0.1, application/xml;q=0.2", "application/xml"),
        ("text/csv;q=1, application/json;q=0.999", "text/csv"),
        ("text/*;q=0.9, text/csv;q=0, application/*;q=0.1", "text/html"),
        ("*/*, application/json;q=0", "application/xml"),
        ("application/xml;q=0.5, */*;q=0.6", "application/json"),
        ('application/json;profile="a,b;c", text/csv;q=0.5', "application/json"),
        ("text/csv;charset=utf-8", "text/csv"),
        ("text/csv ; q = 0.5 , application/xml ; q=.4", "text/csv"),
        ("nonsense, text/csv", "text/csv"),
        ("nonsense", "application/json"),
        ("text/csv;q=2, application/xml", "application/xml"),
        ("text/csv;q=0.1234, application/xml", "application/xml"),
        (FIREFOX, "text/html"),
    ],
)
def test_the_best_offer_is_chosen(accept: str | None, chosen: str) -> None:
    assert choose(accept, OFFERS) == chosen


@pytest.mark.parametrize(
    "accept", ["image/png", "*/*;q=0", "application/*;q=0, text/*;q=0.0", "te/*"]
)
def test_nothing_acceptable_names_the_offers(accept: str) -> None:
    with pytest.raises(NotAcceptable) as caught:
        choose(accept, OFFERS)
    assert caught.value.offered == OFFERS
    assert "text/csv" in str(caught.value)


def test_equal_qualities_follow_our_order() -> None:
    assert choose("text/csv, application/xml", OFFERS) == "application/xml"


@pytest.mark.parametrize(
    ("accept", "named"),
    [
        (None, None),
        ("*/*", None),
        ("text/csv, */*", "text/csv"),
        ("image/png, */*", None),
        ("image/png", None),
        (FIREFOX, "text/html"),
    ],
)
def test_accepting_everything_asks_for_nothing(accept: str | None, named: str | None) -> None:
    assert asks_for(accept, OFFERS) == named


def test_a_quality_is_read_with_three_digits_at_most() -> None:
    assert [r.quality for r in parse_accept("a/b;q=0.125, c/d;q=1.000, e/f;q=1.001")] == [
        0.125,
        1.0,
    ]


def test_a_header_of_open_quotes_is_read_in_no_time() -> None:
    assert choose('"\\' * 500_000, OFFERS) == OFFERS[0]


def test_a_bare_range_counts_before_one_with_parameters() -> None:
    with pytest.raises(NotAcceptable):
        choose("text/csv;q=0, text/csv;header=present", OFFERS)
