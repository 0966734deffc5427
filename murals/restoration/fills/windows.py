"""Division of a picture into the windows in which its holes are filled, so that memory follows the holes.

A deep hole is filled in one piece, because a border inside it would be seen. Cracks may run over the whole wall: what
is thin and far from any deep hole is cut by a grid.
"""

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from murals.config import STRIDE
from murals.restoration.cells import Place, deeper_than, grow, widened
from murals.restoration.parts import Part, parts_of

THIN = 8  # px: a hole nowhere deeper may be cut
NEAR = 3 * THIN  # px around what is deeper that belong to it: its corners and tips
CELL = 2048  # px, the side of the grid
LARGE = 16_000_000  # pixels; a larger picture is not held as floats
CELL_OF_LARGE = 1024  # px, the side of its grid: a window, with its margins, takes 1 GB
LEAST_MARGIN = 512  # px of the wall around a hole
MARGIN = 4  # times the depth of the hole, where that is more

Mask = NDArray[np.bool_]


class Window:
    """A part of a picture, and the pixels of the hole that are filled in it."""

    def __init__(self, rows: slice, columns: slice, own: Mask) -> None:
        """Keep the own pixels (h, w), which are bits until they are asked for: a gigapixel has many windows."""
        self.rows, self.columns = rows, columns
        self._shape, self._own = own.shape, np.packbits(own)

    @property
    def own(self) -> Mask:
        """The pixels that are filled here, (h, w)."""
        count = self._shape[0] * self._shape[1]
        return np.unpackbits(self._own, count=count).view(np.bool_).reshape(self._shape)

    @property
    def place(self) -> Place:
        """The window as an index into the picture."""
        return self.rows, self.columns


def plan_windows(hole: Mask) -> list[Window]:
    """Return windows that together own each pixel of `hole` (H, W) once, in the order of the grid."""
    if not hole.any():
        return []
    deep = grow(deeper_than(hole, THIN), NEAR)
    deep &= hole
    side = CELL if hole.size <= LARGE else CELL_OF_LARGE
    cells: dict[tuple[int, int], list[Part]] = {}
    alone = []
    for part in parts_of(deep):
        if max(length.stop - length.start for length in part.box) > side:
            alone.append(part)
        else:
            row, column = part.centre
            cells.setdefault((int(row) // side * side, int(column) // side * side), []).append(part)
    corners = product(range(0, hole.shape[0], side), range(0, hole.shape[1], side))
    windows = (_of_cell(corner, side, hole, deep, cells.get(corner, [])) for corner in corners)
    return [*filter(None, windows), *(_around(part.box, hole, [part]) for part in alone)]


def _of_cell(corner: tuple[int, int], side: int, hole: Mask, deep: Mask, parts: Sequence[Part]) -> Window | None:
    """Return the window of what is thin in the cell at `corner`, and of its deep parts; None if there is nothing."""
    top, left = corner
    here = slice(top, top + side), slice(left, left + side)
    inside = hole[here] & ~deep[here]
    boxes = [part.box for part in parts]
    if inside.any():
        boxes.append((span(inside.any(axis=1), top), span(inside.any(axis=0), left)))
    if not boxes:
        return None
    return _around(_joined(boxes), hole, parts, thin=inside, corner=corner)


def span(filled: Any, start: int) -> slice:
    """Return from where to where of a side (N,), that begins at `start`, something is filled."""
    found = np.flatnonzero(filled)
    return slice(int(found[0]) + start, int(found[-1]) + start + 1)


def _joined(boxes: Sequence[Place]) -> Place:
    """Return the box around all `boxes`."""
    rows, columns = zip(*boxes, strict=True)
    return (
        slice(min(side.start for side in rows), max(side.stop for side in rows)),
        slice(min(side.start for side in columns), max(side.stop for side in columns)),
    )


def _around(
    box: Place,
    hole: Mask,
    parts: Sequence[Part],
    *,
    thin: Mask | None = None,
    corner: tuple[int, int] = (0, 0),
) -> Window:
    """Return the window around `box` that owns `parts`, and what is `thin` in the cell at `corner`."""
    deepest = max((part.depth_in(hole) for part in parts), default=0.0)
    margin = int(min(max(LEAST_MARGIN, MARGIN * deepest), max(hole.shape)))
    rows, columns = widened(box, margin, hole.shape)
    rows, columns = (slice(side.start // STRIDE * STRIDE, side.stop) for side in (rows, columns))
    own = np.zeros((rows.stop - rows.start, columns.stop - columns.start), np.bool_)
    if thin is not None:
        down, right = np.nonzero(thin)  # few of all pixels
        own[down + corner[0] - rows.start, right + corner[1] - columns.start] = True
    for part in parts:
        part.draw(own, rows.start, columns.start)
    return Window(rows, columns, own)
