"""The commands about training: `encoders`, `train`, `lr-find`.

`train` and `lr-find` declare their options for typer and the help; `settings_from` sorts them by name.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from murals.cli.options import (
    BatchSize,
    Data,
    Debug,
    Device,
    EdgeWeight,
    Encoder,
    Epochs,
    GradClip,
    Init,
    Json,
    L1Weight,
    MinRate,
    NetworkName,
    Patience,
    PerceptualWeight,
    PhaseName,
    Preset,
    PresetName,
    Pretrained,
    Quiet,
    Rate,
    Seed,
    Size,
    SsimWeight,
    Unfreeze,
    Weights,
    Workers,
)
from murals.terminal import Output, command

if TYPE_CHECKING:
    from murals.train.train import TrainReport

app = typer.Typer()

MODELS = Path("models")


@app.command(epilog='Example: murals encoders "resnet*"')
def encoders(
    pattern: Annotated[str | None, typer.Argument(help="Shell pattern, or a part of the name; * is all.")] = None,
    json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """List the timm encoders that can serve: parameters, channels of the stages, where their weights are."""
    with command(as_json=json, quiet=quiet, debug=debug) as output:
        from murals.train.encoders import encoder_table, list_encoders

        found = list_encoders(pattern, progress=output.progress)
        output.show(encoder_table(found))
        if pattern is None:
            output.show('These our tests try; "murals encoders PATTERN" looks through all of timm.')
        output.result({"encoders": [vars(summary) for summary in found]})


@app.command(epilog="Example: murals train --phase 2a")
def train(
    options: typer.Context,
    phase: Annotated[
        PhaseName, typer.Option(help="1: decoder; 2a: stage4 too; 2b: everything; all: one after the other.")
    ] = PhaseName.all,
    data: Data = Path("data"),
    out: Annotated[Path, typer.Option(help="Folder of runs; each run has its own folder in it.")] = MODELS,
    preset: Preset = PresetName.default,
    network: Annotated[NetworkName, typer.Option(help="unet: three phases; pix2pix: one.")] = NetworkName.unet,
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
    batch_size: BatchSize = None,
    patience: Patience = None,
    grad_clip: GradClip = None,
    l1_weight: L1Weight = None,
    ssim_weight: SsimWeight = None,
    perceptual_weight: PerceptualWeight = None,
    edge_weight: EdgeWeight = None,
    workers: Workers = 0,
    seed: Seed = 0,
    device: Device = "auto",
    json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Train; each phase starts from the best checkpoint of the one before."""
    way_back = "murals train --resume" if out == MODELS else f"murals train --resume --out {out}"
    kept = f'finished epochs are kept, and "{way_back}" goes on after them'
    with command(as_json=json, quiet=quiet, debug=debug, kept=kept) as output:
        from murals.train import train as job
        from murals.train.settings import settings_from

        start = job.resume if resume else job.train
        _show_training(output, start(settings_from(options.params), progress=output.progress))


@app.command("lr-find", epilog="Example: murals lr-find --phase 2a")
def lr_find(
    options: typer.Context,
    phase: Annotated[PhaseName, typer.Option(help="The phase to look at: 1, 2a or 2b.")] = PhaseName.one,
    data: Data = Path("data"),
    models: Annotated[Path, typer.Option(help="Folder of runs, where the phase before is looked for.")] = MODELS,
    out: Annotated[Path, typer.Option(help="Folder for the picture.")] = Path("runs"),
    preset: Preset = PresetName.default,
    encoder: Encoder = None,
    weights: Weights = None,
    pretrained: Pretrained = True,
    init: Init = None,
    unfreeze: Unfreeze = None,
    num_it: Annotated[int, typer.Option("--num-it", help="Training steps to try, from the lowest rate up.")] = 100,
    size: Size = None,
    batch_size: BatchSize = None,
    workers: Workers = 0,
    seed: Seed = 0,
    device: Device = "auto",
    json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Draw the loss against the learning rate, suggest rates, and name the train command that uses them."""
    with command(as_json=json, quiet=quiet, debug=debug) as output:
        from murals.train.lr_find import find_learning_rate
        from murals.train.settings import settings_from

        settings = settings_from(options.params | {"out": models})  # a training's --out is where the runs are
        found = find_learning_rate(settings, out=out, steps=num_it, progress=output.progress)
        output.show(*found.rates.lines())
        output.wrote(curve=found.picture, use=found.command)
        output.result(
            {
                "suggestions": found.rates.kept,
                "left_out": found.rates.left_out,
                "picture": found.picture,
                "command": found.command,
            }
        )


def _show_training(output: Output, report: "TrainReport") -> None:
    from murals.runs.phase_table import phase_table

    output.show(phase_table(report.summaries))
    output.wrote(run=report.run.folder, curves=report.run.folder / "curves.png", checkpoint=report.checkpoint.path)
    output.result(
        {
            "run": report.run.folder,
            "checkpoint": report.checkpoint.path,
            "phases": [vars(row) | {"gain": row.gain} for row in report.summaries],
        }
    )
