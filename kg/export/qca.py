"""A data set for the R package QCA and for fsQCA: a snapshot a row, criteria as calibrated sets."""

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from kg.console import Record
from kg.diagnose.verdicts import list_verdicts
from kg.errors import KgError
from kg.export.calibration import find_anchors
from kg.export.clusters import Snapshot, list_snapshots
from kg.export.conditions import (
    Condition,
    find_membership,
    find_value,
    list_conditions,
    name_column,
    read_values,
)
from kg.export.guide import render_guide
from kg.export.writing import NUMBER, TEXT, WHOLE, Column, Table, render_table, write_folder
from kg.store import EmbeddedStore

VERDICT_MEMBERSHIPS = {"indicated": "1", "tentative": "0.67", "not-indicated": "0"}
"""Verdicts as fuzzy values; a tentative one is more in than out, the rest has none."""

_CASE = Column("CASE", TEXT, "cluster and first year of the snapshot")
_CALIBRATION = (
    Column("condition", TEXT, "column of the data set"),
    Column("measure", TEXT, "id of the measure"),
    Column("label_en", TEXT, "the criterion in English"),
    Column("label_ko", TEXT, "the criterion in Korean"),
    Column("direction", TEXT, "which values meet the criterion"),
    Column("threshold", WHOLE, "threshold of the criterion"),
    Column("full_out", NUMBER, "value of membership 0.05"),
    Column("crossover", NUMBER, "value of membership 0.5"),
    Column("full_in", NUMBER, "value of membership 0.95"),
    Column("sweep_from", WHOLE, "lower end of the sweep"),
    Column("sweep_to", WHOLE, "upper end of the sweep"),
    Column("unit", TEXT, "unit of all these values"),
    Column("curve", TEXT, "logistic; crisp (1 or 0) without a sweep; none without a threshold"),
    Column("cases", WHOLE, "snapshots that have a membership"),
    Column("constraints", TEXT, "constraints in whose rules the criterion stands"),
    Column("grounding", TEXT, "on what the threshold is grounded"),
    Column("source", TEXT, "where the threshold stands"),
)
_CASES = (
    _CASE,
    Column("case_study", TEXT, "case the cluster belongs to"),
    Column("cluster", TEXT, "id of the cluster"),
    Column("label_en", TEXT, "the cluster in English"),
    Column("label_ko", TEXT, "the cluster in Korean"),
    Column("start", WHOLE, "first year"),
    Column("end", WHOLE, "last year"),
)
_Memberships = Mapping[tuple[str, str], float]


def export_qca(
    store: EmbeddedStore,
    profile: str,
    folder: Path,
    clusters: Collection[str] | None = None,
    complete: int | None = None,
    as_found: bool = False,
) -> list[Path]:
    """Write a QCA data set into a folder.

    :param clusters: the clusters whose snapshots are the cases; without them, all.
    :param complete: also write the conditions that at least so many snapshots have, and the
        snapshots that have them all.
    :param as_found: take counts as they were found, also where more may have gone unseen.
    :returns: the files written.
    :raises UnknownName: if there is no such cluster.
    :raises KgError: if nothing is left for ``complete``, or the folder has such files already.
    """
    return write_folder(render_qca(store, profile, clusters, complete, as_found), folder)


def render_qca(
    store: EmbeddedStore,
    profile: str,
    clusters: Collection[str] | None = None,
    complete: int | None = None,
    as_found: bool = False,
) -> dict[str, str]:
    """Render the files of a QCA data set, by name."""
    snapshots = list_snapshots(store, clusters)
    conditions = list_conditions(store, profile)
    readings = read_values(store, profile)
    values = {
        (s.iri, c.name): value
        for s in snapshots
        for c in conditions
        if (value := find_value(c, s.iri, readings, as_found)) is not None
    }
    memberships = {
        (s.iri, c.name): membership
        for s in snapshots
        for c in conditions
        if (membership := find_membership(c, values.get((s.iri, c.name)))) is not None
    }
    shown = {cell: _decimal(value) for cell, value in values.items()}
    fixed = {cell: f"{membership:.4f}" for cell, membership in memberships.items()}
    tables = [
        _tabulate("memberships", snapshots, conditions, fixed),
        _tabulate("values", snapshots, conditions, shown),
        Table("cases", "", _CASES, [_describe_case(s) for s in snapshots]),
        Table("calibration", "", _CALIBRATION, _calibrations(snapshots, conditions, memberships)),
        _tabulate_verdicts(store, snapshots),
    ]
    kept = conditions
    if complete is not None:
        rows, kept = select_complete(snapshots, conditions, memberships, complete)
        tables.append(_tabulate("complete", rows, kept, fixed))
    texts = {f"{table.name}.csv": render_table(table) for table in tables}
    names = [c.name for c in kept]
    return texts | {"README.txt": render_guide(profile, names, complete, as_found)}


