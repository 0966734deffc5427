import json
import time

import pytest
import torch

from murals.config import NetworkConfig
from murals.errors import MuralsError
from murals.learn.checkpoint import PACKAGED, annotate, find_checkpoints, newest_checkpoint, open_checkpoint
from murals.learn.network import build_network
from murals.learn.saved_network import save_checkpoint


@pytest.fixture(scope="module")
def net():
    torch.manual_seed(1)
    return build_network(NetworkConfig(encoder="mobilenetv3_small_100")).eval()


@pytest.fixture
def saved(net, tmp_path):
    return save_checkpoint(
        tmp_path / "models/a/phase1.safetensors", net, {"phase": "1", "scores": {"valid_psnr": 20.0}}
    )


def test_weights_and_plain_data_are_all_there_is(saved):
    assert sorted(path.name for path in saved.path.parent.iterdir()) == ["phase1.json", "phase1.safetensors"]
    info = json.loads(saved.path.with_suffix(".json").read_text())
    assert info["network"] == {
        "encoder": "mobilenetv3_small_100",
        "residual": True,
        "masked": True,
        "kinds": True,
        "activation": "relu",
        "decoder": "unet",
    }
    assert info["phase"] == "1"


def test_a_folder_means_its_last_phase(net, saved):
    save_checkpoint(saved.path.with_name("phase2a.safetensors"), net, {"phase": "2a"})
    assert open_checkpoint(saved.path.parent).phase == "2a"


def test_the_json_names_the_same_checkpoint(saved):
    assert open_checkpoint(saved.path.with_suffix(".json")).path == saved.path


def test_more_can_be_noted(saved):
    annotate(saved, summary={"phase": "1"})
    assert open_checkpoint(saved.path).info["summary"] == {"phase": "1"}


def test_the_newest_is_found(net, saved, tmp_path):
    time.sleep(0.01)
    newer = save_checkpoint(tmp_path / "models/b/phase1.safetensors", net, {"phase": "1"})
    assert newest_checkpoint(tmp_path / "models").path == newer.path
    assert [c.path for c in find_checkpoints(tmp_path / "models", phase="1")] == [newer.path, saved.path]
    assert find_checkpoints(tmp_path / "models", phase="2a") == []
    assert find_checkpoints(tmp_path / "models", encoder="resnet18") == []


def test_an_untrained_start_is_not_used_to_restore(net, saved, tmp_path):
    time.sleep(0.01)
    save_checkpoint(tmp_path / "models/b/phase1.safetensors", net, {"phase": "1", "trained": False})
    assert newest_checkpoint(tmp_path / "models").path == saved.path


def test_where_nothing_was_trained_the_package_brings_a_model(tmp_path):
    packaged = newest_checkpoint(tmp_path)
    assert packaged.path.parent.name == PACKAGED
    assert packaged.network.masked
    assert packaged.path.stat().st_size < 40e6


def test_the_model_of_the_package_is_no_run(net, tmp_path):
    save_checkpoint(tmp_path / PACKAGED / "phase1.safetensors", net, {"phase": "1"})
    assert find_checkpoints(tmp_path) == []


def test_no_model_says_how_to_get_one(tmp_path, monkeypatch):
    monkeypatch.setattr("murals.learn.checkpoint.PACKAGED", "left-out")
    with pytest.raises(MuralsError, match=r"no trained model under .*murals train --phase all"):
        newest_checkpoint(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 1}'])
def test_a_corrupt_json_is_refused(saved, text):
    saved.path.with_suffix(".json").write_text(text)
    with pytest.raises(MuralsError, match=r"phase1\.json is damaged"):
        open_checkpoint(saved.path)


def test_a_folder_of_runs_is_no_run(saved, tmp_path):
    with pytest.raises(MuralsError, match=r"models is a folder of runs: name one of them, such as .*models/a"):
        open_checkpoint(tmp_path / "models")


def test_a_missing_checkpoint_says_what_was_expected(tmp_path):
    with pytest.raises(MuralsError, match=r"no checkpoint at .*expected NAME\.safetensors with NAME\.json"):
        open_checkpoint(tmp_path / "none.safetensors")
    with pytest.raises(MuralsError, match=r"holds no checkpoint: expected phase1\.safetensors"):
        open_checkpoint(tmp_path)


def test_a_later_format_asks_for_an_update(saved):
    info = json.loads(saved.path.with_suffix(".json").read_text())
    saved.path.with_suffix(".json").write_text(json.dumps({**info, "format": 99}))
    with pytest.raises(MuralsError, match="later murals"):
        open_checkpoint(saved.path)
