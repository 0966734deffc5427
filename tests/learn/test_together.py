import pytest
from fastai.learner import AvgMetric
from fastai.metrics import AccumMetric
from tests_helpers import write_pairs

from murals.data.loaders import mural_dls
from murals.errors import MuralsError
from murals.learn.learner import mural_learner
from murals.learn.together import SumOverRanks


def learner(tmp_path, **options):
    dls = mural_dls(write_pairs(tmp_path / "data"), batch_size=4, device="cpu")
    options = {
        "encoder": "edgenext_xx_small",
        "pretrained": False,
        "loss_func": lambda x, y: (x - y).abs().mean(),
    } | options
    return mural_learner(dls, **options)


def test_a_metric_that_is_no_mean_is_refused(tmp_path):
    learn = learner(tmp_path, metrics=[AccumMetric(lambda x, y: (x - y).abs().mean())])
    with pytest.raises(MuralsError, match="is no mean over images"), learn.no_bar(), learn.no_logging():
        learn.fit(1, cbs=[SumOverRanks()])


def test_alone_the_sums_stay(tmp_path):
    learn = learner(tmp_path, metrics=[AvgMetric(lambda x, y: (x - y).abs().mean())])
    with learn.no_bar(), learn.no_logging():
        plain = [*learn.validate()]
        shared = [*learn.validate(cbs=[SumOverRanks()])]
    assert shared == pytest.approx(plain, rel=1e-6)
    assert len(plain) == 2 and plain[0] > 0