def select_complete(
    snapshots: Sequence[Snapshot],
    conditions: Sequence[Condition],
    memberships: _Memberships,
    least: int,
) -> tuple[list[Snapshot], list[Condition]]:
    """Select the conditions that enough snapshots have, and the snapshots that have them all.

    :raises KgError: if no condition, or no snapshot, is left.
    """
    counts = {c.name: sum((s.iri, c.name) in memberships for s in snapshots) for c in conditions}
    columns = [c for c in conditions if counts[c.name] >= least]
    if not columns or least < 1:
        most = max(counts.values(), default=0)
        raise KgError(
            f"--complete {least}: the fullest condition has {most} snapshots; "
            f"name a number from 1 to {most}"
        )
    rows = [s for s in snapshots if all((s.iri, c.name) in memberships for c in columns)]
    if not rows:
        raise KgError(
            f"--complete {least}: no snapshot has all {len(columns)} conditions; "
            "name a larger number, so that fewer conditions are kept"
        )
    return rows, columns


def name_case(snapshot: Snapshot) -> str:
    """Give the id of a case: cluster and first year, without blanks and hyphens."""
    return f"{snapshot.cluster.replace('-', '_')}_{snapshot.start}"


def _tabulate(
    name: str,
    snapshots: Sequence[Snapshot],
    conditions: Sequence[Condition],
    cells: Mapping[tuple[str, str], str],
) -> Table:
    columns = (_CASE, *(Column(c.name, NUMBER, c.label_en) for c in conditions))
    rows: list[Record] = [
        {"CASE": name_case(s)} | {c.name: cells.get((s.iri, c.name)) for c in conditions}
        for s in snapshots
    ]
    return Table(name, "", columns, rows)


def _tabulate_verdicts(store: EmbeddedStore, snapshots: Sequence[Snapshot]) -> Table:
    cells: dict[tuple[str, int], dict[str, str | None]] = {}
    names: dict[str, None] = {}
    for cluster in dict.fromkeys(s.cluster for s in snapshots):
        for verdict in list_verdicts(store, cluster):
            name = f"V_{name_column(verdict.name.rsplit('/', 1)[-1])}"
            names[name] = None
            row = cells.setdefault((cluster, verdict.start), {})
            row[name] = VERDICT_MEMBERSHIPS.get(verdict.verdict)
    columns = (_CASE, *(Column(name, NUMBER, "") for name in names))
    rows: list[Record] = [
        {"CASE": name_case(s), **cells.get((s.cluster, s.start), {})} for s in snapshots
    ]
    return Table("verdicts", "", columns, rows)


def _describe_case(snapshot: Snapshot) -> Record:
    return {
        "CASE": name_case(snapshot),
        "case_study": snapshot.case,
        "cluster": snapshot.cluster,
        "label_en": snapshot.label_en,
        "label_ko": snapshot.label_ko,
        "start": snapshot.start,
        "end": snapshot.end,
    }


def _calibrations(
    snapshots: Sequence[Snapshot], conditions: Sequence[Condition], memberships: _Memberships
) -> list[Record]:
    return [
        _describe(c, sum((s.iri, c.name) in memberships for s in snapshots)) for c in conditions
    ]


def _describe(condition: Condition, cases: int) -> Record:
    threshold = condition.threshold
    anchors = find_anchors(threshold) if threshold else None
    curve = "logistic" if anchors else "crisp" if threshold else "none"
    return {
        "condition": condition.name,
        "measure": condition.measure,
        "label_en": condition.label_en,
        "label_ko": condition.label_ko,
        "direction": ("at least" if threshold.at_least else "at most") if threshold else None,
        "threshold": threshold.value if threshold else None,
        "full_out": _decimal(anchors.out) if anchors else None,
        "crossover": _decimal(anchors.crossover) if anchors else None,
        "full_in": _decimal(anchors.full) if anchors else None,
        "sweep_from": threshold.low if threshold else None,
        "sweep_to": threshold.high if threshold else None,
        "unit": condition.unit,
        "curve": curve,
        "cases": cases,
        "constraints": "; ".join(condition.constraints),
        "grounding": condition.grounding,
        "source": "; ".join(condition.sources),
    }


def _decimal(value: Fraction) -> str:
    """Give a fraction with at most four places.

    >>> _decimal(Fraction(7, 2)), _decimal(Fraction(250)), _decimal(Fraction(1000, 3))
    ('3.5', '250', '333.3333')
    """
    return f"{float(value):.4f}".rstrip("0").rstrip(".")
