"""Cutting of a photograph into square tiles, and shrinking of a tile to a training image.

Images are `(H, W, 3)` float32 in [0, 1]; tiles have `TILE` pixels a side. A photograph is always cut in the same way.
If it is much smaller or larger than a tile, it is first scaled, so that brush strokes and damage keep their proportion.
"""

import cv2
import numpy as np

from murals.errors import MuralsError
from murals.images.kinds import LOST, VEILED, as_kinds

TILE = 512  # px a side; damage is drawn at this size
MOST_SHORT_SIDE = 820  # px; a larger short side is scaled down to a tile
MOST_TILES = 3  # of one photograph, so that a panorama does not outweigh the other walls
LEAST_SIDE = 32  # px; the coarsest stage of an encoder sees one pixel of such an image


def cut_tiles(image: np.ndarray) -> list[np.ndarray]:
    """Return one to three tiles `(512, 512, 3)` that do not overlap, from left to right or from top to bottom.

    A short side under 512 px or over 820 px is scaled to 512 px. As many tiles as fit along the long side are taken,
    three at most. Each lies in the middle of its equal part of the long side, and in the middle of the short side.

    Raises
    ------
    MuralsError
        If a side has fewer than 32 px.
    """
    scaled = bring_to_tile_scale(image)
    height, width = scaled.shape[:2]
    if width >= height:
        corners = [(_middle(height), x) for x in _spread(width)]
    else:
        corners = [(y, _middle(width)) for y in _spread(height)]
    return [np.ascontiguousarray(scaled[y : y + TILE, x : x + TILE]) for y, x in corners]


def shrink(image: np.ndarray, mask: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the image `(size, size, 3)` by area averaging and the mask `(size, size)` by nearest pixel.

    Sizes above the input's are refused by `check_size`.
    """
    check_size(size, most=min(image.shape[:2]))
    return _by_area(image, size), _by_nearest(mask, size)


def shrink_pair(
    damaged: np.ndarray, clean: np.ndarray, mask: np.ndarray, size: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return damaged and clean `(size, size, 3)` and mask `(size, size)`, with equal sound pixels in both images.

    The mask is returned as kinds of damage, uint8; a bool mask marks lost paint. A pixel at the border of a loss
    averages over both sides of it. So each kind of damage is averaged only where the mask has it, and clean pixels only
    outside: what the mask does not mark needs no repair, and veiled paint is not darkened by a loss beside it.
    """
    kinds = as_kinds(mask)
    small_clean, small_mask = shrink(clean, kinds, size)
    small_damaged = small_clean.copy()
    for kind in (VEILED, LOST):
        chosen = small_mask == kind
        small_damaged[chosen] = _mean_within(damaged, kinds == kind, size)[chosen]
    return small_damaged, small_clean, small_mask


def check_size(size: int, *, most: int = TILE) -> None:
    """Raise `MuralsError` unless `size` is between 32 px and the tile that it is made from."""
    if not LEAST_SIDE <= size <= most:
        raise MuralsError(
            f"size {size}: expected {LEAST_SIDE} to {most} px, since tiles are cut at {most} px and enlarging them "
            "would add no detail; training enlarges by itself where a phase wants more"
        )


def bring_to_tile_scale(image: np.ndarray) -> np.ndarray:
    height, width = image.shape[:2]
    short = min(height, width)
    if short < LEAST_SIDE:
        raise MuralsError(f"the image is {width}x{height} px: expected at least {LEAST_SIDE} px on each side")
    if TILE <= short <= MOST_SHORT_SIDE:
        return image
    scale = TILE / short
    size = max(TILE, round(width * scale)), max(TILE, round(height * scale))
    if scale < 1:
        return cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    enlarged = cv2.resize(image, size, interpolation=cv2.INTER_CUBIC)
    return np.clip(enlarged, 0.0, 1.0)  # cubic interpolation overshoots at edges


def _spread(length: int) -> list[int]:
    """Return where each tile starts along a side of `length` px: in the middle of its equal part."""
    count = min(MOST_TILES, length // TILE)
    return [(2 * i + 1) * length // (2 * count) - TILE // 2 for i in range(count)]


def _middle(length: int) -> int:
    return (length - TILE) // 2


def _by_area(image: np.ndarray, size: int) -> np.ndarray:
    return cv2.resize(image, (size, size), interpolation=cv2.INTER_AREA)


def _by_nearest(mask: np.ndarray, size: int) -> np.ndarray:
    return cv2.resize(mask.astype(np.uint8), (size, size), interpolation=cv2.INTER_NEAREST).astype(mask.dtype)


def _mean_within(image: np.ndarray, region: np.ndarray, size: int) -> np.ndarray:
    """Return the image `(size, size, 3)`, each pixel the mean of its pixels in `region`, or 0."""
    inside = region[..., None].astype(np.float32)
    share = _by_area(inside, size)[..., None]  # (size, size, 1)
    return np.clip(_by_area(image * inside, size) / np.maximum(share, np.finfo(np.float32).tiny), 0.0, 1.0)
