"""Clusters side by side: verdicts and measures of their snapshots, what differs first.

Likeness is told from measures of mode share alone: counts grow with what was written about a place,
and the shape of a network off an illustrative roster is no evidence.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

from rich.table import Table

from kg.console import Record, render_table
from kg.diagnose.verdicts import MARKS, in_language
from kg.errors import KgError, UnknownName
from kg.namespaces import BASE
from kg.store import EmbeddedStore

FEWEST_SHARED = 3
"""On how many measures two snapshots must both have a value to be held like each other."""
NEAREST = 3
"""How many of the nearest snapshots are named."""

_SNAPSHOTS = """
SELECT ?s ?cluster ?case WHERE {
  ?s a icl:ClusterSnapshot ; icl:snapshotOf ?cluster ; icl:startYear ?start .
  ?cluster icl:case/skos:notation ?case } ORDER BY ?cluster ?start"""
_VERDICTS = """
SELECT ?s ?constraint ?verdict ?support ?name ?order WHERE {
  ?d a icl:Diagnosis ; icl:snapshot ?s ; icl:constraint ?constraint ; icl:verdict ?verdict ;
    icl:support ?support .
  ?constraint icl:displayOrder ?order ; skos:prefLabel ?name . FILTER(LANG(?name) = ?lang)
} ORDER BY ?order"""
_VALUES = """
SELECT ?s ?measure ?notation ?name ?value ?mode ?decided WHERE {
  ?t a icl:Measurement ; icl:snapshot ?s ; icl:measure ?measure ; icl:value ?value .
  ?measure skos:notation ?notation ; icl:evidenceMode ?mode ; skos:prefLabel ?name .
  OPTIONAL { ?r a icl:TallyReading ; icl:tally ?t ; icl:reading ?plain . BIND(true AS ?decided)
    FILTER(?plain = <https://w3id.org/innocluster/scheme/reading/plain>) }
  FILTER(LANG(?name) = ?lang) } ORDER BY ?notation"""


@dataclass(frozen=True)
class Value:
    """A measured value, and whether there is evidence enough for it to decide."""

    value: float
    decides: bool


@dataclass(frozen=True)
class VerdictRow:
    """The verdicts on one constraint, by snapshot."""

    constraint: str
    label: str
    cells: Mapping[str, tuple[str, int]]
    """The word of the verdict and its support, by snapshot."""

    @property
    def kinds(self) -> int:
        """Count the different verdicts, those that could not be given aside."""
        return len({word for word, _ in self.cells.values() if word != "not-assessable"})


@dataclass(frozen=True)
class MeasureRow:
    """The values of one measure, by snapshot."""

    measure: str
    label: str
    mode: str
    cells: Mapping[str, Value]
    spread: float
    """How far apart they lie, as a part of the range of the measure over the whole graph."""


@dataclass(frozen=True)
class Likeness:
    """How near a snapshot of another cluster is."""

    snapshot: str
    other: str
    distance: float
    """The mean difference over the measures both have, each as a part of its range."""
    shared: int
    """On how many measures."""


@dataclass(frozen=True)
class Comparison:
    """Snapshots side by side."""

    snapshots: tuple[str, ...]
    verdicts: tuple[VerdictRow, ...]
    measures: tuple[MeasureRow, ...]
    similar: tuple[Likeness, ...]

    def as_dict(self) -> dict[str, Any]:
        """Give the whole as plain values, for JSON."""
        return asdict(self)

    def as_records(self) -> list[Record]:
        """Give one flat record a cell, for CSV."""
        found: list[Record] = []
        for row in self.verdicts:
            for snapshot, (word, support) in row.cells.items():
                found.append(_record("verdict", row.constraint, row.label, snapshot, word, support))
        for line in self.measures:
            for snapshot, value in line.cells.items():
                decides = int(value.decides)
                found.append(
                    _record("measure", line.measure, line.label, snapshot, value.value, decides)
                )
        for near in self.similar:
            found.append(
                _record(
                    "similar", near.other, near.other, near.snapshot, near.distance, near.shared
                )
            )
        return found


def _record(
    what: str, key: str, label: str, snapshot: str, value: str | float, beside: int
) -> Record:
    """Give a cell; ``beside`` is the support, whether it decides, or the measures shared."""
    return {
        "what": what,
        "key": key,
        "label": label,
        "snapshot": snapshot,
        "value": value,
        "beside": beside,
    }


def compare_clusters(store: EmbeddedStore, names: Sequence[str], lang: str = "en") -> Comparison:
    """Compare the snapshots of clusters.

    :param names: cases, clusters, or single snapshots (cluster/1970-1985); at least two snapshots
        in all.
    :raises UnknownName: if there is no such case, cluster or snapshot.
    :raises KgError: if there is nothing to compare.
    """
    every = [
        (_path(row["s"].value), row["cluster"].value.rsplit("/", 1)[-1], row["case"].value)
        for row in store.select(_SNAPSHOTS)
    ]
    chosen: list[str] = []
    for name in names:
        found = [path for path, cluster, case in every if name in (path, cluster, case)]
        if not found:
            known = sorted({n for triple in every for n in triple})
            raise UnknownName("case, cluster or snapshot", name, known)
        chosen += [path for path in found if path not in chosen]
    if len(chosen) < 2:
        raise KgError("name at least two snapshots, or a cluster that has two")
    verdicts = _list_verdicts(store, chosen, lang)
    rows, values = _list_measures(store, lang)
    ranges = {m: _find_range(cells) for m, cells in values.items()}
    measures = [
        MeasureRow(m, label, mode, cells, _spread(cells, ranges[m]))
        for m, (label, mode) in rows.items()
        if (cells := {s: values[m][s] for s in chosen if s in values[m]})
    ]
    return Comparison(
        tuple(chosen),
        tuple(sorted(verdicts, key=lambda row: -row.kinds)),
        tuple(sorted(measures, key=_by_difference)),
        tuple(_find_similar(chosen, every, rows, values, ranges)),
    )


def _by_difference(row: MeasureRow) -> tuple[bool, float]:
    """Put first what can be compared and differs most."""
    return len(row.cells) < 2, -row.spread


def _list_verdicts(store: EmbeddedStore, chosen: Sequence[str], lang: str) -> list[VerdictRow]:
    cells: dict[str, dict[str, tuple[str, int]]] = defaultdict(dict)
    labels: dict[str, str] = {}
    for row in store.select(in_language(_VERDICTS, lang)):
        constraint, snapshot = row["constraint"].value.rsplit("/", 1)[-1], _path(row["s"].value)
        labels[constraint] = row["name"].value
        if snapshot in chosen:
            word = row["verdict"].value.rsplit("/", 1)[-1]
            cells[constraint][snapshot] = (word, int(row["support"].value))
    return [VerdictRow(c, label, cells[c]) for c, label in labels.items()]


def _list_measures(
    store: EmbeddedStore, lang: str
) -> tuple[dict[str, tuple[str, str]], dict[str, dict[str, Value]]]:
    """Give label and mode of every measure, and its values by snapshot over the whole graph."""
    rows: dict[str, tuple[str, str]] = {}
    values: dict[str, dict[str, Value]] = defaultdict(dict)
    for row in store.select(in_language(_VALUES, lang)):
        measure = row["notation"].value
        rows[measure] = (row["name"].value, row["mode"].value.rsplit("/", 1)[-1])
        told = Value(float(row["value"].value), "decided" in row)
        values[measure][_path(row["s"].value)] = told
    return rows, values


def _find_range(cells: Mapping[str, Value]) -> float:
    found = [value.value for value in cells.values()]
    return max(found) - min(found)


def _spread(cells: Mapping[str, Value], whole: float) -> float:
    return round(_find_range(cells) / whole, 6) if whole else 0.0


def _find_similar(
    chosen: Sequence[str],
    every: Sequence[tuple[str, str, str]],
    rows: Mapping[str, tuple[str, str]],
    values: Mapping[str, Mapping[str, Value]],
    ranges: Mapping[str, float],
) -> list[Likeness]:
    """Find for each chosen snapshot the nearest ones of other clusters in the graph."""
    cluster_of = {path: cluster for path, cluster, _ in every}
    shares = [m for m, (_, mode) in rows.items() if mode == "share" and ranges[m]]
    near: dict[str, list[Likeness]] = defaultdict(list)
    for one, other in combinations(cluster_of, 2):
        if cluster_of[one] == cluster_of[other]:
            continue
        apart = [
            abs(values[m][one].value - values[m][other].value) / ranges[m]
            for m in shares
            if _decides(values[m], one) and _decides(values[m], other)
        ]
        if len(apart) < FEWEST_SHARED:
            continue
        distance = round(sum(apart) / len(apart), 6)
        near[one].append(Likeness(one, other, distance, len(apart)))
        near[other].append(Likeness(other, one, distance, len(apart)))
    return [
        likeness
        for snapshot in chosen
        for likeness in sorted(near[snapshot], key=lambda n: (n.distance, n.other))[:NEAREST]
    ]


def _decides(cells: Mapping[str, Value], snapshot: str) -> bool:
    return snapshot in cells and cells[snapshot].decides


def _path(snapshot: str) -> str:
    return snapshot.removeprefix(f"{BASE}id/snapshot/")


_WORDS = {
    "en": {
        "constraint": "constraint",
        "measure": "measure",
        "similar": "nearest snapshots of other clusters (mean difference over shared shares)",
        "none": "no snapshot of another cluster shares enough measures",
        "note": "values in brackets have too little evidence to decide; differences come first",
    },
    "ko": {
        "constraint": "제약",
        "measure": "지표",
        "similar": "다른 클러스터의 가장 가까운 진단 구간(공유한 비중 지표의 평균 차이)",
        "none": "충분한 지표를 공유하는 다른 클러스터의 진단 구간이 없음",
        "note": "괄호 안의 값은 근거가 부족해 판정에 쓰이지 않음. 차이가 큰 것부터 표시",
    },
}


def render_comparison(found: Comparison, lang: str = "en") -> str:
    """Render snapshots side by side: verdicts, measures, and what is near."""
    words = _WORDS[lang]
    verdicts = _start(words["constraint"], found.snapshots)
    for row in found.verdicts:
        cells = (row.cells.get(s) for s in found.snapshots)
        verdicts.add_row(row.label, *(f"{MARKS[c[0]]} {c[1]}" if c else "" for c in cells))
    measures = _start(words["measure"], found.snapshots)
    for line in found.measures:
        shown = (line.cells.get(s) for s in found.snapshots)
        measures.add_row(f"{line.measure} {line.label}", *(_show(v) for v in shown))
    near = [f"  {n.snapshot}: {n.other} ({n.distance:.3f}; {n.shared})" for n in found.similar] or [
        f"  {words['none']}"
    ]
    parts = [render_table(verdicts), render_table(measures), words["note"]]
    return "\n".join([*parts, "", words["similar"], *near]) + "\n"


def _start(first: str, snapshots: Sequence[str]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(first, overflow="fold")
    for snapshot in snapshots:
        cluster, _, years = snapshot.rpartition("/")
        table.add_column(f"{cluster}\n{years}", overflow="fold")
    return table


def _show(value: Value | None) -> str:
    if value is None:
        return ""
    return f"{value.value:.3g}" if value.decides else f"({value.value:.3g})"
