"""What several verbs share: options, and the graph as an option asks for it."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.console import show_progress
from kg.errors import KgError
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


def find_folder(data: Path | None) -> Path | None:
    """Give the folder of cases asked for, if it is one."""
    if data is not None and not (data / "cases").is_dir():
        raise KgError(
            f"{data}: no folder 'cases' in it; name a data folder such as kg import writes"
        )
    return data


def refuse_turtle(form: str) -> None:
    """Stop where an answer is not a graph."""
    if form == "ttl":
        raise KgError("--format ttl is for graphs; use table, csv or json here")


def open_clusters(
    data: Path | None, profile: str, cases: tuple[str, ...]
) -> tuple[EmbeddedStore, str, list[str]]:
    """Open the graph, and give the clusters of the cases named, or all."""
    from kg.opening import find_clusters

    opened = open_profile(data, profile)
    named = [c for case in cases for c in find_clusters(opened.store, case, data)]
    return opened.store, opened.profile, list(dict.fromkeys(named)) or list(opened.clusters)


def open_profile(
    data: Path | None,
    profile: str,
    case: str | None = None,
    selection: "ClaimSelection | None" = None,
) -> "Opened":
    """Open the graph under a profile, or of one case from a selection of its claims."""
    from kg.opening import open_graph, open_selection

    with show_progress() as progress:
        if selection and case:
            return open_selection(progress, selection, case, find_folder(data), profile)
        return open_graph(progress, find_folder(data), profile, case, count_processes())


def open_store(data: Path | None) -> EmbeddedStore:
    """Open the graph under the default profile."""
    return open_profile(data, "default").store
