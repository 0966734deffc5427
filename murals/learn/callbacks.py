"""fastai callbacks of a phase: what is frozen stays frozen, the best is kept, patience ends, everything is told.

fastai's own do the tracking (`TrackerCallback`, `EarlyStoppingCallback`); these teach them to write our checkpoints,
to be silent on standard output, and to pass over the epochs that a resumed phase has behind it.

Docs: https://docs.fast.ai/callback.tracker.html
"""

import random
from collections.abc import Callable, Sequence
from typing import Any

import torch
from fastai.callback.core import Callback, CancelFitException
from fastai.callback.tracker import EarlyStoppingCallback, TrackerCallback
from torch import Tensor, nn

from murals.errors import MuralsError
from murals.learn.monitors import Monitor
from murals.progress import Bar, Progress

HIDDEN = 0.2  # a network that is to serve with and without a mask learns mostly with it, for that is the harder fill


class ShowMask(Callback):
    """Give a masked network the mask beside the damaged image, but hide it in a share of the training batches.

    From the hidden ones it learns to find the damage by itself, and to change what no mask marks.
    """

    order = 5  # behind fastai's GatherPredsCallback, whose inputs are those of the pairs, and before MixedPrecision

    def __init__(self, *, hidden: float = HIDDEN) -> None:
        """`hidden` is the share of training batches without a mask, in [0, 1]; validation always shows it."""
        super().__init__()
        self.hidden = hidden

    def before_batch(self) -> None:
        """Append the mask to the input where there is one and the network asks for it."""
        if not is_masked(self.learn.model) or len(self.learn.yb) < 2:
            return
        hidden = 0.0 if hasattr(self.learn, "lr_finder") else self.hidden  # or its curve would show what was hidden
        if not (self.learn.training and random.random() < hidden):
            self.learn.xb = tuple(x.as_subclass(Tensor) for x in (self.learn.xb[0], self.learn.yb[1]))


class FrozenStages(Callback):
    """Keep whole frozen modules in eval mode, so that their running statistics and their noise layers rest too."""

    order = -9  # right after TrainEvalCallback has put everything into train mode

    def before_train(self) -> None:
        """Put every module into eval mode whose parameters, all of them, are frozen."""
        for module in self.learn.model.modules():
            if is_frozen(module):
                module.eval()


def is_frozen(module: nn.Module) -> bool:
    """Tell whether `module` has parameters and none of them is trained."""
    parameters = list(module.parameters())
    return bool(parameters) and not any(p.requires_grad for p in parameters)


class StopOnNaN(Callback):
    """End the fit at the first loss or gradient that is no number, before it reaches the weights."""

    order = -8
    run_valid = False

    def before_fit(self) -> None:
        """Forget an earlier failure."""
        self.failure: MuralsError | None = None

    def after_loss(self) -> None:
        """Look at the loss."""
        self._check(self.learn.loss_grad, "the loss")

    def after_backward(self) -> None:
        """Look at the gradients: one that underflows or overflows does not show in the loss before the next step."""
        gradients = [p.grad for p in self.learn.model.parameters() if p.grad is not None]
        self._check(nn.utils.get_total_norm(gradients), "a gradient")

    def _check(self, number: Tensor, name: str) -> None:
        """Note the failure and cancel: fastai rewords an error that is raised inside a callback."""
        if torch.isfinite(number):
            return
        lr = self.learn.opt.hypers[-1]["lr"]
        where = f"epoch {self.learn.epoch + 1}, step {self.learn.iter + 1}"
        self.failure = MuralsError(
            f"{name} became {number.item()} in {where}, at a learning rate of {lr:.2g}: train with a "
            'smaller --lr ("murals lr-find" suggests one) or --grad-clip 1; the best checkpoint before it is kept'
        )
        raise CancelFitException


class LossParts(Callback):
    """Average the loss and the parts of `MuralLoss` over an epoch, for training and validation.

    fastai's Recorder smooths the training loss over the past instead, which a resumed phase does not have.
    """

    order = 45  # before Recorder

    def before_train(self) -> None:
        """Start an epoch."""
        self.sums: dict[str, float] = {}
        self.counts: dict[str, int] = {}

    def before_validate(self) -> None:
        """Start, where nothing was trained before (epoch 0)."""
        if not hasattr(self, "sums"):
            self.before_train()

    def after_loss(self) -> None:
        """Add this batch's parts, weighted by its images; a batch to predict from, without targets, has none."""
        if not len(self.learn.yb):
            return
        side = "train" if self.learn.training else "valid"
        images = len(self.learn.xb[0])
        parts = getattr(self.learn.loss_func, "parts", {})
        loss = self.learn.loss_grad.detach().mean()  # fastai may ask for the loss of each image
        values = {"loss": loss} | {f"loss_{name}": value for name, value in parts.items()}
        for name, value in values.items():
            key = f"{side}_{name}"
            self.sums[key] = self.sums.get(key, 0.0) + float(value) * images
            self.counts[key] = self.counts.get(key, 0) + images

    def means(self) -> dict[str, float]:
        """Return the averages of the epoch that just ended, and start anew."""
        means = {key: total / self.counts[key] for key, total in self.sums.items()}
        self.before_train()
        return means


