"""Loops compiled by numba that look for the nearest patches and let them vote.

Pictures are `(H, 3 W)` float32, the channels of a pixel beside each other. A patch is `SIDE` x `SIDE` px and is named
by its centre. `field` `(h, w, 2)` int32 holds for each target the row and column of its source, `best` `(h, w)` float32
their distance, -1 where there is no target. All loops work on part of the pixels and release the interpreter's lock.

References
----------
The search: Barnes, Shechtman, Finkelstein, Goldman 2009, PatchMatch, https://doi.org/10.1145/1531326.1531330
The numbers: Steele, Lea, Flood 2014, SplitMix64, https://doi.org/10.1145/2660193.2660195
"""

import numpy as np
from numba import float32, int64, uint64
from numpy import ndarray as Array

from murals.loops.compiled import compiled, compiled_sums

REACH = 3  # px from the centre of a patch to its edge
SIDE = 2 * REACH + 1
ROW = 3 * SIDE  # numbers of one row of a patch
FAR = np.float32(3e38)
WEYL = np.uint64(0x9E3779B97F4A7C15)


@compiled
def scramble(number: int) -> int:
    """Return a number of 64 bits that looks random; the same one for the same `number`."""
    x = uint64(number)
    x = (x ^ (x >> uint64(30))) * uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> uint64(27))) * uint64(0x94D049BB133111EB)
    return x ^ (x >> uint64(31))


@compiled_sums
def distance(
    picture: Array, tone: Array, source: Array, low: Array, y: int, x: int, v: int, u: int, weight: float, bound: float
) -> float:
    """Return the squared distance of the target at (y, x) and the source at (v, u), or `bound` if it is no less.

    It is |picture - source|^2 + weight |tone - low|^2, summed over both patches.
    """
    total = float32(0)
    at, of = 3 * (x - REACH), 3 * (u - REACH)
    for d in range(-REACH, REACH + 1):
        ours, theirs, our_tone, their_tone = picture[y + d], source[v + d], tone[y + d], low[v + d]
        colours, tones = float32(0), float32(0)
        for k in range(ROW):
            difference = ours[at + k] - theirs[of + k]
            colours += difference * difference
        for k in range(ROW):
            difference = our_tone[at + k] - their_tone[of + k]
            tones += difference * difference
        total += colours + weight * tones
        if total >= bound:
            return bound
    return total


@compiled_sums
def measure(
    pictures: tuple[Array, Array, Array, Array],
    targets: Array,
    weights: Array,
    field: Array,
    best: Array,
    start: int,
    stop: int,
) -> None:
    """Fill `best` for the targets `start` to `stop`."""
    picture, tone, source, low = pictures
    for i in range(start, stop):
        y, x = targets[i, 0], targets[i, 1]
        best[y, x] = distance(picture, tone, source, low, y, x, field[y, x, 0], field[y, x, 1], weights[i], FAR)


