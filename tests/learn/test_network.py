import pytest
import torch
from torch import nn

from murals.config import NetworkConfig
from murals.learn.network import MuralNet, build_network, pad_to_stride, split_network


@pytest.fixture(scope="module")
def net():
    torch.manual_seed(0)
    return build_network(NetworkConfig()).eval()


@pytest.mark.parametrize("size", [(64, 64), (1, 1), (8, 8), (33, 70), (31, 257)])
def test_any_size_comes_back(net, size):
    with torch.no_grad():
        assert net(torch.rand(1, 3, *size)).shape == (1, 3, *size)


@pytest.mark.parametrize("encoder", ["resnet18", "convnext_atto", "mobilenetv3_small_100", "swinv2_tiny_window8_256"])
def test_other_encoders_make_a_network(encoder):
    net = build_network(NetworkConfig(encoder=encoder)).eval()
    with torch.no_grad():
        assert net(torch.rand(1, 3, 64, 40)).shape == (1, 3, 64, 40)


def test_a_residual_network_adds_to_the_damaged_image():
    x = torch.rand(1, 3, 32, 32)
    assert torch.equal(MuralNet(nn.Identity(), NetworkConfig(residual=True))(x), 2 * x)
    assert torch.equal(MuralNet(nn.Identity(), NetworkConfig(residual=False))(x), x)


def test_padding_reflects_and_is_cropped_away():
    x = torch.arange(12.0).view(1, 1, 3, 4)
    padded = pad_to_stride(x, 4)
    assert padded.shape == (1, 1, 4, 4)
    assert padded[0, 0, 3].tolist() == x[0, 0, 1].tolist()  # the row before the last


def test_a_single_pixel_is_repeated():
    assert torch.equal(pad_to_stride(torch.full((1, 1, 1, 1), 0.3), 8), torch.full((1, 1, 8, 8), 0.3))


def test_a_fitting_image_is_not_padded():
    x = torch.rand(1, 3, 32, 64)
    assert torch.equal(pad_to_stride(x), x)


def test_five_groups_hold_every_parameter_once(net):
    groups = split_network(net)
    ids = [id(p) for group in groups for p in group]
    assert len(groups) == 5
    assert sorted(ids) == sorted(id(p) for p in net.parameters())


def test_a_copy_runs_by_itself(net):
    from copy import deepcopy

    x = torch.rand(1, 3, 64, 64)
    with torch.no_grad():
        assert torch.equal(deepcopy(net)(x), net(x))
