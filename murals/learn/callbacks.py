"""fastai callbacks of a phase: frozen stages stay frozen, the best epoch is saved, patience stops the training.

fastai's own callbacks do the tracking (`TrackerCallback`, `EarlyStoppingCallback`). These subclasses write our
checkpoints, print nothing on standard output, and skip the epochs that a resumed phase has done.

References
----------
https://docs.fast.ai/callback.tracker.html
"""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from fastai.callback.core import Callback, CancelFitException
from fastai.callback.tracker import EarlyStoppingCallback, TrackerCallback
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from murals import ranks
from murals.errors import MuralsError
from murals.learn.monitors import Monitor
from murals.progress import Bar, Progress

HIDDEN = 0.2  # a network that is to serve with and without a mask learns mostly with it, for that is the harder fill


class ShowMask(Callback):
    """Give a masked network the mask beside the damaged image, and hide it in a share of the training batches.

    From the hidden ones the network learns to find damage by itself, and to change nothing outside it.
    """

    order = 5  # behind fastai's GatherPredsCallback, whose inputs are those of the pairs, and before MixedPrecision

    def __init__(self, *, hidden: float = HIDDEN) -> None:
        """Set the share of training batches without a mask, in [0, 1]; validation always shows it."""
        super().__init__()
        self.hidden = hidden

    def before_batch(self) -> None:
        """Append the mask to the input if there is one and the network takes it.

        The draw is torch's: processes that share a batch have drawn alike up to here, and decide alike.
        """
        if not is_masked(self.learn.model) or len(self.learn.yb) < 2:
            return
        hidden = 0.0 if hasattr(self.learn, "lr_finder") else self.hidden  # or its curve would show what was hidden
        if not (self.learn.training and torch.rand(()).item() < hidden):
            self.learn.xb = tuple(x.as_subclass(Tensor) for x in (self.learn.xb[0], self.learn.yb[1]))


class FrozenStages(Callback):
    """Keep frozen modules in eval mode, so that their running statistics and noise layers do not change."""

    order = -9  # right after TrainEvalCallback has put everything into train mode

    def before_train(self) -> None:
        """Put every module into eval mode whose parameters are all frozen."""
        for module in self.learn.model.modules():
            if is_frozen(module):
                module.eval()


def is_frozen(module: nn.Module) -> bool:
    """Tell whether `module` has parameters and none of them is trained."""
    parameters = list(module.parameters())
    return bool(parameters) and not any(p.requires_grad for p in parameters)


class StopOnNaN(Callback):
    """End the fit at the first loss or gradient that is NaN or infinite, before it reaches the weights."""

    order = -8
    run_valid = False

    def before_fit(self) -> None:
        """Forget an earlier failure."""
        self.failure: MuralsError | None = None

    def after_loss(self) -> None:
        """Check the loss; of several processes each sees its own, and they must stop together, by the gradient."""
        if ranks.world() == 1:
            self._check(self.learn.loss_grad, "the loss")

    def after_backward(self) -> None:
        """Check the gradients: overflow in them does not show in the loss before the next step."""
        gradients = [p.grad for p in self.learn.model.parameters() if p.grad is not None]
        self._check(nn.utils.get_total_norm(gradients), "a gradient")

    def _check(self, number: Tensor, name: str) -> None:
        """Note the failure and cancel the fit: fastai rewrites errors that are raised inside a callback."""
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

    fastai's Recorder instead smooths the training loss over the past, which a resumed phase does not have.
    """

    order = 45  # before Recorder

    def before_train(self) -> None:
        """Start an epoch."""
        self.sums: dict[str, float] = {}
        self.counts: dict[str, int] = {}

    def before_validate(self) -> None:
        """Start an epoch if nothing was trained before (epoch 0)."""
        if not hasattr(self, "sums"):
            self.before_train()

    def after_loss(self) -> None:
        """Add the parts of this batch, weighted by its images; a batch without targets has none."""
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
        """Return the averages of the epoch that just ended, and reset them."""
        means = {key: total / self.counts[key] for key, total in self.sums.items()}
        self.before_train()
        return means


class BestCheckpoint(TrackerCallback):
    """Save the network whenever the monitored number is better than the best before, epoch 0 included."""

    order = TrackerCallback.order + 1

    def __init__(self, save: Callable[[int, float], None], *, monitor: Monitor, best: float, start_epoch: int) -> None:
        """Take `save(epoch, number)`, which writes the checkpoint, and the best number up to `start_epoch`."""
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
    """End the phase after `patience` epochs without a better monitored number."""

    def __init__(self, *, monitor: Monitor, patience: int, best: float, waited: int, start_epoch: int) -> None:
        """Take the number of epochs without a gain before a resumed phase, `waited`."""
        super().__init__(monitor=monitor.column, comp=monitor.better, patience=patience, reset_on_fit=False)
        self.best, self.waited, self.start_epoch, self.stopped = best, waited, start_epoch, False

    def before_fit(self) -> None:
        """Continue the count of a resumed phase."""
        super().before_fit()
        self.wait = self.waited

    def after_epoch(self) -> None:
        """Count, and stop; fastai's own version prints to standard output, which belongs to `--json`."""
        if self.learn.epoch < self.start_epoch:
            return
        TrackerCallback.after_epoch(self)
        self.wait = 0 if self.new_best else self.wait + 1
        if self.wait >= self.patience:
            self.stopped = True
            raise CancelFitException


