"""Division of a picture into the windows in which its holes are filled, so that memory follows the holes.

A deep hole is filled in one piece, because a border inside it would be seen. Cracks may run over the whole wall: what
is thin and far from any deep hole is cut by a grid.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import find_objects

from murals.config import STRIDE
from murals.data.depth import distance_inside
from murals.restoration.region import grow

THIN = 8  # px: a hole nowhere deeper may be cut
NEAR = 3 * THIN  # px around what is deeper that belong to it: its corners and tips
CELL = 2048  # px, the side of the grid
LEAST_MARGIN = 512  # px of the wall around a hole
MARGIN = 4  # times the depth of the hole, where that is more

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Window:
    """A part of a picture, and the pixels of the hole that are filled in it."""

    rows: slice
    columns: slice
    own: Mask  # (h, w)

    @property
    def place(self) -> tuple[slice, slice]:
        """The window as an index into the picture."""
        return self.rows, self.columns


def plan_windows(hole: Mask) -> list[Window]:
    """Return windows that together own each pixel of `hole` (H, W) once, in the order of the grid."""
    if not hole.any():
        return []
    depth = distance_inside(hole)
    groups = _group(hole, depth)
    return list(_windows(groups, depth))


def _group(hole: Mask, depth: NDArray[np.float32]) -> NDArray[np.int32]:
    """Return the group of each pixel of `hole`, from 1 on; 0 outside."""
    height, width = hole.shape
    across = -(-width // CELL)
    groups = np.zeros(hole.shape, np.int32)
    deep = grow(depth > THIN, NEAR) & hole
    rows, columns = np.nonzero(hole & ~deep)  # few of all pixels of a large picture
    groups[rows, columns] = _cell(rows, columns, across)
    if not deep.any():
        return groups
    count, parts, boxes, centres = cv2.connectedComponentsWithStats(deep.astype(np.uint8), connectivity=8)
    own = np.zeros(count, np.int32)
    alone = -(-height // CELL) * across
    for part in range(1, count):
        x, y = centres[part]
        own[part] = _cell(min(int(y), height - 1), min(int(x), width - 1), across)
        if max(boxes[part, cv2.CC_STAT_WIDTH], boxes[part, cv2.CC_STAT_HEIGHT]) > CELL:
            alone += 1
            own[part] = alone
    groups[deep] = own[parts[deep]]
    return groups


def _cell(rows: Any, columns: Any, across: int) -> Any:
    """Return the numbers, from 1 on, of the cells of the grid that pixels lie in."""
    return rows // CELL * across + columns // CELL + 1


def _windows(groups: NDArray[np.int32], depth: NDArray[np.float32]) -> Iterator[Window]:
    for group, box in enumerate(find_objects(groups), 1):
        if box is None:
            continue
        deepest = float(depth[box][groups[box] == group].max())
        margin = int(min(max(LEAST_MARGIN, MARGIN * deepest), max(groups.shape)))
        rows, columns = (_widened(side, margin, length) for side, length in zip(box, groups.shape, strict=True))
        yield Window(rows, columns, groups[rows, columns] == group)


def _widened(side: slice, margin: int, length: int) -> slice:
    """Return `side` with `margin` px more at either end, inside the picture; it begins at a multiple of the stride."""
    return slice(max(0, side.start - margin) // STRIDE * STRIDE, min(length, side.stop + margin))
