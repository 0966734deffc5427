import json

import pytest
import torch

from murals.config import NetworkConfig, TranslatorConfig
from murals.errors import MuralsError
from murals.learn.checkpoint import open_checkpoint
from murals.learn.network import build_network
from murals.learn.saved_network import load_network, load_weights, save_checkpoint
from murals.learn.translator import Translator


@pytest.fixture(scope="module")
def net():
    torch.manual_seed(1)
    return build_network(NetworkConfig(encoder="mobilenetv3_small_100")).eval()


@pytest.fixture
def saved(net, tmp_path):
    return save_checkpoint(
        tmp_path / "models/a/phase1.safetensors", net, {"phase": "1", "scores": {"valid_psnr": 20.0}}
    )


def test_a_round_trip_restores_the_same(net, saved):
    x = torch.rand(1, 3, 40, 40)
    with torch.no_grad():
        assert torch.equal(load_network(open_checkpoint(saved.path))(x), net(x))


def test_a_translator_of_an_earlier_version_is_built_narrow(tmp_path):
    """Its JSON names neither width nor layers."""
    narrow = Translator(TranslatorConfig("fcn", width=8, layers=6)).eval()
    saved = save_checkpoint(tmp_path / "translate.safetensors", narrow, {"phase": "translate"})
    words = saved.path.with_suffix(".json")
    said = json.loads(words.read_text())
    said["network"] = {"architecture": "fcn", "normal_init": False}
    words.write_text(json.dumps(said))
    image = torch.rand(1, 3, 64, 64)
    with torch.no_grad():
        assert torch.equal(load_network(open_checkpoint(saved.path))(image), narrow(image))


def test_a_wide_translator_comes_back_as_wide(tmp_path):
    wide = Translator(TranslatorConfig("fcn", width=12, layers=3)).eval()
    saved = save_checkpoint(tmp_path / "translate.safetensors", wide, {"phase": "translate"})
    image = torch.rand(1, 3, 64, 64)
    with torch.no_grad():
        assert torch.equal(load_network(open_checkpoint(saved.path))(image), wide(image))


@pytest.mark.parametrize("size", [0, 100, -1])
def test_a_corrupt_file_is_refused(saved, size):
    data = bytearray(saved.path.read_bytes())
    if size < 0:
        data[-20] ^= 255
    saved.path.write_bytes(data[: size if size >= 0 else len(data)])
    with pytest.raises(MuralsError, match="is damaged or not the file that its JSON tells of"):
        load_network(open_checkpoint(saved.path))


def test_a_checkpoint_of_another_encoder_is_refused(saved):
    with pytest.raises(
        MuralsError, match=r"over mobilenetv3_small_100.* over resnet18.*--encoder mobilenetv3_small_100"
    ):
        load_weights(build_network(NetworkConfig(encoder="resnet18")), saved)


def test_half_precision_halves_the_file_and_hardly_changes_the_output(tmp_path, net):
    whole = save_checkpoint(tmp_path / "whole.safetensors", net, {"phase": "1"})
    half = save_checkpoint(tmp_path / "half.safetensors", net, {"phase": "1"}, half=True)
    assert half.path.stat().st_size < 0.51 * whole.path.stat().st_size
    x = torch.rand(1, 3, 64, 64)
    with torch.no_grad():
        assert torch.allclose(load_network(half)(x), net(x), atol=0.01)
