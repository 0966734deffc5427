"""`murals pix2pix train`: pairs become a translator, trained by the same loop as the restorers.

The run's folder gets checkpoint, history, curves, grids, TensorBoard events, the measures of every image and a page of
results.
"""

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from fastai.learner import Learner

from murals.config import TRANSLATE
from murals.data.aligned import AlignedPair, find_aligned
from murals.data.aligned_loaders import translate_dls
from murals.data.pairs import fingerprint
from murals.figures.table import Table
from murals.heap import keep_freed_memory
from murals.learn.checkpoint import Checkpoint, annotate, open_checkpoint
from murals.learn.gan import generator_of
from murals.learn.losses import MuralLoss
from murals.learn.phases import train_phase
from murals.learn.run import Run, new_run
from murals.learn.translator_learner import translation_learner
from murals.progress import SILENT, Progress
from murals.runs.tensorboard import TensorBoardWriter
from murals.train.memory import told_if_out_of_memory
from murals.train.resuming import find_resumable, locate_data, marked_if_failed
from murals.train.settings import saved_settings
from murals.translate.constant import ConstantColour, best_constant
from murals.translate.grid_painter import GridPainter
from murals.translate.measures import ImageMeasures, mean_l1, measure_translator
from murals.translate.presets import TranslatePreset
from murals.translate.reading import Reading, beside_constant, read_curves
from murals.translate.results import draw_pictures, result_table, write_results
from murals.translate.settings import TranslateSettings, configure, settings_of_run

logger = logging.getLogger("murals")

JOB = "pix2pix"  # in run.json: whose run it is
Sides = dict[str, list[AlignedPair]]  # by `train` and `val`


@dataclass(frozen=True)
class TranslateReport:
    """The result of a training: run, checkpoint, measures of the kept weights, the baseline, the reading, the page."""

    run: Run
    checkpoint: Checkpoint
    measures: Sequence[ImageMeasures]
    constant: ConstantColour
    reading: Reading
    page: Path

    def sentences(self) -> str:
        """Return what the curves say, and the comparison with the constant colour."""
        return _said(self.reading, self.measures, self.constant)

    def table(self) -> Table:
        """Return the measures beside those of the constant colour."""
        return result_table(self.measures, self.constant)

    def as_plain(self) -> dict[str, Any]:
        """Return the report as JSON values; L1 on [-1, 1]."""
        return {
            "train_l1": mean_l1(self.measures, "train"),
            "valid_l1": mean_l1(self.measures, "val"),
            "constant_l1": self.constant.valid_l1,
            "constant_colour": "the median of each channel of the training targets",
            "epochs": self.reading.epochs,
            "best_epoch": self.checkpoint.info["scores"]["epoch"],
            "reading": asdict(self.reading),
            "run": self.run.folder,
            "page": self.page,
            "checkpoint": self.checkpoint.path,
        }


def train_translator(settings: TranslateSettings, *, progress: Progress = SILENT) -> TranslateReport:
    """Train in a new run, or resume an interrupted one if `settings.resume`.

    Raises
    ------
    MuralsError
        If settings or pairs are invalid; nothing is written then.
    """
    if settings.resume:
        return _resume(settings, progress)
    configure(settings)
    sides = load_sides(settings)
    constant = best_constant(sides["train"], sides["val"], progress=progress)  # reads every file
    run = new_run(settings.out, TRANSLATE)
    said = {"job": JOB, "settings": saved_settings(settings), "fingerprint": _fingerprint(sides), "finished": False}
    run.save_settings(said)
    with run.timed():
        return _train_run(run, sides, constant, progress)


def _resume(settings: TranslateSettings, progress: Progress) -> TranslateReport:
    """Resume the newest interrupted run under `settings.out`; other options must not contradict the run's settings."""
    run = find_resumable(settings, TranslateSettings(), job=JOB)
    before = settings_of_run(run.settings()["settings"])
    data = locate_data(
        run, settings.data, TranslateSettings.data, lambda place: _fingerprint(load_sides(replace(before, data=place)))
    )
    sides = load_sides(replace(before, data=data))
    logger.info("resuming %s", run.folder)
    with run.timed():
        return _train_run(run, sides, best_constant(sides["train"], sides["val"], progress=progress), progress)


