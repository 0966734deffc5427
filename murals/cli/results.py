"""The commands that use a trained model: `score`, `restore`."""

from pathlib import Path
from typing import Annotated

import typer

from murals.cli.options import Debug, Device, Json, Overwrite, Quiet, Size
from murals.terminal import command

app = typer.Typer()


@app.command(epilog="Example: murals score models/20261121-093000-phases data")
def score(
    model: Annotated[Path | None, typer.Argument(help="Checkpoint or run; the newest best one unless given.")] = None,
    data: Annotated[Path | None, typer.Argument(help="Folder of pairs; data unless given.")] = None,
    split: Annotated[
        str | None, typer.Option("--split", help="train, val or test; test where it has pairs, else val.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for table, CSV, JSON and page; runs/score-TIME unless given.")
    ] = None,
    size: Size = None,
    overwrite: Overwrite = False,
    device: Device = "auto",
    json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Score a model against doing nothing and against OpenCV, with the protocol beside the numbers."""
    with command(as_json=json, quiet=quiet, debug=debug) as output:
        from murals.jobs.score import score_folder

        report, page = score_folder(
            model, data, split=split, out=out, size=size, overwrite=overwrite, device=device, progress=output.progress
        )
        output.show(*report.tables())
        output.wrote(page=page, table=page.parent / "score.csv", numbers=page.parent / "score.json")
        output.result(report.as_plain())


@app.command(epilog="Example: murals restore img.png --mask mask.png")
def restore(
    inputs: Annotated[list[Path], typer.Argument(help="Files, folders, globs.")],
    mask: Annotated[
        Path | None, typer.Option(help="Mask file, or a folder of masks with equal names; white = repair.")
    ] = None,
    model: Annotated[Path | None, typer.Option(help="Checkpoint or run; the newest best one unless given.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the results; beside the inputs unless given.")] = None,
    recursive: Annotated[bool, typer.Option("--recursive", help="Go into folders of folders.")] = False,
    tile: Annotated[int, typer.Option(help="Side of a tile in pixels.")] = 512,
    overlap: Annotated[int, typer.Option(help="Pixels that two tiles share.")] = 64,
    dilate: Annotated[int, typer.Option(min=0, help="Pixels by which the mask grows.")] = 0,
    feather: Annotated[int, typer.Option(min=0, help="Pixels over which the repair fades in, inside the mask.")] = 0,
    overwrite: Overwrite = False,
    device: Device = "auto",
    json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Restore photographs: NAME.restored.EXT beside each; with a mask every pixel outside it stays as it is."""
    with command(as_json=json, quiet=quiet, debug=debug) as output:
        from murals.restoration.files import restore_files

        report = restore_files(
            inputs,
            mask=mask,
            model=model,
            out=out,
            recursive=recursive,
            tile=tile,
            overlap=overlap,
            dilate=dilate,
            feather=feather,
            device=device,
            overwrite=overwrite,
            progress=output.progress,
        )
        output.show(*report.lines())
        output.result(report.as_plain())
        if report.failed:
            raise typer.Exit(1)
