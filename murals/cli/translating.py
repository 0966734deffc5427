"""The commands about image translation: `pix2pix train`, `pix2pix translate`, `download`."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from murals.cli.options import (
    BatchSize,
    Debug,
    Device,
    EdgeWeight,
    Epochs,
    Json,
    L1Weight,
    Overwrite,
    PerceptualWeight,
    Quiet,
    Rate,
    Seed,
    Size,
    SsimWeight,
    Workers,
)
from murals.terminal import command


class TranslatePresetName(StrEnum):
    """Tables of settings."""

    fcn = "fcn"
    l1 = "l1"
    pix2pix = "pix2pix"


class ArchitectureName(StrEnum):
    """Networks that translate."""

    fcn = "fcn"
    fcn_skips = "fcn-skips"
    unet256 = "unet256"


class DirectionName(StrEnum):
    """Which half becomes which; A is the left one."""

    a_to_b = "AtoB"
    b_to_a = "BtoA"


class LayoutName(StrEnum):
    """How pairs lie on the disk."""

    side_by_side = "side-by-side"
    folders = "folders"


MODELS = Path("models")

app = typer.Typer()
pix2pix = typer.Typer(help="Translate images of one kind into another: facades into labels, maps into photographs.",
                      no_args_is_help=True)  # fmt: skip
app.add_typer(pix2pix, name="pix2pix")


@pix2pix.command(epilog="Example: murals pix2pix train data/facades --direction BtoA")
def train(
    options: typer.Context,
    data: Annotated[Path, typer.Argument(help="Folder of pairs: {train,val}/NAME.jpg, or {train,val}/{A,B}/NAME.*.")],
    preset: Annotated[
        TranslatePresetName,
        typer.Option(help="fcn: the course project; l1: L1 at its best; pix2pix: Isola et al. 2017."),
    ] = TranslatePresetName.fcn,
    direction: Annotated[DirectionName, typer.Option(help="AtoB: left to right.")] = DirectionName.a_to_b,
    layout: Annotated[LayoutName | None, typer.Option(help="Looked up in DATA unless given.")] = None,
    network: Annotated[ArchitectureName | None, typer.Option(help="The preset's unless given.")] = None,
    gan: Annotated[bool | None, typer.Option("--gan/--no-gan", help="Let a PatchGAN judge beside the loss.")] = None,
    jitter: Annotated[bool | None, typer.Option("--jitter/--no-jitter", help="Crop at random and flip.")] = None,
    out: Annotated[Path, typer.Option(help="Folder of runs; each run has its own folder in it.")] = MODELS,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the newest interrupted run.")] = False,
    epochs: Epochs = None,
    lr: Rate = None,
    size: Size = None,
    batch_size: BatchSize = None,
    l1_weight: L1Weight = None,
    ssim_weight: SsimWeight = None,
    perceptual_weight: PerceptualWeight = None,
    edge_weight: EdgeWeight = None,
    grid_every: Annotated[int, typer.Option(min=1, help="Epochs between two grids of pictures.")] = 20,
    workers: Workers = 0,
    seed: Seed = 0,
    device: Device = "auto",
    json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Train a translator; ends with its L1 beside that of the best constant colour, and a page of results."""
    way_back = f"murals pix2pix train {data} --resume" + ("" if out == MODELS else f" --out {out}")
    kept = f'finished epochs are kept, and "{way_back}" goes on after them'
    with command(as_json=json, quiet=quiet, debug=debug, kept=kept) as output:
        from murals.train.settings import sorted_options
        from murals.translate.settings import TranslateSettings
        from murals.translate.training import resume_translator, train_translator

        start = resume_translator if resume else train_translator
        settings = TranslateSettings(**sorted_options(options.params, TranslateSettings))
        report = start(settings, progress=output.progress)
        output.show(report.table().as_rich(), report.sentences())
        output.wrote(run=report.run.folder, page=report.page, checkpoint=report.checkpoint.path)
        output.result(report.as_plain())


@pix2pix.command(epilog="Example: murals pix2pix translate facade.jpg --model models/20261121-093000-translate")
def translate(
    inputs: Annotated[list[Path], typer.Argument(help="Files, folders, globs.")],
    model: Annotated[Path | None, typer.Option(help="Checkpoint or run; the newest translator unless given.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the results; beside the inputs unless given.")] = None,
    recursive: Annotated[bool, typer.Option("--recursive", help="Go into folders of folders.")] = False,
    pairs: Annotated[
        bool, typer.Option("--pairs", help="The inputs are pairs side by side: take the half that the model reads.")
    ] = False,
    size: Annotated[
        int | None, typer.Option(min=1, help="Side in pixels at which the network sees the image; the trained one.")
    ] = None,
    overwrite: Overwrite = False,
    device: Device = "auto",
    json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Translate images: NAME.translated.EXT beside each, at its own size."""
    with command(as_json=json, quiet=quiet, debug=debug) as output:
        from murals.translate.files import translate_files

        report = translate_files(
            inputs,
            model=model,
            out=out,
            recursive=recursive,
            pairs=pairs,
            size=size,
            overwrite=overwrite,
            device=device,
            progress=output.progress,
        )
        output.show(*report.lines())
        output.result(report.as_plain())
        if report.failed:
            raise typer.Exit(1)


@app.command(epilog="Example: murals download facades")
def download(
    name: Annotated[str | None, typer.Argument(help="facades, cityscapes, maps or muraldh.")] = None,
    show: Annotated[
        bool, typer.Option("--list", help="List the data sets with their licences; fetch nothing.")
    ] = False,
    out: Annotated[Path, typer.Option(help="Folder in which the data set gets a folder of its name.")] = Path("data"),
    archive: Annotated[Path | None, typer.Option(help="An archive that was downloaded by hand.")] = None,
    overwrite: Overwrite = False,
    json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Bring a public data set; a cut download goes on where it was, the checksum is compared or recorded."""
    kept = "what has arrived is kept, and the same command goes on after it"
    with command(as_json=json, quiet=quiet, debug=debug, kept=kept) as output:
        from murals.downloads import download as job
        from murals.downloads.catalogue import DATA_SETS, catalogue_table

        if show or name is None:
            output.show(catalogue_table().as_rich())
            output.result({"data_sets": [vars(data_set) for data_set in DATA_SETS.values()]})
            return
        report = job.download(name, out, archive=archive, overwrite=overwrite, progress=output.progress)
        output.show(*report.lines())
        output.wrote(data=report.folder, record=report.folder / job.RECORD)
        output.result(report.as_plain())
