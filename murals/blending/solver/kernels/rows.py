"""Loops over rows compiled by numba: the multigrid cycle on the processor. `cpu.py` calls them, a band of rows each.

Planes have a margin of one zero on every side, so that each pixel has four neighbours. Unknowns are `(C, H + 2, W +
2)`, weights and inverses `(H + 2, W + 2)`. Right sides and weights with equal rows are `(C, 1, W + 2)` and `(1, W +
2)`. All are float32 and C-contiguous, so each function is compiled once. Row and column 0 are margin. Functions fill
rows `top` to `bottom`; where `inverse` is zero u is fixed: it is read and never written.

LLVM vectorises these loops under some conditions: a row is sliced before it is read; results go to a line of their own,
so that the loop cannot write what it reads; a maximum is taken place by place; few arrays are in one loop, otherwise
LLVM gives up the check that they do not overlap.
"""

import numpy as np
from numpy import ndarray as Array

from murals.loops.compiled import compiled

NEAR, FAR = np.float32(0.75), np.float32(0.25)  # bilinear shares of a pixel a quarter of a cell off the cell's centre
ZERO, ONE = np.float32(0), np.float32(1)


@compiled
def sum_neighbours(plane: Array, right: Array, down: Array, i: int, line: Array) -> None:
    """Fill `line` with the weighted sum of the four neighbours of each pixel of row i."""
    above, here, below = plane[i - 1], plane[i], plane[i + 1]
    if len(right) == 1:  # the finest grid, where all edges weigh 1
        for k in range(1, len(line) - 1):
            line[k] = (here[k - 1] + here[k + 1]) + (above[k] + below[k])
        return
    across, to_above, to_below = right[i], down[i - 1], down[i]
    for k in range(1, len(line) - 1):
        beside = across[k] * here[k + 1] + across[k - 1] * here[k - 1]
        line[k] = beside + to_below[k] * below[k] + to_above[k] * above[k]


@compiled
def relax_row(
    plane: Array, b: Array, right: Array, down: Array, inverse: Array, i: int, picked: Array, line: Array
) -> None:
    """Solve those pixels of row i for themselves where `picked` is 1, and leave those where it is 0."""
    sum_neighbours(plane, right, down, i, line)
    here, rhs, share = plane[i], b[i if len(b) > 1 else 0], inverse[i]
    for k in range(1, len(line) - 1):
        own = share[k] * (rhs[k] + line[k]) - here[k]
        here[k] += picked[k] * own if share[k] > ZERO else ZERO


@compiled
def chessboard(width: int) -> Array:
    """Return lines with 1 on every second pixel of a row and 0 between: those of even rows, those of odd rows.

    A product by 0 or 1 is faster than a store of every second value.
    """
    lines = np.zeros((2, width), np.float32)
    lines[0, ::2] = lines[1, 1::2] = ONE
    return lines


@compiled
def relax(
    u: Array,
    b: Array,
    right: Array,
    down: Array,
    inverse: Array,
    colour: int,
    both: tuple[int, int],
    top: int,
    bottom: int,
) -> None:
    """Solve each pixel of one colour of the chessboard for itself, then, a row behind, each of the other colour.

    The other colour is solved only in rows of the range `both`: beyond them it needs rows of its neighbours that may
    not be done.
    """
    line, lines = np.zeros(u.shape[2], np.float32), chessboard(u.shape[2])
    for i in range(top, bottom + 1):
        picked = lines[(i + colour + 1) & 1]
        for c in range(len(u)):
            if i < bottom:
                relax_row(u[c], b[c], right, down, inverse, i, picked, line)
            if both[0] <= i - 1 < both[1]:
                relax_row(u[c], b[c], right, down, inverse, i - 1, picked, line)


@compiled
def restrict_row(
    plane: Array, b: Array, right: Array, down: Array, inverse: Array, row: int, total: Array, line: Array, out: Array
) -> None:
    """Fill `out` with the residual b - A u summed over the four pixels of each cell of a row of the coarse grid."""
    height, width = plane.shape[0] - 2, plane.shape[1] - 2
    total[:] = ZERO
    for i in range(2 * row - 1, min(2 * row, height) + 1):
        sum_neighbours(plane, right, down, i, line)
        here, rhs, share = plane[i], b[i if len(b) > 1 else 0], inverse[i]
        for k in range(1, width + 1):
            total[k] += rhs[k] + line[k] - here[k] / share[k] if share[k] > ZERO else ZERO
    for k in range(1, len(out) - 1):
        out[k] = total[2 * k - 1] + total[2 * k]


@compiled
def restrict(
    u: Array,
    b: Array,
    right: Array,
    down: Array,
    inverse: Array,
    coarse_u: Array,
    coarse_b: Array,
    top: int,
    bottom: int,
) -> None:
    """Sum the residual over the four pixels of each coarse cell; the coarse unknown begins with zero."""
    line, total = np.zeros(u.shape[2], np.float32), np.zeros(u.shape[2], np.float32)
    for row in range(top, bottom):
        for c in range(len(u)):
            coarse_u[c, row, :] = ZERO
            restrict_row(u[c], b[c], right, down, inverse, row, total, line, coarse_b[c, row])


