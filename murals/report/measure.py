"""One restored image against the clean one: the numbers of a score, over the whole image, the hole and its border.

In: arrays `(H, W, 3)` float32 in [0, 1], the restored one not clamped, and perhaps a mask `(H, W)` bool. The measures
are those of `murals.learn.metrics`, which training looks at too; all but the pooled PSNR clamp to [0, 1] first.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from murals.images import to_tensor
from murals.learn.metrics import PSNR_CEILING, boundary_band, delta_e_2000, l1, psnr, ssim

BORDER = 4  # pixels on either side of the hole's edge: where a seam would show, thinner than the thinnest stroke
MEASURES = ("psnr", "ssim", "l1", "delta_e")
REGIONS = ("image", "hole", "border")

Image = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Item:
    """A pair in memory: damaged and clean `(H, W, 3)` float32 in [0, 1], perhaps a mask `(H, W)`; `name` for people."""

    name: str
    damaged: Image
    clean: Image
    mask: Mask | None

    @property
    def mask_ratio(self) -> float | None:
        """The share of the image that is damaged, in [0, 1]; None without a mask."""
        return None if self.mask is None else float(self.mask.mean())


@dataclass(frozen=True)
class ImageScore:
    """One method on one image: `measures` is keyed `REGION_MEASURE`; NaN where a region holds no pixel."""

    name: str
    method: str
    size: tuple[int, int]  # (height, width) in pixels
    mask_ratio: float | None
    raw_mse: float  # of the unclamped output over the whole image
    measures: dict[str, float]


def score_image(item: Item, method: str, restored: Image) -> ImageScore:
    """Measure what `method` made of `item`; the hole and its border only where there is a mask."""
    return ImageScore(
        item.name,
        method,
        item.clean.shape[:2],
        item.mask_ratio,
        float(np.square(restored - item.clean, dtype=np.float64).mean()),
        measure(restored, item.clean, item.mask),
    )


def measure(restored: Image, clean: Image, mask: Mask | None = None) -> dict[str, float]:
    """Return PSNR (dB), SSIM, L1 (on [0, 1]) and mean delta-E 2000 of each region, keyed `hole_psnr` and so on."""
    x, y = to_tensor(restored), to_tensor(clean)  # (1, 3, H, W)
    colour = to_tensor(delta_e_2000(restored, clean))  # (1, 1, H, W)
    regions: dict[str, Tensor | None] = {"image": None}
    if mask is not None:
        hole = to_tensor(mask)  # (1, 1, H, W)
        regions |= {"hole": hole, "border": boundary_band(hole, BORDER)}
    measures: dict[str, float] = {}
    for region, where in regions.items():
        values = (psnr(x, y, where), ssim(x, y, where), l1(x, y, where))
        inside = colour if where is None else colour[where > 0]
        numbers = (*(value.item() for value in values), inside.mean().item())
        measures |= {f"{region}_{name}": value for name, value in zip(MEASURES, numbers, strict=True)}
    return measures


def pooled_psnr_of(scores: Sequence[ImageScore], batch: int) -> float:
    """Return the original's PSNR in dB from the scores of one method: MSE pooled over `batch` images, dB then averaged.

    `murals.learn.metrics.pooled_psnr` of the same images; kept as sums, images of different sizes may share a batch.
    """
    levels = []
    for start in range(0, len(scores), batch):
        pool = scores[start : start + batch]
        pixels = [math.prod(score.size) for score in pool]
        mse = sum(score.raw_mse * n for score, n in zip(pool, pixels, strict=True)) / sum(pixels)
        levels.append(min(PSNR_CEILING, -10 * math.log10(mse) if mse else PSNR_CEILING))
    return math.fsum(levels) / len(levels)


def mean_of(scores: Sequence[ImageScore], measure: str) -> float:
    """Return the mean of `measure` over the images that have it; NaN where none has."""
    values = [score.measures.get(measure, math.nan) for score in scores]
    known = [value for value in values if not math.isnan(value)]
    return math.fsum(known) / len(known) if known else math.nan
