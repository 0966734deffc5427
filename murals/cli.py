"""The command line: one short function per command, each a call into `murals.jobs` or the module that does the work.

`murals --help` loads no heavy library: they are imported inside the commands.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from murals import __version__
from murals.config import DEFAULT_ENCODER
from murals.terminal import Output, command

app = typer.Typer(
    name="murals",
    help="Restore photographs of damaged wall paintings.",
    epilog="A first look, with no data: murals demo",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


class PhaseName(StrEnum):
    """What can be trained."""

    one = "1"
    two_a = "2a"
    two_b = "2b"
    all = "all"


class PresetName(StrEnum):
    """Tables of settings."""

    default = "default"
    original = "original"


class NetworkName(StrEnum):
    """Kinds of network."""

    unet = "unet"


class RecipeName(StrEnum):
    """Kinds of damage."""

    mural = "mural"
    upstream = "upstream"


Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output and nothing else there.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]
Seed = Annotated[int, typer.Option(help="Seed of everything that chance decides.")]
Device = Annotated[str, typer.Option(help="auto, cpu, cuda, cuda:1 or mps.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace files that are there already.")]
Data = Annotated[Path, typer.Option(help="Folder of pairs: {train,val,test}/{damaged,ground_truth,mask}.")]
Models = Annotated[Path, typer.Option("--out", help="Folder of runs; each run has its own folder in it.")]
Encoder = Annotated[str | None, typer.Option(help=f"timm encoder, {DEFAULT_ENCODER} unless the start has another.")]
Weights = Annotated[Path | None, typer.Option(help="File with the encoder's ImageNet weights.")]
Pretrained = Annotated[
    bool, typer.Option("--pretrained/--no-pretrained", help="Start the encoder from ImageNet weights.")
]
Init = Annotated[Path | None, typer.Option(help="Checkpoint to start from, instead of the phase before.")]
Unfreeze = Annotated[str | None, typer.Option(help="Stages to train beside the decoder, such as stage3,stage4.")]
Preset = Annotated[PresetName, typer.Option(help="Table of settings: ours, or the original project's.")]
Epochs = Annotated[int | None, typer.Option(min=1, help="Epochs of the phase.")]
Rate = Annotated[float | None, typer.Option(help="Highest learning rate.")]
MinRate = Annotated[float | None, typer.Option(help="Learning rate at the end of a cosine.")]
Size = Annotated[int | None, typer.Option(help="Side of the images in pixels; the pairs' own unless given.")]
Batch = Annotated[int | None, typer.Option(min=1, help="Images in a batch.")]
Patience = Annotated[
    int | None, typer.Option(min=1, help="Epochs without a better validation PSNR before a phase stops.")
]
Clip = Annotated[float | None, typer.Option(help="Largest norm of the gradient.")]
Workers = Annotated[int, typer.Option(min=0, help="Processes that load images; 0 loads in the main one.")]
L1 = Annotated[float | None, typer.Option(help="Weight of L1 in the loss.")]
Ssim = Annotated[float | None, typer.Option(help="Weight of 1 - SSIM in the loss.")]
Perceptual = Annotated[float | None, typer.Option(help="Weight of the perceptual part of the loss.")]
Edge = Annotated[float | None, typer.Option(help="Weight of the edge part of the loss.")]


@app.callback(invoke_without_command=True)
def murals(
    version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False,
) -> None:
    """Restore photographs of damaged wall paintings."""
    if version:
        typer.echo(__version__)
        raise typer.Exit


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
        from murals.jobs.demo import run_demo

        report = run_demo(out, seed=seed, device=device, progress=output.progress)
        output.show(*report.tables)
        output.wrote(page=report.page, restored=report.restored)
        output.result(report.as_plain())


@app.command(epilog="Example: murals check data")
def check(
    data: Annotated[Path, typer.Argument(help="Folder of pairs.")] = Path("data"),
    json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Read every pair and name what is wrong; writes nothing, exits with 1 if something is."""
    with command(as_json=json, quiet=quiet, debug=debug) as output:
        from murals.data.pairs import check_pairs

        report = check_pairs(data, progress=output.progress)
        output.show(*report.lines())
        output.result(report.as_plain())
        if report.problems:
            raise typer.Exit(1)


