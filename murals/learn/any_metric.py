"""Adapters that let the learner use any metric: one of fastai, a function of images, or a class.

The adapted metric sees RGB images, and the mask if its signature asks for one.
"""

from copy import copy
from typing import Any

from fastai.learner import AvgMetric, Learner, Metric
from fastcore.foundation import L
from torch import Tensor

from murals.learn.losses.any_loss import FittedFunction


def fit_metrics(metrics: Any) -> list[Metric]:
    """Return `metrics`, one or several, in the form that the learner can call."""
    return [_fit(metric) for metric in L(metrics)]


class ImageMetric(Metric):
    """A metric of fastai that is shown RGB if the network returns more channels."""

    def __init__(self, metric: Metric) -> None:
        """Wrap `metric`, which gives the value and the name."""
        self.metric = metric

    def reset(self) -> None:
        """Start a pass over the pairs."""
        self.metric.reset()

    def accumulate(self, learn: Learner) -> None:
        """Add a batch."""
        self.metric.accumulate(_ImagesOf(learn))

    @property
    def value(self) -> Any:
        """The value over all batches."""
        return self.metric.value

    @property
    def name(self) -> str:
        """The name of the column in fastai's recorder."""
        return self.metric.name


class _ImagesOf:
    """A view of a learner during a batch, with an RGB prediction and the clean image as only target."""

    def __init__(self, learn: Learner) -> None:
        self.learn = learn
        self.pred, self.y = learn.pred.as_subclass(Tensor)[:, :3], learn.yb[0].as_subclass(Tensor)
        self.yb = (self.y,)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.learn, name)


def _fit(metric: Any) -> Metric:
    metric = metric() if isinstance(metric, type) else metric
    if isinstance(metric, AvgMetric):
        fitted = copy(metric)
        fitted.func = FittedFunction(metric.func, what="metric")
        return fitted
    if isinstance(metric, Metric):
        return ImageMetric(metric)
    return AvgMetric(FittedFunction(metric, what="metric"))