class EpochEnd(Callback):
    """Call `done(row)` with the numbers of each finished epoch."""

    order = EarlyStoppingCallback.order - 1  # behind BestCheckpoint, before Patience may stop

    def __init__(self, done: Callable[[dict[str, Any]], None], *, start_epoch: int) -> None:
        """Take the function, and the number of epochs that a resumed phase has done."""
        super().__init__()
        self.done, self.start_epoch = done, start_epoch

    def after_epoch(self) -> None:
        """Collect the numbers of fastai's Recorder and of the loss parts."""
        if self.learn.epoch < self.start_epoch:
            return
        recorder = self.learn.recorder
        row = {"epoch": self.learn.epoch + 1, "lr": self.learn.opt.hypers[-1]["lr"]}
        row |= dict(zip(recorder.metric_names[1:], map(float, recorder.values[-1]), strict=False))
        row |= self.learn.loss_parts.means()
        self.done(row)


class ShowProgress(Callback):
    """Advance a progress bar by each training batch, with the loss and the last monitored number."""

    order = 65
    run_valid = False

    def __init__(self, progress: Progress, label: str, *, monitor: Monitor, start_epoch: int) -> None:
        """Take the bar's `label`, the name of the phase."""
        super().__init__()
        self.progress, self.label, self.monitor = progress, label, monitor
        self.start_epoch, self.told, self.note = start_epoch, "", ""
        self.bar = Bar()

    def before_fit(self) -> None:
        """Start the bar."""
        steps = (self.learn.n_epoch - self.start_epoch) * len(self.learn.dls.train)
        self.bar = self.progress.start(self.label, steps)

    def after_batch(self) -> None:
        """Advance the bar."""
        self.told = f"epoch {self.learn.epoch + 1}/{self.learn.n_epoch} loss {self.learn.loss.item():.4f}"
        self.bar.advance(self.told + self.note)

    def after_epoch(self) -> None:
        """Show the monitored number of the epoch from now on."""
        if self.learn.epoch >= self.start_epoch:
            names = self.learn.recorder.metric_names[1:]  # the first is the epoch
            number = self.learn.recorder.values[-1][names.index(self.monitor.column)]
            self.note = f" {self.monitor.words.format(number)}"
            self.bar.tell(self.told + self.note)

    def after_fit(self) -> None:
        """Close the bar, also if the phase stopped early."""
        self.bar.close()


def restored_triples(net: nn.Module, batch: Sequence[Tensor]) -> tuple[Tensor, Tensor, Tensor]:
    """Return a batch of the loaders as (damaged, restored, clean), each `(B, 3, H, W)` in [0, 1], on the CPU."""
    net = bare(net).eval()
    damaged, clean, *mask = (t.as_subclass(Tensor) for t in batch)
    with torch.inference_mode():
        restored = net(damaged, *mask) if is_masked(net) else net(damaged)
    return damaged.cpu(), restored[:, :3].clamp(0, 1).cpu(), clean.cpu()


def is_masked(net: nn.Module) -> bool:
    """Tell whether the network takes a mask beside the image."""
    return getattr(getattr(bare(net), "config", None), "masked", False)


def bare(net: nn.Module) -> nn.Module:
    """Return the network itself, which torch wraps while several processes train it."""
    return net.module if isinstance(net, DistributedDataParallel) else net
