import json

import numpy as np
import pytest
import torch
from fastai.callback.core import Callback

from murals.errors import MuralsError
from murals.learn.checkpoint import open_checkpoint
from murals.learn.run import find_unfinished
from murals.learn.saved_network import read_state
from murals.learn.speaker import KEPT_AS
from murals.restoration.predict import Restorer
from murals.train.painter import Painter
from murals.train.settings import TrainSettings, configure, freeze_to
from murals.train.train import find_start, make_learner, network_config, train

QUICK = {"epochs": 2, "batch_size": 4, "patience": 9}
PLAIN = {"perceptual_weight": 0.0}


def settings(data, out, phase="all", **more):
    return TrainSettings(
        phase=phase,
        data=str(data),
        out=str(out),
        encoder="edgenext_xx_small",
        pretrained=False,
        changes=dict(QUICK),
        loss=dict(PLAIN),
        **more,
    )


@pytest.mark.parametrize(
    ("text", "groups"),
    [("stage4", -2), ("stage3,stage4", -3), ("stage4, stage3,stage2", -4), ("stage1,stage2,stage3,stage4", 0)],
)
def test_a_run_of_stages_is_freed(text, groups):
    assert freeze_to(text) == groups


@pytest.mark.parametrize("text", ["stage3", "stage1,stage4", "decoder", "stage5", ""])
def test_other_stages_cannot_be_freed(text):
    with pytest.raises(MuralsError, match="a run of stages that ends in stage4"):
        freeze_to(text)


def test_options_change_the_row_and_the_loss(tmp_path):
    config = configure(settings("data", tmp_path, unfreeze="stage3,stage4"), "2a")
    assert (config.epochs, config.freeze_to, config.loss.perceptual_weight) == (2, -3, 0.0)
    assert config.loss.ssim_weight == 0.5


def test_nothing_is_written_when_a_phase_has_no_start(pairs, tmp_path):
    with pytest.raises(MuralsError, match='run "murals train --phase 2a" first'):
        train(settings(pairs, tmp_path / "models", "2b"))
    assert not (tmp_path / "models").exists()


def test_a_named_start_is_taken(pairs, tmp_path):
    report = train(settings(pairs, tmp_path / "models", "1"))
    start = find_start(settings(pairs, tmp_path / "elsewhere", "2b", init=str(report.checkpoint.path)), "2b")
    assert start.path == report.checkpoint.path


@pytest.mark.slow
def test_steps_and_history_go_on_over_the_phases(pairs, tmp_path):
    train(settings(pairs, tmp_path, "1"))
    report = train(settings(pairs, tmp_path, "2a"))
    rows = report.run.history()
    assert [(row["phase"], row["epoch"], row["step"]) for row in rows] == [
        ("1", 0, 0),
        ("1", 1, 2),
        ("1", 2, 4),
        ("2a", 0, 4),
        ("2a", 1, 6),
        ("2a", 2, 8),
    ]


class PowerCut(BaseException):
    """Nothing in the program catches it."""


@pytest.mark.slow
def test_all_phases_killed_in_the_second_and_resumed_end_alike(pairs, tmp_path, monkeypatch):
    torch.manual_seed(0)
    whole = train(settings(pairs, tmp_path / "alone"))
    told = Painter.after_epoch

    def cut(self, run, learn):
        if len(run.history()) == 6:  # two rows of epoch 0, the second epoch of phase 2a
            raise PowerCut
        told(self, run, learn)

    monkeypatch.setattr(Painter, "after_epoch", cut)
    torch.manual_seed(0)
    with pytest.raises(PowerCut):
        train(settings(pairs, tmp_path / "killed"))
    monkeypatch.setattr(Painter, "after_epoch", told)
    assert len(find_unfinished(tmp_path / "killed")) == 1
    resumed = train(TrainSettings(resume=True, out=str(tmp_path / "killed")))
    assert find_unfinished(tmp_path / "killed") == []
    first, second = (read_state(open_checkpoint(r.run.folder)) for r in (whole, resumed))
    assert all(torch.equal(first[name], second[name]) for name in first)
    assert [row.best_valid_psnr for row in resumed.summaries] == [row.best_valid_psnr for row in whole.summaries]


def interrupted(pairs, tmp_path, monkeypatch):
    def cut(self, run, learn):
        raise PowerCut

    monkeypatch.setattr(Painter, "after_epoch", cut)
    with pytest.raises(PowerCut):
        train(settings(pairs, tmp_path / "models", "1"))


def test_pictures_that_were_interrupted_are_drawn_again_without_training(pairs, tmp_path, monkeypatch):
    draw = Painter.draw

    def cut(self):
        if self.run.resume_file.is_file():  # after the last epoch
            raise PowerCut
        draw(self)

    with monkeypatch.context() as patched, pytest.raises(PowerCut):
        patched.setattr(Painter, "draw", cut)
        train(settings(pairs, tmp_path / "models", "1"))
    history = (run := find_unfinished(str(tmp_path / "models"), job="train")[0]).history()
    resumed = train(TrainSettings(resume=True, out=str(tmp_path / "models")))
    assert resumed.run.folder == run.folder and run.settings()["done"] == ["1"] and run.settings()["finished"]
    assert repr(run.history()) == repr(history)  # as text: NaN equals nothing
    assert (run.folder / "curves.png").is_file() and not run.resume_file.exists()


def test_a_resumed_run_keeps_its_settings(pairs, tmp_path, monkeypatch):
    interrupted(pairs, tmp_path, monkeypatch)
    with pytest.raises(MuralsError, match=r"was started with epochs 2, not 7.*leave the option out"):
        train(TrainSettings(resume=True, out=str(tmp_path / "models"), changes={"epochs": 7}))


