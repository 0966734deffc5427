import copy
import pickle
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from kornia.metrics import ssim as kornia_ssim
from skimage.metrics import structural_similarity
from torch import nn

from murals.config import PRESETS, LossConfig
from murals.errors import MuralsError
from murals.learn.losses import (
    FeatureNetwork,
    MuralLoss,
    edge_loss,
    l1_loss,
    load_feature_network,
    perceptual_loss,
    sobel_magnitude,
    ssim,
    ssim_map,
)
from murals.learn.losses import perceptual as perceptual_module

PIXEL_PARTS = [l1_loss, edge_loss, ssim]


def random_pair(size: int = 32, *, batch: int = 2, noise: float = 0.1, seed: int = 0, dtype=torch.float32):
    """Return a smooth random batch and the same with noise: structure for SSIM to find, and something to lose."""
    generator = torch.Generator().manual_seed(seed)
    coarse = torch.rand(batch, 3, size // 4 + 1, size // 4 + 1, generator=generator, dtype=dtype)
    clean = nn.functional.interpolate(coarse, size=(size, size), mode="bicubic").clamp(0, 1)
    return clean + noise * torch.randn(clean.shape, generator=generator, dtype=dtype), clean


@pytest.fixture(scope="module")
def encoder() -> FeatureNetwork:
    return load_feature_network()


@pytest.fixture(scope="module")
def default_loss() -> MuralLoss:
    return MuralLoss()


# SSIM


def test_ssim_agrees_with_scikit_image():
    x, y = random_pair(64)
    pairs = zip(x.double().numpy(), y.double().numpy(), strict=True)
    maps = [
        structural_similarity(
            a, b, channel_axis=0, data_range=1, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, full=True
        )[1]
        for a, b in pairs
    ]
    expected = [m[:, 5:-5, 5:-5].mean() for m in maps]
    assert ssim(x, y).numpy() == pytest.approx(expected, abs=1e-4)
    assert ssim_map(x, y).numpy() == pytest.approx(np.stack(maps)[:, :, 5:-5, 5:-5], abs=1e-4)


@pytest.mark.parametrize(("padding", "size"), [("valid", 30), ("zero", 40)])
def test_ssim_map_has_the_size_of_its_border_treatment(padding, size):
    assert ssim_map(*random_pair(40), padding=padding).shape == (2, 3, size, size)


def test_ssim_agrees_with_kornia_without_border():
    x, y = random_pair(64)
    assert torch.allclose(ssim_map(x, y), kornia_ssim(x, y, 11, padding="valid"), atol=1e-4)


def test_zero_padding_is_the_straightforward_one():
    """Five 2-D depthwise convolutions with `padding=5`, as the original project wrote them."""
    x, y = random_pair(48)
    offsets = torch.arange(11) - 5.0
    row = torch.exp(-(offsets**2) / (2 * 1.5**2))
    window = (torch.outer(row, row) / row.sum() ** 2).expand(3, 1, 11, 11)
    mx, my, xx, yy, xy = (nn.functional.conv2d(t, window, padding=5, groups=3) for t in (x, y, x * x, y * y, x * y))
    top = (2 * mx * my + 0.01**2) * (2 * (xy - mx * my) + 0.03**2)
    expected = top / ((mx**2 + my**2 + 0.01**2) * (xx - mx**2 + yy - my**2 + 0.03**2))
    assert torch.allclose(ssim_map(x, y, padding="zero"), expected, atol=1e-4)


def test_ssim_of_constants_by_hand():
    """Without structure only the luminance is left: (2 a b + C1) / (a^2 + b^2 + C1)."""
    x, y = torch.full((1, 3, 16, 16), 0.2), torch.full((1, 3, 16, 16), 0.6)
    expected = (2 * 0.2 * 0.6 + 1e-4) / (0.2**2 + 0.6**2 + 1e-4)
    assert ssim(x, y).item() == pytest.approx(expected, abs=1e-4)


@given(st.integers(0, 2**31), st.floats(-3, 3), st.floats(0, 2), st.sampled_from(["valid", "zero"]))
@settings(max_examples=25, deadline=None)
def test_ssim_is_bounded_symmetric_and_one_for_equals(seed, shift, noise, padding):
    """Also far outside [0, 1], where the output of a network that is not clamped may lie."""
    x, y = random_pair(16, noise=noise, seed=seed, dtype=torch.float64)
    x = x + shift
    value = ssim_map(x, y, padding=padding)
    assert value.abs().max() <= 1 + 1e-9
    assert torch.allclose(value, ssim_map(y, x, padding=padding), atol=1e-9)
    assert torch.allclose(ssim_map(x, x, padding=padding), torch.ones_like(value), atol=1e-9)


@pytest.mark.parametrize(("brightness", "contrast"), [(0.0, 1.0), (0.5, 0.1), (0.95, 0.01)])
def test_rounding_to_float32_does_not_show(brightness, contrast):
    """Moments of a bright flat image are nearly equal and their difference loses digits; the mean does not suffer."""
    x, y = (brightness + contrast * t for t in random_pair(64))
    assert torch.allclose(ssim(x, y), ssim(x.double(), y.double()).float(), atol=2e-5)


@pytest.mark.parametrize("padding", ["valid", "zero"])
def test_ssim_gradient_in_both_images(padding):
    x, y = (t.requires_grad_() for t in random_pair(13, batch=1, dtype=torch.float64))
    assert torch.autograd.gradcheck(lambda x, y: ssim_map(x, y, padding=padding)[..., ::3, ::4], (x, y))


def test_images_smaller_than_the_window_are_named():
    with pytest.raises(MuralsError, match="at least 11x11 pixels, got 8x16"):
        ssim(*(torch.rand(1, 3, 16, 8) for _ in "xy"))
    assert ssim(*random_pair(8), padding="zero").shape == (2,)


def test_unknown_padding_is_refused():
    with pytest.raises(MuralsError, match="unknown SSIM padding 'same'"):
        ssim(*random_pair(), padding="same")


# edge


def test_sobel_of_a_step_by_hand():
    """A vertical step from 0 to 1 has magnitude 4 in the two columns beside it, 0 elsewhere."""
    x = torch.zeros(1, 1, 5, 8)
    x[..., 4:] = 1
    expected = torch.tensor([0.0, 0, 4, 4, 0, 0]).expand(1, 1, 3, 6)
    assert torch.allclose(sobel_magnitude(x), expected, atol=2e-4)
    assert edge_loss(x, torch.zeros_like(x)).item() == pytest.approx(8 / 6, abs=1e-3)


def test_sobel_agrees_with_scikit_image():
    from skimage.filters import sobel_h, sobel_v

    x = random_pair(24)[0].double()
    for image, magnitude in zip(x.flatten(0, 1).numpy(), sobel_magnitude(x).flatten(0, 1).numpy(), strict=True):
        expected = np.hypot(4 * sobel_h(image), 4 * sobel_v(image))[1:-1, 1:-1]  # scikit-image divides by 4
        assert magnitude == pytest.approx(expected, abs=1e-6)


def test_edge_gradient_in_both_images():
    x, y = (t.requires_grad_() for t in random_pair(7, batch=1, dtype=torch.float64))
    assert torch.autograd.gradcheck(edge_loss, (x, y))


def test_edge_of_a_flat_image_has_a_finite_gradient():
    x = torch.full((1, 3, 8, 8), 0.5, requires_grad=True)
    edge_loss(x, random_pair(8, batch=1)[1]).sum().backward()
    assert x.grad.isfinite().all()


def test_edges_need_three_pixels():
    with pytest.raises(MuralsError, match="at least 3x3"):
        edge_loss(*(torch.rand(1, 3, 2, 9) for _ in "xy"))


# every part


@pytest.mark.parametrize("part", PIXEL_PARTS)
def test_one_number_an_image(part):
    value = part(*random_pair(batch=3))
    assert value.shape == (3,)
    assert value.dtype == torch.float32


@pytest.mark.parametrize("part", PIXEL_PARTS)
@pytest.mark.parametrize("other", [torch.rand(2, 3, 32, 31), torch.rand(3, 32, 32), torch.rand(1, 3, 32, 32)])
def test_shapes_that_do_not_fit_are_named(part, other):
    with pytest.raises(MuralsError, match=r"of one shape \(B, C, H, W\), got \(2, 3, 32, 32\) and"):
        part(torch.rand(2, 3, 32, 32), other)


@pytest.mark.parametrize("part", PIXEL_PARTS)
def test_bytes_are_refused(part):
    x = torch.zeros(1, 3, 16, 16, dtype=torch.uint8)
    with pytest.raises(MuralsError, match="divide bytes by 255"):
        part(x, x)


@pytest.mark.parametrize("part", PIXEL_PARTS)
def test_autocast_changes_nothing(part):
    """Forward and backward: SSIM read .934 in place of .853 in bfloat16."""
    values, gradients = [], []
    for enabled in (False, True):
        x, y = random_pair()
        x.requires_grad_()
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=enabled):
            values.append(part(x, y))
            values[-1].sum().backward()
        gradients.append(x.grad)
    assert torch.equal(*values)
    assert torch.equal(*gradients)


