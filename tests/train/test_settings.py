import pytest

from murals.errors import MuralsError
from murals.options import settings_from
from murals.train.settings import (
    LrFindSettings,
    TrainSettings,
    configure,
    differences,
    flatten,
    saved_settings,
    wanted_encoder,
)


def test_all_means_three_phases_in_order():
    assert TrainSettings("all").phases() == ("1", "2a", "2b")
    with pytest.raises(MuralsError, match="unknown phase '2'"):
        TrainSettings("2").phases()


def test_only_what_was_asked_differs():
    assert differences(TrainSettings(changes={"epochs": 3}), TrainSettings()) == {"epochs": 3}


def test_flat_settings_hold_phase_and_loss_side_by_side():
    flat = flatten(TrainSettings(changes={"lr": 0.1}, loss={"l1_weight": 2.0}))
    assert (flat["lr"], flat["l1_weight"]) == (0.1, 2.0)
    assert "changes" not in flat and "loss" not in flat


def test_the_original_preset_wants_its_own_encoder():
    assert wanted_encoder(TrainSettings()) is None
    assert wanted_encoder(TrainSettings(preset="original")) == "swinv2_base_window8_256"


@pytest.mark.parametrize("change", [{"epochs": 0}, {"lr": -1.0}, {"patience": 0}])
def test_impossible_numbers_are_refused(change):
    with pytest.raises(MuralsError, match="expected more than zero"):
        configure(TrainSettings(changes=change), "1")


def test_options_are_sorted_by_their_names():
    options = {"phase": "2a", "data": "pairs", "lr": 0.1, "l1_weight": 2.0, "size": None, "quiet": True}
    wanted = TrainSettings("2a", "pairs", changes={"lr": 0.1}, loss={"l1_weight": 2.0})
    assert settings_from(TrainSettings, options) == wanted


def test_no_options_are_the_defaults():
    assert settings_from(TrainSettings, {}) == TrainSettings()


def test_how_a_training_was_started_is_not_saved():
    assert saved_settings(TrainSettings(resume=True)) == saved_settings(TrainSettings())
    assert "resume" not in saved_settings(TrainSettings())


def test_a_rate_is_looked_for_in_the_training_that_would_be_run():
    asked = LrFindSettings("2a", "pairs", models="runs", seed=3, encoder="resnet18", changes={"size": 64})
    assert asked.training() == TrainSettings("2a", "pairs", "runs", seed=3, encoder="resnet18", changes={"size": 64})


def test_a_pix2pix_network_has_one_phase_of_its_own():
    settings = TrainSettings(network="pix2pix", changes={"epochs": 3}, loss={"ssim_weight": 0.0})
    assert settings.phases() == ("pix2pix",)
    config = configure(settings, "pix2pix")
    assert (config.epochs, config.optimizer, config.keep, config.loss.ssim_weight) == (3, "gan_adam", "psnr", 0.0)


@pytest.mark.parametrize("more", [{"phase": "2a"}, {"encoder": "resnet18"}, {"init": "x"}, {"unfreeze": "stage4"}])
def test_it_has_no_phases_and_no_encoder(more):
    with pytest.raises(MuralsError, match=r"--network pix2pix trains a network without .*: leave out --"):
        TrainSettings(network="pix2pix", **more).phases()


def test_an_unknown_network_is_named():
    with pytest.raises(
        MuralsError, match=r"unknown network 'unnet': expected unet, light or pix2pix\. did you mean unet\?"
    ):
        TrainSettings(network="unnet").phases()
