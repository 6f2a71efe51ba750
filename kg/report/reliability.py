"""Two coders side by side, as a section of the coding rules."""

from collections.abc import Sequence

from kg.report.markdown import render_rows
from kg.tables.reliability import Reliability


def render_reliability(found: Sequence[Reliability]) -> str:
    """Render agreement field by field, and every disagreement."""
    fields = [field.field for field in found[0].fields] if found else []
    rows = [
        [r.case, str(r.rows), str(r.ties), str(r.alone)]
        for r in found
    ]  # fmt: skip
    parts = [
        render_rows(["case", "rows coded twice", "ties both found", "ties one found"], rows),
        "Share of ties on whose field the two agree, an empty cell being a value; in brackets "
        "Cohen's κ, a dash where chance alone would agree on all:",
    ]
    cells = []
    for name in fields:
        line = [name]
        for reliability in found:
            field = next(f for f in reliability.fields if f.field == name)
            share = "–" if field.share is None else f"{float(field.share):.2f}"
            kappa = "–" if field.kappa is None else f"{float(field.kappa):.2f}"
            line.append(f"{share} ({kappa})")
        cells.append(line)
    parts.append(render_rows(["field", *(r.case for r in found)], cells))
    differing = [
        [r.case, d.tie, " – ".join(d.parties), d.field, d.first or "(empty)", d.second or "(empty)"]
        for r in found
        for d in r.disagreements
    ]
    parts.append("What they fill in differently:")
    columns = ["case", "tie", "parties", "field", "first coder", "second coder"]
    parts.append(render_rows(columns, differing))
    return "\n\n".join(parts)
