from dataclasses import asdict

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from murals.config import NetworkConfig, from_plain
from murals.learn.light_unet import LightUnet
from murals.learn.network import build_network, split_network


def light(encoder="tf_efficientnet_lite0", **more):
    return build_network(NetworkConfig(encoder=encoder, decoder="light", **more))


@pytest.mark.parametrize("encoder", ["tf_efficientnet_lite0", "resnet18", "edgenext_xx_small"])
@pytest.mark.parametrize("size", [(64, 96), (45, 70)])
def test_any_size_of_image_comes_back(encoder, size):
    net = light(encoder).eval()
    assert isinstance(net.unet, LightUnet)
    damaged, mask = torch.rand(2, 3, *size), torch.zeros(2, 1, *size)
    mask[..., 10:30, 10:30] = 1
    with torch.inference_mode():
        out = net(damaged, mask)
    assert out.shape == (2, 5, *size)
    sound = (mask == 0).expand(-1, 3, -1, -1)
    assert torch.equal(out[:, :3][sound], damaged[sound])


def test_a_network_that_repaints_has_three_channels():
    assert light(masked=False, kinds=False, residual=False)(torch.rand(1, 3, 64, 64)).shape == (1, 3, 64, 64)


def flops(net):
    with FlopCounterMode(display=False) as counted, torch.inference_mode():
        net.eval()(torch.rand(1, 3, 128, 128), torch.ones(1, 1, 128, 128))
    return counted.get_total_flops()


def test_its_decoder_has_less_than_half_the_work_of_fastais():
    full, small = build_network(NetworkConfig()), light()
    with FlopCounterMode(display=False) as counted, torch.inference_mode():
        full.eval().encoder(torch.rand(1, 8, 128, 128))
    encoder = counted.get_total_flops()
    assert (flops(small) - encoder) < 0.4 * (flops(full) - encoder)


def test_every_parameter_of_the_decoder_learns_and_the_groups_are_those_of_the_phases():
    net = light()
    groups = split_network(net)
    assert [len(group) > 0 for group in groups] == [True] * 5
    assert sum(map(len, groups)) == len(list(net.parameters()))
    net.train()(torch.rand(2, 3, 64, 64), torch.ones(2, 1, 64, 64))[:, :3].square().mean().backward()
    assert all(p.grad is not None for p in net.unet.middle.parameters())
    assert all(p.grad is not None for level in net.unet.levels for p in level.parameters())


def test_checkpoints_of_before_have_fastais_decoder():
    plain = asdict(NetworkConfig())
    del plain["decoder"]
    assert from_plain(NetworkConfig, plain).decoder == "unet"