# perceptual


def test_perceptual_falls_as_noise_falls(encoder):
    values = [perceptual_loss(*random_pair(64, noise=noise), encoder).mean() for noise in (0.2, 0.1, 0.05, 0)]
    assert values == sorted(values, reverse=True)
    assert values[-1] == 0


def test_the_feature_network_stays_frozen(encoder):
    before = copy.deepcopy(encoder.network.state_dict())
    x, y = random_pair(32)
    x.requires_grad_()
    y.requires_grad_()
    perceptual_loss(x, y, encoder).sum().backward()
    assert not any(module.training for module in encoder.network.modules())
    assert not any(parameter.requires_grad for parameter in encoder.network.parameters())
    assert all(torch.equal(value, before[key]) for key, value in encoder.network.state_dict().items())
    assert x.grad.abs().sum() > 0
    assert y.grad is None


def test_perceptual_ignores_autocast_and_half_precision(encoder):
    x, y = random_pair(32)
    expected = perceptual_loss(x, y, encoder)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert torch.equal(perceptual_loss(x, y, encoder), expected)
    assert perceptual_loss(x.half(), y.half(), encoder) == pytest.approx(expected, rel=0.01)


def test_perceptual_needs_colour(encoder):
    with pytest.raises(MuralsError, match="got 1 channels"):
        perceptual_loss(torch.rand(1, 1, 32, 32), torch.rand(1, 1, 32, 32), encoder)


