import re
import time

import pytest
import torch
from fastai.callback.core import Callback, CancelFitException
from PIL import Image

from murals.errors import MuralsError
from murals.learn.optimizers import OPTIMIZERS
from murals.learn.presets import PRESETS
from murals.train.lr_find import MIN_STEPS, RangeTest, _diverged, find_learning_rate
from murals.train.settings import LrFindSettings, TrainSettings, configure
from murals.train.train import make_learner, train

SMALL = {"encoder": "edgenext_xx_small", "pretrained": False, "loss": {"perceptual_weight": 0.0}}


def test_a_picture_suggestions_and_the_command(pairs, tmp_path):
    models, out = str(tmp_path / "models"), tmp_path / "runs"
    settings = LrFindSettings("1", str(pairs), models, out, num_it=60, changes={"batch_size": 2}, **SMALL)
    found = find_learning_rate(settings)
    assert Image.open(found.picture).size[0] > 300
    assert {"valley", "steep", "minimum"} == {*found.rates.kept, *found.rates.left_out}
    assert all(1e-8 <= rate <= 10 for rate in found.suggestions.values())  # from a tenth of the least rate tried
    assert found.command.startswith("murals train --phase 1")
    for part in (
        "--encoder edgenext_xx_small",
        "--no-pretrained",
        "--batch-size 2",
        "" if found.rates.first is None else f"--lr {found.rates.first:.2g}",  # eight pairs may show no valley
    ):
        assert part in found.command
    assert not (tmp_path / "models").exists()


@pytest.mark.parametrize("preset", ["default", "original"])
def test_the_rates_are_tried_with_the_optimizer_of_the_phase(pairs, tmp_path, preset, monkeypatch):
    made = []
    monkeypatch.setattr("murals.train.lr_find.make_learner", lambda *told: made.append(make_learner(*told)) or made[0])
    find_learning_rate(
        LrFindSettings("1", str(pairs), out=tmp_path, preset=preset, num_it=60, changes={"size": 64}, **SMALL)
    )
    assert made[0].opt_func is OPTIMIZERS[PRESETS[preset]["1"].optimizer]


def test_each_batch_is_set_against_the_start_on_the_same_batch(pairs, tmp_path, monkeypatch):
    """Low rates learn little, so the curve is level there, however much the batches differ."""
    tests = []

    class Kept(RangeTest):
        def after_fit(self):
            super().after_fit()
            tests.append(self)

    monkeypatch.setattr("murals.train.lr_find.RangeTest", Kept)
    monkeypatch.setattr("murals.train.lr_find.LOW_RATE", 0.0)  # so that the start is really run
    find_learning_rate(LrFindSettings("1", str(pairs), out=tmp_path, num_it=60, changes={"batch_size": 2}, **SMALL))
    starts, curve = tests[0].starts[:10], tests[0].curve()[:10]
    assert max(curve) - min(curve) < 0.02 * (max(starts) - min(starts))
    assert curve[0] == pytest.approx(sum(tests[0].starts) / len(tests[0].starts), rel=1e-3)


def test_the_start_is_left_untouched(pairs, tmp_path):
    settings = TrainSettings(
        phase="1", data=str(pairs), out=str(tmp_path), changes={"epochs": 1, "batch_size": 2}, **SMALL
    )
    before = train(settings).checkpoint.path
    bytes_before = before.read_bytes()
    find_learning_rate(LrFindSettings("2a", str(pairs), str(tmp_path), tmp_path / "runs", num_it=40, **SMALL))
    assert before.read_bytes() == bytes_before


def test_from_python_the_model_is_left_as_it_was(pairs, tmp_path, monkeypatch):
    from murals import mural_dls, mural_learner

    monkeypatch.chdir(tmp_path)
    learn = mural_learner(mural_dls(pairs, batch_size=4), encoder="edgenext_xx_small", pretrained=False)
    before = {name: value.clone() for name, value in learn.model.state_dict().items()}
    with learn.no_bar():
        learn.lr_find(num_it=8, show_plot=False)
    assert all(torch.equal(value, before[name]) for name, value in learn.model.state_dict().items())


def test_too_few_steps_are_refused(pairs, tmp_path):
    with pytest.raises(MuralsError, match=f"--num-it is 8: expected at least {MIN_STEPS} batches"):
        find_learning_rate(LrFindSettings("1", str(pairs), out=tmp_path, num_it=8, **SMALL))


@pytest.mark.parametrize(
    ("rates", "words"),
    [([1e-7, 1e-6], r"at a rate of 1e-06, after 2 of 30 steps: the pairs or"), ([1e-4, 0.3], r"--num-it 60")],
)
def test_a_loss_that_diverges_early_is_explained_by_the_rate(rates, words):
    assert re.search(words, str(_diverged(rates, 30)))


class StopAfter(Callback):
    """End a fit after some steps, and tell how much processor time they took."""

    run_valid, order = False, 90

    def __init__(self, steps):
        self.steps, self.done = steps, 0

    def before_fit(self):
        self.start = time.process_time()

    def after_batch(self):
        self.done += 1
        if self.done == self.steps:
            self.spent = time.process_time() - self.start
            raise CancelFitException


@pytest.mark.slow
def test_it_takes_no_longer_than_its_steps_of_training(pairs, tmp_path, monkeypatch):
    """In processor time, which other work on the machine does not change; nothing is validated or saved."""
    settings = LrFindSettings("1", str(pairs), out=tmp_path, num_it=40, changes={"batch_size": 4}, **SMALL)
    training = settings.training()
    learn = make_learner(training, configure(training, "1"), None)
    steps = StopAfter(40)
    with learn.no_bar(), learn.no_logging():
        learn.fit(40, 1e-4, cbs=[steps])
    monkeypatch.setattr("murals.train.lr_find.make_learner", lambda *_: learn)
    start = time.process_time()
    find_learning_rate(settings)
    spent = time.process_time() - start - 1.0  # a second to draw the picture
    assert spent / len(learn.recorder.lrs) < 1.2 * steps.spent / steps.done  # it stops early where the loss diverges
