"""The command line: arguments in, exit code out.

0 done, 1 a negative answer (something does not conform), 2 bad input: one clear line a fault.
"""

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from kg import __version__
from kg.console import render_records, show_progress
from kg.errors import KgError, QueryError
from kg.executors import count_processes
from kg.store import EmbeddedStore

if TYPE_CHECKING:
    from kg.diagnose.selection import ClaimSelection
    from kg.opening import Opened

FORMATS = click.Choice(["table", "csv", "json", "ttl"])
LANGUAGES = click.Choice(["en", "ko"])

data_option = click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="a folder of cases in place of the shipped ones",
)
format_option = click.option(
    "--format", "form", type=FORMATS, default="table", show_default=True, help="how to write it"
)
profile_option = click.option(
    "--profile",
    default="default",
    show_default=True,
    help="name of a profile (default, seed-literal, relative, strict), or a Turtle file",
)
lang_option = click.option(
    "--lang", type=LANGUAGES, default="en", show_default=True, help="language of labels"
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kg")
def cli() -> None:
    """Evidence on innovation clusters, and the institutional diagnoses that follow from it."""


@cli.command()
@data_option
@click.option("--into", type=click.Path(path_type=Path), help="a new folder for the build")
def build(data: Path | None, into: Path | None) -> None:
    """Build the graph from ontology, rules and data; write the path of its N-Quads file."""
    from kg.pipeline import build as build_graph

    with show_progress() as progress:
        path = build_graph(progress, data=_folder(data), into=into, processes=count_processes())
    click.echo(path)


@cli.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@data_option
@lang_option
@click.option("--owl", is_flag=True, help="also the OWL profile and consistency (needs Java)")
def check(files: tuple[Path, ...], data: Path | None, lang: str, owl: bool) -> None:
    """Check FILES, or all data, ontology and the build, against the shapes."""
    from kg.checking import check_all, check_files

    with show_progress() as progress:
        lines, well = (
            check_files(files, lang) if files else check_all(_folder(data), lang, owl, progress)
        )
    for line in lines:
        click.echo(line)
    if not well:
        sys.exit(1)
    click.echo("all conforms" + (", with the warnings above" if lines else ""), err=True)


@cli.command()
@click.argument("case", required=False)
@data_option
@profile_option
@click.option("--without", multiple=True, metavar="SOURCE", help="leave a source out")
@click.option("--only", multiple=True, metavar="SOURCE", help="keep this source alone")
@format_option
@lang_option
def diagnose(
    case: str | None,
    data: Path | None,
    profile: str,
    without: tuple[str, ...],
    only: tuple[str, ...],
    form: str,
    lang: str,
) -> None:
    """Show the verdicts for every snapshot of CASE (a case or a cluster), or of all.

    --without and --only may be given several times; they diagnose CASE anew as if only those
    sources had been read, and name the verdicts that come out another way.
    """
    from kg.diagnose.verdicts import list_verdicts, render_changes, render_matrix, select_turtle

    selection = _selection(case, without, only)
    opened = _open_profile(data, profile, case, selection)
    if selection and not opened.claims:
        told = f"{case}: with this selection none of {opened.all_claims} claims is left"
        click.echo(f"{told}, so nothing can be diagnosed", err=True)
        sys.exit(1)
    if form == "ttl":
        click.echo(select_turtle(opened.store, opened.clusters, opened.profile), nl=False)
        return
    verdicts = [v for c in opened.clusters for v in list_verdicts(opened.store, c, lang)]
    if form == "table":
        click.echo(render_matrix(verdicts, lang, opened.profile), nl=False)
        if selection:
            whole = _open_profile(data, profile, case, None)
            before = [v for c in whole.clusters for v in list_verdicts(whole.store, c, lang)]
            click.echo(render_changes(before, verdicts, opened.claims, opened.all_claims, lang))
        return
    records = [v.as_record() for v in verdicts]
    click.echo(render_records(records, list(records[0]) if records else [], form), nl=False)


@cli.command()
@click.argument("diagnosis")
@data_option
@profile_option
@lang_option
@click.option("--brief", is_flag=True, help="the criteria only, without the evidence")
@format_option
def explain(
    diagnosis: str, data: Path | None, profile: str, lang: str, brief: bool, form: str
) -> None:
    """Say why: DIAGNOSIS (cluster/years/constraint) down to the source of all that counts."""
    from kg.diagnose.explain import explain_diagnosis
    from kg.diagnose.render import list_path, render_explanation

    store = _open_profile(data, profile).store
    found = explain_diagnosis(store, diagnosis, lang)
    if form == "json":
        click.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))
    elif form == "table":
        click.echo(render_explanation(found, lang, evidence=not brief), nl=False)
    elif form == "csv":
        records = list_path(found)
        click.echo(render_records(records, list(records[0]), "csv"), nl=False)
    else:
        from kg.diagnose.verdicts import select_path_turtle

        click.echo(select_path_turtle(store, found), nl=False)


@cli.command()
@click.argument("case", required=False)
@data_option
@profile_option
@format_option
@lang_option
def agreement(case: str | None, data: Path | None, profile: str, form: str, lang: str) -> None:
    """Hold the diagnoses of CASE, or of all, against what authors judge."""
    from kg.diagnose.agreement import (
        Agreement,
        find_tuning,
        list_agreement,
        list_oppositions,
        render_agreement,
    )

    _refuse_turtle(form)
    opened = _open_profile(data, profile, case)
    found = list_agreement(opened.store, opened.clusters, lang)
    if form == "table":
        opposed = list_oppositions(opened.store, opened.clusters, lang)
        tuning = find_tuning(opened.store, opened.profile, lang)
        click.echo(render_agreement(found, opposed, tuning, lang), nl=False)
        return
    columns = list(Agreement.__dataclass_fields__)
    click.echo(render_records([a.as_record() for a in found], columns, form), nl=False)