def load_sides(settings: TranslateSettings) -> Sides:
    """Return the training and the validation pairs."""
    any_size = "size" in settings.changes
    return {
        side: find_aligned(settings.data, side, layout=settings.layout, direction=settings.direction, any_size=any_size)
        for side in ("train", "val")
    }


def make_translator(settings: TranslateSettings, preset: TranslatePreset, sides: Sides) -> Learner:
    """Build the learner: the pairs at their size, the network, its loss."""
    dls = translate_dls(
        sides["train"],
        sides["val"],
        size=preset.training.size,
        batch_size=preset.training.batch_size,
        jitter=preset.jitter,
        seed=settings.seed,
        workers=settings.workers,
        device=settings.device,
    )
    loss = MuralLoss.from_config(preset.training.loss)
    return translation_learner(dls, config=preset.network, loss_func=loss, gan=preset.gan, seed=settings.seed)


def _train_run(run: Run, sides: Sides, constant: ConstantColour, progress: Progress) -> TranslateReport:
    settings = settings_of_run(run.settings()["settings"])
    preset = configure(settings)
    learn = make_translator(settings, preset, sides)
    if learn.dls.device.type == "cpu":
        keep_freed_memory()  # half the time of a step at batch 256
    reports: list[TranslateReport] = []
    with marked_if_failed(run), TensorBoardWriter(run.folder) as board:
        painter = GridPainter(run, learn, board, sides, every=settings.grid_every)

        def at_end() -> None:
            painter.draw()
            reports.append(_report(run, learn, settings, sides, constant, progress))
            run.save_settings({**run.settings(), "finished": True})

        with told_if_out_of_memory(preset.training.batch_size):
            train_phase(
                learn,
                TRANSLATE,
                config=preset.training,
                run=run,
                seed=settings.seed,
                progress=progress,
                after_epoch=painter.after_epoch,
                at_end=at_end,
            )
    return reports[0]


def _report(
    run: Run, learn: Learner, settings: TranslateSettings, sides: Sides, constant: ConstantColour, progress: Progress
) -> TranslateReport:
    """Measure the kept weights on every image, write the page, and note the numbers in the checkpoint."""
    net, preset = generator_of(learn.model), configure(settings)
    rows = [
        row
        for side, pairs in sides.items()
        for row in measure_translator(net, learn.dls, pairs, side=side, progress=progress)
    ]
    reading = read_curves(run.history(), "loss_l1" if preset.gan else "loss")  # a discriminator moves the goal
    checkpoint = annotate(
        open_checkpoint(run.weights(TRANSLATE)),
        direction=settings.direction,
        layout="folders" if sides["train"][0].input.side == "whole" else "side-by-side",
        l1={"train": mean_l1(rows, "train"), "valid": mean_l1(rows, "val"), "constant": constant.valid_l1},
    )
    page = write_results(
        run.folder,
        rows,
        constant=constant,
        reading=_said(reading, rows, constant),
        facts=_facts(settings, preset, checkpoint),
        pictures=draw_pictures(net, learn.dls, sides, rows, run.folder / "pictures"),
    )
    return TranslateReport(run, checkpoint, rows, constant, reading, page)


def _said(reading: Reading, rows: Sequence[ImageMeasures], constant: ConstantColour) -> str:
    return f"{reading.sentence()} {beside_constant(mean_l1(rows, 'val'), constant.valid_l1)}"


def _facts(settings: TranslateSettings, preset: TranslatePreset, checkpoint: Checkpoint) -> dict[str, str]:
    training, kept = preset.training, checkpoint.info["scores"]["epoch"]
    weights = {name: value for name, value in asdict(training.loss).items() if name.endswith("_weight") and value}
    loss = " + ".join(f"{value:g} x {name.removesuffix('_weight')}" for name, value in weights.items())
    return {
        "network": preset.network.title + (" with PatchGAN 70x70" if preset.gan else ""),
        "direction": settings.direction,
        "data": settings.data,
        "epochs": f"{training.epochs}, batches of {training.batch_size}; kept: epoch {kept}",
        "optimiser": f"{training.optimizer}, learning rate {training.lr:g}, {training.schedule}",
        "loss": loss,
        "jitter": "load 286, crop 256, flip" if preset.jitter else "none",
        "seed": str(settings.seed),
    }


def _fingerprint(sides: Sides) -> str:
    return fingerprint([pair.files for pairs in sides.values() for pair in pairs])
