"""Verbs that make the graph, check it and serve it."""

import sys
from pathlib import Path

import click

from kg.cli.options import (
    data_option,
    find_folder,
    format_option,
    lang_option,
    refuse_turtle,
)
from kg.console import render_records, show_progress
from kg.executors import count_processes


@click.command()
@data_option
@click.option("--into", type=click.Path(path_type=Path), help="a new folder for the build")
@click.option(
    "--explain-rules",
    is_flag=True,
    help="show each rule's stratum, time, triples and query instead",
)
@format_option
def build(data: Path | None, into: Path | None, explain_rules: bool, form: str) -> None:
    """Build the graph from ontology, rules and data; write the path of its N-Quads file."""
    if explain_rules:
        _explain_rules(data, form)
        return
    from kg.pipeline import build as build_graph

    with show_progress() as progress:
        path = build_graph(progress, data=find_folder(data), into=into, processes=count_processes())
    click.echo(path)


def _explain_rules(data: Path | None, form: str) -> None:
    from kg.inputs import find_inputs
    from kg.read.profiles import find_profile, read_profile
    from kg.watching import watch_rules

    refuse_turtle(form)
    with show_progress() as progress:
        profile = read_profile(find_profile("default"))
        runs = watch_rules(find_inputs(find_folder(data)), profile, progress)
    records = [run.as_record() for run in runs]
    columns = ["stratum", "rule", "runs_in", "seconds", "triples"]
    if form == "table":
        click.echo(render_records(records, columns, form), nl=False)
        for run in runs:
            click.echo(f"\n# {run.rule}, stratum {run.stratum}\n{run.query.strip()}")
        return
    click.echo(render_records(records, [*columns, "query"], form), nl=False)


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@data_option
@lang_option
@click.option("--owl", is_flag=True, help="also the OWL profile and consistency (needs Java)")
def check(files: tuple[Path, ...], data: Path | None, lang: str, owl: bool) -> None:
    """Check FILES, or all data, ontology and the build, against the shapes."""
    from kg.checking import check_all, check_files

    with show_progress() as progress:
        lines, well = (
            check_files(files, lang) if files else check_all(find_folder(data), lang, owl, progress)
        )
    for line in lines:
        click.echo(line)
    if not well:
        sys.exit(1)
    click.echo("all conforms" + (", with the warnings above" if lines else ""), err=True)


@click.command()
@data_option
@click.option("--host", default="127.0.0.1", show_default=True, envvar="KG_HOST")
@click.option(
    "--port", default=5000, show_default=True, type=click.IntRange(1, 65535), envvar="KG_PORT"
)
def serve(data: Path | None, host: str, port: int) -> None:
    """Build what has changed, then serve SPARQL and pages."""
    from functools import partial

    from kg.pipeline import build as build_graph
    from kg.serve import create_app
    from kg.serve.run import run

    with show_progress() as progress:
        dataset = build_graph(progress, data=find_folder(data), processes=count_processes())
    run(host, port, partial(create_app, {"DATASET": dataset}))