@cli.command()
@click.argument("clusters", nargs=-1, required=True)
@data_option
@profile_option
@format_option
@lang_option
def compare(
    clusters: tuple[str, ...], data: Path | None, profile: str, form: str, lang: str
) -> None:
    """Put CLUSTERS side by side: cases, clusters or snapshots (cluster/1970-1985).

    Shows verdicts and measures, what differs first, and the nearest snapshots of other clusters.
    """
    from kg.diagnose.comparison import compare_clusters, render_comparison

    _refuse_turtle(form)
    found = compare_clusters(_open_profile(data, profile).store, clusters, lang)
    if form == "json":
        click.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))
    elif form == "csv":
        records = found.as_records()
        click.echo(render_records(records, list(records[0]), "csv"), nl=False)
    else:
        click.echo(render_comparison(found, lang), nl=False)


@cli.command()
@click.argument("file")
@data_option
@click.option("--param", "params", multiple=True, metavar="NAME=VALUE", help="value of a variable")
@format_option
def query(file: str, data: Path | None, params: tuple[str, ...], form: str) -> None:
    """Run the SPARQL query in FILE (- for standard input) over the graph."""
    from kg.querying import run_query

    text = _read_query(file)
    values = dict(_split(p) for p in params)
    click.echo(run_query(_open(data), text, values, form), nl=False)


@cli.command("import")
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


@cli.group()
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

    for path in export_tables(case, _folder(data) or data_dir(), folder):
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

    store, name, clusters = _open_clusters(data, profile, cases)
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

    store, name, clusters = _open_clusters(data, profile, cases)
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

    store, _, clusters = _open_clusters(data, "default", cases)
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
        stores = open_profiles(progress, _folder(data), count_processes())
    codings = sorted(((_folder(data) or data_dir()) / "second-coding").glob("*.csv"))
    for path in write_report(render_report(stores, codings, lang), folder):
        click.echo(path)


@cli.command()
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
        dataset = build_graph(progress, data=_folder(data), processes=count_processes())
    run(host, port, partial(create_app, {"DATASET": dataset}))


def _folder(data: Path | None) -> Path | None:
    if data is not None and not (data / "cases").is_dir():
        raise KgError(
            f"{data}: no folder 'cases' in it; name a data folder such as kg import writes"
        )
    return data


def _refuse_turtle(form: str) -> None:
    if form == "ttl":
        raise KgError("--format ttl is for graphs; use table, csv or json here")


def _open_clusters(
    data: Path | None, profile: str, cases: tuple[str, ...]
) -> tuple[EmbeddedStore, str, list[str]]:
    """Open the graph, and give the clusters of the cases named, or all."""
    from kg.opening import find_clusters

    opened = _open_profile(data, profile)
    named = [c for case in cases for c in find_clusters(opened.store, case, data)]
    return opened.store, opened.profile, list(dict.fromkeys(named)) or list(opened.clusters)


def _selection(
    case: str | None, without: tuple[str, ...], only: tuple[str, ...]
) -> "ClaimSelection | None":
    from kg.diagnose.selection import ClaimSelection

    if not without and not only:
        return None
    if without and only:
        raise KgError("--without and --only contradict each other; give one of them")
    if case is None:
        raise KgError("--without and --only need a CASE, whose sources they name")
    return ClaimSelection(frozenset(without or only), keeps=bool(only))


def _open_profile(
    data: Path | None,
    profile: str,
    case: str | None = None,
    selection: "ClaimSelection | None" = None,
) -> "Opened":
    from kg.opening import open_graph, open_selection

    with show_progress() as progress:
        if selection and case:
            return open_selection(
                progress, selection, case, _folder(data), profile, count_processes()
            )
        return open_graph(progress, _folder(data), profile, case, count_processes())


def _open(data: Path | None) -> EmbeddedStore:
    return _open_profile(data, "default").store


def _read_query(file: str) -> str:
    try:
        if file == "-":
            return sys.stdin.buffer.read().decode("utf-8")
        return Path(file).read_text(encoding="utf-8")
    except OSError as error:
        raise KgError(f"{file}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise KgError(f"{file}: is not UTF-8 text; save it as UTF-8") from error


def _split(param: str) -> tuple[str, str]:
    name, equals, value = param.partition("=")
    if not equals or not name:
        raise QueryError(f"--param {param}: write NAME=VALUE")
    return name.lstrip("?$"), value


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its code.

    click's own runner is not used: it takes a closed pipe for a failure.
    """
    try:
        with cli.make_context("kg", sys.argv[1:] if arguments is None else arguments) as context:
            cli.invoke(context)
        sys.stdout.flush()
        code = 0
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except (click.exceptions.Abort, KeyboardInterrupt):
        code = 130
    except click.ClickException as error:
        click.echo(f"kg: {error.format_message()} (see kg --help)", err=True)
        code = 2
    except KgError as error:
        click.echo("\n".join(f"kg: {line}" for line in str(error).splitlines()), err=True)
        code = 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code)


if __name__ == "__main__":
    main()
