"""Depth of the holes that a network is trained on: what it paints in deeper holes is invented.

The depth is a radius in pixels, which the checkpoint keeps and `restore` compares. Only lost paint is invented. Veiled
paint is read through, and counts only if no mask marks lost paint.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from murals.data.pairs import Pair
from murals.images import Kinds, join_kinds, lost, marked, read_kinds

SEEN = 95  # % of the samples have no deeper hole than the radius that counts as learned
MOST_READ = 500  # masks of a collection, evenly over it: enough for a percentile


def distance_inside(inside: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return the distance of each pixel of `inside` (H, W) to the nearest other pixel, in pixels.

    It is huge if all pixels are inside. The border of the image is no border of the region.
    """
    return cv2.distanceTransform(inside.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)


def learned_radius(masks: Iterable[NDArray[Any]]) -> float | None:
    """Return the inscribed radius in pixels that `SEEN` % of the masks do not exceed; None if all are empty.

    A mask without a hole does not count, nor does one without a known pixel, whose depth is unknown.

    Parameters
    ----------
    masks
        (H, W) each: bool, kinds, or kinds over 255. The radius is that of lost paint; if no mask marks any, of veiled
        paint.
    """
    of_lost, of_marked = [], []
    for mask in masks:
        of_lost += _depth(lost(mask))
        of_marked += [] if of_lost else _depth(marked(mask))  # one loss in the set, and veils do not count
    depths = of_lost or of_marked
    return round(float(np.percentile(depths, SEEN)), 1) if depths else None


def learned_radius_of(pairs: Sequence[Pair], size: int | None) -> float | None:
    """Return the learned radius of a training on `pairs` at `size` px, the short side; None if they have no masks.

    Raises
    ------
    MuralsError
        If a mask cannot be read.
    """
    chosen = pairs[:: max(1, -(-len(pairs) // MOST_READ))]
    return learned_radius(_at_size(read_kinds(pair.mask), size) for pair in chosen if pair.mask)


def _depth(hole: NDArray[np.bool_]) -> list[float]:
    """Return the depth of a mask's hole in pixels; empty if there is no hole or no known pixel."""
    return [float(distance_inside(hole).max())] if hole.any() and not hole.all() else []


def _at_size(mask: Kinds, size: int | None) -> Kinds:
    short = min(mask.shape)
    if size is None or size == short:
        return mask
    width, height = (max(1, round(side * size / short)) for side in mask.shape[::-1])
    parts = (part(mask).astype(np.uint8) for part in (lost, marked))
    return join_kinds(*(cv2.resize(part, (width, height), interpolation=cv2.INTER_AREA) > 0 for part in parts))
