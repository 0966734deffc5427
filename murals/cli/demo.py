"""The command that shows everything at once: `demo`."""

from pathlib import Path
from typing import Annotated

import typer

from murals.cli.options import Debug, Device, Json, Quiet, Seed
from murals.terminal import command

app = typer.Typer()


@app.command(epilog="Example: murals demo")
def demo(
    out: Annotated[Path, typer.Option(help="Folder of the demonstration; what is in it is replaced.")] = Path(
        "runs/demo"
    ),
    seed: Seed = 0,
    device: Device = "auto",
    json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Go the whole way on murals that the program draws itself: damage, train, score, restore; ends in one page."""
    with command(as_json=json, quiet=quiet, debug=debug) as output:
        from murals.demo.demo import run_demo

        report = run_demo(out, seed=seed, device=device, progress=output.progress)
        output.show(*report.tables)
        output.wrote(page=report.page, restored=report.restored, blended=report.blended)
        output.result(report.as_plain())
