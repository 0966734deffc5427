import pytest
import torch
from PIL import Image

from murals.jobs.lr_find import find_learning_rate
from murals.jobs.settings import TrainSettings, configure
from murals.jobs.train import make_learner, train
from murals.learn.optimizers import OPTIMIZERS

SMALL = {"encoder": "edgenext_xx_small", "pretrained": False, "loss": {"perceptual_weight": 0.0}}


def test_a_picture_suggestions_and_the_command(pairs, tmp_path):
    settings = TrainSettings(
        phase="1", data=str(pairs), out=str(tmp_path / "models"), changes={"batch_size": 2}, **SMALL
    )
    found = find_learning_rate(settings, out=tmp_path / "runs", steps=60)
    assert Image.open(found.picture).size[0] > 300
    assert {"valley", "steep", "minimum"} == set(found.suggestions)
    assert all(1e-8 <= rate <= 10 for rate in found.suggestions.values())  # from a tenth of the least rate tried
    assert found.command.startswith("murals train --phase 1")
    for part in (
        "--encoder edgenext_xx_small",
        "--no-pretrained",
        "--batch-size 2",
        f"--lr {found.suggestions['valley']:.2g}",
    ):
        assert part in found.command
    assert not (tmp_path / "models").exists()


@pytest.mark.parametrize("preset", ["default", "original"])
def test_the_rates_are_tried_with_the_optimizer_of_the_phase(pairs, preset):
    settings = TrainSettings(phase="1", preset=preset, data=str(pairs), changes={"size": 64}, **SMALL)
    config = configure(settings, "1")
    assert make_learner(settings, config, None).opt_func is OPTIMIZERS[config.optimizer]


def test_the_start_is_left_untouched(pairs, tmp_path):
    settings = TrainSettings(
        phase="1", data=str(pairs), out=str(tmp_path), changes={"epochs": 1, "batch_size": 2}, **SMALL
    )
    before = train(settings).checkpoint.path
    bytes_before = before.read_bytes()
    find_learning_rate(TrainSettings(**{**vars(settings), "phase": "2a"}), out=tmp_path / "runs", steps=40)
    assert before.read_bytes() == bytes_before


def test_from_python_the_model_is_left_as_it_was(pairs, tmp_path, monkeypatch):
    from murals import mural_dls, mural_learner

    monkeypatch.chdir(tmp_path)
    learn = mural_learner(mural_dls(pairs, batch_size=4), encoder="edgenext_xx_small", pretrained=False)
    before = {name: value.clone() for name, value in learn.model.state_dict().items()}
    with learn.no_bar():
        learn.lr_find(num_it=8, show_plot=False)
    assert all(torch.equal(value, before[name]) for name, value in learn.model.state_dict().items())
