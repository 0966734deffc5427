import pytest

from murals.config import TRANSLATE, TranslatorConfig
from murals.translate.presets import TRANSLATE_PRESETS


@pytest.mark.parametrize("name", ["fcn", "fcn-narrow"])
def test_fcn_is_the_course_project(name):
    preset = TRANSLATE_PRESETS[name]
    training, loss = preset.training, preset.training.loss
    assert (training.epochs, training.batch_size, training.lr, training.schedule) == (200, 256, 1e-3, "steps")
    assert (loss.l1_weight, loss.ssim_weight, loss.perceptual_weight, loss.edge_weight) == (1.0, 0.0, 0.0, 0.0)
    assert loss.signed  # L1 on [-1, 1]
    assert not preset.jitter and not preset.gan


def test_the_two_of_the_course_project_differ_in_their_network_alone():
    wide, narrow = TRANSLATE_PRESETS["fcn"], TRANSLATE_PRESETS["fcn-narrow"]
    assert (wide.training, wide.jitter, wide.gan) == (narrow.training, narrow.jitter, narrow.gan)
    assert wide.network == TranslatorConfig("fcn", width=64, layers=3)
    assert narrow.network == TranslatorConfig("fcn", width=8, layers=6)


def test_pix2pix_is_isola_et_al():
    preset = TRANSLATE_PRESETS["pix2pix"]
    training = preset.training
    assert (training.epochs, training.batch_size, training.lr, training.schedule) == (200, 1, 2e-4, "half_linear")
    assert training.loss.l1_weight == 100.0
    assert preset.jitter and preset.gan and preset.network.architecture == "unet256"


def test_no_preset_stops_early_or_is_taken_for_a_mural_model():
    for preset in TRANSLATE_PRESETS.values():
        assert preset.training.patience >= preset.training.epochs
        assert preset.training.phase == TRANSLATE