def test_loading_the_network_leaves_the_random_state_alone():
    torch.manual_seed(7)
    expected = torch.rand(3)
    torch.manual_seed(7)
    load_feature_network()
    assert torch.equal(torch.rand(3), expected)


def test_an_unknown_network_is_named():
    with pytest.raises(MuralsError, match=r"did you mean vgg16\?"):
        load_feature_network("vgg19")


@pytest.fixture
def empty_hub(tmp_path, monkeypatch):
    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path))
    return tmp_path / "checkpoints" / "vgg16-397923af.pth"


def test_vgg16_without_a_network_names_the_ways_out(empty_hub, monkeypatch):
    def refuse(*_, **__):
        raise OSError("no route to host")

    monkeypatch.setattr(torch.hub, "download_url_to_file", refuse)
    with pytest.raises(MuralsError) as caught:
        load_feature_network("vgg16")
    for way_out in (str(empty_hub), "perceptual_network='encoder'", "--perceptual-weight 0", "https://"):
        assert way_out in str(caught.value)


def test_a_vgg16_file_with_other_weights_is_refused(empty_hub):
    empty_hub.parent.mkdir()
    torch.save({"features.0.weight": torch.zeros(64, 3, 3, 3)}, empty_hub)
    with pytest.raises(MuralsError, match="does not hold torchvision's VGG16"):
        load_feature_network("vgg16")


