import pytest
import torch

from murals.device import pick_device, weight_layout
from murals.errors import MuralsError


def test_auto_is_a_device_that_can_compute():
    assert torch.ones(2, device=pick_device("auto")).sum().item() == 2


def test_cpu_is_cpu():
    assert pick_device("cpu") == torch.device("cpu")


@pytest.mark.parametrize("name", ["gpu", "cuda:x", ""])
def test_an_unknown_name_is_refused(name):
    with pytest.raises(MuralsError, match=r"unknown device .* expected auto, cpu, cuda"):
        pick_device(name)


def test_a_card_that_is_not_there_is_refused():
    with pytest.raises(MuralsError, match="is not on this machine: --device auto"):
        pick_device("cuda:99")


@pytest.mark.parametrize(("name", "layout"), [("cpu", torch.channels_last), ("cuda:1", torch.contiguous_format)])
def test_weights_lie_channels_last_on_a_cpu(name, layout):
    assert weight_layout(torch.device(name)) == layout
