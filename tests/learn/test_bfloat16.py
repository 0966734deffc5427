from copy import deepcopy
from dataclasses import replace

import pytest
import torch

from murals.config import PRECISIONS, PhaseConfig
from murals.data.loaders import mural_dls
from murals.errors import MuralsError
from murals.learn.bfloat16 import in_bfloat16, precision_on
from murals.learn.learner import mural_learner
from murals.learn.phases import precision_of, train_phase


@pytest.fixture
def learn(pairs):
    return mural_learner(mural_dls(pairs, batch_size=4, device="cpu"), encoder="edgenext_xx_small", pretrained=False)


def types_seen(learn, precision, tmp_path):
    """Train an epoch, and return what the decoder gives and what the loss gets: (training, type)."""
    inside, outside = set(), set()
    loss = learn.loss_func
    handle = learn.model.unet.register_forward_hook(lambda net, _, output: inside.add((net.training, output.dtype)))
    learn.loss_func = lambda output, *rest: outside.add(output.dtype) or loss(output, *rest)
    train_phase(learn, "1", models=tmp_path, epochs=1, precision=precision)
    handle.remove()
    assert {p.dtype for p in learn.model.parameters()} == {torch.float32}
    return inside, outside


def test_the_network_trains_in_bfloat16_and_all_else_stays_in_float32(learn, tmp_path):
    inside, outside = types_seen(learn, "bfloat16", tmp_path)
    assert inside == {(True, torch.bfloat16), (False, torch.float32)} and outside == {torch.float32}
    inside, _ = types_seen(learn, "float32", tmp_path)
    assert inside == {(True, torch.float32), (False, torch.float32)}


def test_it_ends_with_a_training_that_breaks_off(learn, tmp_path):
    with pytest.raises(MuralsError, match="became"):
        train_phase(learn, "2b", models=tmp_path, epochs=2, lr=1e38, grad_clip=None, precision="bfloat16")
    assert not torch.is_autocast_enabled("cpu")
    assert "forward" not in vars(learn.model)


class Failing(torch.nn.Module):
    def forward(self, x):
        raise KeyboardInterrupt if x.isnan().any() else RuntimeError


@pytest.mark.parametrize(("value", "error"), [(0.0, RuntimeError), (float("nan"), KeyboardInterrupt)])
def test_it_ends_with_a_network_that_fails_or_is_interrupted(value, error):
    with pytest.raises(error), in_bfloat16(net := Failing()):
        net(torch.full((1, 2, 4, 4), value))
    assert not torch.is_autocast_enabled("cpu")


def test_a_copy_of_the_network_is_one_of_its_own():
    net = torch.nn.Conv2d(1, 1, 1)
    with in_bfloat16(net):
        copy = deepcopy(net)
    torch.nn.init.constant_(copy.weight, 0.0)
    torch.nn.init.constant_(copy.bias, 2.0)
    assert (copy(torch.ones(1, 1, 2, 2)) == 2).all()


@pytest.mark.parametrize(("device", "taken"), [("cuda", "bfloat16"), ("mps", "float32")])
def test_it_is_taken_where_it_is_faster_unless_somebody_asks(device, taken):
    assert precision_on(torch.device(device), "auto") == taken
    assert [precision_on(torch.device(device), asked) for asked in PRECISIONS[1:]] == [*PRECISIONS[1:]]


def test_another_precision_is_refused():
    with pytest.raises(MuralsError, match="unknown precision 'half': expected auto, float32, bfloat16"):
        precision_on(torch.device("cpu"), "half")


@pytest.mark.parametrize("there", [True, False])
def test_on_a_cpu_its_instructions_decide(monkeypatch, there):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"amx_bf16": there})
    assert precision_on(torch.device("cpu"), "auto") == ("bfloat16" if there else "float32")


@pytest.mark.parametrize(
    ("phase", "freeze_to", "device", "taken"),
    [
        ("1", -1, "cpu", "bfloat16"),
        ("2a", -2, "cpu", "bfloat16"),
        ("2b", 0, "cpu", "float32"),
        ("2b", 0, "cuda", "bfloat16"),
        ("translate", 0, "cpu", "bfloat16"),
    ],
)
def test_on_a_cpu_an_encoder_that_trains_as_a_whole_stays_in_float32(monkeypatch, phase, freeze_to, device, taken):
    monkeypatch.setattr("torch.cpu.get_capabilities", lambda: {"amx_bf16": True}, raising=False)
    config = PhaseConfig(phase, freeze_to, epochs=1, lr=1e-3, patience=1)
    assert precision_of(torch.device(device), config) == taken
    asked = replace(config, precision="bfloat16")
    assert precision_of(torch.device(device), asked) == "bfloat16"
