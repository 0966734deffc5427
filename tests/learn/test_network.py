import pytest
import torch
from torch import nn

from murals.config import NetworkConfig
from murals.learn.fill import fill_holes
from murals.learn.network import MuralNet, build_network, pad_to_stride, split_network


@pytest.fixture(scope="module")
def net():
    torch.manual_seed(0)
    return build_network(NetworkConfig()).eval()


@pytest.mark.parametrize("size", [(64, 64), (1, 1), (8, 8), (33, 70), (31, 257)])
def test_any_size_comes_back(net, size):
    with torch.no_grad():
        assert net(torch.rand(1, 3, *size)).shape == (1, 5, *size)


@pytest.mark.parametrize("encoder", ["resnet18", "convnext_atto", "mobilenetv3_small_100", "swinv2_tiny_window8_256"])
def test_other_encoders_make_a_network(encoder):
    net = build_network(NetworkConfig(encoder=encoder)).eval()
    with torch.no_grad():
        assert net(torch.rand(1, 3, 64, 40)).shape == (1, 5, 64, 40)


def test_a_residual_network_adds_to_the_damaged_image():
    x = torch.rand(1, 3, 32, 32)
    assert torch.equal(MuralNet(nn.Identity(), NetworkConfig(residual=True, masked=False))(x), 2 * x)
    assert torch.equal(MuralNet(nn.Identity(), NetworkConfig(residual=False, masked=False))(x), x)


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


@pytest.fixture(scope="module")
def before_kinds():
    torch.manual_seed(0)
    return build_network(NetworkConfig(kinds=False)).eval()


@pytest.fixture
def scene():
    torch.manual_seed(1)
    mask = torch.zeros(1, 1, 64, 48)
    mask[..., 20:40, 10:30] = 1
    mask[..., 30:50, 25:40] = 128 / 255
    return torch.rand(1, 3, 64, 48), mask


def test_with_a_mask_every_pixel_outside_stays(net, scene):
    damaged, mask = scene
    learned = _changed(net)
    with torch.no_grad():
        output = learned(damaged, mask)
    assert torch.equal(output[:, :3][(mask == 0).expand_as(damaged)], damaged[(mask == 0).expand_as(damaged)])
    assert torch.equal(output[:, 3:4] > 0, mask > 0)  # the proposal is the mask that was given
    assert torch.equal(output[:, 4:] > 0, (mask > 0) & (mask < 1))  # and so is the kind of the damage


def test_without_a_mask_every_pixel_may_change_and_damage_is_proposed(net, scene):
    damaged, _ = scene
    with torch.no_grad():
        output = _changed(net)(damaged)
    assert (output[:, :3] != damaged).float().mean() > 0.9
    assert output[:, 3:].std() > 0


def test_the_first_guess_is_the_filling_and_a_trace_of_what_is_veiled(net, scene):
    damaged, mask = scene
    filled, veiled = fill_holes(damaged, mask), (mask > 0) & (mask < 1)
    trace = torch.sigmoid(torch.tensor(-3.0)) * (damaged - filled)
    with torch.no_grad():
        first = net(damaged, mask)[:, :3]
    assert torch.allclose(first, torch.where(veiled, filled + trace, filled), atol=1e-6)


@pytest.mark.parametrize("kinds", [True, False])
@pytest.mark.parametrize("content", [0.0, 1.0, 0.5, "noise"])
def test_what_is_lost_is_no_evidence(net, before_kinds, scene, kinds, content):
    damaged, mask = scene
    other = torch.rand_like(damaged) if content == "noise" else torch.full_like(damaged, content)
    learned = _changed(net if kinds else before_kinds)
    with torch.no_grad():
        output = learned(damaged, mask)
        assert torch.equal(output, learned(torch.where(mask == 1, other, damaged), mask))
        veiled = (mask > 0) & (mask < 1)
        assert not torch.equal(output, learned(torch.where(veiled, other, damaged), mask))


def test_a_network_from_before_there_were_kinds_sees_black_where_paint_is_lost(before_kinds, scene):
    damaged, mask = scene
    black = torch.where(mask == 1, 0, damaged)
    filled = fill_holes(damaged, mask)
    with torch.no_grad():
        output = before_kinds(damaged, mask)
    assert output.shape == (1, 4, 64, 48)
    trace = torch.sigmoid(torch.tensor(-3.0)) * (black - filled)
    assert torch.allclose(output[:, :3], torch.where(mask > 0, filled + trace, damaged), atol=1e-6)


def test_what_would_be_kept_is_legible(before_kinds, scene):
    damaged, mask = scene
    with torch.no_grad():
        share = before_kinds.legible(damaged, mask)
    assert torch.allclose(share, torch.sigmoid(torch.tensor(-3.0)).expand(1, 1, 64, 48))  # of a fresh network


def test_the_mask_reaches_the_encoder(net, scene):
    """The same picture under another mask gives other features, once the widened convolution has learned."""
    damaged, mask = scene
    encoder = _changed(net).encoder
    told = torch.zeros(1, 4, 64, 48)
    seen = torch.cat([damaged, mask, told], 1)
    with torch.no_grad():
        other = encoder(torch.cat([damaged, 1 - mask, told], 1))
        assert not torch.equal(encoder(seen)[-1], other[-1])


def test_a_network_without_masks_repaints_and_proposes_nothing(scene):
    net = build_network(NetworkConfig("mobilenetv3_small_100", masked=False)).eval()
    with torch.no_grad():
        assert net(scene[0]).shape == (1, 3, 64, 48)


def _changed(net):
    """Return a copy whose weights of zero, where it starts from, have become others."""
    from copy import deepcopy

    torch.manual_seed(2)
    net = deepcopy(net)
    first = next(m for m in net.encoder.net.modules() if isinstance(m, nn.Conv2d))
    for weight in (net.head[-1].weight, first.weight):
        nn.init.normal_(weight, std=0.05)
    return net