class BestCheckpoint(TrackerCallback):
    """Save the network whenever the monitored number beats the best so far, epoch 0 included."""

    order = TrackerCallback.order + 1

    def __init__(self, save: Callable[[int, float], None], *, monitor: Monitor, best: float, start_epoch: int) -> None:
        """`save(epoch, number)` writes the checkpoint; `best` is that of the start, or of the epochs already done."""
        super().__init__(monitor=monitor.column, comp=monitor.better, reset_on_fit=False)
        self.save, self.best, self.start_epoch = save, best, start_epoch

    def after_epoch(self) -> None:
        """Save if this epoch is the best."""
        if self.learn.epoch < self.start_epoch:
            return
        super().after_epoch()
        if self.new_best:
            self.save(self.learn.epoch + 1, float(self.best))


class Patience(EarlyStoppingCallback):
    """End the phase after `patience` epochs in which the monitored number was never better."""

    def __init__(self, *, monitor: Monitor, patience: int, best: float, waited: int, start_epoch: int) -> None:
        """`waited` epochs without a gain lie behind a resumed phase."""
        super().__init__(monitor=monitor.column, comp=monitor.better, patience=patience, reset_on_fit=False)
        self.best, self.waited, self.start_epoch, self.stopped = best, waited, start_epoch, False

    def before_fit(self) -> None:
        """Take up the count where it was left."""
        super().before_fit()
        self.wait = self.waited

    def after_epoch(self) -> None:
        """Count, and stop; fastai's own prints to standard output, which belongs to `--json`."""
        if self.learn.epoch < self.start_epoch:
            return
        TrackerCallback.after_epoch(self)
        self.wait = 0 if self.new_best else self.wait + 1
        if self.wait >= self.patience:
            self.stopped = True
            raise CancelFitException


class EpochEnd(Callback):
    """Call `done(row)` with the numbers of each finished epoch; it keeps the history, draws, and saves the state to
    resume.
    """

    order = EarlyStoppingCallback.order - 1  # behind BestCheckpoint, before Patience may stop

    def __init__(self, done: Callable[[dict[str, Any]], None], *, start_epoch: int) -> None:
        """`start_epoch` epochs lie behind a resumed phase."""
        super().__init__()
        self.done, self.start_epoch = done, start_epoch

    def after_epoch(self) -> None:
        """Collect the numbers of fastai's Recorder and of the loss's parts."""
        if self.learn.epoch < self.start_epoch:
            return
        recorder = self.learn.recorder
        row = {"epoch": self.learn.epoch + 1, "lr": self.learn.opt.hypers[-1]["lr"]}
        row |= dict(zip(recorder.metric_names[1:], map(float, recorder.values[-1]), strict=False))
        row |= self.learn.loss_parts.means()
        self.done(row)


class ShowProgress(Callback):
    """Advance a bar by each training batch, with the loss and the last monitored number."""

    order = 65
    run_valid = False

    def __init__(self, progress: Progress, label: str, *, monitor: Monitor, start_epoch: int) -> None:
        """`label` names the phase."""
        super().__init__()
        self.progress, self.label, self.monitor = progress, label, monitor
        self.start_epoch, self.note = start_epoch, ""
        self.bar = Bar()

    def before_fit(self) -> None:
        """Start the bar."""
        steps = (self.learn.n_epoch - self.start_epoch) * len(self.learn.dls.train)
        self.bar = self.progress.start(self.label, steps)

    def after_batch(self) -> None:
        """One batch is done."""
        self.bar.advance(
            f"epoch {self.learn.epoch + 1}/{self.learn.n_epoch} loss {self.learn.loss.item():.4f}{self.note}"
        )

    def after_epoch(self) -> None:
        """Show the monitored number of the epoch from now on."""
        if self.learn.epoch >= self.start_epoch:
            names = self.learn.recorder.metric_names[1:]  # the first is the epoch
            number = self.learn.recorder.values[-1][names.index(self.monitor.column)]
            self.note = f" {self.monitor.words.format(number)}"

    def after_fit(self) -> None:
        """End the bar, also when the phase stopped early."""
        self.bar.close()


def restored_triples(net: nn.Module, batch: Sequence[Tensor]) -> tuple[Tensor, Tensor, Tensor]:
    """Return a batch of the loaders as (damaged, restored, clean), each `(B, 3, H, W)` in [0, 1], on the CPU."""
    net.eval()
    damaged, clean, *mask = (t.as_subclass(Tensor) for t in batch)
    with torch.inference_mode():
        restored = net(damaged, *mask) if is_masked(net) else net(damaged)
    return damaged.cpu(), restored[:, :3].clamp(0, 1).cpu(), clean.cpu()


def is_masked(net: nn.Module) -> bool:
    """Tell whether the network takes a mask beside the image."""
    return getattr(getattr(net, "config", None), "masked", False)
