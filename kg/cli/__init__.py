"""The command line: arguments in, exit code out.

0 done, 1 a negative answer (something does not conform), 2 bad input: one clear line a fault.
"""

import os
import sys

import click

from kg import __version__
from kg.cli import asking, benching, building, tabling, trying
from kg.errors import KgError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kg")
def cli() -> None:
    """Evidence on innovation clusters, and the institutional diagnoses that follow from it."""


for _verb in (
    building.build,
    building.check,
    asking.diagnose,
    asking.explain,
    asking.agreement,
    asking.compare,
    trying.whatif,
    asking.query,
    tabling.import_,
    tabling.export,
    building.serve,
    benching.bench,
):
    cli.add_command(_verb)


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
