"""The commands that use a trained model: `score`, `restore`."""

from pathlib import Path
from typing import Annotated

import typer

from murals.cli.options import Debug, Device, Json, Overwrite, Quiet, Size, StyleName
from murals.restoration.options import DEFAULT_READING, DEFAULTS, options_from, reading_from
from murals.terminal import command

app = typer.Typer()


@app.command(epilog="Example: murals score models/20261121-093000-phases data")
def score(
    model: Annotated[Path | None, typer.Argument(help="Checkpoint or run; the newest best one unless given.")] = None,
    data: Annotated[Path | None, typer.Argument(help="Folder of pairs; data unless given.")] = None,
    beside: Annotated[
        list[Path] | None, typer.Option("--beside", help="Another model for the same table; may be given again.")
    ] = None,
    split: Annotated[
        str | None, typer.Option("--split", help="train, val or test; test where it has pairs, else val.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for table, CSV, JSON and page; runs/score-TIME unless given.")
    ] = None,
    size: Size = None,
    raw: Annotated[
        bool, typer.Option("--raw", help="Score the model with the mask hidden too: it repaints the whole image.")
    ] = False,
    ensemble: Annotated[
        bool, typer.Option("--ensemble", help="Score the mean of eight flips and turns too; eight times as long.")
    ] = False,
    seamless: Annotated[
        bool, typer.Option("--seamless", help="Score the fill that is fitted to its border by Poisson editing too.")
    ] = False,
    threshold: Annotated[
        float, typer.Option(help="Share of damage, 0 to 1, from which a pixel comes into the proposed mask.")
    ] = DEFAULTS.threshold,
    overwrite: Overwrite = False,
    device: Device = "auto",
    json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Score a model against doing nothing and the inpaintings at hand, with the protocol beside the numbers."""
    with command(as_json=json, quiet=quiet, debug=debug) as output:
        from murals.score.folder import score_folder

        report, page = score_folder(
            model,
            data,
            beside=beside or (),
            split=split,
            out=out,
            size=size,
            raw=raw,
            ensemble=ensemble,
            seamless=seamless,
            threshold=threshold,
            overwrite=overwrite,
            device=device,
            progress=output.progress,
        )
        output.show(*report.tables())
        output.wrote(page=page, table=page.parent / "score.csv", numbers=page.parent / "score.json")
        output.result(report.as_plain())


@app.command(epilog="Example: murals restore img.png --mask mask.png")
def restore(
    inputs: Annotated[list[Path], typer.Argument(help="Files, folders, globs.")],
    mask: Annotated[
        Path | None,
        typer.Option(
            help="Mask of what is lost: a file for all, or a folder of NAME.png or NAME.mask.png at the places of the "
            "photographs; white on black, strokes on a clear layer, colours, or the photograph with what is lost "
            "rubbed out. Nothing under it is evidence. Without --mask and --veiled the network proposes NAME.mask.png."
        ),
    ] = None,
    veiled: Annotated[
        Path | None,
        typer.Option(help="Mask of faded or stained paint that is still legible, to be read through; file or folder."),
    ] = None,
    invert: Annotated[
        bool, typer.Option("--invert", help="What the mask marks is sound, and the rest is damage.")
    ] = DEFAULT_READING.invert,
    only: Annotated[
        str | None,
        typer.Option(
            metavar="RED,...",
            help="Of a mask in colours, those that mark damage: names, #rrggbb, or the numbers of labels.",
        ),
    ] = None,
    all_of_it: Annotated[
        bool, typer.Option("--all-of-it", help="Take a mask that marks more than half of the picture, too.")
    ] = DEFAULT_READING.all_of_it,
    model: Annotated[
        Path | None,
        typer.Option(
            help="Checkpoint or run, or package: the model that comes with murals; unless given, the newest training "
            "that beat that model on its own validation pairs, else that model."
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the results; beside the inputs unless given.")] = None,
    recursive: Annotated[bool, typer.Option("--recursive", help="Go into folders of folders.")] = False,
    whole: Annotated[
        bool, typer.Option("--whole", help="Repaint every pixel: for murals faded or stained as a whole.")
    ] = DEFAULTS.whole,
    threshold: Annotated[
        float, typer.Option(help="Share of damage, 0 to 1, from which a pixel comes into the proposed mask.")
    ] = DEFAULTS.threshold,
    strict: Annotated[
        bool, typer.Option("--strict", help="Fail where the result would not keep every pixel outside the mask.")
    ] = False,
    format: Annotated[
        str | None, typer.Option(help="Format of the results, png or tif; that of the photograph unless given.")
    ] = None,
    max_hole: Annotated[
        float | None, typer.Option(help="Leave alone what is lost deeper than that, in pixels.")
    ] = DEFAULTS.max_hole,
    uncertainty: Annotated[
        bool, typer.Option("--uncertainty", help="Write NAME.uncertainty.png too: where the network guesses.")
    ] = DEFAULTS.uncertainty,
    ensemble: Annotated[
        bool, typer.Option("--ensemble", help="Paint eight flips and turns and take the mean; eight times as long.")
    ] = DEFAULTS.ensemble,
    seamless: Annotated[
        bool, typer.Option("--seamless", help="Fit the fill to the border of its hole by Poisson editing.")
    ] = DEFAULTS.seamless,
    style: Annotated[
        StyleName, typer.Option(help="visible: hatch what was painted, to be told apart from close by.")
    ] = StyleName.plain,
    tile: Annotated[int, typer.Option(help="Side of a tile in pixels.")] = DEFAULTS.tile,
    overlap: Annotated[int, typer.Option(help="Pixels that two tiles share.")] = DEFAULTS.overlap,
    dilate: Annotated[int, typer.Option(min=0, help="Pixels by which the masks grow.")] = DEFAULTS.dilate,
    feather: Annotated[
        int, typer.Option(min=0, help="Pixels over which the repair fades in, at most --dilate.")
    ] = DEFAULTS.feather,
    overwrite: Overwrite = False,
    device: Device = "auto",
    json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Restore photographs: NAME.restored.EXT beside each; every pixel outside the mask stays, which is checked."""
    given = locals()
    with command(as_json=json, quiet=quiet, debug=debug) as output:
        from murals.restoration.files import restore_files

        report = restore_files(
            inputs,
            options_from(given),
            mask=mask,
            veiled=veiled,
            reading=reading_from(given),
            model=model,
            out=out,
            recursive=recursive,
            format=format,
            strict=strict,
            device=device,
            overwrite=overwrite,
            progress=output.progress,
        )
        output.show(*report.lines())
        output.result(report.as_plain())
        if report.failed:
            raise typer.Exit(1)
