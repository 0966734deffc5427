from functools import partial
from types import SimpleNamespace

import pytest
import torch
from fastai.learner import AvgMetric, Metric
from fastai.metrics import mae, rmse
from loss_samples import random_pair

from murals.errors import MuralsError
from murals.learn.any_metric import fit_metrics


def hole_error(a, b, mask):
    return ((a - b).abs() * mask).sum() / mask.sum() / 3


class Brightness(Metric):
    """A metric of its own, given as a class."""

    def reset(self):
        self.seen = []

    def accumulate(self, learn):
        assert learn.y.shape == learn.pred.shape
        self.seen.append(float(learn.pred.mean()))

    @property
    def value(self):
        return sum(self.seen) / len(self.seen)


@pytest.fixture
def learn():
    """A learner in the middle of a batch: four channels predicted, two targets."""
    x, y = random_pair(16)
    mask = torch.zeros(2, 1, 16, 16)
    mask[..., :4] = 1
    output = torch.cat([x, torch.full_like(x[:, :1], 9.0)], 1)
    return SimpleNamespace(pred=output, yb=(y, mask), y=(y, mask), to_detach=lambda t: t.detach())


def measured(metric, learn):
    (fitted,) = fit_metrics(metric)
    fitted.reset()
    fitted.accumulate(learn)
    return float(fitted.value)


@pytest.mark.parametrize("metric", [mae, [mae], AvgMetric(mae), partial(mae)])
def test_a_function_of_two_sees_rgb(learn, metric):
    assert measured(metric, learn) == pytest.approx(float((learn.pred[:, :3] - learn.yb[0]).abs().mean()))


def test_a_function_of_three_sees_the_mask(learn):
    expected = (learn.pred[:, :3] - learn.yb[0]).abs()[..., :4].mean()
    assert measured(hole_error, learn) == pytest.approx(float(expected), rel=1e-5)


def test_metrics_that_look_at_the_learner_see_rgb(learn):
    error = (learn.pred[:, :3] - learn.yb[0]).square().mean().sqrt()
    assert measured(rmse, learn) == pytest.approx(float(error), rel=1e-5)
    assert measured(Brightness, learn) == pytest.approx(float(learn.pred[:, :3].mean()))


def test_names_stay_those_of_the_metrics():
    assert [metric.name for metric in fit_metrics([mae, partial(mae), Brightness])] == ["mae", "mae", "brightness"]


def test_a_given_metric_is_left_as_it_was():
    given = AvgMetric(mae)
    fit_metrics(given)
    assert given.func is mae


def test_a_function_of_one_is_refused():
    with pytest.raises(MuralsError, match=r"the metric <lambda>\(x\) cannot be called"):
        fit_metrics(lambda x: x)
