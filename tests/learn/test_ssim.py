import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from kornia.metrics import ssim as kornia_ssim
from loss_samples import random_pair
from skimage.metrics import structural_similarity
from torch import nn

from murals.errors import MuralsError
from murals.learn.losses import ssim, ssim_map


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
