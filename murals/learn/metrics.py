"""Metrics of a restored image: PSNR, SSIM, L1 and delta-E 2000, over the whole image or a mask.

Images are `(B, C, H, W)` floats, masks `(B, 1, H, W)`, 1 = measure here. The result is one number an image, `(B,)`, NaN
if the mask leaves nothing to measure. Both images are clamped to [0, 1] first, as they would be when saved. Only
`pooled_psnr` does not clamp, to be comparable with the original project. The `batch_` functions and `hole_psnr` are for
fastai's `metrics=`.
"""

import math
from collections.abc import Iterable

import numpy as np
import torch.nn.functional as F
from numpy.typing import NDArray
from skimage.color import deltaE_ciede2000, rgb2lab
from torch import Tensor

from murals.errors import MuralsError
from murals.images.kinds import marked
from murals.learn.losses.pairs import as_pair, as_plain_float
from murals.learn.losses.ssim import WINDOW, ssim_map

PSNR_CEILING = 100.0  # dB, of a perfect image; one 8-bit level at one value of 256 x 256 pixels is 101 dB
_MSE_FLOOR = 10 ** (-PSNR_CEILING / 10)


def psnr(x: Tensor, y: Tensor, mask: Tensor | None = None) -> Tensor:
    """Return 10 log10(1 / MSE) of each pair, `(B,)` in dB, at most `PSNR_CEILING`; with `mask`, over its pixels."""
    x, y = _clamped_pair(x, y, mask, part="psnr")
    return _decibels(_mean((x - y).square(), mask))


def l1(x: Tensor, y: Tensor, mask: Tensor | None = None) -> Tensor:
    """Return the mean absolute difference of each pair, `(B,)` in [0, 1]; with `mask`, over its pixels."""
    x, y = _clamped_pair(x, y, mask, part="l1")
    return _mean((x - y).abs(), mask)


def ssim(x: Tensor, y: Tensor, mask: Tensor | None = None) -> Tensor:
    """Return the mean SSIM of each pair, `(B,)` in [-1, 1], over the 11 x 11 windows inside the image.

    With `mask`, over the windows whose centre it marks; the 5 pixels along the border are no centres.

    Raises
    ------
    MuralsError
        If the images are smaller than 11 pixels.

    References
    ----------
    Wang et al. 2004, https://doi.org/10.1109/TIP.2003.819861
    """
    similarity = ssim_map(*_clamped_pair(x, y, mask, part="ssim"))
    rim = WINDOW // 2
    return _mean(similarity, None if mask is None else mask[..., rim:-rim, rim:-rim])


def pooled_psnr(batches: Iterable[tuple[Tensor, Tensor]]) -> float:
    """Return the PSNR of the original project, in dB: unclamped, MSE pooled over each batch, dB averaged over batches.

    Each batch is (restored, clean); those of the original project had 8 images. The result is at most `PSNR_CEILING`.

    Raises
    ------
    MuralsError
        If there is no batch.
    """
    levels = [_decibels((x - y).square().mean()).item() for x, y in (as_pair(*pair, part="psnr") for pair in batches)]
    if not levels:
        raise MuralsError("pooled PSNR needs a batch of restored and clean images at least, got none")
    return math.fsum(levels) / len(levels)


def delta_e_2000(x: NDArray[np.floating], y: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return the colour difference of each pixel of two images `(H, W, 3)`, sRGB in [0, 1], as `(H, W)`, >= 0.

    A difference of 1 is about what an eye can see. It is computed by scikit-image under D65.

    Raises
    ------
    MuralsError
        If the shapes are wrong.

    References
    ----------
    CIEDE2000: Sharma, Wu, Dalal 2005, https://doi.org/10.1002/col.20070
    """
    if x.shape != y.shape or x.ndim != 3 or x.shape[2] != 3:
        raise MuralsError(f"delta-E compares two images of one shape (H, W, 3), got {x.shape} and {y.shape}")
    return deltaE_ciede2000(*(rgb2lab(np.clip(image, 0, 1)) for image in (x, y)))


def boundary_band(mask: Tensor, width: int) -> Tensor:
    """Return the pixels within `width` pixels of the border of the hole, on both sides, `(B, 1, H, W)`.

    The distance is the larger of the two axes'. The border of the image is no border of the hole.
    """
    if width < 1:
        raise MuralsError(f"a boundary band is at least 1 pixel wide, got {width}")
    hole = as_plain_float(mask > 0.5)
    grown, shrunk = _dilate(hole, width), 1 - _dilate(1 - hole, width)
    return grown - shrunk


def batch_psnr(pred: Tensor, clean: Tensor, mask: Tensor | None = None) -> Tensor:
    """Return the PSNR of whole images averaged over a batch, a scalar in dB; `mask` is ignored."""
    return psnr(pred[:, :3], clean).mean()


def batch_ssim(pred: Tensor, clean: Tensor, mask: Tensor | None = None) -> Tensor:
    """Return the SSIM of whole images averaged over a batch, a scalar; `mask` is ignored."""
    return ssim(pred[:, :3], clean).mean()


def hole_psnr(pred: Tensor, clean: Tensor, mask: Tensor) -> Tensor:
    """Return the PSNR over lost and veiled pixels in dB, averaged over the images that have any; NaN if none has."""
    return psnr(pred[:, :3], clean, marked(mask)).nanmean()


def _clamped_pair(x: Tensor, y: Tensor, mask: Tensor | None, *, part: str) -> tuple[Tensor, Tensor]:
    """Return both batches clamped to [0, 1]; raise `MuralsError` if they or the mask do not fit together."""
    x, y = as_pair(x, y, part=part)
    if mask is not None and mask.shape != (len(x), 1, *x.shape[-2:]):
        raise MuralsError(f"{part} of images {tuple(x.shape)} needs a mask (B, 1, H, W), got {tuple(mask.shape)}")
    return x.clamp(0, 1), y.clamp(0, 1)


def _decibels(mse: Tensor) -> Tensor:
    return -10 * mse.clamp_min(_MSE_FLOOR).log10()


def _mean(values: Tensor, mask: Tensor | None) -> Tensor:
    """Return the mean of each of `(B, C, H, W)` as `(B,)`, over the pixels of `mask` `(B, 1, H, W)` if there is one."""
    if mask is None:
        return values.mean((1, 2, 3))
    weights = as_plain_float(mask > 0.5)
    return (values * weights).sum((1, 2, 3)) / (weights.sum((1, 2, 3)) * values.shape[1])


def _dilate(mask: Tensor, width: int) -> Tensor:
    """Spread the ones of `(B, 1, H, W)` by `width` pixels along both axes, one axis after the other."""
    size = 2 * width + 1
    mask = F.max_pool2d(mask, kernel_size=(size, 1), stride=1, padding=(width, 0))
    return F.max_pool2d(mask, kernel_size=(1, size), stride=1, padding=(0, width))
