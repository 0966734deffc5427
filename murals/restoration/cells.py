"""Operations on masks of any size, cell by cell: distances are floats, and those of a gigapixel do not fit into memory.

A cell is seen with so much around it that its result is that of the whole mask. Cells that hold nothing cost nothing.
"""

import math
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from murals.data.depth import distance_inside

CELL = 1024  # px, the side of a cell

Mask = NDArray[np.bool_]
Place = tuple[slice, slice]  # rows, columns


def grow(mask: Mask, dilate: float) -> Mask:
    """Return `mask` (H, W) grown by a disc of radius `dilate` pixels."""
    if not dilate or not mask.any():
        return mask
    return by_cells(lambda part: distance_inside(~part) <= dilate, mask, dilate)


def deeper_than(mask: Mask, depth: float) -> Mask:
    """Return where `mask` (H, W) is more than `depth` pixels away from what is outside of it."""
    if math.isinf(depth):
        return np.zeros_like(mask)
    return by_cells(lambda part: distance_inside(part) > depth, mask, depth)


def by_cells(act: Callable[[Mask], Mask], mask: Mask, reach: float) -> Mask:
    """Return what `act` makes of `mask` (H, W), (H, W) too.

    Parameters
    ----------
    act
        Makes a mask of the size of the one it gets. Of an empty mask it makes an empty one.
    reach
        Pixels that it looks around each pixel.
    """
    if max(mask.shape) <= CELL:
        return act(mask) if mask.any() else np.zeros_like(mask)
    result = np.zeros_like(mask)
    for place, around, inside in cells_of(mask.shape, math.ceil(reach) + 2):
        if mask[around].any():
            result[place] = act(mask[around])[inside]
    return result


def cells_of(size: tuple[int, ...], margin: int) -> Iterator[tuple[Place, Place, Place]]:
    """Yield the cells of a picture of `size` (H, W): the place, that with `margin` px more, the first in the second."""
    for top, left in product(range(0, size[0], CELL), range(0, size[1], CELL)):
        place = slice(top, min(top + CELL, size[0])), slice(left, min(left + CELL, size[1]))
        around = widened(place, margin, size)
        yield place, around, within(place, around)


def widened(place: Place, margin: int, size: tuple[int, ...]) -> Place:
    """Return `place` with `margin` px more on all sides, inside a picture of `size` (H, W)."""
    return (
        slice(max(0, place[0].start - margin), min(size[0], place[0].stop + margin)),
        slice(max(0, place[1].start - margin), min(size[1], place[1].stop + margin)),
    )


def within(place: Place, around: Place) -> Place:
    """Return `place` as an index into the part `around` it."""
    return (
        slice(place[0].start - around[0].start, place[0].stop - around[0].start),
        slice(place[1].start - around[1].start, place[1].stop - around[1].start),
    )


def count(plane: NDArray[Any]) -> int:
    """Return how many pixels of `plane` (H, W) are not zero, without a copy of it."""
    return int(np.count_nonzero(plane))
