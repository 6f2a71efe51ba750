"""The verbs that take tables in and give the data out in other forms."""

from pathlib import Path
from typing import Literal

import click

from kg.cli.options import (
    data_option,
    find_folder,
    lang_option,
    open_clusters,
    profile_option,
)
from kg.console import show_progress
from kg.errors import KgError
from kg.executors import count_processes


@click.command("import")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--case", help="slug of the case: letters, digits, hyphens")
@click.option("--into", type=click.Path(path_type=Path), help="the data folder to write to")
@click.option(
    "--template", is_flag=True, help="write empty tables and a README into FOLDER instead"
)
def import_(folder: Path, case: str | None, into: Path | None, template: bool) -> None:
    """Turn the tables in FOLDER into the Turtle files of a case: all of them or none."""
    from kg.tables import import_tables, write_template

    if template:
        written = write_template(folder)
    elif case is None or into is None:
        raise KgError("kg import FOLDER needs --case SLUG and --into DATA (or --template)")
    else:
        written = import_tables(folder, case, into)
    for path in written:
        click.echo(path)


@click.group()
def export() -> None:
    """Give the data out in other forms."""


@export.command("tables")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--case", required=True, help="slug of the case")
@data_option
def export_tables_(folder: Path, case: str, data: Path | None) -> None:
    """Write the tables of a case into FOLDER."""
    from kg.resources import data_dir
    from kg.tables import export_tables

    for path in export_tables(case, find_folder(data) or data_dir(), folder):
        click.echo(path)


@export.command("qca")
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("cases", nargs=-1)
@data_option
@profile_option
@click.option("--complete", type=click.IntRange(1), help="conditions that so many snapshots have")
@click.option("--as-found", is_flag=True, help="take counts as found, unseen ones or not")
def export_qca_(
    folder: Path,
    cases: tuple[str, ...],
    data: Path | None,
    profile: str,
    complete: int | None,
    as_found: bool,
) -> None:
    """Write a data set for QCA (R, fsQCA) into FOLDER, with its calibration."""
    from kg.export import export_qca

    store, name, clusters = open_clusters(data, profile, cases)
    for path in export_qca(store, name, folder, clusters, complete, as_found):
        click.echo(path)


@export.command("csv")
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("cases", nargs=-1)
@data_option
@profile_option
def export_csv_(folder: Path, cases: tuple[str, ...], data: Path | None, profile: str) -> None:
    """Write measures, verdicts, criteria, ties and more as flat tables into FOLDER."""
    from kg.export import export_csv

    store, name, clusters = open_clusters(data, profile, cases)
    for path in export_csv(store, name, folder, clusters):
        click.echo(path)


@export.command("graphml")
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("cases", nargs=-1)
@data_option
@click.option("--snapshot", metavar="YEARS", help="one snapshot (1970-1985) instead of all")
def export_graphml(
    folder: Path, cases: tuple[str, ...], data: Path | None, snapshot: str | None
) -> None:
    """Write the network of each cluster as GraphML into FOLDER."""
    _export_network(folder, "graphml", data, cases, snapshot)


@export.command("gexf")
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("cases", nargs=-1)
@data_option
@click.option("--snapshot", metavar="YEARS", help="one snapshot (1970-1985) instead of all")
def export_gexf(
    folder: Path, cases: tuple[str, ...], data: Path | None, snapshot: str | None
) -> None:
    """Write the network of each cluster as GEXF, with its years for Gephi's timeline."""
    _export_network(folder, "gexf", data, cases, snapshot)


def _export_network(
    folder: Path,
    form: Literal["graphml", "gexf"],
    data: Path | None,
    cases: tuple[str, ...],
    snapshot: str | None,
) -> None:
    from kg.export import export_network

    store, _, clusters = open_clusters(data, "default", cases)
    written, told = export_network(store, folder, form, clusters, snapshot)
    for path in written:
        click.echo(path)
    for line in told:
        click.echo(f"kg: {line}", err=True)


@export.command("report")
@click.argument("folder", type=click.Path(path_type=Path))
@data_option
@lang_option
def export_report(folder: Path, data: Path | None, lang: str) -> None:
    """Write a page a case, and what can be assessed, into FOLDER as Markdown."""
    from kg.opening import open_profiles
    from kg.report import render_report, write_report
    from kg.resources import data_dir

    with show_progress() as progress:
        stores = open_profiles(progress, find_folder(data), count_processes())
    codings = sorted(((find_folder(data) or data_dir()) / "second-coding").glob("*.csv"))
    for path in write_report(render_report(stores, codings, lang), folder):
        click.echo(path)
