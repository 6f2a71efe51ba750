"""The verb that tries other evidence."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import data_option, find_folder, format_option, profile_option, refuse_turtle
from kg.console import render_records, show_progress
from kg.errors import KgError, UnknownName

if TYPE_CHECKING:
    from kg.diagnose.assuming import Edit
    from kg.material import Material


@click.command()
@click.argument("case")
@data_option
@profile_option
@click.option(
    "--add", "files", multiple=True, type=click.Path(path_type=Path), metavar="FILE.ttl",
    help="statements of a Turtle file",
)  # fmt: skip
@click.option(
    "--add-tie", "ties", multiple=True, nargs=3, metavar="A B KIND",
    help="a tie between two actors, by their slugs",
)  # fmt: skip
@click.option("--years", metavar="FROM-TO", help="the years of the ties added; else all documented")
@click.option("--remove", multiple=True, metavar="IRI", help="a statement, with all said of it")
@click.option(
    "--flip", metavar="DIAGNOSIS", help="find the smallest edits that turn cluster/years/constraint"
)
@click.option(
    "--limit", default=16, show_default=True, type=click.IntRange(1, 16), help="edits of --flip"
)
@format_option
def whatif(
    case: str,
    data: Path | None,
    profile: str,
    files: tuple[Path, ...],
    ties: tuple[tuple[str, str, str], ...],
    years: str | None,
    remove: tuple[str, ...],
    flip: str | None,
    limit: int,
    form: str,
) -> None:
    """Show which verdicts of CASE would be others if the evidence were.

    Nothing is stored: the case is inferred anew in memory, with what is added and without what is
    removed. An edit that breaks a shape is refused.
    """
    from kg.opening import open_material
    from kg.trying import edit_material, find_flips, list_changes, run_trial

    refuse_turtle(form)
    edits = bool(files or ties or remove)
    if edits == (flip is not None):
        raise KgError("kg whatif CASE needs --add, --add-tie or --remove, or else --flip")
    with show_progress() as progress:
        material, chosen, _ = open_material(progress, case, find_folder(data), profile)
        if flip is not None:
            found = find_flips(material, chosen, flip, limit, progress)
            columns = ("kind", "edits", "verdict", "told")
            click.echo(render_records([f.as_record() for f in found], columns, form), nl=False)
            return
        edit = _read_edit(material, files, ties, years, remove)
        before = run_trial(material, chosen)
        after = run_trial(edit_material(material, edit), chosen)
    changes = list_changes(edit.told, before.verdicts, after.verdicts)
    moved = [
        {"measurement": name, "before": before.measures.get(name, ""), "after": value}
        for name, value in sorted(after.measures.items())
        if before.measures.get(name) != value
    ]
    if form == "json":
        told = {"verdicts": [c.as_record() for c in changes], "measurements": moved}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    records = [{"diagnosis": c.diagnosis, "before": c.before, "after": c.after} for c in changes]
    if form == "csv":
        click.echo(render_records(records, ("diagnosis", "before", "after"), "csv"), nl=False)
        return
    click.echo(f"{edit.told}: {len(changes)} verdicts and {len(moved)} measurements change\n")
    if changes:
        click.echo(render_records(records, ("diagnosis", "before", "after"), "table"))
    if moved:
        click.echo(render_records(moved, ("measurement", "before", "after"), "table"), nl=False)


def _read_edit(
    material: "Material",
    files: tuple[Path, ...],
    ties: tuple[tuple[str, str, str], ...],
    years: str | None,
    remove: tuple[str, ...],
) -> "Edit":
    from kg.diagnose.assuming import Assumptions, Edit
    from kg.read import read_turtle
    from kg.trying import find_documented, list_actors, list_tie_kinds, read_edit

    edit = Edit("")
    for path in files:
        edit = edit.join(read_edit(path, read_turtle(path)))
    clusters = find_documented(material)
    made = Assumptions(material.case, next(iter(clusters)))
    span = _read_years(years) if years else next(iter(clusters.values()))
    actors, kinds = list_actors(material), list_tie_kinds(material)
    for first, second, kind in ties:
        for slug in (first, second):
            if slug not in actors:
                raise UnknownName("actor", slug, sorted(actors))
        if kind not in kinds:
            raise UnknownName("tie kind", kind, sorted(kinds))
        edit = edit.join(made.add_tie(actors[first], actors[second], kind, span))
    if remove:
        gone = frozenset(iri.strip("<>") for iri in remove)
        names = ", ".join(sorted(iri.rsplit("/", 1)[-1] for iri in gone))
        edit = edit.join(Edit(f"without {names}", removed=gone))
    return edit


def _read_years(years: str) -> tuple[int, int]:
    first, dash, last = years.partition("-")
    if not (dash and first.isdigit() and last.isdigit() and int(first) <= int(last)):
        raise KgError(f"--years {years}: write FROM-TO, such as 1970-1985")
    return int(first), int(last)
