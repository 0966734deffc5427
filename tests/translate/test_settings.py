import pytest

from murals.config import TranslatorConfig
from murals.errors import MuralsError
from murals.translate.presets import TRANSLATE_PRESETS
from murals.translate.settings import TranslateSettings, configure, settings_of_run


@pytest.mark.parametrize("name", TRANSLATE_PRESETS)
def test_a_preset_alone_is_its_row(name):
    assert configure(TranslateSettings(preset=name)) == TRANSLATE_PRESETS[name]


def test_presets_are_changed_by_options():
    preset = configure(TranslateSettings(preset="pix2pix", gan=False, jitter=False, network="fcn",
                                         changes={"lr": 1e-4}, loss={"ssim_weight": 0.5}))  # fmt: skip
    assert (preset.gan, preset.jitter, preset.network.architecture) == (False, False, "fcn")
    assert (preset.training.lr, preset.training.loss.ssim_weight) == (1e-4, 0.5)
    assert preset.training.loss.l1_weight == 100.0


def test_width_and_layers_are_changed_by_options():
    network = configure(TranslateSettings(width=16)).network
    assert (network.width, network.layers) == (16, TRANSLATE_PRESETS["fcn"].network.layers)
    assert configure(TranslateSettings(preset="l1", layers=3)).network == TranslatorConfig("fcn-skips", layers=3)


def test_another_network_has_its_own_width_and_layers():
    assert configure(TranslateSettings(network="unet256")).network == TranslatorConfig("unet256")
    assert configure(TranslateSettings(network="fcn")).network == TRANSLATE_PRESETS["fcn"].network
    assert configure(TranslateSettings(network="fcn-skips", width=4)).network == TranslatorConfig("fcn-skips", width=4)


@pytest.mark.parametrize(
    ("saved", "preset"),
    [
        ({"preset": "fcn"}, "fcn-narrow"),
        ({"preset": "fcn", "width": None}, "fcn"),
        ({"preset": "l1"}, "l1"),
        ({}, "fcn"),
    ],
    ids=["fcn before it was widened", "fcn", "l1", "default"],
)
def test_a_run_of_an_earlier_version_means_the_narrow_network(saved, preset):
    assert settings_of_run(saved).preset == preset


def test_it_is_as_patient_as_it_is_long():
    assert configure(TranslateSettings(changes={"epochs": 7})).training.patience == 7
    assert configure(TranslateSettings(changes={"epochs": 7, "patience": 3})).training.patience == 3


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"preset": "fnc"}, r"unknown preset 'fnc': expected fcn, fcn-narrow, l1, pix2pix\. did you mean fcn\?"),
        ({"changes": {"epochs": 0}}, "--epochs is 0: expected more than zero"),
        ({"changes": {"lr": -1.0}}, "--lr is -1.0: expected more than zero"),
        ({"changes": {"batch_size": 0}}, "--batch-size is 0: expected more than zero"),
        ({"changes": {"size": 0}}, "--size is 0: expected more than zero"),
        ({"width": -1}, "--width is -1: expected more than zero"),
        ({"layers": 0}, "--layers is 0: expected more than zero"),
        ({"grid_every": 0}, "--grid-every is 0: expected more than zero"),
    ],
)
def test_what_cannot_be_is_named(more, words):
    with pytest.raises(MuralsError, match=words):
        configure(TranslateSettings(**more))