@compiled_sums
def search(
    pictures: tuple[Array, Array, Array, Array],
    valid: Array,
    targets: Array,
    weights: Array,
    field: Array,
    best: Array,
    old_field: Array,
    old_best: Array,
    seed: int,
    backward: bool,
    radius: int,
    anywhere: int,
    start: int,
    stop: int,
) -> None:
    """Better `field` and `best` for the targets `start` to `stop`, which are whole rows, in one pass.

    A target tries what fits its neighbours before it, then places around its own source, the farthest `radius` px away,
    then `anywhere` places of all. Rows of others are read from `old_field` and `old_best`, so that the result does not
    depend on which part is searched first.
    """
    picture, tone, source, low = pictures
    rows, columns = valid.shape
    height, width = best.shape
    top, bottom = targets[start, 0], targets[stop - 1, 0]
    step = 1 if backward else -1
    for j in range(start, stop):
        i = start + stop - 1 - j if backward else j
        y, x, weight = targets[i, 0], targets[i, 1], weights[i]
        nearest, at_v, at_u = best[y, x], field[y, x, 0], field[y, x, 1]
        for side in range(2):
            yy, xx = (y + step, x) if side == 0 else (y, x + step)
            if yy < 0 or xx < 0 or yy >= height or xx >= width:
                continue
            if yy < top or yy > bottom:
                known, v, u = old_best[yy, xx], old_field[yy, xx, 0], old_field[yy, xx, 1]
            else:
                known, v, u = best[yy, xx], field[yy, xx, 0], field[yy, xx, 1]
            v, u = v - (yy - y), u - (xx - x)
            if known < 0 or v < 0 or u < 0 or v >= rows or u >= columns or not valid[v, u] or (v == at_v and u == at_u):
                continue
            found = distance(picture, tone, source, low, y, x, v, u, weight, nearest)
            if found < nearest:
                nearest, at_v, at_u = found, v, u
        key = uint64(seed) + uint64(y) * WEYL + uint64(x) * uint64(0xD1B54A32D192ED03)
        reach = radius
        while reach >= 1:
            key = scramble(key + WEYL)
            v = at_v + int64(key % uint64(2 * reach + 1)) - reach
            u = at_u + int64((key >> uint64(32)) % uint64(2 * reach + 1)) - reach
            if v >= 0 and u >= 0 and v < rows and u < columns and valid[v, u]:
                found = distance(picture, tone, source, low, y, x, v, u, weight, nearest)
                if found < nearest:
                    nearest, at_v, at_u = found, v, u
            reach //= 2
        for _ in range(anywhere):
            key = scramble(key + WEYL)
            v, u = int64(key % uint64(rows)), int64((key >> uint64(32)) % uint64(columns))
            if valid[v, u]:
                found = distance(picture, tone, source, low, y, x, v, u, weight, nearest)
                if found < nearest:
                    nearest, at_v, at_u = found, v, u
        best[y, x], field[y, x, 0], field[y, x, 1] = nearest, at_v, at_u


@compiled_sums
def peel(
    pictures: tuple[Array, Array, Array, Array],
    known: Array,
    ring: Array,
    weights: Array,
    places: Array,
    field: Array,
    start: int,
    stop: int,
) -> None:
    """Set `field` of the targets `start` to `stop` of a `ring` to the nearest of all `places`.

    Only what is `known` (h, w), bool, of the picture counts.
    """
    picture, tone, source, low = pictures
    for i in range(start, stop):
        y, x, weight = ring[i, 0], ring[i, 1], weights[i]
        nearest = FAR
        for j in range(len(places)):
            v, u = places[j, 0], places[j, 1]
            total = float32(0)
            for dy in range(-REACH, REACH + 1):
                for dx in range(-REACH, REACH + 1):
                    colours, tones = float32(0), float32(0)
                    for c in range(3):
                        difference = tone[y + dy, 3 * (x + dx) + c] - low[v + dy, 3 * (u + dx) + c]
                        tones += difference * difference
                        difference = picture[y + dy, 3 * (x + dx) + c] - source[v + dy, 3 * (u + dx) + c]
                        colours += difference * difference
                    total += weight * tones
                    if known[y + dy, x + dx]:
                        total += colours
                if total >= nearest:
                    break
            if total < nearest:
                nearest, field[y, x, 0], field[y, x, 1] = total, v, u


@compiled_sums
def vote(picture: Array, source: Array, pixels: Array, field: Array, votes: Array, start: int, stop: int) -> None:
    """Set the `pixels` `start` to `stop` of `picture` to the mean of all sources whose patches reach them.

    `votes` (h, w) are the weights, 0 where there is no target.
    """
    height, width = votes.shape
    for i in range(start, stop):
        y, x = pixels[i, 0], pixels[i, 1]
        total, red, green, blue = float32(0), float32(0), float32(0), float32(0)
        for dy in range(-REACH, REACH + 1):
            for dx in range(-REACH, REACH + 1):
                centre_y, centre_x = y - dy, x - dx
                if centre_y < 0 or centre_x < 0 or centre_y >= height or centre_x >= width:
                    continue
                weight = votes[centre_y, centre_x]
                if weight <= 0:
                    continue
                v, u = field[centre_y, centre_x, 0] + dy, 3 * (field[centre_y, centre_x, 1] + dx)
                red += weight * source[v, u]
                green += weight * source[v, u + 1]
                blue += weight * source[v, u + 2]
                total += weight
        if total > 0:
            picture[y, 3 * x], picture[y, 3 * x + 1], picture[y, 3 * x + 2] = red / total, green / total, blue / total