def test_changed_pairs_are_noticed(pairs, tmp_path, monkeypatch):
    interrupted(pairs, tmp_path, monkeypatch)
    first = pairs / "train/damaged/00.png"
    first.write_bytes((pairs / "train/damaged/01.png").read_bytes())
    with pytest.raises(MuralsError, match="are not those that"):
        train(TrainSettings(resume=True, out=str(tmp_path / "models")))


@pytest.mark.slow
def test_a_run_and_its_data_may_move(pairs, tmp_path, monkeypatch):
    """Phase 2a started from a run beside it, under another name of the folder."""
    train(settings(pairs, tmp_path / "models", "1"))
    told = Painter.after_epoch

    def cut(self, run, learn):
        if len(run.history()) == 6:  # the second epoch of phase 2a
            raise PowerCut
        told(self, run, learn)

    monkeypatch.setattr(Painter, "after_epoch", cut)
    with pytest.raises(PowerCut):
        train(settings(pairs, tmp_path / "models", "2a"))
    monkeypatch.setattr(Painter, "after_epoch", told)
    (tmp_path / "models").rename(tmp_path / "elsewhere")
    pairs.rename(tmp_path / "moved")
    report = train(TrainSettings(resume=True, out=str(tmp_path / "elsewhere"), data=str(tmp_path / "moved")))
    assert [row.last_epoch for row in report.summaries] == [2, 2]
    assert report.run.folder.parent == tmp_path / "elsewhere"


def test_nothing_to_resume_is_said(tmp_path):
    with pytest.raises(MuralsError, match="no interrupted run under"):
        train(TrainSettings(resume=True, out=str(tmp_path)))


def test_a_failed_run_is_marked(pairs, tmp_path):
    broken = settings(pairs, tmp_path, "2b")
    broken.changes.update(lr=1e30, grad_clip=0.0)
    good = train(settings(pairs, tmp_path, "1"))
    with pytest.raises(MuralsError, match="the loss became"):
        train(TrainSettings(**{**vars(broken), "init": str(good.checkpoint.path)}))
    runs = [json.loads(file.read_text()) for file in tmp_path.glob("*/run.json")]
    assert sorted("failed" in run for run in runs) == [False, True]
    assert find_unfinished(tmp_path) == []


@pytest.mark.slow
def test_a_pix2pix_network_learns_from_the_same_pairs(pairs, tmp_path):
    """It stands in the same table of phases, and what restores finds its checkpoint as any other."""
    changes = {"epochs": 1, "batch_size": 8}
    wanted = TrainSettings(network="pix2pix", data=str(pairs), out=str(tmp_path), changes=changes, loss=dict(PLAIN))
    report = train(wanted)
    assert report.checkpoint.path.name == "pix2pix.safetensors"
    assert [row.phase for row in report.summaries] == ["pix2pix"]
    assert report.summaries[0].last_epoch == 1
    restored = Restorer.open(tmp_path / report.run.folder.name, device="cpu")(np.zeros((64, 64, 3), np.float32))
    assert restored.shape == (64, 64, 3)


def test_the_seed_decides_the_weights_that_a_training_starts_from(pairs, tmp_path):
    def start(seed):
        asked = settings(pairs, tmp_path, phase="1", seed=seed)
        return make_learner(asked, configure(asked, "1"), None).model.state_dict()

    first, again, other = start(1), start(1), start(2)
    assert all(torch.equal(value, again[name]) for name, value in first.items())
    assert not all(torch.equal(value, other[name]) for name, value in first.items())


def test_a_training_notes_its_time_and_is_compared_only_if_asked(pairs, tmp_path):
    report = train(settings(pairs, tmp_path, "1"), compared=False)
    assert report.run.settings()["finished"] and report.run.settings()["seconds"] > 0
    assert KEPT_AS not in report.checkpoint.info
    again = train(settings(pairs, tmp_path, "1"))
    assert KEPT_AS in again.checkpoint.info


class FullMemory(Callback):
    """Fails as a GPU does whose memory is full."""

    def before_batch(self):
        raise torch.OutOfMemoryError("CUDA out of memory")


def test_too_little_memory_is_a_sentence_and_the_run_is_marked(pairs, tmp_path):
    with pytest.raises(MuralsError, match="out of memory with batches of 4 images"):
        train(settings(pairs, tmp_path, "1"), cbs=[FullMemory()])
    [said] = [json.loads(file.read_text()) for file in tmp_path.glob("*/run.json")]
    assert "out of memory" in said["failed"]


@pytest.mark.slow
def test_the_light_network_goes_through_the_phases(pairs, tmp_path):
    models = tmp_path / "models"
    first = train(settings(pairs, models, "1", network="light"))
    assert first.checkpoint.network.decoder == "light"
    second = train(settings(pairs, models, "2a"))  # the start tells the network
    assert second.checkpoint.network.decoder == "light"
    assert Restorer.open(second.checkpoint)(np.zeros((40, 50, 3), np.float32)).shape == (40, 50, 3)


def test_the_light_network_starts_from_its_own_kind(pairs, tmp_path):
    report = train(settings(pairs, tmp_path / "models", "1"))
    with pytest.raises(MuralsError, match="holds none with encoder edgenext_xx_small of --network light"):
        train(settings(pairs, tmp_path / "models", "2a", network="light"))
    start = open_checkpoint(report.checkpoint.path)
    with pytest.raises(MuralsError, match="has fastai's decoder, not the light one"):
        network_config(settings(pairs, tmp_path, "2a", network="light"), start)
