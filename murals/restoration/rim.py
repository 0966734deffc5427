"""Detection of masks that are drawn too tight.

If a mask is right, the picture changes most across its border: damage on one side, paint on the other. If the mask is
too tight, the damage continues beyond the border and the change comes some pixels further out. So the change over `GAP`
pixels along the normal of the border is measured, at each distance from the border.
"""

from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from murals.data.depth import distance_inside
from murals.images import Pixels, to_float

REACH = 6  # pixels outside the mask where a rim is looked for; people draw closer than that
GAP = 3  # pixels: edges of damage are soft, over a pixel or two
BEYOND = 6  # more pixels, which tell how much sound paint changes over the gap
CLEAR = 1.6  # times the change of sound paint: the end of a rim is as clear as that
SHARE = 0.5  # of the largest change: what is less is the foot of a soft edge
CELL, AROUND = 512, 24  # px: the side of a part that is looked at at once, and what it sees around it
LEAST_PAIRS = 40  # pairs of pixels at each distance: fewer tell nothing


def missed_rim(image: Pixels, lost: NDArray[np.bool_]) -> int:
    """Return by how many pixels `lost` (H, W) should grow to cover a rim of damage outside it; 0 if there is none.

    `image` is (H, W, 3) of any depth.
    """
    if not lost.any() or lost.all():
        return 0
    changes, pairs = _changes_of_all(image, lost)
    paint = float(np.median(changes[REACH + 1 :]))
    if pairs[: REACH + 1].min() < LEAST_PAIRS:
        return 0
    across = changes[: REACH + 1]  # the first is the change across the border of the mask
    clear = (across >= CLEAR * paint) & (across >= SHARE * across.max())
    return int(np.flatnonzero(clear).max(initial=0))


def _changes_of_all(image: Pixels, lost: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return `_changes_outwards` of the picture, cell by cell, so that a large one takes no more memory than a cell."""
    total, pairs = np.zeros(REACH + BEYOND + 1), np.zeros(REACH + BEYOND + 1, np.int64)
    height, width = lost.shape
    for top, left in product(range(0, height, CELL), range(0, width, CELL)):
        cell = slice(max(0, top - AROUND), top + CELL + AROUND), slice(max(0, left - AROUND), left + CELL + AROUND)
        if lost[cell].any():
            changes, counts = _changes_outwards(to_float(image[cell]), lost[cell])
            total, pairs = total + changes * counts, pairs + counts
    return total / np.maximum(pairs, 1), pairs


def _changes_outwards(
    image: NDArray[np.float32], lost: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the mean change between pixels i and i + `GAP` outside the mask, and the number of pairs, for each i.

    For i = 0 the first pixel lies just inside the mask.
    """
    ends = REACH + BEYOND + 1
    ring = np.rint(np.minimum(distance_inside(~lost), ends + GAP + 1)).astype(np.int8)  # 0 inside, 1 is next to it
    ring[distance_inside(lost) >= 2] = -ends  # deeper inside than the border
    total, pairs = np.zeros(ends), np.zeros(ends, np.int64)
    for axis in (0, 1):
        one, other = _shifted(ring, axis)
        low = np.minimum(one, other)
        outwards = np.nonzero((np.abs(one - other) == GAP) & (low >= 0) & (low < ends))  # few of all pixels
        here, there = (part[outwards] for part in _shifted(image, axis))
        total += np.bincount(low[outwards], np.abs(here - there).mean(axis=-1), minlength=ends)
        pairs += np.bincount(low[outwards], minlength=ends)
    return total / np.maximum(pairs, 1), pairs


def _shifted(array: NDArray[Any], axis: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return two views of `array` (H, W, ...) whose pixels are `GAP` apart along `axis`."""
    return (array[:-GAP], array[GAP:]) if axis == 0 else (array[:, :-GAP], array[:, GAP:])
