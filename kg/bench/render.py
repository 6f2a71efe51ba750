"""The figures in words: records for the command line, JSON, a table with what took longest."""

import json
from collections.abc import Sequence
from dataclasses import fields

from kg.bench.rules import Figures, growth_exponent
from kg.console import Cell, render_records

_RATIOS = ("ratio_load", "ratio_pyshacl")
COLUMNS = (*(f.name for f in fields(Figures) if f.name != "slowest"), *_RATIOS, "exponent")
"""What is told of each size; ``exponent`` is the growth since the first one."""
_IN_TABLE = (
    "clusters", "triples", "inferred", "load_s", "scan_s", "compile_s", "rules_s",
    "compared_s", "pyshacl_s", "same", "ratio_load", "ratio_pyshacl", "exponent", "peak_mb",
)  # fmt: skip


def render_figures(figures: Sequence[Figures], form: str) -> str:
    """Render what was measured as a table, JSON or CSV.

    JSON is a list of objects, one a size, each with the rules that took longest; the table ends
    with those of the last size and with the growth from the first size to the last.
    """
    records = [_to_record(figures[0], each) for each in figures]
    if form == "json":
        told = [
            record | {"slowest": [{"rule": r, "s": _round(s)} for r, s in each.slowest]}
            for record, each in zip(records, figures, strict=True)
        ]
        return json.dumps(told, indent=2) + "\n"
    if form == "csv":
        return render_records(records, COLUMNS, "csv")
    text = render_records(records, _IN_TABLE, "table")
    last = figures[-1]
    slowest: list[dict[str, Cell]] = [
        {"rule": rule, "s": _round(seconds), "of rules_s": f"{seconds / last.rules_s:.0%}"}
        for rule, seconds in last.slowest
        if last.rules_s
    ]
    text += f"\nWhat took longest, {last.clusters} clusters\n"
    text += render_records(slowest, ("rule", "s", "of rules_s"), "table")
    exponent = growth_exponent(figures[0], last)
    if exponent is not None:
        text += f"\nGrowth of rules_s from {figures[0].clusters} to {last.clusters} clusters: "
        text += f"exponent {exponent:.2f}\n"
    return text


def _to_record(first: Figures, figures: Figures) -> dict[str, Cell]:
    told = {name: getattr(figures, name) for name in COLUMNS if name != "exponent"}
    told["exponent"] = growth_exponent(first, figures)
    return {
        name: _round(value) if isinstance(value, float) else value for name, value in told.items()
    }


def _round(value: float) -> float:
    """Round to four significant digits, which is more than a shared machine repeats."""
    return float(f"{value:.4g}")
