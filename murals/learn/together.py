"""Training of one network by several processes, through fastai's support for Accelerate.

Each process computes the gradient of its share of a batch; `DistributedDataParallel` averages them, so that all
networks stay equal. Normalisations, sums of metrics and the order of the samples are shared too: what is logged, kept
and stopped by is the same number in each process.

References
----------
https://docs.fast.ai/distributed.html
"""

from collections.abc import Sequence
from typing import Any

from accelerate import DistributedDataParallelKwargs
from fastai.callback.core import Callback
from fastai.distributed import DistributedTrainer
from fastai.learner import AvgLoss, AvgMetric, Learner

from murals import ranks
from murals.data.shared_loader import SharedDL
from murals.errors import MuralsError
from murals.learn.callbacks import LossParts
from murals.learn.shared_norm import share_norms


class Together(DistributedTrainer):
    """fastai's `DistributedTrainer` with shared batches and shared normalisations, on CPUs too."""

    def __init__(self, *, on_cpu: bool) -> None:
        """Prepare the network for gradients that are averaged."""
        how = DistributedDataParallelKwargs(
            broadcast_buffers=False,  # shared normalisations keep them equal
            static_graph=True,  # each step uses the same parameters; an encoder may have some that no step uses
        )
        super().__init__(sync_bn=False, cpu=on_cpu, mixed_precision="no", kwargs_handlers=[how])

    def before_fit(self) -> None:
        """Share the normalisations, then wrap network and loaders."""
        share_norms(self.learn.model)
        super().before_fit()

    def _wrap_dl(self, dl: Any) -> SharedDL:
        return dl if isinstance(dl, SharedDL) else SharedDL(dl)


class SumOverRanks(Callback):
    """Make the means of an epoch those over the images of all processes."""

    order = LossParts.order + 1  # before Recorder reads them

    def before_fit(self) -> None:
        """Raise `MuralsError` for a metric that is no mean over images."""
        for metric in self.learn.recorder.metrics:
            if not isinstance(metric, AvgMetric):
                raise MuralsError(
                    f"the metric {metric.name} is no mean over images, and processes cannot share it: leave it out, or "
                    "train in one process"
                )

    def after_train(self) -> None:
        """Share the training metrics."""
        self._share("train", [mean for mean in self.learn.recorder._train_mets if isinstance(mean, AvgMetric)])

    def after_validate(self) -> None:
        """Share the validation loss and metrics."""
        self._share("valid", [*self.learn.recorder._valid_mets])

    def _share(self, side: str, means: Sequence[AvgMetric | AvgLoss]) -> None:
        """Put the sums over all processes in the place of this one's: those of `means`, and the parts of the loss."""
        parts: LossParts = self.learn.loss_parts
        own: dict[tuple[str, Any], float] = {("total", n): float(mean.total) for n, mean in enumerate(means)}
        own |= {("count", n): mean.count for n, mean in enumerate(means)}
        own |= {("sums", key): value for key, value in parts.sums.items() if key.startswith(side)}
        own |= {("counts", key): value for key, value in parts.counts.items() if key.startswith(side)}
        for (kind, name), value in ranks.summed(own).items():
            if kind in ("sums", "counts"):
                getattr(parts, kind)[name] = value
            else:
                setattr(means[name], kind, value)


def train_together(learn: Learner) -> None:
    """Let the processes of this work train `learn` together, if there are several."""
    if not any(isinstance(callback, Together) for callback in learn.cbs):
        learn.add_cbs([Together(on_cpu=learn.dls.device.type != "cuda"), SumOverRanks()])
