"""Verbs that ask the graph: verdicts, why, who agrees, what differs, any query."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import (
    data_option,
    find_folder,
    format_option,
    lang_option,
    open_profile,
    open_store,
    profile_option,
    refuse_turtle,
)
from kg.console import render_records, show_progress, write_text
from kg.errors import KgError, QueryError
from kg.executors import count_processes

if TYPE_CHECKING:
    from kg.diagnose.selection import ClaimSelection


@click.command()
@click.argument("case", required=False)
@data_option
@profile_option
@click.option("--without", multiple=True, metavar="SOURCE", help="leave a source out")
@click.option("--only", multiple=True, metavar="SOURCE", help="keep this source alone")
@click.option("--near-misses", is_flag=True, help="what one criterion keeps from being met")
@click.option(
    "--leave-one-out", "left_out", type=click.Choice(["source", "author", "uncertain"]),
    help="which verdicts change without one of them",
)  # fmt: skip
@format_option
@lang_option
def diagnose(
    case: str | None,
    data: Path | None,
    profile: str,
    without: tuple[str, ...],
    only: tuple[str, ...],
    near_misses: bool,
    left_out: str | None,
    form: str,
    lang: str,
) -> None:
    """Show the verdicts for every snapshot of CASE (a case or a cluster), or of all.

    --without and --only may be given several times; they diagnose CASE anew as if only those
    sources had been read, and name the verdicts that come out another way.
    """
    if left_out is not None:
        _leave_one_out(case, data, profile, left_out, form)
        return
    if near_misses:
        _show_near_misses(case, data, profile, form, lang)
        return
    from kg.diagnose.verdicts import list_verdicts, render_changes, render_matrix, select_turtle

    selection = _selection(case, without, only)
    opened = open_profile(data, profile, case, selection)
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
            whole = open_profile(data, profile, case, None)
            before = [v for c in whole.clusters for v in list_verdicts(whole.store, c, lang)]
            click.echo(render_changes(before, verdicts, opened.claims, opened.all_claims, lang))
        return
    records = [v.as_record() for v in verdicts]
    click.echo(render_records(records, list(records[0]) if records else [], form), nl=False)


@click.command()
@click.argument("diagnosis")
@data_option
@profile_option
@lang_option
@click.option("--brief", is_flag=True, help="the criteria only, without the evidence")
@click.option(
    "--firmness", is_flag=True, help="how firm it is: sources, thresholds and their ranges"
)
@click.option("--numbers", is_flag=True, help="vary the numbers of measuring, one by one")
@click.option("--plot", type=click.Path(path_type=Path), help="draw the ranges into an SVG file")
@format_option
def explain(
    diagnosis: str,
    data: Path | None,
    profile: str,
    lang: str,
    brief: bool,
    firmness: bool,
    numbers: bool,
    plot: Path | None,
    form: str,
) -> None:
    """Say why: DIAGNOSIS (cluster/years/constraint) down to the source of all that counts."""
    if numbers:
        _vary_numbers(diagnosis, data, profile, form)
        return
    if firmness or plot:
        _show_firmness(diagnosis, data, profile, lang, plot, form)
        return
    from kg.diagnose.explain import explain_diagnosis
    from kg.diagnose.render import list_path, render_explanation

    store = open_profile(data, profile).store
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


@click.command()
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

    refuse_turtle(form)
    opened = open_profile(data, profile, case)
    found = list_agreement(opened.store, opened.clusters, lang)
    if form == "table":
        opposed = list_oppositions(opened.store, opened.clusters, lang)
        tuning = find_tuning(opened.store, opened.profile, lang)
        click.echo(render_agreement(found, opposed, tuning, lang), nl=False)
        return
    columns = list(Agreement.__dataclass_fields__)
    click.echo(render_records([a.as_record() for a in found], columns, form), nl=False)


@click.command()
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

    refuse_turtle(form)
    found = compare_clusters(open_profile(data, profile).store, clusters, lang)
    if form == "json":
        click.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))
    elif form == "csv":
        records = found.as_records()
        click.echo(render_records(records, list(records[0]), "csv"), nl=False)
    else:
        click.echo(render_comparison(found, lang), nl=False)


@click.command()
@click.argument("file")
@data_option
@click.option("--param", "params", multiple=True, metavar="NAME=VALUE", help="value of a variable")
@format_option
def query(file: str, data: Path | None, params: tuple[str, ...], form: str) -> None:
    """Run the SPARQL query in FILE (- for standard input) over the graph."""
    from kg.querying import run_query

    text = _read_query(file)
    values = dict(_split(p) for p in params)
    click.echo(run_query(open_store(data), text, values, form), nl=False)


def _show_near_misses(
    case: str | None, data: Path | None, profile: str, form: str, lang: str
) -> None:
    from kg.diagnose.nearness import NearMiss, find_near_misses

    refuse_turtle(form)
    opened = open_profile(data, profile, case)
    found = find_near_misses(opened.store, opened.clusters, lang)
    columns = list(NearMiss.__dataclass_fields__)
    click.echo(render_records([miss.as_record() for miss in found], columns, form), nl=False)


def _leave_one_out(case: str | None, data: Path | None, profile: str, by: str, form: str) -> None:
    from kg.opening import open_material
    from kg.trying import Change, leave_one_out

    refuse_turtle(form)
    if case is None:
        raise KgError("--leave-one-out needs a CASE")
    with show_progress() as progress:
        material, chosen, inputs = open_material(progress, case, find_folder(data), profile)
        found = leave_one_out(inputs, material.case, chosen, by, count_processes(), progress)
    columns = list(Change.__dataclass_fields__)
    click.echo(render_records([change.as_record() for change in found], columns, form), nl=False)


def _show_firmness(
    diagnosis: str, data: Path | None, profile: str, lang: str, plot: Path | None, form: str
) -> None:
    from kg.diagnose.firmness import measure_firmness, render_firmness, render_plot

    refuse_turtle(form)
    opened = open_profile(data, profile, diagnosis.partition("/")[0])
    found = measure_firmness(opened.store, diagnosis, opened.profile, lang)
    if plot:
        write_text(plot, render_plot(found))
        click.echo(plot)
    elif form == "json":
        click.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))
    elif form == "csv":
        columns = ("parameter", "value", "low", "high", "below", "above")
        click.echo(render_records(found.as_records(), columns, "csv"), nl=False)
    else:
        click.echo(render_firmness(found, lang), nl=False)


def _vary_numbers(diagnosis: str, data: Path | None, profile: str, form: str) -> None:
    from kg.opening import open_material
    from kg.trying import Variation, vary_numbers

    refuse_turtle(form)
    with show_progress() as progress:
        case = diagnosis.partition("/")[0]
        material, chosen, _ = open_material(progress, case, find_folder(data), profile)
        found = vary_numbers(material, chosen, diagnosis, progress)
    columns = list(Variation.__dataclass_fields__)
    click.echo(render_records([v.as_record() for v in found], columns, form), nl=False)


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
