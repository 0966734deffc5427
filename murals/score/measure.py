"""The measures of one restored image against the ground truth: whole image, hole and border.

Images are `(H, W, 3)` float32 in [0, 1], the restored one not clamped; kinds of damage are `(H, W)` uint8. Differences
are measured by `murals.learn.metrics`, as in training; all but the pooled PSNR clamp to [0, 1] first. The appearance of
a fill is measured on 8 bits a channel, as in a PNG.
"""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from torch import Tensor

from murals.data.items import Image, Item, Mask
from murals.images import Kinds, from_float, lost, marked
from murals.images.tensors import to_array, to_tensor
from murals.learn.metrics import PSNR_CEILING, boundary_band, delta_e_2000, l1, psnr, ssim
from murals.score.perceptual_distance import ENCODERS, SeenClean
from murals.score.texture import texture_ratio

BORDER = 4  # pixels on either side of the hole's edge: where a seam would show, thinner than the thinnest stroke
MEASURES = ("psnr", "ssim", "l1", "delta_e")
PERCEPTUAL = tuple(f"perceptual_{name}" for name in ENCODERS)
LOOKS = (*PERCEPTUAL, "texture")
HOLES = ("hole", "lost", "veiled")  # of both kinds of damage, and of each
REGIONS = ("image", *HOLES, "border")


@dataclass(frozen=True)
class ImageScore:
    """The measures of one method on one image, by `REGION_MEASURE`; NaN if a region holds no pixel."""

    name: str
    method: str
    size: tuple[int, int]  # (height, width) in pixels
    mask_ratio: float | None
    raw_mse: float  # of the unclamped output over the whole image
    measures: dict[str, float]
    wall: str = ""  # what the image shows a part of


def score_image(item: Item, method: str, restored: Image, seen: SeenClean | None = None) -> ImageScore:
    """Measure the result of `method` on `item`; hole and border only if there is a mask.

    `seen` is `see(item)`, computed once for all methods.
    """
    return ImageScore(
        item.name,
        method,
        item.clean.shape[:2],
        item.mask_ratio,
        float(np.square(restored - item.clean, dtype=np.float64).mean()),
        measure(restored, item.clean, item.kinds, seen=seen or see(item)),
        item.wall or item.name,
    )


def see(item: Item) -> SeenClean | None:
    """Return the clean image as the networks of the perceptual distance see it; None if nothing is marked."""
    return SeenClean(from_float(item.clean, np.uint8)) if item.mask_ratio else None


def measure(
    restored: Image, clean: Image, kinds: Kinds | None = None, *, seen: SeenClean | None = None
) -> dict[str, float]:
    """Return the measures of each region, by names such as `hole_psnr`.

    They are PSNR (dB), SSIM, L1 (on [0, 1]) and mean delta-E 2000, and with `seen` the perceptual distances and texture
    ratios of holes. Without `kinds` there is only the whole image.
    """
    x, y = to_tensor(restored), to_tensor(clean)  # (1, 3, H, W)
    colour = to_tensor(delta_e_2000(restored, clean))  # (1, 1, H, W)
    measures = _differences("image", x, y, colour, None)
    if kinds is None:
        return measures
    hole = np.asarray(marked(kinds))
    gone = np.asarray(lost(kinds))
    for region, where in (("hole", hole), ("lost", gone), ("veiled", hole & ~gone)):
        if region != "hole" and (where == hole).all():  # one kind alone: measured already
            measures |= {f"{region}_{name}": measures[f"hole_{name}"] for name in _measures_of(seen)}
        else:
            measures |= _differences(region, x, y, colour, where) | _looks(region, restored, where, seen)
    band = to_array(boundary_band(to_tensor(hole), BORDER)) > 0
    return measures | _differences("border", x, y, colour, band)


def _measures_of(seen: SeenClean | None) -> tuple[str, ...]:
    return MEASURES if seen is None else (*MEASURES, *LOOKS)


def _differences(region: str, x: Tensor, y: Tensor, colour: Tensor, mask: Mask | None) -> dict[str, float]:
    """Return the four differences of `x` and `y` (1, 3, H, W) over `mask` (H, W); NaN if it holds no pixel."""
    if mask is not None and not mask.any():
        return {f"{region}_{name}": math.nan for name in MEASURES}
    where = None if mask is None else to_tensor(mask)  # (1, 1, H, W)
    inside = colour if where is None else colour[where > 0]
    values = (
        *(value.item() for value in (psnr(x, y, where), ssim(x, y, where), l1(x, y, where))),
        inside.mean().item(),
    )
    return {f"{region}_{name}": value for name, value in zip(MEASURES, values, strict=True)}


def _looks(region: str, restored: Image, hole: Mask, seen: SeenClean | None) -> dict[str, float]:
    """Return the perceptual distances and the texture ratio over `hole` (H, W); nothing if `seen` is None."""
    if seen is None:
        return {}
    filled = from_float(restored, np.uint8)
    distances = seen.distances(filled, hole)
    looks = {f"{region}_perceptual_{name}": distances[name] for name in ENCODERS}
    return looks | {f"{region}_texture": texture_ratio(filled, seen.clean, hole)}


def pooled_psnr_of(scores: Sequence[ImageScore], batch: int) -> float:
    """Return the PSNR of the original project in dB: MSE pooled over `batch` images, then dB averaged over batches.

    It equals `murals.learn.metrics.pooled_psnr` of the same images. It is computed from sums, so images of different
    sizes may share a batch.
    """
    levels = []
    for start in range(0, len(scores), batch):
        pool = scores[start : start + batch]
        pixels = [math.prod(score.size) for score in pool]
        mse = sum(score.raw_mse * n for score, n in zip(pool, pixels, strict=True)) / sum(pixels)
        levels.append(min(PSNR_CEILING, -10 * math.log10(mse) if mse else PSNR_CEILING))
    return math.fsum(levels) / len(levels)


def mean_of(scores: Sequence[ImageScore], measure: str) -> float:
    """Return the mean of `measure` over the images that have it, for texture the median; NaN if none has.

    A ratio of deviations has a long tail: one smooth ground truth would dominate its mean.
    """
    known = [value for value in numbers_of(scores, measure) if not math.isnan(value)]
    if not known:
        return math.nan
    return statistics.median(known) if measure.endswith("texture") else math.fsum(known) / len(known)


def numbers_of(scores: Sequence[ImageScore], measure: str) -> list[float]:
    """Return `measure` of each image, NaN if it has none."""
    return [score.measures.get(measure, math.nan) for score in scores]
