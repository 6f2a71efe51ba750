"""How firm a verdict is: what it hangs on, and how far its numbers may move."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from xml.sax.saxutils import escape

from kg.console import Record, render_records
from kg.diagnose.outcome import Ledger, Range
from kg.namespaces import BASE
from kg.store import EmbeddedStore

_LABELS = """
SELECT ?node ?label WHERE { ?node skos:prefLabel ?label . FILTER(LANG(?label) = ?lang)
  FILTER(STRSTARTS(STR(?node), ?head)) }"""
_WORDS = {
    "en": {
        "support": "{verdict}, support {n} of 4",
        "sweep": "stands in {stands} of {settings} settings of its thresholds",
        "no sweep": "has no status to keep in a sweep of its thresholds",
        "hinges": "does not stand without: {sources}",
        "no hinge": "stands whichever single source is left out",
        "columns": ("threshold", "value", "stands from", "to", "below", "above"),
        "unbounded": "any",
    },
    "ko": {
        "support": "{verdict}, 지지도 4점 중 {n}점",
        "sweep": "기준값 조합 {settings}개 가운데 {stands}개에서 유지됨",
        "no sweep": "기준값을 바꾸어 볼 확정된 상태가 없음",
        "hinges": "다음 출처를 빼면 유지되지 않음: {sources}",
        "no hinge": "어느 한 출처를 빼도 유지됨",
        "columns": ("기준값", "값", "유지 하한", "상한", "아래에서는", "위에서는"),
        "unbounded": "제한 없음",
    },
}
_COLUMNS = ("parameter", "value", "low", "high", "below", "above")


@dataclass(frozen=True)
class Firmness:
    """What a verdict hangs on."""

    diagnosis: str
    verdict: str
    tests: tuple[str, ...]
    """The support tests it passes."""
    hinges: tuple[str, ...]
    """The keys of sources without any one of which it does not stand."""
    settings: int
    stands: int
    """Under how many of the settings of its thresholds it stands; 0 where it has no status."""
    ranges: tuple[Range, ...]
    labels: dict[str, str]
    """Names of the parameters and verdicts, by IRI or word."""

    def as_dict(self) -> dict[str, Any]:
        """Give the whole as plain values, for JSON."""
        return asdict(self)

    def as_records(self) -> list[Record]:
        """Give the range of each threshold as a flat record."""
        return [asdict(found) for found in self.ranges]


def measure_firmness(store: EmbeddedStore, name: str, profile: str, lang: str = "en") -> Firmness:
    """Measure how firm a verdict is, from what is in the store.

    :param name: cluster/years/constraint.
    :raises UnknownName: if there is no such diagnosis.
    """
    verdict = Ledger(store, profile).take(name)
    outcome, swept = verdict.judge(), verdict.sweep()
    labels = {
        key.rsplit("/", 1)[-1] if "/verdict/" in key else key: label
        for head in (f"{BASE}profile/{profile}/parameter/", f"{BASE}scheme/verdict/")
        for key, label in _read_labels(store, head, lang).items()
    }
    return Firmness(
        name,
        outcome.verdict,
        outcome.tests,
        tuple(verdict.list_hinges()),
        swept.settings,
        swept.stands,
        tuple(verdict.find_ranges()),
        labels,
    )


def _read_labels(store: EmbeddedStore, head: str, lang: str) -> dict[str, str]:
    query = _LABELS.replace("?lang", f'"{lang}"').replace("?head", f'"{head}"')
    return {row["node"].value: row["label"].value for row in store.select(query)}


def render_firmness(firmness: Firmness, lang: str = "en") -> str:
    """Render how firm a verdict is, with a line a threshold."""
    words: dict[str, Any] = _WORDS[lang]
    label = firmness.labels.get
    verdict = label(firmness.verdict, firmness.verdict)
    lines = [words["support"].format(verdict=verdict, n=len(firmness.tests))]
    told = "sweep" if firmness.stands else "no sweep"
    lines.append(words[told].format(stands=firmness.stands, settings=firmness.settings))
    hinges = ", ".join(firmness.hinges)
    lines.append(words["hinges"].format(sources=hinges) if hinges else words["no hinge"])
    columns: Sequence[str] = words["columns"]
    records = [
        dict(
            zip(
                columns,
                (
                    label(found.parameter, found.parameter),
                    found.value,
                    words["unbounded"] if found.low is None else found.low,
                    words["unbounded"] if found.high is None else found.high,
                    label(found.below, found.below),
                    label(found.above, found.above),
                ),
                strict=True,
            )
        )
        for found in firmness.ranges
    ]
    return "\n".join(lines) + "\n\n" + render_records(records, columns, "table")


_ROW, _LEFT, _WIDE = 28, 330, 360


def render_plot(firmness: Firmness) -> str:
    """Draw the range of each threshold as SVG: a bar for where the verdict stands, a line for it.

    Each bar is drawn to its own scale, from the lower to the higher of its ends and a quarter of
    the way beyond; where nothing bounds it, to the edge.
    """
    rows = [
        _draw(found, firmness.labels.get(found.parameter, found.parameter), n)
        for n, found in enumerate(firmness.ranges)
    ]
    height = _ROW * (len(rows) + 1) + 10
    head = firmness.labels.get(firmness.verdict, firmness.verdict)
    title = escape(f"{firmness.diagnosis}: {head}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_LEFT + _WIDE + 20}" height="{height}" '
        f'font-family="sans-serif" font-size="12" role="img"><title>{title}</title>\n'
        f'<text x="8" y="18" font-weight="bold">{title}</text>\n' + "\n".join(rows) + "\n</svg>\n"
    )


def _draw(found: Range, label: str, n: int) -> str:
    ends = [end for end in (found.low, found.high, found.value) if end is not None]
    room = max((max(ends) - min(ends)) / 4, 1)
    first, last = min(ends) - room, max(ends) + room

    def place(value: float) -> float:
        return _LEFT + _WIDE * (value - first) / (last - first)

    low = _LEFT if found.low is None else place(found.low)
    high = _LEFT + _WIDE if found.high is None else place(found.high)
    y = _ROW * (n + 1)
    bounds = (
        f"{'' if found.low is None else found.low} … {'' if found.high is None else found.high}"
    )
    return (
        f'<text x="8" y="{y + 17}">{escape(label)}</text>'
        f'<rect x="{_LEFT}" y="{y + 6}" width="{_WIDE}" height="14" fill="#eee"/>'
        f'<rect x="{low:.1f}" y="{y + 6}" width="{max(high - low, 2):.1f}" height="14" '
        f'fill="#7aa6c2"><title>{escape(bounds)}</title></rect>'
        f'<line x1="{place(found.value):.1f}" x2="{place(found.value):.1f}" y1="{y + 3}" '
        f'y2="{y + 23}" stroke="#000"/>'
    )
