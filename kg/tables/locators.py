"""Places in a source as a coder writes them: ``p. 12``, ``s. 4 para. 3``, ``fig. 2``."""

import re

FORMS = "p. 12, pp. 3-5, s. 4, s. Name of the section, para. 3, fig. 2, table 1"

_PAGE = r"(?:[A-Za-z]{0,2}\d+[a-z]?|[ivxlcdm]+)"
_NUMBER = r"(?:[A-Za-z]{0,2}\.?\d[\w.\-–]*)"
_MARK = re.compile(
    rf"(?:^|(?<=[\s,]))(?:(pp?\.)\s*(?={_PAGE}\b)|(s\.)\s+(?=\S)|(para\.)\s*(?=\d)"
    rf"|(fig\.)\s*(?={_NUMBER})|(table)\s+(?={_NUMBER}))"
)
_PARTS = {"p.": "page", "pp.": "page", "s.": "section", "para.": "paragraph", "fig.": "figure"}
_FORM = {
    "page": re.compile(rf"{_PAGE}(?:[-–]{_PAGE})?(?:, ?{_PAGE}(?:[-–]{_PAGE})?)*"),
    "section": re.compile(r".+"),
    "paragraph": re.compile(r"\d+"),
    "figure": re.compile(_NUMBER),
    "table": re.compile(_NUMBER),
}


def parse_locator(text: str) -> dict[str, str]:
    """Take a locator apart: the property of each part and its value.

    :raises ValueError: if a part fits none of the known forms, with these forms.

    >>> parse_locator("s. 4 para. 3"), parse_locator("pp. 3-5, fig. 2")
    ({'section': '4', 'paragraph': '3'}, {'page': '3-5', 'figure': '2'})
    """
    marks = list(_MARK.finditer(text))
    parts: dict[str, str] = {}
    starts = [mark.start() for mark in marks]
    for mark, end in zip(marks, [*starts[1:], len(text)], strict=False):
        part = _PARTS.get(mark[0].strip(), "table")
        value = text[mark.end() : end].strip(" ,")
        if part in parts or not _FORM[part].fullmatch(value):
            break
        parts[part] = value
    else:
        if starts[:1] == [0]:
            return parts
    raise ValueError(f"'{text}' is not a known form of locator; write one or more of: {FORMS}")
