import math

import pytest

from murals.learn.monitors import MONITORS
from murals.learn.phase_history import PhaseHistory
from murals.learn.run import new_run


def row(epoch, psnr, loss=1.0, **more):
    return {"epoch": epoch, "valid_psnr": psnr, "valid_loss": loss, **more}


@pytest.fixture
def history(tmp_path):
    run = new_run(tmp_path, "2a")
    run.save_history([{"phase": "1", "epoch": 3.0, "step": 30.0, "valid_psnr": 19.0, "valid_loss": 2.0}])
    return PhaseHistory(run, "2a", MONITORS["psnr"])


def test_steps_go_on_over_the_phases_and_every_row_is_written(history):
    history.begin(row(0, 20.0))
    history.add(row(1, 21.0), steps=5)
    history.add(row(2, 20.5), steps=5)
    assert [(r["phase"], r["step"]) for r in history.run.history()] == [("1", 30), ("2a", 30), ("2a", 35), ("2a", 40)]
    assert history.step == 40


def test_the_best_is_the_first_of_equals(history):
    history.begin(row(0, 20.0))
    for epoch, psnr in ((1, 21.0), (2, 21.0), (3, 20.0)):
        history.add(row(epoch, psnr), steps=1)
    assert history.best["epoch"] == 1


def test_a_phase_that_begins_again_leaves_the_earlier_ones(history):
    history.begin(row(0, 20.0))
    history.add(row(1, 21.0), steps=5)
    history.begin(row(0, 20.0))
    assert [(r["phase"], r["epoch"]) for r in history.rows] == [("1", 3), ("2a", 0)]


def test_epochs_that_will_be_trained_again_are_dropped(history):
    history.begin(row(0, 20.0))
    for epoch in (1, 2, 3):
        history.add(row(epoch, 20.0 + epoch), steps=1)
    history.forget_after(1)
    assert [r["epoch"] for r in history.mine] == [0, 1]


def test_the_summary_by_hand(history):
    history.begin(row(0, 20.0, loss=0.9))
    history.add(row(1, 22.0, loss=0.5, train_psnr=23.0, train_loss=0.4), steps=1)
    history.add(row(2, 21.0, loss=0.6, train_psnr=24.0, train_loss=0.3), steps=1)
    summary = history.summary(trained="decoder", stopped_early=True)
    assert (summary.start_psnr, summary.best_valid_psnr, summary.gain) == (20.0, 22.0, 2.0)
    assert (summary.best_train_psnr, summary.train_loss, summary.valid_loss) == (24.0, 0.4, 0.5)
    assert (summary.best_epoch, summary.last_epoch, summary.stopped_early) == (1, 2, True)


def test_a_phase_that_trained_nothing_has_no_training_numbers(history):
    history.begin(row(0, 20.0))
    summary = history.summary(trained="decoder", stopped_early=False)
    assert summary.gain == 0 and math.isnan(summary.best_train_psnr) and math.isnan(summary.train_loss)
