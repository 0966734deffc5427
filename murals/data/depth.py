"""How deep the holes are that a network is trained on: what it paints in deeper ones is invented.

In: masks `(H, W)` bool. Out: a radius in pixels, which a checkpoint keeps and `restore` compares.
"""

from collections.abc import Iterable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from murals.data.pairs import Pair
from murals.images import read_mask

SEEN = 95  # % of the samples have no deeper hole than the radius that counts as learned
MOST_READ = 500  # masks of a collection, evenly over it: enough for a percentile


def distance_inside(inside: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return the distance in pixels of each pixel of `inside` (H, W) to the nearest other; huge where all are.

    The border of the image is no border of the region.
    """
    return cv2.distanceTransform(inside.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)


def learned_radius(masks: Iterable[NDArray[np.bool_]]) -> float | None:
    """Return the inscribed radius in pixels that `SEEN` % of `masks` `(H, W)` do not exceed; None where all are empty.

    A mask without a hole shows nothing and does not count; neither does one that is all hole, whose depth nobody knows.
    """
    depths = [distance_inside(mask).max() for mask in masks if mask.any() and not mask.all()]
    return round(float(np.percentile(depths, SEEN)), 1) if depths else None


def learned_radius_of(pairs: Sequence[Pair], size: int | None) -> float | None:
    """Return the learned radius of a training on `pairs` at `size` px, the short side; None where they have no masks.

    Raises `MuralsError` for a mask that cannot be read.
    """
    chosen = pairs[:: max(1, -(-len(pairs) // MOST_READ))]
    return learned_radius(_at_size(read_mask(pair.mask), size) for pair in chosen if pair.mask)


def _at_size(mask: NDArray[np.bool_], size: int | None) -> NDArray[np.bool_]:
    short = min(mask.shape)
    if size is None or size == short:
        return mask
    width, height = (max(1, round(side * size / short)) for side in mask.shape[::-1])
    return cv2.resize(mask.astype(np.uint8), (width, height), interpolation=cv2.INTER_AREA) > 0
