import pytest
import torch
from torch import nn

from murals.config import ARCHITECTURES, TranslatorConfig
from murals.errors import MuralsError
from murals.learn.translator import Translator


def build(architecture, **more):
    torch.manual_seed(0)
    return Translator(TranslatorConfig(architecture, **more))


@pytest.mark.parametrize("architecture", ARCHITECTURES)
@pytest.mark.parametrize(("height", "width"), [(256, 256), (100, 130), (33, 65)])
def test_any_size_comes_back_in_the_range(architecture, height, width):
    net = build(architecture).eval()
    with torch.no_grad():
        translated = net(torch.rand(1, 3, height, width))
    assert translated.shape == (1, 3, height, width)
    assert translated.min() >= 0 and translated.max() <= 1


def test_the_fcn_halves_and_doubles_as_its_table_says():
    net, shapes = build("fcn").eval(), []
    for block in [*net.down, *net.up]:
        block.register_forward_hook(lambda _module, _in, out: shapes.append(tuple(out.shape[1:3])))
    with torch.no_grad():
        net(torch.rand(1, 3, 256, 256))
    down = [(8, 128), (16, 64), (32, 32), (64, 16), (128, 8), (256, 4)]
    up = [(128, 8), (64, 16), (32, 32), (16, 64), (8, 128), (3, 256)]
    assert shapes == [*down, *up]


def test_unet256_has_the_published_number_of_parameters():
    """54.414 million, as the authors' code prints for its default generator."""
    assert sum(p.numel() for p in build("unet256").parameters()) / 1e6 == pytest.approx(54.414, abs=5e-4)


@pytest.mark.parametrize(("architecture", "reaches"), [("fcn", False), ("fcn-skips", True)])
def test_only_skips_carry_detail_past_the_deepest_layer(architecture, reaches):
    net = build(architecture).eval()
    net.up[0].register_forward_hook(lambda _module, _in, out: torch.zeros_like(out))  # cut the way through the deepest
    with torch.no_grad():
        first, second = (net(image) for image in torch.rand(2, 1, 3, 64, 64))
    assert torch.equal(first, second) is not reaches


def test_weights_are_drawn_as_the_authors_draw_them():
    weights = torch.cat([m.weight.flatten() for m in build("unet256", normal_init=True).modules()
                         if isinstance(m, nn.Conv2d)])  # fmt: skip
    assert weights.std().item() == pytest.approx(0.02, rel=0.01)
    assert abs(weights.mean().item()) < 1e-4


def test_the_same_seed_draws_the_same_weights():
    one, other = build("fcn"), build("fcn")
    assert all(torch.equal(a, b) for a, b in zip(one.parameters(), other.parameters(), strict=True))


def test_a_mask_is_taken_and_not_looked_at():
    net, image = build("fcn").eval(), torch.rand(1, 3, 64, 64)
    with torch.no_grad():
        assert torch.equal(net(image), net(image, torch.ones(1, 1, 64, 64)))


def test_an_unknown_network_is_named():
    with pytest.raises(MuralsError, match=r"unknown network 'unet255': .*did you mean unet256\?"):
        Translator(TranslatorConfig("unet255"))
