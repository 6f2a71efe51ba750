"""Writing the report into a folder."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from kg.diagnose.verdicts import list_clusters
from kg.errors import KgError
from kg.report.assessability import render_assessability
from kg.report.markdown import replace_section
from kg.report.pages import render_case
from kg.report.reliability import render_reliability
from kg.store import EmbeddedStore
from kg.tables.reliability import compare_codings, read_codings


def render_report(
    stores: Mapping[str, EmbeddedStore], codings: Sequence[Path], lang: str = "en"
) -> dict[str, str]:
    """Render every page of the report, by its path in the folder.

    :param stores: by profile, the graph under it; the first is the one the pages are about.
    :param codings: the tables of second codings, one a case.
    """
    store = next(iter(stores.values()))
    cases = dict.fromkeys(case for case, _ in list_clusters(store))
    pages = {f"cases/{case}.md": render_case(stores, case, lang) for case in cases}
    pages["assessability.md"] = render_assessability(stores, lang)
    if codings:
        found = [compare_codings(path.stem, read_codings(path)) for path in codings]
        pages["reliability.md"] = f"# Two coders\n\n{render_reliability(found)}\n"
    return pages


def write_report(pages: Mapping[str, str], folder: Path) -> list[Path]:
    """Write the pages of a report into a folder, over those of an earlier one.

    Where the folder has a page ``coding.md`` with a section for it, the agreement of coders goes
    there and gets no page of its own.

    :raises KgError: if the folder cannot be written.
    """
    written = dict(pages)
    coding = folder / "coding.md"
    try:
        if "reliability.md" in written and coding.exists():
            text = coding.read_text(encoding="utf-8")
            section = written["reliability.md"].partition("\n\n")[2]
            changed = replace_section(text, "reliability", section)
            if "<!-- begin reliability -->" in text:
                del written["reliability.md"]
                written["coding.md"] = changed
        for name, text in written.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise KgError(f"{folder}: cannot be written: {error.strerror}") from error
    return [folder / name for name in sorted(written)]
