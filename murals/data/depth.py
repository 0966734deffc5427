"""How deep the holes are that a network is trained on: what it paints in deeper ones is invented.

In: masks `(H, W)`, kinds of damage or bool. Out: a radius in pixels, which a checkpoint keeps and `restore` compares.
Only what is lost is invented. Veiled paint is read through, and counts only where no mask loses anything.
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
    """Return the distance in pixels of each pixel of `inside` (H, W) to the nearest other; huge where all are.

    The border of the image is no border of the region.
    """
    return cv2.distanceTransform(inside.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)


def learned_radius(masks: Iterable[NDArray[Any]]) -> float | None:
    """Return the inscribed radius in pixels that `SEEN` % of `masks` `(H, W)` do not exceed; None where all are empty.

    Masks are bool, kinds, or kinds over 255. The radius is that of what is lost; where no mask loses anything, of what
    is veiled. A mask without a hole shows nothing and does not count; neither does one that is all hole, whose depth
    nobody knows.
    """
    of_lost, of_marked = [], []
    for mask in masks:
        of_lost += _depth(lost(mask))
        of_marked += [] if of_lost else _depth(marked(mask))  # one loss in the set, and veils do not count
    depths = of_lost or of_marked
    return round(float(np.percentile(depths, SEEN)), 1) if depths else None


def learned_radius_of(pairs: Sequence[Pair], size: int | None) -> float | None:
    """Return the learned radius of a training on `pairs` at `size` px, the short side; None where they have no masks.

    Raises `MuralsError` for a mask that cannot be read.
    """
    chosen = pairs[:: max(1, -(-len(pairs) // MOST_READ))]
    return learned_radius(_at_size(read_kinds(pair.mask), size) for pair in chosen if pair.mask)


def _depth(hole: NDArray[np.bool_]) -> list[float]:
    """Return the depth of a mask's hole in pixels, nothing where there is none or nothing else."""
    return [float(distance_inside(hole).max())] if hole.any() and not hole.all() else []


def _at_size(mask: Kinds, size: int | None) -> Kinds:
    short = min(mask.shape)
    if size is None or size == short:
        return mask
    width, height = (max(1, round(side * size / short)) for side in mask.shape[::-1])
    parts = (part(mask).astype(np.uint8) for part in (lost, marked))
    return join_kinds(*(cv2.resize(part, (width, height), interpolation=cv2.INTER_AREA) > 0 for part in parts))
