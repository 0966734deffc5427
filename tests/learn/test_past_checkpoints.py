"""Checkpoints that earlier versions wrote still load, and still restore the same.

`past/*.json` hold the JSON that `save_checkpoint` of three earlier versions wrote (24e77d8, 3d924a4, b533016), for
networks whose weights were drawn from a seed, and pixels that these networks restored then. The weights themselves,
17 MB each, are drawn again here.
"""

import hashlib
import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import save

from murals.config import NetworkConfig
from murals.images import LOST, VEILED
from murals.learn.checkpoint import find_checkpoints, open_checkpoint
from murals.learn.network import build_network
from murals.learn.saved_network import load_network

PAST = Path(__file__).parent / "past"
SMALL = "mobilenetv3_small_050"
FORMS = {  # what each JSON leaves out, and the network that it stands for
    "first": NetworkConfig(SMALL, masked=False, kinds=False),  # neither `kind` nor `masked`, `activation`, `versions`
    "second": NetworkConfig(SMALL, kinds=False),  # neither `activation` nor `versions`
    "third": NetworkConfig(SMALL, activation="silu", kinds=False),  # no `versions`
}


def drawn(net):
    """Return a state dict whose numbers come from a seed, name by name."""
    generator = torch.Generator().manual_seed(7)
    state = {}
    for name, value in sorted(net.state_dict().items()):
        noise = torch.rand if name.endswith("running_var") else torch.randn
        if value.is_floating_point():
            drawn = noise(value.shape, generator=generator)
            value = 1 + 0.1 * drawn if noise is torch.rand else 0.06 * drawn
        state[name] = value.contiguous()
    return state


@pytest.fixture(params=FORMS)
def past(request, tmp_path):
    """The name of a form, the checkpoint's file, and the pixels that were restored then."""
    said = json.loads((PAST / f"{request.param}.json").read_text())
    payload = save(drawn(build_network(FORMS[request.param])))
    path = tmp_path / "run/phase1.safetensors"
    path.parent.mkdir()
    path.write_bytes(payload)
    info = {**said["json"], "weights_sha256": hashlib.sha256(payload).hexdigest()}
    path.with_suffix(".json").write_text(json.dumps(info))
    return request.param, path, said["output"]


def test_an_earlier_form_loads_and_restores_as_it_did(past):
    form, path, expected = past
    checkpoint = open_checkpoint(path)
    assert checkpoint.network == FORMS[form]
    net = load_network(checkpoint)
    x = torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(1))
    mask = torch.zeros(1, 1, 64, 64)
    mask[..., 20:44, 16:50] = VEILED / LOST  # then all damage was read through, as what is veiled is now
    with torch.no_grad():
        restored = net(x, mask) if checkpoint.network.masked else net(x)
    assert restored[0, :3, 32, 16:50:8].flatten().tolist() == pytest.approx(expected, abs=2e-3)


def test_an_earlier_form_is_found_among_the_runs(past):
    _, path, _ = past
    assert [checkpoint.path for checkpoint in find_checkpoints(path.parents[1])] == [path]


def test_a_form_without_its_number_loads(past):
    _, path, _ = past
    info = json.loads(path.with_suffix(".json").read_text())
    del info["format"]
    path.with_suffix(".json").write_text(json.dumps(info))
    assert open_checkpoint(path).phase == "1"
