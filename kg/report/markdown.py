"""Markdown as the pages use it."""

from collections.abc import Iterable, Sequence


def render_rows(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Render a table; a bar in a cell is escaped.

    >>> print(render_rows(["a", "b"], [["1", "x"]]))
    | a | b |
    | --- | --- |
    | 1 | x |
    """
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def replace_section(text: str, name: str, content: str) -> str:
    """Put content between the marks of a section; a text without them stays as it is.

    >>> print(replace_section("a <!-- begin x --> old <!-- end x --> b", "x", "new"))
    a <!-- begin x -->
    new
    <!-- end x --> b
    """
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    before, found, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        return text
    return f"{before}{begin}\n{content.strip()}\n{end}{after}"
