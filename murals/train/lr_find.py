"""`murals lr-find`: fastai's learning-rate range test for a phase, each batch against the network of the start.

A batch whose mask is hidden has three times the loss of another, which is far more than a rate changes in a hundred
steps. So the curve is the loss of each batch minus what the network of the start has on the very same batch.

Neither the checkpoint that the phase starts from nor any run is changed.

References
----------
Smith 2017, https://arxiv.org/abs/1506.01186
fastai, https://docs.fast.ai/callback.schedule.html#learner.lr_find
"""

import math
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import torch
from fastai.callback.core import Callback, CancelFitException
from fastai.callback.schedule import LRFinder, ParamScheduler
from fastai.torch_core import set_seed
from torch import Tensor, nn, tensor

from murals.errors import MuralsError
from murals.learn.phases import in_precision, prepare_phase, step_callbacks
from murals.options import command_line
from murals.progress import SILENT, Bar, Progress
from murals.runs.curves import draw_lr_find
from murals.train.lr_suggestions import Suggestions, suggest_rates
from murals.train.settings import LrFindSettings, TrainSettings, configure
from murals.train.train import find_start, make_learner

MIN_STEPS = 30  # of fewer, hardly twenty losses are left behind the warm-up
MIN_POINTS = 20  # fewer measured losses than this say nothing about a valley
SMOOTH = 0.9  # share of what was before, in the smoothed curve
LOW_RATE = 1e-5  # below it a hundred steps change nothing, and no sound training diverges


@dataclass(frozen=True)
class LrFound:
    """The suggested learning rates, the best first; the picture; the train command that uses the first."""

    rates: Suggestions
    picture: Path
    command: str

    @property
    def suggestions(self) -> dict[str, float]:
        """The rates that can be trusted, by name."""
        return self.rates.kept


def find_learning_rate(settings: LrFindSettings, *, progress: Progress = SILENT) -> LrFound:
    """Run the test on the phase of `settings`, and draw the curve into `settings.out`.

    The phase starts as training would start it. Each step is a training step of that phase: its optimizer, clipping,
    precision and masks, without validation.

    Raises
    ------
    MuralsError
        If there are fewer than `MIN_STEPS` steps, or the loss diverges before there is a curve.
    """
    steps, training = settings.num_it, settings.training()
    if steps < MIN_STEPS:
        raise MuralsError(f"--num-it is {steps}: expected at least {MIN_STEPS} batches, or there is no curve to read")
    phase = training.phases()[0]
    config = configure(training, phase)
    learn = make_learner(training, config, find_start(training, phase))
    set_seed(settings.seed)
    prepare_phase(learn, config)
    bar = CountBatches(progress.start(f"learning rates of phase {phase.upper()}", steps))
    test = RangeTest(num_it=steps)
    with learn.no_bar(), learn.no_logging(), in_precision(learn, config):
        learn.fit(steps // len(learn.dls.train) + 1, cbs=[test, bar, *step_callbacks(config)])
    lrs, losses = _measured(learn.recorder.lrs, test.curve())
    if len(lrs) < MIN_POINTS:
        raise _diverged(learn.recorder.lrs, steps)
    rates = suggest_rates(lrs, losses)
    picture = settings.out / f"lr-find-phase{phase}-{datetime.now():%Y%m%d-%H%M%S}.png"
    draw_lr_find(lrs.tolist(), losses.tolist(), rates.kept, picture)
    return LrFound(rates, picture, _command(training, phase, rates.first))


class RangeTest(LRFinder):
    """fastai's test, which also sees each batch with the network of the start.

    It leaves no copy of the weights on disk, because the learner is not used afterwards. `learn.lr_find()` from Python
    is fastai's own, and leaves the weights as they were.
    """

    def before_fit(self) -> None:
        """Start."""
        ParamScheduler.before_fit(self)
        self.best_loss = float("inf")
        self.start: nn.Module | None = None
        self.starts: list[float] = []  # the loss of the start on each batch
        self.gains: list[float] = []  # what has been gained, below zero, or lost since, smoothed

    def before_batch(self) -> None:
        """Set the rate, and keep the network of the start, with its layers in the modes of training."""
        super().before_batch()
        self.start = self.start or deepcopy(self.learn.model)

    def after_loss(self) -> None:
        """Measure what the batch has gained or lost against the start; nothing, at rates that change nothing yet."""
        assert self.start is not None
        loss = start = self.learn.loss.item()
        if self.learn.opt.hypers[-1]["lr"] > LOW_RATE or not math.isfinite(loss):
            with torch.no_grad():
                start = self.learn.loss_func(self.start(*self.learn.xb), *self.learn.yb).item()
        self.starts.append(start)
        before = self.gains[-1] if self.gains else 0.0
        self.gains.append(SMOOTH * before + (1 - SMOOTH) * (loss - start))

    def after_batch(self) -> None:
        """End where the loss has doubled."""
        super().after_batch()
        if self.gains[-1] > sum(self.starts) / len(self.starts):
            raise CancelFitException

    def curve(self) -> list[float]:
        """Return the mean loss of the start plus what each batch gained or lost against it, smoothed."""
        mean = sum(self.starts) / len(self.starts)
        return [mean + gain / (1 - SMOOTH**step) for step, gain in enumerate(self.gains, 1)]

    def after_fit(self) -> None:
        """End."""
        ParamScheduler.after_fit(self)


class CountBatches(Callback):
    """Advance a progress bar by one for each batch."""

    run_valid = False

    def __init__(self, bar: Bar) -> None:
        """Take the bar, which is closed at the end of the fit."""
        super().__init__()
        self.bar = bar

    def after_batch(self) -> None:
        """Advance the bar."""
        self.bar.advance()

    def after_fit(self) -> None:
        """Close the bar."""
        self.bar.close()


def _measured(lrs: list[float], losses: list[float]) -> tuple[Tensor, Tensor]:
    """Return rates and losses, without the warm-up of the smoothing and the divergence at the end."""
    pairs = [(lr, loss) for lr, loss in zip(lrs, losses, strict=False) if math.isfinite(loss)]
    kept = pairs[len(pairs) // 10 : -5]
    return tensor([lr for lr, _ in kept]), tensor([loss for _, loss in kept])


def _diverged(lrs: list[float], steps: int) -> MuralsError:
    """Return why there is no curve, by the rates that were tried."""
    told = f"the loss diverged at a rate of {lrs[-1]:.2g}, after {len(lrs)} of {steps} steps"
    if lrs[-1] < LOW_RATE:
        return MuralsError(f'{told}: the pairs or the start checkpoint are at fault; "murals check" looks at the pairs')
    return MuralsError(f"{told}, which leaves too short a curve to read: try more steps with --num-it {2 * steps}")


def _command(settings: TrainSettings, phase: str, lr: float | None) -> str:
    """Return the train command that uses the suggestion; without one it keeps the preset's rate."""
    changes = {**settings.changes, **({} if lr is None else {"lr": float(f"{lr:.2g}")})}
    return command_line("train", replace(settings, phase=phase, changes=changes, seed=0, workers=0, device="auto"))
