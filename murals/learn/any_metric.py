"""Any metric becomes one that the learner can ask: fastai's, a function of images, or a class.

In: what fastai's `metrics=` takes. Out: a `Metric` that sees RGB against RGB, and the mask where it asks for one.
"""

from copy import copy
from typing import Any

from fastai.learner import AvgMetric, Learner, Metric
from fastcore.foundation import L
from torch import Tensor

from murals.learn.losses.any_loss import FittedFunction


def fit_metrics(metrics: Any) -> list[Metric]:
    """Return `metrics`, one or several, as the learner can ask them."""
    return [_fit(metric) for metric in L(metrics)]


class ImageMetric(Metric):
    """A metric of fastai that looks at the learner itself: it is shown RGB where the network returns more."""

    def __init__(self, metric: Metric) -> None:
        """`metric` is asked for its value and its name."""
        self.metric = metric

    def reset(self) -> None:
        """Start a pass over the pairs."""
        self.metric.reset()

    def accumulate(self, learn: Learner) -> None:
        """Take in a batch."""
        self.metric.accumulate(_ImagesOf(learn))

    @property
    def value(self) -> Any:
        """The value over all batches."""
        return self.metric.value

    @property
    def name(self) -> str:
        """What fastai's recorder calls the column."""
        return self.metric.name


class _ImagesOf:
    """A learner in the middle of a batch, whose prediction is RGB and whose only target is the clean image."""

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
