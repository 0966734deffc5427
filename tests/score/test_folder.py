import json

import pytest

from murals.config import TranslatorConfig
from murals.errors import MuralsError
from murals.learn.saved_network import save_checkpoint
from murals.learn.translator import Translator
from murals.score.folder import score_folder
from murals.score.settings import ScoreSettings
from murals.train.settings import TrainSettings
from murals.train.train import train


@pytest.fixture
def model(pairs, tmp_path):
    settings = TrainSettings(
        "1",
        str(pairs),
        str(tmp_path / "models"),
        encoder="edgenext_xx_small",
        pretrained=False,
        changes={"epochs": 1, "batch_size": 4},
        loss={"perceptual_weight": 0.0},
    )
    return train(settings).checkpoint.path


def test_the_validation_pairs_are_scored_where_there_is_no_test(model, pairs, tmp_path):
    report, page = score_folder(ScoreSettings(model, pairs, out=tmp_path / "score"))
    assert page == tmp_path / "score/index.html"
    numbers = json.loads((tmp_path / "score/score.json").read_text())
    nothing = next(row for row in numbers["methods"] if row["method"] == "do nothing")
    assert nothing["images"] == 4
    assert "val" in report.protocol["images"]


def test_a_single_argument_may_be_the_data(model, pairs, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    report, _ = score_folder(ScoreSettings(pairs, None, out=tmp_path / "score"))
    assert str(model.name) in report.protocol["model"]


def test_an_older_score_is_kept(model, pairs, tmp_path):
    score_folder(ScoreSettings(model, pairs, out=tmp_path / "score"))
    with pytest.raises(MuralsError, match="holds a score already"):
        score_folder(ScoreSettings(model, pairs, out=tmp_path / "score"))


def test_an_unknown_split_is_refused(model, pairs):
    with pytest.raises(MuralsError, match="expected train, val or test"):
        score_folder(ScoreSettings(model, pairs, split="valid"))


@pytest.fixture
def translator(tmp_path):
    """A checkpoint as `murals train --network pix2pix` leaves it, of a small network."""
    path = tmp_path / "models/20261121-110000-pix2pix/pix2pix.safetensors"
    return save_checkpoint(path, Translator(TranslatorConfig("fcn")), {"phase": "pix2pix", "size": 64}).path


def test_both_approaches_stand_in_one_table(model, translator, pairs, tmp_path):
    report, _ = score_folder(ScoreSettings(model, pairs, beside=[translator], out=tmp_path / "score", raw=True))
    name = "pix2pix of 20261121-110000-pix2pix"
    assert {f"{name}, raw", f"{name}, neutral", "model, raw", "model, neutral"} < set(report.methods)
    assert "pix2pix, fcn, tiles" in report.protocol[name]
    assert f"{name}, neutral" in (tmp_path / "score/score.csv").read_text()


def test_a_model_given_twice_is_told(model, pairs):
    with pytest.raises(MuralsError, match="is given twice"):
        score_folder(ScoreSettings(model, pairs, beside=[model, model.parent]))
