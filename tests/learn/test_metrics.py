import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from murals.errors import MuralsError
from murals.learn import metrics
from murals.learn.metrics import (
    PSNR_CEILING,
    batch_psnr,
    batch_ssim,
    boundary_band,
    delta_e_2000,
    hole_psnr,
    pooled_psnr,
)


def random_pair(size: int = 32, *, batch: int = 2, noise: float = 0.1, seed: int = 0):
    generator = torch.Generator().manual_seed(seed)
    clean = torch.rand(batch, 3, size, size, generator=generator)
    return clean + noise * torch.randn(clean.shape, generator=generator), clean


def half_mask(batch: int = 2, size: int = 32) -> torch.Tensor:
    mask = torch.zeros(batch, 1, size, size)
    mask[..., : size // 2] = 1
    return mask


def test_psnr_agrees_with_scikit_image():
    x, y = random_pair()
    pairs = zip(x.clamp(0, 1).double().numpy(), y.double().numpy(), strict=True)
    expected = [peak_signal_noise_ratio(b, a, data_range=1) for a, b in pairs]
    assert metrics.psnr(x, y).numpy() == pytest.approx(expected, abs=1e-4)


def test_psnr_by_hand():
    """An error of .1 everywhere is 20 dB; over a hole of it alone too, though the rest is perfect."""
    clean = torch.full((1, 3, 8, 8), 0.5)
    assert metrics.psnr(clean + 0.1, clean).item() == pytest.approx(20, abs=1e-4)
    mask = half_mask(1, 8)
    restored = clean + 0.1 * mask
    assert metrics.psnr(restored, clean, mask).item() == pytest.approx(20, abs=1e-4)
    assert metrics.psnr(restored, clean).item() == pytest.approx(20 + 10 * math.log10(2), abs=1e-4)


@given(st.floats(0.02, 0.9), st.floats(0.01, 0.3))
@settings(max_examples=20, deadline=None)
def test_pasting_adds_what_the_mask_leaves_out(share, error):
    """Composited PSNR = hole PSNR + 10 log10(1 / mask ratio), for any mask and error."""
    clean = torch.full((1, 3, 50, 50), 0.5)
    mask = (torch.arange(2500) < share * 2500).float().view(1, 1, 50, 50)
    restored = clean + error * mask
    expected = metrics.psnr(restored, clean, mask) + 10 * torch.log10(1 / mask.mean())
    assert metrics.psnr(restored, clean).item() == pytest.approx(expected.item(), abs=1e-2)


def test_a_perfect_image_has_the_ceiling():
    clean = random_pair()[1]
    assert metrics.psnr(clean, clean).tolist() == [PSNR_CEILING] * 2
    assert pooled_psnr([(clean, clean)]) == PSNR_CEILING


def test_values_outside_the_range_are_clamped_as_when_saved():
    clean = torch.ones(1, 3, 16, 16)
    for metric, best in ((metrics.psnr, PSNR_CEILING), (metrics.l1, 0), (metrics.ssim, 1)):
        assert metric(clean + 5, clean).item() == pytest.approx(best, abs=1e-6)


def test_pooled_psnr_by_hand():
    """Unclamped, MSE pooled over a batch, dB averaged: (MSE .01 and .03 -> .02) and .0001 give 16.99 and 40 dB."""
    white = torch.ones(1, 3, 4, 4)
    first = torch.cat([white + 0.1, white + math.sqrt(0.03)])
    batches = [(first, white.expand(2, -1, -1, -1)), (white + 0.01, white)]
    assert pooled_psnr(batches) == pytest.approx((-10 * math.log10(0.02) + 40) / 2, abs=1e-3)
    with pytest.raises(MuralsError, match="got none"):
        pooled_psnr([])


def test_ssim_agrees_with_scikit_image():
    x, y = random_pair(40, batch=1)
    a, b = (t[0].clamp(0, 1).double().numpy() for t in (x, y))
    options = {"gaussian_weights": True, "sigma": 1.5, "use_sample_covariance": False, "data_range": 1}
    mean, full = structural_similarity(a, b, channel_axis=0, full=True, **options)
    assert metrics.ssim(x, y).item() == pytest.approx(full[:, 5:-5, 5:-5].mean(), abs=1e-4)
    assert metrics.ssim(x, y).item() == pytest.approx(mean, abs=1e-4)
    mask = half_mask(1, 40)
    assert metrics.ssim(x, y, mask).item() == pytest.approx(full[:, 5:-5, 5:20].mean(), abs=1e-4)


def test_l1_by_hand():
    clean, mask = torch.zeros(1, 3, 8, 8), half_mask(1, 8)
    restored = torch.where(mask > 0, 0.25, 0.75).expand(1, 3, 8, 8)
    assert metrics.l1(restored, clean).item() == pytest.approx(0.5)
    assert metrics.l1(restored, clean, mask).item() == pytest.approx(0.25)


@pytest.mark.parametrize("metric", [metrics.psnr, metrics.l1, metrics.ssim])
def test_an_empty_mask_measures_nothing_and_a_full_one_everything(metric):
    x, y = random_pair()
    mask = torch.stack([torch.zeros(1, 32, 32), torch.ones(1, 32, 32)])
    empty, full = metric(x, y, mask)
    assert empty.isnan()
    assert full.item() == pytest.approx(metric(x, y)[1].item(), abs=1e-4)


@pytest.mark.parametrize("metric", [metrics.psnr, metrics.l1, metrics.ssim])
@pytest.mark.parametrize("shape", [(2, 3, 32, 32), (2, 1, 32, 30), (32, 32)])
def test_a_mask_that_does_not_fit_is_named(metric, shape):
    with pytest.raises(MuralsError, match=r"needs a mask \(B, 1, H, W\), got"):
        metric(*random_pair(), torch.ones(shape))


@pytest.mark.parametrize("metric", [metrics.psnr, metrics.l1, metrics.ssim, batch_psnr, batch_ssim])
def test_other_shapes_are_refused(metric):
    with pytest.raises(MuralsError, match="of one shape"):
        metric(torch.rand(1, 3, 16, 16), torch.rand(1, 3, 16, 17))


def test_delta_e_of_published_colours():
    """Sharma, Wu, Dalal 2005, table 1, pair 1: the Lab colours (50, 2.6772, -79.7751) and (50, 0, -82.7485), 2.0425.

    Those lie outside sRGB, so the formula is checked there, and our path from sRGB by black and white: 100.
    """
    from skimage.color import deltaE_ciede2000

    assert deltaE_ciede2000([50, 2.6772, -79.7751], [50, 0, -82.7485]) == pytest.approx(2.0425, abs=1e-4)
    black, white = np.zeros((2, 3, 3), np.float32), np.ones((2, 3, 3), np.float32)
    assert delta_e_2000(black, white) == pytest.approx(np.full((2, 3), 100), abs=0.01)


def test_delta_e_grows_with_the_error_and_is_zero_for_equals():
    clean = np.random.default_rng(0).random((16, 16, 3))
    values = [delta_e_2000(clean * (1 - fade), clean).mean() for fade in (0, 0.02, 0.1, 0.3)]
    assert values[0] == 0
    assert values == sorted(values)
    with pytest.raises(MuralsError, match=r"\(H, W, 3\)"):
        delta_e_2000(clean, clean[:8])


def test_the_boundary_band_by_hand():
    mask = torch.zeros(1, 1, 1, 12)
    mask[..., 4:8] = 1
    band = boundary_band(mask, 1)
    assert band.flatten().tolist() == [0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0]
    assert boundary_band(mask.bool(), 2).flatten().tolist() == [0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0]


def test_the_boundary_band_is_that_of_the_known_part_too():
    mask = (torch.rand(2, 1, 24, 24, generator=torch.Generator().manual_seed(1)) > 0.95).float()
    assert torch.equal(boundary_band(mask, 3), boundary_band(1 - mask, 3))


@pytest.mark.parametrize("fill", [0.0, 1.0])
def test_without_a_border_there_is_no_band(fill):
    assert boundary_band(torch.full((1, 1, 9, 9), fill), 2).sum() == 0


def test_a_band_without_width_is_refused():
    with pytest.raises(MuralsError, match="at least 1 pixel"):
        boundary_band(torch.ones(1, 1, 9, 9), 0)


def test_batch_functions_average_over_images():
    x, y = random_pair(batch=3)
    mask = half_mask(3)
    assert batch_psnr(x, y, mask) == metrics.psnr(x, y).mean()
    assert batch_ssim(x, y, mask) == metrics.ssim(x, y).mean()
    assert hole_psnr(x, y, mask) == metrics.psnr(x, y, mask).mean()


def test_hole_psnr_leaves_out_images_without_a_hole():
    x, y = random_pair()
    mask = half_mask()
    mask[0] = 0
    assert hole_psnr(x, y, mask) == metrics.psnr(x, y, mask)[1]
    assert hole_psnr(x, y, torch.zeros_like(mask)).isnan()


def test_half_precision_and_fastai_tensors_are_measured_in_float32():
    from fastai.torch_core import TensorImage, TensorMask

    x, y = random_pair()
    mask = half_mask()
    assert type(hole_psnr(TensorImage(x), TensorImage(y), TensorMask(mask))) is torch.Tensor
    assert batch_psnr(x.half(), y).item() == pytest.approx(batch_psnr(x, y).item(), abs=0.01)
