import pickle

import numpy as np
import pytest
import timm
import torch
from safetensors.torch import save_file
from skimage import data
from torch.nn.functional import interpolate

from murals.errors import MuralsError
from murals.learn.weights import package_weights, read_weights, require_fit, where_weights_are


def test_the_packaged_weights_know_a_cat_from_a_rocket():
    net = timm.create_model("tf_efficientnet_lite0").eval()
    net.load_state_dict(package_weights("tf_efficientnet_lite0"))
    for picture, classes in (
        (data.cat(), range(281, 286)),
        (data.coffee(), (504, 967, 968)),
        (data.rocket(), (657, 744)),
    ):
        x = torch.from_numpy(np.ascontiguousarray(picture)).permute(2, 0, 1)[None].float() / 255
        side, (h, w) = min(x.shape[2:]), x.shape[2:]
        x = x[..., (h - side) // 2 :, (w - side) // 2 :][..., :side, :side]
        x = interpolate(x, (224, 224), mode="bicubic", antialias=True)
        with torch.no_grad():
            assert net((x - 0.5) / 0.5).argmax().item() in classes


def test_other_encoders_have_no_weights_in_the_package():
    assert package_weights("resnet18") is None


@pytest.mark.parametrize("wrap", [dict, lambda state: {"state_dict": state}])
def test_a_torch_file_is_read_bare_or_under_state_dict(tmp_path, wrap):
    torch.save(wrap({"weight": torch.arange(3.0)}), tmp_path / "weights.pth")
    assert torch.equal(read_weights(tmp_path / "weights.pth")["weight"], torch.arange(3.0))


def test_a_pickle_with_code_is_not_run(tmp_path):
    class Trap:
        def __reduce__(self):
            return (open, (str(tmp_path / "sprung"), "w"))

    (tmp_path / "trap.pth").write_bytes(pickle.dumps(Trap()))
    with pytest.raises(MuralsError, match="does not hold weights that can be read safely"):
        read_weights(tmp_path / "trap.pth")
    assert not (tmp_path / "sprung").exists()


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(MuralsError, match=r"no weights at .*none\.safetensors"):
        read_weights(tmp_path / "none.safetensors")


def test_a_file_of_another_encoder_does_not_fit(tmp_path):
    save_file(timm.create_model("resnet18").state_dict(), tmp_path / "weights.safetensors")
    state = read_weights(tmp_path / "weights.safetensors")
    require_fit("resnet18", state, tmp_path)
    with pytest.raises(MuralsError, match=r"does not fit encoder 'resnet34': \d+ of its \d+ tensors"):
        require_fit("resnet34", state, tmp_path)


@pytest.mark.parametrize(("name", "where"), [("tf_efficientnet_lite0", "installed"), ("resnet18", "download")])
def test_where_weights_are(name, where, monkeypatch, tmp_path):
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    assert where_weights_are(name) == where