def test_vgg16_features_are_torchvisions(empty_hub):
    """Random weights through torchvision's own network, hooked after its ReLUs, with the normalisation done by hand."""
    from torchvision.models import vgg16
    from torchvision.transforms.functional import normalize

    with torch.random.fork_rng():
        torch.manual_seed(0)
        features = vgg16_body(vgg16)
    empty_hub.parent.mkdir()
    torch.save({f"features.{key}": value for key, value in features.state_dict().items()}, empty_hub)
    network = load_feature_network("vgg16")
    x = random_pair(32)[1]
    z, expected = normalize(x, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]), {}
    for index, layer in enumerate(features):
        z = layer(z)
        expected[index] = z.clone()  # the ReLUs work in place
    got = network(x)
    assert [tuple(f.shape[1:]) for f in got] == [(64, 32, 32), (128, 16, 16), (256, 8, 8), (512, 4, 4)]
    for feature, layer in zip(got, (3, 8, 15, 22), strict=True):
        torch.testing.assert_close(feature, expected[layer], rtol=1e-4, atol=1e-4 * expected[layer].max().item())
    assert network.weights == (0.1, 0.2, 0.4, 0.3)


def vgg16_body(vgg16) -> nn.Sequential:
    """Return VGG16's convolutions with small random weights, without the 120 million of its classifier."""
    with torch.device("meta"):
        body = vgg16().features[:23]
    body.to_empty(device="cpu")
    for parameter in body.parameters():
        nn.init.normal_(parameter, std=0.05)
    return body.eval().requires_grad_(False)


# the sum


def test_the_parts_add_up(default_loss):
    loss = default_loss(*random_pair(48))
    assert list(default_loss.parts) == ["l1", "ssim", "perceptual", "edge"]
    weights = LossConfig()
    total = sum(getattr(weights, f"{name}_weight") * value for name, value in default_loss.parts.items())
    assert loss.item() == pytest.approx(total.item(), rel=1e-6)
    assert not any(value.requires_grad for value in default_loss.parts.values())


def test_parts_are_the_functions(default_loss):
    x, y = random_pair(48)
    default_loss(x, y)
    assert default_loss.parts["l1"] == l1_loss(x, y).mean()
    assert default_loss.parts["ssim"] == (1 - ssim(x, y)).mean()
    assert default_loss.parts["edge"] == edge_loss(x, y).mean()


def test_zero_for_equals_and_falling_with_the_noise(default_loss):
    values = [default_loss(*random_pair(48, noise=noise)).item() for noise in (0.2, 0.1, 0.05, 0.01, 0)]
    assert values == sorted(values, reverse=True)
    assert values[-1] == pytest.approx(0, abs=1e-6)
    assert values[-2] > 0.01


def test_descending_the_loss_restores(default_loss):
    """From noise, 60 steps of Adam on the pixels bring the loss below a quarter."""
    x, y = random_pair(32, noise=0.3)
    x.requires_grad_()
    start = default_loss(x, y).item()
    optimizer = torch.optim.Adam([x], lr=0.02)
    for _ in range(60):
        optimizer.zero_grad()
        default_loss(x, y).backward()
        optimizer.step()
    assert default_loss(x, y).item() < 0.25 * start


@pytest.mark.parametrize("name", ["l1", "ssim", "edge"])
def test_a_part_of_weight_zero_is_not_computed(name):
    weights = {
        "l1_weight": 1.0,
        "ssim_weight": 1.0,
        "perceptual_weight": 0.0,
        "edge_weight": 1.0,
        f"{name}_weight": 0.0,
    }
    loss = MuralLoss(**weights)
    loss(*random_pair())
    assert set(loss.parts) == {"l1", "ssim", "edge"} - {name}


def test_without_the_perceptual_part_no_network_is_loaded(monkeypatch):
    def refuse(**_):
        raise AssertionError("an encoder was made")

    monkeypatch.setattr(perceptual_module, "create_encoder", refuse)
    loss = MuralLoss(perceptual_weight=0, perceptual_network="vgg16")
    assert loss.perceptual_network is None
    assert "perceptual" not in loss.weights


@pytest.mark.parametrize("weights", [{"l1_weight": -1.0}, {"ssim_weight": float("nan")}])
def test_weights_below_zero_are_refused(weights):
    with pytest.raises(MuralsError, match="at least 0"):
        MuralLoss(**weights)


