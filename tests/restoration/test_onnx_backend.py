"""An exported network against the torch network that it was made from."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from murals.config import NetworkConfig
from murals.errors import MuralsError
from murals.images import LOST, VEILED, write_image
from murals.learn.checkpoint import open_checkpoint, packaged_checkpoint
from murals.learn.export_settings import ExportSettings
from murals.learn.exported import export_network
from murals.learn.network import build_network
from murals.learn.saved_network import save_checkpoint
from murals.restoration.backend import open_backend
from murals.restoration.onnx_backend import OnnxRestorer
from murals.restoration.predict import Restorer

NEAR = 1e-4  # a fortieth of a level of 8 bits


@pytest.fixture(scope="module", params=["unet", "light"])
def exported(request, tmp_path_factory):
    """A network with a head that answers, its checkpoint, exported."""
    torch.manual_seed(5)
    net = build_network(NetworkConfig(decoder=request.param), pretrained=False).eval()
    torch.nn.init.normal_(net.head[-1].weight, std=0.3)
    path = tmp_path_factory.mktemp("run") / "phase1.safetensors"
    save_checkpoint(path, net, {"phase": "1", "trained": True, "size": 64, "max_radius": 20.0})
    report = export_network(ExportSettings(model=path))
    assert report.path == path.with_suffix(".onnx") and report.difference < NEAR
    return path


@pytest.fixture(scope="module")
def both(exported):
    return tuple(open_backend(exported, device="cpu", backend=name) for name in ("torch", "onnx"))


@pytest.fixture
def wall(rng):
    image = rng.random((75, 110, 3)).astype(np.float32)
    kinds = np.zeros((75, 110), np.uint8)
    kinds[20:50, 30:60], kinds[30:70, 70:100], kinds[0:5] = LOST, VEILED, LOST
    return image, kinds


@pytest.fixture
def rng():
    return np.random.default_rng(2)


@pytest.mark.parametrize("tiling", [{}, {"tile": 64, "overlap": 32}], ids=["whole", "tiles"])
def test_it_answers_as_torch_does(both, wall, tiling):
    ours, theirs = both
    assert isinstance(ours, Restorer) and isinstance(theirs, OnnxRestorer)
    image, kinds = wall
    for mask in (kinds, kinds == LOST, None):
        assert np.abs(ours(image, mask, **tiling) - theirs(image, mask, **tiling)).max() < NEAR
    assert np.abs(ours.propose(image, **tiling) - theirs.propose(image, **tiling)).max() < NEAR
    for one, other in zip(ours.survey(image, 0.5, **tiling), theirs.survey(image, 0.5, **tiling), strict=True):
        assert one.rows == other.rows
        assert max(np.abs(one.damage - other.damage).max(), np.abs(one.legible - other.legible).max()) < NEAR
    wanted = np.zeros(kinds.shape, bool)
    wanted[25:30, 35:40] = True
    some = [model(image, kinds, wanted=wanted, **tiling) for model in both]
    assert np.abs(some[0] - some[1]).max() < NEAR
    assert np.array_equal(some[1][~wanted], image[~wanted])


@pytest.mark.parametrize("size", [(1, 1), (5, 40), (33, 31), (64, 64)])
def test_any_height_and_width(both, rng, size):
    image = rng.random((*size, 3)).astype(np.float32)
    mask = np.zeros(size, bool)
    mask[size[0] // 2 :, size[1] // 2 :] = True
    assert np.abs(both[0](image, mask) - both[1](image, mask)).max() < NEAR


def test_what_is_lost_is_not_looked_at(both, wall):
    image, kinds = wall
    other = image.copy()
    other[kinds == LOST] = 0.123
    assert np.array_equal(both[1](image, kinds)[kinds > 0], both[1](other, kinds)[kinds > 0])


def test_the_file_is_tied_to_its_checkpoint(exported, tmp_path):
    net = build_network(NetworkConfig(), pretrained=False)
    save_checkpoint(tmp_path / "phase1.safetensors", net, {"phase": "1"})
    (tmp_path / "phase1.onnx").write_bytes(exported.with_suffix(".onnx").read_bytes())
    with pytest.raises(MuralsError, match=r"was made from other weights than .*export it again"):
        open_backend(tmp_path / "phase1.safetensors", device="cpu")
    (tmp_path / "phase1.onnx").write_bytes(b"no network")
    with pytest.raises(MuralsError, match="is no network that can be run"):
        open_backend(tmp_path / "phase1.safetensors", device="cpu")


def test_what_is_not_exported_runs_in_torch_unless_asked_for(tmp_path):
    net = build_network(NetworkConfig(), pretrained=False)
    path = save_checkpoint(tmp_path / "phase1.safetensors", net, {"phase": "1"}).path
    assert isinstance(open_backend(path, device="cpu"), Restorer)
    with pytest.raises(MuralsError, match=r"there is no exported network .*phase1\.onnx: write it, murals export"):
        open_backend(path, device="cpu", backend="onnx")


def test_an_older_network_cannot_be_exported(tmp_path):
    net = build_network(NetworkConfig(kinds=False), pretrained=False)
    path = save_checkpoint(tmp_path / "old.safetensors", net, {"phase": "1"}).path
    with pytest.raises(MuralsError, match="does not know lost from veiled paint: only those can be exported"):
        export_network(ExportSettings(model=path))
    assert not (tmp_path / "old.onnx").exists()


def test_the_packaged_network_is_that_of_its_checkpoint(rng):
    """Both files are committed: one that was exported from other weights would be found here."""
    packaged = packaged_checkpoint()
    model = onnx.load(str(packaged.path.with_suffix(".onnx")), load_external_data=False)
    told = {entry.key: entry.value for entry in model.metadata_props}
    assert told["weights_sha256"] == open_checkpoint("package").info["weights_sha256"]
    ours, theirs = (open_backend("package", device="cpu", backend=name) for name in ("torch", "onnx"))
    image = rng.random((96, 96, 3)).astype(np.float32)
    mask = np.zeros((96, 96), bool)
    mask[30:60, 30:60] = True
    assert np.abs(ours(image, mask) - theirs(image, mask)).max() < NEAR


def test_a_restoration_by_the_packaged_model_loads_no_torch(tmp_path, rng):
    write_image(tmp_path / "wall.png", rng.random((64, 64, 3)))
    mask = np.zeros((64, 64), bool)
    mask[20:40, 20:40] = True
    write_image(tmp_path / "mask.png", mask)
    code = (
        "import json, sys; from murals.cli import app\n"
        "app(['restore', 'wall.png', '--mask', 'mask.png', '--backend', 'onnx', '--model', 'package', '--quiet'],"
        " standalone_mode=False)\n"
        "print(json.dumps([name for name in ('torch', 'torchvision', 'fastai', 'timm', 'kornia', 'matplotlib')"
        " if name in sys.modules]))\n"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True, capture_output=True, text=True
    )
    assert json.loads(done.stdout.splitlines()[-1]) == []
    assert (tmp_path / "wall.restored.png").is_file()
