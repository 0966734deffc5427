"""Where pixels are repaired, by how much, and how the painting comes into the photograph there and nowhere else.

In: masks bool `(H, W)`, True = repair. Out: the share of each pixel that is repainted, and the image with that done.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from murals.data.depth import distance_inside
from murals.images import Kinds, from_float, join_kinds, lost, marked, to_float

Mask = NDArray[np.bool_]


def grow(mask: Mask, dilate: float) -> Mask:
    """Return `mask` (H, W) grown by a disc of radius `dilate` pixels."""
    if not dilate or not mask.any():
        return mask
    return distance_inside(~mask) <= dilate


def grow_kinds(kinds: Kinds, dilate: int) -> Kinds:
    """Return `kinds` (H, W) with both kinds of damage grown by `dilate` pixels, lost over veiled."""
    if not dilate:
        return kinds
    return join_kinds(grow(lost(kinds), dilate), grow(marked(kinds), dilate))


def repair_share(hole: Mask, marks: Mask, feather: int = 0) -> NDArray[np.float32]:
    """Return the share of each pixel that is repainted, (H, W) float32 in [0, 1]; zero outside `hole` and only there.

    `hole` (H, W) is the mask `marks` (H, W), grown. Within `feather` pixels of the border of `hole` the share falls
    outwards by the cubic 3 t^2 - 2 t^3, smooth at both ends; the border of the image is no border of the hole. What
    `marks` holds is repainted wholly: old paint never mixes into it.
    """
    if not feather:
        return hole.astype(np.float32)
    t = np.minimum(distance_inside(hole) / (feather + 1), 1.0)  # the outermost pixel of the hole is at distance 1
    return np.where(hole & marks, np.float32(1.0), np.asarray(t * t * (3.0 - 2.0 * t), np.float32))


def paste(image: NDArray[Any], painted: NDArray[np.float32], share: NDArray[np.float32]) -> NDArray[Any]:
    """Return `image` (H, W, 3) with `painted` mixed in by `share`; where that is zero, the very values of `image`."""
    hole, restored = share > 0, image.copy()
    weight = share[hole][:, None]
    mixed = (1.0 - weight) * to_float(image[hole]) + weight * painted[hole]
    restored[hole] = from_float(mixed, image.dtype)
    return restored
