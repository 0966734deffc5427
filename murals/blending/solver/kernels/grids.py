"""Loops compiled by numba that set up the system: the weights of each grid, and images to planes and back.

Arrays are as in `rows.py`; images `(H, W, C)` float32 and masks `(H, W)` bool have no margin. Row `top` counts the
margin.
"""

import numpy as np
from numpy import ndarray as Array

from murals.loops.compiled import compiled

FIXED_DISTANCE = np.float32(0.1)  # of a cell, from a coarse cell to what is fixed in it; 0.5, its half, diverges
HALF, ZERO, ONE = np.float32(0.5), np.float32(0), np.float32(1)


@compiled
def assemble(mask: Array, inverse: Array, top: int, bottom: int) -> None:
    """Fill `inverse` with 1 / n in the mask, n the neighbours inside the image."""
    height, width = mask.shape
    for i in range(top, bottom):
        for k in range(1, width + 1):
            if mask[i - 1, k - 1]:
                inside = (i > 1) + (i < height) + (k > 1) + (k < width)
                inverse[i, k] = ONE / np.float32(max(inside, 1))


@compiled
def count_fixed(inverse: Array, i: int, line: Array) -> None:
    """Fill `line` with how many neighbours of each pixel of row i of the finest grid are fixed."""
    above, here, below = inverse[i - 1], inverse[i], inverse[i + 1]
    for k in range(1, len(line) - 1):
        unknown = (above[k] > ZERO) + (below[k] > ZERO) + (here[k - 1] > ZERO) + (here[k + 1] > ZERO)
        line[k] = np.rint(ONE / here[k]) - np.float32(unknown) if here[k] > ZERO else ZERO


@compiled
def coarsen(
    right: Array,
    down: Array,
    fixed: Array,
    inverse: Array,
    coarse_right: Array,
    coarse_down: Array,
    coarse_fixed: Array,
    top: int,
    bottom: int,
) -> None:
    """Fill the weights of the grid with cells twice as wide; a cell is unknown if any of its four pixels is.

    Two cells are joined by half the sum of the two edges between them: half as far apart, twice as wide a border, and
    twice two edges. What is fixed joins a cell by the sum of its pixels' weights, in series with `FIXED_DISTANCE`. On
    the finest grid, where `fixed` is one row, it is counted.
    """
    height, width = inverse.shape[0] - 2, inverse.shape[1] - 2
    counted = np.zeros(width + 2, np.float32)
    total = np.zeros(width + 2, np.float32)
    across = np.zeros(width + 2, np.float32)
    along = np.zeros(width + 2, np.float32)
    for row in range(top, bottom):
        last = 2 * row
        total[:] = ZERO
        across[:] = ZERO
        along[:] = ZERO
        for i in range(last - 1, min(last, height) + 1):
            own, weights, held = inverse[i], right[i if len(right) > 1 else 0], fixed[i if len(fixed) > 1 else 0]
            if len(fixed) == 1:
                count_fixed(inverse, i, counted)
                held = counted
            for k in range(1, width + 1):
                total[k] += held[k]
                across[k] += weights[k] if (own[k] > ZERO) & (own[k + 1] > ZERO) else ZERO
        if last < height:
            own, below, weights = inverse[last], inverse[last + 1], down[last if len(down) > 1 else 0]
            for k in range(1, width + 1):
                along[k] = weights[k] if (own[k] > ZERO) & (below[k] > ZERO) else ZERO
        for k in range(1, coarse_fixed.shape[1] - 1):
            held_by = total[2 * k - 1] + total[2 * k]
            coarse_right[row, k] = HALF * across[2 * k]
            coarse_down[row, k] = HALF * (along[2 * k - 1] + along[2 * k])
            coarse_fixed[row, k] = held_by / (ONE + FIXED_DISTANCE * held_by)


@compiled
def invert(right: Array, down: Array, fixed: Array, inverse: Array, top: int, bottom: int) -> None:
    """Fill `inverse` with one over the sum of a cell's weights, zero for a cell without any."""
    for i in range(top, bottom):
        for k in range(1, inverse.shape[1] - 1):
            total = fixed[i, k] + right[i, k] + right[i, k - 1] + down[i, k] + down[i - 1, k]
            inverse[i, k] = ONE / total if total > ZERO else ZERO


@compiled
def soften(b: Array, fixed: Array, top: int, bottom: int) -> None:
    """Take from a right side that came from a finer grid what is lost as the fixed values are further off here.

    With g the weight there, g / (1 + d g) here, d = `FIXED_DISTANCE`, the share kept is 1 / (1 + d g) = 1 - d `fixed`.
    """
    for i in range(top, bottom):
        for c in range(len(b)):
            line, held = b[c, i], fixed[i]
            for k in range(len(line)):
                line[k] *= ONE - FIXED_DISTANCE * held[k]


@compiled
def residual_row(above: Array, here: Array, below: Array, divergence: Array, channels: int, line: Array) -> None:
    """Fill `line` with b - A f for one row of an image, `(W * C,)`; sums in double precision."""
    last = len(here) - channels
    for t in range(channels, last):
        own = np.float64(here[t])
        beside = (here[t - channels] - own) + (here[t + channels] - own)
        line[t] = divergence[t] + (above[t] - own) + (below[t] - own) + beside
    for start in (0, last):  # at the border of the image the neighbour beyond is left out
        inwards = channels if start == 0 else -channels
        for t in range(start, start + channels):
            own = np.float64(here[t])
            beside = here[t + inwards] - own if last > 0 else 0.0
            line[t] = divergence[t] + (above[t] - own) + (below[t] - own) + beside


@compiled
def residual(image: Array, divergence: Array, mask: Array, out: Array, top: int, bottom: int) -> None:
    """Fill the planes `out` with b - A f inside the mask and with zero outside."""
    height, width, channels = image.shape
    line = np.zeros(width * channels, np.float32)
    for y in range(top - 1, bottom - 1):
        above, here, below = image[max(y - 1, 0)], image[y], image[min(y + 1, height - 1)]
        source = divergence[min(y, len(divergence) - 1)]
        residual_row(above.ravel(), here.ravel(), below.ravel(), source.ravel(), channels, line)
        for c in range(channels):
            row = out[c, y + 1]
            for x in range(width):
                row[x + 1] = line[x * channels + c] if mask[y, x] else ZERO


@compiled
def hold(u: Array, ys: Array, xs: Array, values: Array) -> None:
    """Write values `(N, C)` of fixed pixels into the planes u."""
    for n in range(len(ys)):
        for c in range(len(u)):
            u[c, ys[n] + 1, xs[n] + 1] = values[n, c]


@compiled
def add(image: Array, u: Array, mask: Array, top: int, bottom: int) -> None:
    """Add the planes u to the image inside the mask; outside not even a negative zero changes."""
    for y in range(top - 1, bottom - 1):
        for c in range(image.shape[2]):
            row = u[c, y + 1]
            for x in range(image.shape[1]):
                if mask[y, x]:
                    image[y, x, c] += row[x + 1]
