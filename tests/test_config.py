import json

from murals.config import STAGES, LossConfig, NetworkConfig, PhaseConfig, TranslatorConfig, as_plain, from_plain


def test_a_configuration_survives_json():
    config = PhaseConfig("2a", -2, epochs=3, lr=1e-3, patience=2, loss=LossConfig(edge_weight=0.0))
    assert from_plain(PhaseConfig, json.loads(json.dumps(as_plain(config)))) == config


def test_a_key_of_a_later_version_is_left_out():
    assert from_plain(NetworkConfig, {"encoder": "resnet18", "residual": True, "in_channels": 4}).encoder == "resnet18"


def test_the_stages_have_names():
    assert STAGES == ("stage1", "stage2", "stage3", "stage4")


def test_a_network_saved_before_there_was_a_choice_keeps_what_it_had():
    old = from_plain(NetworkConfig, {"encoder": "resnet18", "residual": True})
    assert (old.masked, old.activation) == (False, "relu")
    assert from_plain(NetworkConfig, as_plain(NetworkConfig())) == NetworkConfig()


def test_a_translator_saved_before_it_had_a_width_has_its_own():
    old = from_plain(TranslatorConfig, {"architecture": "fcn", "normal_init": False})
    assert old == TranslatorConfig("fcn", width=None, layers=None)
    assert old.title == "fcn"
    wide = TranslatorConfig("fcn", width=32, layers=4)
    assert wide.title == "fcn, width 32, layers 4"
    assert from_plain(TranslatorConfig, json.loads(json.dumps(as_plain(wide)))) == wide