@app.command(epilog='Example: murals damage photographs data --recipe mural --ratio 0.1,0.3 --group "^cave(\\d+)"')
def damage(
    clean: Annotated[Path, typer.Argument(help="Folder of clean photographs.")],
    out: Annotated[Path, typer.Argument(help="Folder for the pairs.")],
    recipe: Annotated[
        RecipeName, typer.Option(help="mural: close to life; upstream: the original's black strokes and boxes.")
    ] = RecipeName.mural,
    size: Annotated[int, typer.Option(help="Side of the tiles in pixels.")] = 256,
    split: Annotated[str, typer.Option(help="Shares of train, val and test.")] = ".7,.15,.15",
    group: Annotated[str | None, typer.Option(help="Regular expression: what it finds in a name is the mural.")] = None,
    groups: Annotated[Path | None, typer.Option(help="CSV file with the columns file and group.")] = None,
    ratio: Annotated[str | None, typer.Option(help="Share of the image to damage: LO,HI.")] = None,
    seed: Seed = 0,
    overwrite: Overwrite = False,
    json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Make pairs from clean photographs: cut, damage, split by mural."""
    with command(as_json=json, quiet=quiet, debug=debug) as output:
        from murals.data.damage import make_pairs
        from murals.data.split import parse_ratio, parse_shares

        report = make_pairs(
            clean,
            out,
            recipe=recipe.value,
            size=size,
            shares=parse_shares(split),
            group=group,
            groups=groups,
            ratio=parse_ratio(ratio) if ratio else None,
            seed=seed,
            overwrite=overwrite,
            progress=output.progress,
        )
        output.show(*report.lines())
        output.wrote(pairs=out)
        output.result(report.as_plain())
        if report.failed:
            raise typer.Exit(1)


@app.command(epilog='Example: murals encoders "resnet*"')
def encoders(
    pattern: Annotated[str | None, typer.Argument(help="Shell pattern, or a part of the name; * is all.")] = None,
    json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """List the timm encoders that can serve: parameters, channels of the stages, where their weights are."""
    with command(as_json=json, quiet=quiet, debug=debug) as output:
        from murals.jobs.encoders import encoder_table, list_encoders

        found = list_encoders(pattern, progress=output.progress)
        output.show(encoder_table(found))
        if pattern is None:
            output.show('These our tests try; "murals encoders PATTERN" looks through all of timm.')
        output.result({"encoders": [vars(summary) for summary in found]})


@app.command(epilog="Example: murals train --phase 2a")
def train(
    phase: Annotated[
        PhaseName, typer.Option(help="1: decoder; 2a: stage4 too; 2b: everything; all: one after the other.")
    ] = PhaseName.all,
    data: Data = Path("data"),
    out: Models = Path("models"),
    preset: Preset = PresetName.default,
    network: Annotated[NetworkName, typer.Option(help="Kind of network.")] = NetworkName.unet,
    encoder: Encoder = None,
    weights: Weights = None,
    pretrained: Pretrained = True,
    init: Init = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the newest interrupted run.")] = False,
    unfreeze: Unfreeze = None,
    epochs: Epochs = None,
    lr: Rate = None,
    min_lr: MinRate = None,
    size: Size = None,
    batch_size: Batch = None,
    patience: Patience = None,
    grad_clip: Clip = None,
    l1_weight: L1 = None,
    ssim_weight: Ssim = None,
    perceptual_weight: Perceptual = None,
    edge_weight: Edge = None,
    workers: Workers = 0,
    seed: Seed = 0,
    device: Device = "auto",
    json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Train; each phase starts from the best checkpoint of the one before."""
    changes = {
        "epochs": epochs,
        "lr": lr,
        "min_lr": min_lr,
        "size": size,
        "batch_size": batch_size,
        "patience": patience,
        "grad_clip": grad_clip,
    }
    loss = {
        "l1_weight": l1_weight,
        "ssim_weight": ssim_weight,
        "perceptual_weight": perceptual_weight,
        "edge_weight": edge_weight,
    }
    with command(as_json=json, quiet=quiet, debug=debug) as output:
        from murals.jobs.settings import TrainSettings
        from murals.jobs.train import resume as resume_run
        from murals.jobs.train import train as start_run

        settings = TrainSettings(
            phase=phase.value,
            data=str(data),
            out=str(out),
            preset=preset.value,
            encoder=encoder,
            weights=_text(weights),
            pretrained=pretrained,
            init=_text(init),
            unfreeze=unfreeze,
            seed=seed,
            device=device,
            workers=workers,
            changes=_given(changes),
            loss=_given(loss),
        )
        try:
            if resume:
                report = resume_run(str(out), settings=settings, progress=output.progress)
            else:
                report = start_run(settings, progress=output.progress)
        except KeyboardInterrupt:
            typer.echo('murals: the finished epochs are kept; "murals train --resume" goes on after them', err=True)
            raise
        _show_training(output, report)


@app.command("lr-find", epilog="Example: murals lr-find --phase 2a")
def lr_find(
    phase: Annotated[PhaseName, typer.Option(help="The phase to look at: 1, 2a or 2b.")] = PhaseName.one,
    data: Data = Path("data"),
    models: Annotated[
        Path, typer.Option("--models", help="Folder of runs, where the phase before is looked for.")
    ] = Path("models"),
    out: Annotated[Path, typer.Option(help="Folder for the picture.")] = Path("runs"),
    preset: Preset = PresetName.default,
    encoder: Encoder = None,
    weights: Weights = None,
    pretrained: Pretrained = True,
    init: Init = None,
    unfreeze: Unfreeze = None,
    size: Size = None,
    batch_size: Batch = None,
    workers: Workers = 0,
    seed: Seed = 0,
    device: Device = "auto",
    json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Draw the loss against the learning rate, suggest rates, and name the train command that uses them."""
    with command(as_json=json, quiet=quiet, debug=debug) as output:
        from murals.jobs.lr_find import find_learning_rate
        from murals.jobs.settings import TrainSettings

        settings = TrainSettings(
            phase=phase.value,
            data=str(data),
            out=str(models),
            preset=preset.value,
            encoder=encoder,
            weights=_text(weights),
            pretrained=pretrained,
            init=_text(init),
            unfreeze=unfreeze,
            seed=seed,
            device=device,
            workers=workers,
            changes=_given({"size": size, "batch_size": batch_size}),
        )
        found = find_learning_rate(settings, out=out, progress=output.progress)
        output.show(*(f"{name}: {rate:.2g}" for name, rate in found.suggestions.items()))
        output.wrote(curve=found.picture, use=found.command)
        output.result({"suggestions": found.suggestions, "picture": found.picture, "command": found.command})


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


def main() -> None:
    """Run the command line."""
    app()


def _show_training(output: Output, report: Any) -> None:
    from murals.report.phase_table import phase_table

    output.show(phase_table(report.summaries))
    output.wrote(run=report.run.folder, curves=report.run.folder / "curves.png", checkpoint=report.checkpoint.path)
    output.result(
        {
            "run": report.run.folder,
            "checkpoint": report.checkpoint.path,
            "phases": [vars(row) | {"gain": row.gain} for row in report.summaries],
        }
    )


def _given(options: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}


def _text(path: Path | None) -> str | None:
    return str(path) if path else None
