import json

from murals.config import STAGES, LossConfig, NetworkConfig, PhaseConfig, as_plain, from_plain


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
