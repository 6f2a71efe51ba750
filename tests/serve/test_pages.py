import html
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import kg.serve
from kg.serve import create_app
from kg.serve.examples import EXAMPLES
from kg.serve.words import WORDS
from kg.store import EmbeddedStore

FOLDER = Path(kg.serve.__file__).parent
VOID_TAGS = {"meta", "link", "br", "input", "img"}


class Outline(HTMLParser):
    """The tags and attributes of a page; complains of tags that do not close."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.feed(page)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID_TAGS:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def find(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def get(client: FlaskClient, address: str, **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    return response.text


def read_cells(page: str) -> list[list[str]]:
    """Read the table of verdicts: each row its cells, in plain words."""
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    return [
        [
            " ".join(html.unescape(re.sub(r"<[^>]*>", " ", cell)).split())
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        for row in rows
    ]


def test_home_shows_every_verdict_with_its_support(client: FlaskClient) -> None:
    assert read_cells(get(client, "/?lang=en")) == [
        ["Constraint", "1921–1928", "1929–1933"],
        ["institutional thinness", "not indicated support 2 of 4", "indicated support 4 of 4"],
        [
            "institutional lock-in",
            "not assessable support 0 of 4 What is missing "
            "little trust: too few coded items (basis 2 more)",
            "tentative support 1 of 4",
        ],
    ]


def test_home_speaks_korean(client: FlaskClient) -> None:
    page = get(client, "/?lang=ko")
    assert read_cells(page)[1:] == [
        ["제도적 빈약", "비해당 지지도 2 / 4", "해당 지지도 4 / 4"],
        [
            "제도적 고착",
            "평가 불가 지지도 0 / 4 부족한 근거 낮은 신뢰: 코딩된 항목 부족 (basis 2개 더 필요)",
            "잠정 해당 지지도 1 / 4",
        ],
    ]
    assert '<html lang="ko">' in page
    assert "쥐라 시계 클러스터" in page


@pytest.mark.parametrize(
    ("address", "accepted", "language"),
    [
        ("/", "ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        ("/", "de,en;q=0.5", "en"),
        ("/", "de", "en"),
        ("/?lang=en", "ko", "en"),
        ("/?lang=ko", "en", "ko"),
        ("/?lang=<script>", "ko", "ko"),
    ],
)
def test_the_language_is_that_of_the_address_or_the_browser(
    client: FlaskClient, address: str, accepted: str, language: str
) -> None:
    page = get(client, address, **{"Accept-Language": accepted})
    assert f'<html lang="{language}">' in page
    assert "<script" not in page


def test_home_varies_by_language(client: FlaskClient) -> None:
    assert "Accept-Language" in client.get("/").headers["Vary"]


def test_verdicts_differ_by_more_than_colour() -> None:
    style = (FOLDER / "static" / "style.css").read_text(encoding="utf-8")
    marks = re.findall(r'^\.([\w-]+)::before \{ content: "(.)"', style, re.MULTILINE)
    assert dict(marks) == {
        "indicated": "●",
        "tentative": "◐",
        "not-indicated": "○",
        "not-assessable": "?",
    }


@pytest.mark.parametrize(
    "address", ["/?lang=en", "/?lang=ko", "/sparql?lang=en", "/id/tie/t1?lang=ko"]
)
def test_pages_are_whole_and_ask_nothing_of_others(client: FlaskClient, address: str) -> None:
    page = get(client, address, Accept="text/html")
    outline = Outline(page)
    assert outline.find("script") == []
    assert outline.find("style") == []
    assert not any("style" in attributes for _, attributes in outline.tags)
    assert [link["href"] for link in outline.find("link")] == [
        "/static/icon.svg",
        "/static/style.css",
    ]
    ids = [attributes["id"] for _, attributes in outline.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for name in ("aria-labelledby", "for"):
        assert {a[name] for _, a in outline.tags if name in a} <= set(ids)
    assert len(outline.find("h1")) == 1
    assert len(outline.find("main")) == 1


def test_every_link_of_home_leads_somewhere(client: FlaskClient) -> None:
    outline = Outline(get(client, "/?lang=en"))
    ids = {attributes.get("id") for _, attributes in outline.tags}
    links = [str(a["href"]) for a in outline.find("a")] + [
        str(a["href"]) for a in outline.find("link")
    ]
    assert len(links) > 25
    for link in links:
        if link.startswith("#"):
            assert link[1:] in ids
        else:
            status = client.get(link, headers={"Accept": "text/html, */*;q=0.5"}).status_code
            assert (link, status) == (link, 200)


def test_every_example_finds_something(store: EmbeddedStore, client: FlaskClient) -> None:
    assert len(EXAMPLES) == 5
    for name, query in EXAMPLES.items():
        assert "ORDER BY" in query
        rows = client.get("/sparql", query_string={"query": query, "format": "csv"}).data
        assert (name, len(rows.splitlines()) > 1) == (name, True)


def test_every_word_is_there_in_both_languages_and_used() -> None:
    assert WORDS["en"].keys() == WORDS["ko"].keys()
    templates = "".join(
        p.read_text(encoding="utf-8") for p in (FOLDER / "templates").glob("*.html")
    )
    code = (FOLDER / "pages.py").read_text(encoding="utf-8")
    used = set(re.findall(r"words\.(\w+)", templates)) | set(EXAMPLES)
    used |= set(re.findall(r'WORDS\[language\]\["(\w+)"\]', code))
    assert used == WORDS["en"].keys()


def test_security_headers_are_everywhere(client: FlaskClient) -> None:
    for address in ("/", "/sparql", "/id/none", "/static/style.css", "/healthz", "/none"):
        headers = client.get(address).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"


def test_healthz_is_ok(client: FlaskClient) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.text) == (200, "ok")


def test_a_store_without_diagnoses_has_a_home_too() -> None:
    client = create_app({"STORE": EmbeddedStore()}).test_client()
    assert WORDS["en"]["no_clusters"] in get(client, "/?lang=en")
