"""The commands about training: `encoders`, `train`, `lr-find`, `sweep`, `runs`."""

from typing import TYPE_CHECKING

import typer

from murals.cli.build import add_command
from murals.runs.settings import RunsSettings
from murals.terminal import Output
from murals.train.settings import EncodersSettings, LrFindSettings, TrainSettings, check_start, way_back
from murals.train.sweep_settings import SweepSettings

if TYPE_CHECKING:
    from murals.train.train import TrainReport

app = typer.Typer()


def encoders(settings: EncodersSettings, output: Output) -> None:
    """List the timm encoders that can serve: parameters, channels of the stages, where their weights are."""
    from murals.train.encoders import encoder_table, list_encoders

    found = list_encoders(settings, progress=output.progress)
    output.show(encoder_table(found))
    if settings.pattern is None:
        output.show('These our tests try; "murals encoders PATTERN" looks through all of timm.')
    output.result({"encoders": [vars(summary) for summary in found]})


def train(settings: TrainSettings, output: Output) -> None:
    """Train; each phase starts from the best checkpoint of the one before."""
    check_start(settings)
    from murals.train.train import train

    _show_training(output, train(settings, progress=output.progress))


def lr_find(settings: LrFindSettings, output: Output) -> None:
    """Draw the loss against the learning rate, suggest rates, and name the train command that uses them."""
    check_start(settings.training())
    from murals.train.lr_find import find_learning_rate

    found = find_learning_rate(settings, progress=output.progress)
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


def sweep(settings: SweepSettings, output: Output) -> None:
    """Search learning rate, encoder and weights of the loss for one phase; the same command goes on in the study."""
    if not (settings.out / "study.db").exists():
        check_start(settings.training({}))
    from murals.train.sweep import sweep

    report = sweep(settings, progress=output.progress)
    output.show(report.table().as_rich())
    output.wrote(study=report.file, picture=report.picture, use=report.command)
    output.result(report.as_plain())


def runs(settings: RunsSettings, output: Output) -> None:
    """List the trainings under MODELS: phase, encoder, the settings that differ, best validation PSNR, time."""
    from murals.runs.overview import list_runs

    output.report(list_runs(settings))


def _show_training(output: Output, report: "TrainReport") -> None:
    from murals.runs.phase_table import phase_table

    output.show(phase_table(report.summaries))
    for row in report.summaries:
        if not row.best_epoch and row.phase in report.run.settings()["done"]:
            output.show(
                f"No epoch of phase {row.phase.upper()} was better than its start, {row.start_psnr:.2f} dB, so that "
                'is kept: train longer with --epochs, or look for a rate with "murals lr-find".'
            )
    output.wrote(run=report.run.folder, curves=report.run.folder / "curves.png", checkpoint=report.checkpoint.path)
    output.result(
        {
            "run": report.run.folder,
            "checkpoint": report.checkpoint.path,
            "phases": [vars(row) | {"gain": row.gain} for row in report.summaries],
        }
    )


add_command(app, "encoders", EncodersSettings, encoders, example='murals encoders "resnet*"')
add_command(app, "train", TrainSettings, train, example="murals train --phase 2a", kept=way_back, shared=True)
add_command(app, "lr-find", LrFindSettings, lr_find, example="murals lr-find --phase 2a")
add_command(
    app,
    "sweep",
    SweepSettings,
    sweep,
    example="murals sweep data --encoder tf_efficientnet_lite0 --encoder resnet18 --lr 1e-4,1e-2 --trials 30",
    kept="finished trials are kept, and the same command goes on in the study, with the trial that was cut off",
)
add_command(app, "runs", RunsSettings, runs, example="murals runs models --by psnr")
