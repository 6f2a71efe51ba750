"""Verbs that measure the program itself."""

import click


@click.group()
def bench() -> None:
    """Measure, side by side and in one run, what a part of the program costs."""


def _read_sizes(context: click.Context, option: click.Parameter, value: str) -> tuple[int, ...]:
    """Read numbers of clusters, separated by commas."""
    try:
        sizes = tuple(int(word) for word in value.split(","))
    except ValueError:
        sizes = ()
    if not sizes or min(sizes) < 1:
        told = f"'{value}' is no list of whole numbers from 1; write 10,100,1000"
        raise click.BadParameter(told, context, option)
    return sizes


@bench.command()
@click.option(
    "--clusters", callback=_read_sizes, default="10,100,1000", show_default=True,
    help="how many made-up clusters, one size after another",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json"]), default="table",
    show_default=True, help="how to write it",
)  # fmt: skip
@click.option("--seed", type=int, default=1, show_default=True, help="which clusters to make up")
@click.option(
    "--pyshacl-limit", type=click.IntRange(0), default=10, show_default=True,
    help="the most clusters over which pySHACL runs rules too; about a minute each",
)  # fmt: skip
@click.option(
    "--pyshacl-below", type=click.IntRange(111, 1000), default=300, show_default=True,
    metavar="ORDER", help="the order of rules at which pySHACL stops; 1000 is all, 10 times slower",
)  # fmt: skip
@click.option("--on-disk", is_flag=True, help="stores on disk in place of memory")
def rules(
    clusters: tuple[int, ...],
    form: str,
    seed: int,
    pyshacl_limit: int,
    pyshacl_below: int,
    on_disk: bool,
) -> None:
    """Measure loading, the compiled rules and pySHACL over made-up clusters."""
    from kg.bench.render import render_figures
    from kg.bench.rules import Settings, measure_sizes

    settings = Settings(seed, pyshacl_limit, pyshacl_below, on_disk)
    figures = list(measure_sizes(clusters, settings, _tell))
    click.echo(render_figures(figures, form), nl=False)


def _tell(message: str) -> None:
    """Tell on stderr what is being done; a process of its own may call this."""
    click.echo(f"kg: {message}", err=True)
