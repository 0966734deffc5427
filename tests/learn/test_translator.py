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


def shapes_within(net):
    """Return channels and side after each layer of the network, of an image of 256 px."""
    shapes = []
    for block in [*net.down, *net.up]:
        block.register_forward_hook(lambda _module, _in, out: shapes.append(tuple(out.shape[1:3])))
    with torch.no_grad():
        net.eval()(torch.rand(1, 3, 256, 256))
    return shapes


def parameters(net):
    return sum(p.numel() for p in net.parameters())


def test_the_fcn_halves_and_doubles_as_its_table_says():
    down = [(8, 128), (16, 64), (32, 32), (64, 16), (128, 8), (256, 4)]
    up = [(128, 8), (64, 16), (32, 32), (16, 64), (8, 128), (3, 256)]
    assert shapes_within(build("fcn")) == [*down, *up]


def test_width_and_layers_are_those_that_are_named():
    down, up = [(4, 128), (8, 64), (16, 32)], [(8, 64), (4, 128), (3, 256)]
    net = build("fcn", width=4, layers=3)
    assert shapes_within(net) == [*down, *up]
    assert net.stride == 8
    assert [len(build("fcn", layers=n).down) for n in (1, 2)] == [1, 2]
    assert shapes_within(build("fcn-skips", width=4, layers=3)) == [*down, *up]


def test_no_layer_has_more_than_512_channels_unless_the_first_has():
    assert [shape[0] for shape in shapes_within(build("fcn", width=256, layers=3))[:3]] == [256, 512, 512]
    assert [shape[0] for shape in shapes_within(build("fcn", width=600, layers=2))[:2]] == [600, 600]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, 1_399_011),
        ({"width": 8, "layers": 6}, 1_399_011),
        ({"width": 64, "layers": 3}, 1_318_147),
        ({"width": 32, "layers": 3}, 331_395),
    ],
)
def test_parameters_are_counted(more, expected):
    assert parameters(build("fcn", **more)) == expected


def test_its_own_width_and_layers_draw_the_same_weights_by_name():
    one, other = build("fcn"), build("fcn", width=8, layers=6)
    assert all(torch.equal(a, b) for a, b in zip(one.parameters(), other.parameters(), strict=True))


@pytest.mark.parametrize("name", ["width", "layers"])
def test_a_network_of_nothing_is_refused(name):
    with pytest.raises(MuralsError, match=rf"a network with {name} 0 cannot be: choose 1 or more"):
        build("fcn", **{name: 0})


def test_unet256_has_the_published_number_of_parameters():
    """54.414 million, as the authors' code prints for its default generator."""
    assert parameters(build("unet256")) / 1e6 == pytest.approx(54.414, abs=5e-4)


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