def test_all_weights_zero_are_refused():
    with pytest.raises(MuralsError, match="set --l1-weight 1"):
        MuralLoss(l1_weight=0, ssim_weight=0, perceptual_weight=0, edge_weight=0)


def test_signed_is_the_loss_on_minus_one_to_one():
    x, y = random_pair()
    options = {"ssim_weight": 0, "perceptual_weight": 0}
    signed, plain = MuralLoss(signed=True, **options), MuralLoss(**options)
    assert signed(x, y).item() == pytest.approx(plain(2 * x - 1, 2 * y - 1).item(), rel=1e-5)


def test_the_original_preset_builds_its_loss():
    config = replace(PRESETS["original"]["2a"].loss, perceptual_weight=0.0)
    loss = MuralLoss.from_config(config)
    x, y = random_pair()
    expected = 2 * l1_loss(x, y) + 0.5 * (1 - ssim(x, y, padding="zero")) + 0.2 * 2 * edge_loss(x, y)
    assert loss(x, y).item() == pytest.approx(expected.mean().item(), rel=1e-6)


def test_defaults_are_those_of_the_configuration(default_loss):
    """`from_config(LossConfig())` and `MuralLoss()` are one loss."""
    x, y = random_pair()
    assert torch.equal(MuralLoss.from_config(LossConfig())(x, y), default_loss(x, y))


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_and_autocast_end_in_float32(default_loss, dtype):
    x, y = random_pair()
    expected = default_loss(x.to(dtype).float(), y.to(dtype).float())
    with torch.autocast("cpu", dtype=torch.bfloat16):
        loss = default_loss(x.to(dtype), y.to(dtype))
    assert loss.dtype == torch.float32
    assert loss == expected


def test_the_network_belongs_to_no_optimizer_and_no_checkpoint(default_loss):
    assert list(default_loss.parameters()) == []
    assert default_loss.state_dict() == {}
    assert not default_loss.train().perceptual_network.network.training
    default_loss.half()
    assert next(default_loss.perceptual_network.network.parameters()).dtype == torch.float32


def test_the_loss_can_be_copied_and_pickled(default_loss):
    """As accelerate and multi-process loaders do."""
    x, y = random_pair()
    expected = default_loss(x, y)
    assert torch.equal(copy.deepcopy(default_loss)(x, y), expected)
    assert torch.equal(pickle.loads(pickle.dumps(default_loss))(x, y), expected)


def test_no_gradient_reaches_the_clean_image_or_needs_the_mask(default_loss):
    x, y = (t.requires_grad_() for t in random_pair())
    default_loss(x, y, torch.ones(2, 1, 32, 32)).backward()
    assert x.grad.isfinite().all()
    assert y.grad is None


def test_fastai_tensors_and_predictions():
    """fastai wants losses image by image from `get_preds(with_loss=True)`, and optional `activation` and `decodes`."""
    from fastai.callback import progress  # noqa: F401  (it gives the Learner its no_bar)
    from fastai.data.core import DataLoaders
    from fastai.learner import Learner
    from fastai.torch_core import TensorImage
    from torch.utils.data import TensorDataset

    loss = MuralLoss(perceptual_weight=0)
    damaged, clean = random_pair(16, batch=5)
    assert type(loss(TensorImage(damaged), TensorImage(clean))) is torch.Tensor

    pairs = TensorDataset(damaged, clean, torch.ones(5, 1, 16, 16))
    dls = DataLoaders.from_dsets(pairs, pairs, bs=2, device=torch.device("cpu"), num_workers=0)
    dls.n_inp = 1
    learn = Learner(dls, nn.Conv2d(3, 3, 1), loss_func=loss)
    with learn.no_bar(), learn.no_logging():
        learn.fit(1, lr=0.01)
        restored, _, losses = learn.get_preds(with_loss=True)
    assert losses.shape == (5,)
    assert losses.mean().item() == pytest.approx(loss(restored, clean).item(), rel=1e-5)
    assert loss.reduction == "mean"
