"""The command line: one short function per command, each a call of the door of its verb.

There is a module for each group of commands, each with a typer app of its own; they are joined here in the order of the
help. `murals --help` loads no heavy library: they are imported inside the commands.
"""

from typing import Annotated

import typer

from murals import __version__
from murals.cli import blending, data, demo, paging, provenance, results, training, translating
from murals.cli.group import Commands

app = typer.Typer(
    name="murals",
    cls=Commands,
    help="Restore photographs of damaged wall paintings.",
    epilog="A first look, with no data: murals demo",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
for group in (demo, data, training, results, provenance, blending, translating, paging):
    app.add_typer(group.app)


@app.callback(invoke_without_command=True)
def murals(
    version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False,
) -> None:
    """Restore photographs of damaged wall paintings."""
    if version:
        typer.echo(__version__)
        raise typer.Exit


def main() -> None:
    """Run the command line."""
    app()
