import json

import numpy as np
import pytest
import torch
from aligned_samples import write_aligned
from PIL import Image

from murals.errors import MuralsError
from murals.learn.checkpoint import open_checkpoint
from murals.learn.run import find_unfinished
from murals.learn.saved_network import load_network, read_state
from murals.translate.grid_painter import GridPainter
from murals.translate.settings import TranslateSettings
from murals.translate.training import train_translator


class PowerCut(BaseException):
    """Ends a training as a killed process would."""


@pytest.fixture(scope="module")
def facades(tmp_path_factory):
    return write_aligned(tmp_path_factory.mktemp("facades"), train=6, val=3)


def settings(data, out, **more):
    changes = {"epochs": 2, "batch_size": 3}
    return TranslateSettings(data=str(data), out=str(out), grid_every=1, device="cpu", **{"changes": changes, **more})


@pytest.fixture(scope="module")
def trained(facades, tmp_path_factory):
    return train_translator(settings(facades, tmp_path_factory.mktemp("models")))


def test_a_training_leaves_all_its_files(trained):
    folder = trained.run.folder
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")}
    grids = {f"grids/epoch-000{epoch}.{side}.png" for epoch in (1, 2) for side in ("train", "val")}
    assert {"translate.safetensors", "translate.json", "history.csv", "curves.png", "index.html", "images.csv",
            "samples.train.png", "samples.val.png", *grids} <= names  # fmt: skip
    assert any("tfevents" in name for name in names) and "resume.safetensors" not in names
    assert trained.run.settings()["finished"]


def test_a_page_that_was_interrupted_is_written_again_without_training(facades, tmp_path, monkeypatch):
    """With 200 epochs behind it, a training began anew if it was stopped while its pictures were drawn."""

    def cut(*args, **kwargs):
        raise PowerCut

    with monkeypatch.context() as patched, pytest.raises(PowerCut):
        patched.setattr("murals.translate.training.write_results", cut)
        train_translator(settings(facades, tmp_path))
    history = find_unfinished(str(tmp_path), job="pix2pix")[0].history()
    resumed = train_translator(TranslateSettings(resume=True, out=str(tmp_path), device="cpu"))
    assert repr(resumed.run.history()) == repr(history)
    assert resumed.page.is_file() and resumed.run.settings()["finished"] and not resumed.run.resume_file.exists()


def test_the_report_is_plain_and_agrees_with_the_checkpoint(trained):
    said = json.loads(json.dumps(trained.as_plain(), default=str))
    assert said["epochs"] == 2 and 0 < said["constant_l1"] < 1
    noted = open_checkpoint(said["checkpoint"]).info["l1"]
    assert (noted["train"], noted["valid"]) == (said["train_l1"], said["valid_l1"])


def test_the_kept_loss_is_the_measured_l1(trained):
    """What the loop tracked as validation loss and what the page measures image by image are one number."""
    best = min(row["valid_loss"] for row in trained.run.history())
    assert trained.as_plain()["valid_l1"] == pytest.approx(best, abs=1e-4)


def test_the_gan_trains_too_and_keeps_its_last_epoch(facades, tmp_path):
    report = train_translator(settings(facades, tmp_path, preset="pix2pix", network="fcn-skips"))
    rows = report.run.history()
    assert {"train_loss_adversarial", "train_loss_discriminator", "valid_loss_l1"} <= set(rows[-1])
    assert report.as_plain()["best_epoch"] == 2
    assert report.reading.train_loss == rows[-1]["train_loss_l1"]
    assert "100 x l1<" in report.page.read_text()


def test_the_page_says_what_it_is_worth(trained):
    assert "Over validation" in trained.sentences()
    assert trained.reading.verdict in trained.page.read_text()


@pytest.mark.slow
@pytest.mark.parametrize("more", [{}, {"preset": "pix2pix", "network": "fcn"}], ids=["l1", "gan"])
def test_an_interrupted_run_goes_on_as_if_nothing_had_been(facades, tmp_path, monkeypatch, more):
    torch.manual_seed(5)
    whole = train_translator(settings(facades, tmp_path / "whole", **more))

    def cut(self, run, learn):
        raise PowerCut

    told = GridPainter.after_epoch
    monkeypatch.setattr(GridPainter, "after_epoch", lambda self, run, learn: cut(self, run, learn)
                        if run.history()[-1]["epoch"] == 2 else told(self, run, learn))  # fmt: skip
    with pytest.raises(PowerCut):
        train_translator(settings(facades, tmp_path / "cut", **more))
    monkeypatch.setattr(GridPainter, "after_epoch", told)
    resumed = train_translator(TranslateSettings(resume=True, out=str(tmp_path / "cut")))
    assert find_unfinished(tmp_path / "cut", job="pix2pix") == []
    first, second = (read_state(open_checkpoint(report.checkpoint.path)) for report in (whole, resumed))
    assert all(torch.equal(first[name], second[name]) for name in first)
    assert resumed.as_plain()["valid_l1"] == whole.as_plain()["valid_l1"]


def test_the_network_is_as_wide_and_deep_as_asked_for(facades, tmp_path):
    report = train_translator(settings(facades, tmp_path, width=4, layers=2))
    network = load_network(open_checkpoint(report.checkpoint.path))
    assert (network.config.width, network.stride) == (4, 4)
    assert "fcn, width 4, layers 2" in report.page.read_text()


def test_the_direction_is_turned(facades, tmp_path, trained):
    report = train_translator(settings(facades, tmp_path, direction="BtoA"))
    assert report.constant.valid_l1 != trained.constant.valid_l1
    assert report.checkpoint.info["direction"] == "BtoA"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"preset": "fnc"}, r"unknown preset 'fnc': expected fcn, fcn-narrow, l1, pix2pix\. did you mean fcn\?"),
        ({"direction": "AtoC"}, "unknown direction 'AtoC'"),
        ({"changes": {"size": 0}}, "--size is 0: expected more than zero"),
        ({"data": "/nowhere"}, r"no folder .*nowhere.*train"),
    ],
)
def test_mistakes_are_named_before_anything_is_written(facades, tmp_path, more, words):
    with pytest.raises(MuralsError, match=words):
        train_translator(settings(**{"data": facades, "out": tmp_path / "models", **more}))
    assert not (tmp_path / "models").exists()


def test_changed_pairs_are_noticed(facades, tmp_path, monkeypatch):
    data = tmp_path / "data"
    for file in facades.rglob("*.png"):
        target = data / file.relative_to(facades)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes())

    def cut(self, run, learn):
        raise PowerCut

    monkeypatch.setattr(GridPainter, "after_epoch", cut)
    with pytest.raises(PowerCut):
        train_translator(settings(data, tmp_path / "models"))
    Image.fromarray(np.zeros((64, 128, 3), np.uint8)).save(data / "train/00.png")
    with pytest.raises(MuralsError, match=r"are not those that .* was started with"):
        train_translator(TranslateSettings(resume=True, out=str(tmp_path / "models")))