@compiled
def descend(
    u: Array,
    b: Array,
    right: Array,
    down: Array,
    inverse: Array,
    coarse_u: Array,
    coarse_b: Array,
    colour: int,
    both: tuple[int, int],
    done: tuple[int, int],
    top: int,
    bottom: int,
) -> None:
    """`relax`, and a row further behind `restrict` for the coarse rows of range `done`: the rows are still near."""
    height = u.shape[1] - 2
    line, total, lines = np.zeros(u.shape[2], np.float32), np.zeros(u.shape[2], np.float32), chessboard(u.shape[2])
    for i in range(top, bottom + 2):
        picked, row = lines[(i + colour + 1) & 1], (i - 1) // 2
        last = i - 2 == min(2 * row, height)
        for c in range(len(u)):
            if i < bottom:
                relax_row(u[c], b[c], right, down, inverse, i, picked, line)
            if both[0] <= i - 1 < both[1]:
                relax_row(u[c], b[c], right, down, inverse, i - 1, picked, line)
            if last and done[0] <= row < done[1]:
                coarse_u[c, row, :] = ZERO
                restrict_row(u[c], b[c], right, down, inverse, row, total, line, coarse_b[c, row])


@compiled
def prolong_row(plane: Array, i: int, share: Array, coarse: Array, fine: Array, largest: Array, out: Array) -> None:
    """Add a coarse plane to row i of a fine one, `out`, and note the largest value added at each place."""
    rows, columns = plane.shape[0] - 2, plane.shape[1] - 2
    own = (i + 1) // 2
    near, far = plane[own], plane[min(max(own - 1 if i & 1 else own + 1, 1), rows)]
    for k in range(1, columns + 1):
        coarse[k] = NEAR * near[k] + FAR * far[k]
    coarse[0], coarse[columns + 1] = coarse[1], coarse[columns]
    for k in range(1, columns + 1):
        fine[2 * k - 1] = NEAR * coarse[k] + FAR * coarse[k - 1]
        fine[2 * k] = NEAR * coarse[k] + FAR * coarse[k + 1]
    for k in range(1, len(out) - 1):
        change = fine[k] if share[k] > ZERO else ZERO
        largest[k] = max(largest[k], abs(change))
        out[k] += change


@compiled
def prolong(coarse_u: Array, u: Array, inverse: Array, top: int, bottom: int) -> float:
    """Add the coarse unknown, bilinear between the centres of its cells; return the largest value added.

    Beyond the border of the image the outermost cell is repeated, as no flow crosses it.
    """
    width = coarse_u.shape[2]
    coarse, fine, largest = (
        np.empty(width, np.float32),
        np.empty(2 * width, np.float32),
        np.zeros(2 * width, np.float32),
    )
    for i in range(top, bottom):
        for c in range(len(u)):
            prolong_row(coarse_u[c], i, inverse[i], coarse, fine, largest, u[c, i])
    return largest.max()


@compiled
def ascend(
    coarse_u: Array,
    u: Array,
    b: Array,
    right: Array,
    down: Array,
    inverse: Array,
    colour: int,
    one: tuple[int, int],
    both: tuple[int, int],
    top: int,
    bottom: int,
) -> float:
    """`prolong`, and behind it `relax`, one colour in rows of the range `one`; return the largest value added."""
    width = coarse_u.shape[2]
    coarse, fine, largest = (
        np.empty(width, np.float32),
        np.empty(2 * width, np.float32),
        np.zeros(2 * width, np.float32),
    )
    line, lines = np.zeros(u.shape[2], np.float32), chessboard(u.shape[2])
    for i in range(top, bottom + 2):
        picked = lines[(i + colour) & 1]
        for c in range(len(u)):
            if i < bottom:
                prolong_row(coarse_u[c], i, inverse[i], coarse, fine, largest, u[c, i])
            if one[0] <= i - 1 < one[1]:
                relax_row(u[c], b[c], right, down, inverse, i - 1, picked, line)
            if both[0] <= i - 2 < both[1]:
                relax_row(u[c], b[c], right, down, inverse, i - 2, picked, line)
    return largest.max()


@compiled
def extend(u: Array, inverse: Array, top: int, bottom: int) -> None:
    """Give each cell that borders on the region the mean of its eight neighbours within, to interpolate from."""
    for i in range(top, bottom):
        for k in range(1, u.shape[2] - 1):
            if inverse[i, k] > ZERO:
                continue
            count = 0
            for y in range(i - 1, i + 2):
                for x in range(k - 1, k + 2):
                    count += inverse[y, x] > ZERO
            if count == 0:
                continue
            for c in range(len(u)):
                total = ZERO
                for y in range(i - 1, i + 2):
                    for x in range(k - 1, k + 2):
                        if inverse[y, x] > ZERO:
                            total += u[c, y, x]
                u[c, i, k] = total / np.float32(count)


@compiled
def apply(u: Array, right: Array, down: Array, inverse: Array, out: Array, top: int, bottom: int) -> None:
    """Fill `out` with A u."""
    line = np.zeros(u.shape[2], np.float32)
    for i in range(top, bottom):
        share = inverse[i]
        for c in range(len(u)):
            sum_neighbours(u[c], right, down, i, line)
            here, result = u[c, i], out[c, i]
            for k in range(1, len(line) - 1):
                result[k] = here[k] / share[k] - line[k] if share[k] > ZERO else ZERO


@compiled
def dot(x: Array, y: Array, out: Array, top: int, bottom: int) -> None:
    """Fill `out`, float64 `(H + 2, C)`, with the scalar product of each row of each channel."""
    for i in range(top, bottom):
        for c in range(len(x)):
            left, right = x[c, i], y[c, i]
            total = np.float64(0)
            for k in range(len(left)):
                total += left[k] * np.float64(right[k])
            out[i, c] = total


@compiled
def add_scaled(x: Array, y: Array, scale: Array, top: int, bottom: int) -> float:
    """Add `scale`, float64 `(C,)`, times x to y; return the largest value added."""
    largest = np.zeros(x.shape[2], np.float32)
    for i in range(top, bottom):
        for c in range(len(x)):
            factor = np.float32(scale[c])
            line, out = x[c, i], y[c, i]
            for k in range(len(line)):
                change = factor * line[k]
                largest[k] = max(largest[k], abs(change))
                out[k] += change
    return largest.max()
