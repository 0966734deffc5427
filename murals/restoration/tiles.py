"""Division of an image into overlapping tiles that blend without a seam.

The image is padded once, as the network itself would pad it, and every tile begins at a multiple of 32. A U-Net
commutes only with shifts by its stride, so only this lets a tile repeat what the whole image would have given, except
for what the tile cannot see. Tiles are spread evenly, instead of moving only the last one back: the number is the same,
and all overlap more.

Each tile is weighted by a Hann window, and the weights of each axis are divided by their sum. They then add up to one
at every pixel: the tiles form a grid, so the product of the two axes does too.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from murals.config import STRIDE
from murals.progress import SILENT, Progress

SMALLEST_TILE = 128  # where halving ends: below, a tile sees too little of its surroundings


@dataclass(frozen=True)
class Band:
    """The part of one axis that a row or a column of tiles covers, and its weights."""

    span: slice
    weights: NDArray[np.float32]  # (size,) in (0, 1]


def plan_bands(length: int, *, tile: int, overlap: int) -> list[Band]:
    """Return the bands that cover `length` pixels; their weights add up to one at every pixel."""
    size = min(tile, length)
    spans = [slice(start, start + size) for start in tile_starts(length, tile=tile, overlap=overlap)]
    window = np.hanning(size + 2)[1:-1]  # float64, without the zero at either end
    total = np.zeros(length)
    for span in spans:
        total[span] += window
    return [Band(span, (window / total[span]).astype(np.float32)) for span in spans]


def tile_starts(length: int, *, tile: int, overlap: int) -> list[int]:
    """Return the starts of the fewest tiles that cover `length` pixels and overlap by `overlap` or more, evenly spread.

    The starts are multiples of 32, except the last one if `length` is not: the last tile always ends at the border.
    """
    if length <= tile:
        return [0]
    step = (tile - overlap) // STRIDE
    room = -(-(length - tile) // STRIDE)  # in strides, rounded up, as is the number of gaps
    gaps = -(-room // step)
    return [min(i * room // gaps * STRIDE, length - tile) for i in range(gaps + 1)]


def smaller_tiles(tile: int) -> Iterator[int]:
    """Yield `tile`, then its halves in multiples of 32, down to 128 pixels."""
    yield tile
    while tile > SMALLEST_TILE:
        tile = max(SMALLEST_TILE, tile // 2 // STRIDE * STRIDE)
        yield tile


def blend_tiles(
    planes: NDArray[np.float32],
    look: Callable[[NDArray[np.float32]], NDArray[np.float32]],
    *,
    tile: int,
    overlap: int,
    channels: int,
    wanted: NDArray[np.bool_] | None = None,
    progress: Progress = SILENT,
) -> NDArray[np.float32]:
    """Apply `look` to overlapping tiles of `planes` (C, H, W), and return the blended results (channels, H, W).

    `look` takes (C, h, w), h and w multiples of 32, and returns (channels, h, w). Tiles without a `wanted` pixel (H, W)
    are skipped and stay zero.
    """
    height, width = planes.shape[1:]
    padded = pad_planes(planes)
    rows, columns = (plan_bands(length, tile=tile, overlap=overlap) for length in padded.shape[1:])
    tiles = [(y, x) for y, x in product(rows, columns) if wanted is None or wanted[y.span, x.span].any()]
    blended = np.zeros((channels, *padded.shape[1:]), np.float32)
    for y, x in progress.track(tiles, "tiles"):
        blended[:, y.span, x.span] += look(padded[:, y.span, x.span]) * (y.weights[:, None] * x.weights)
    return blended[:, :height, :width]


def pad_planes(planes: NDArray[np.float32]) -> NDArray[np.float32]:
    """Pad `planes` (C, H, W) at the bottom and the right to a multiple of 32, as the network pads itself.

    It reflects, and what is too small for that repeats its border.
    """
    height, width = planes.shape[1:]
    down, right = -height % STRIDE, -width % STRIDE
    near = (min(down, height - 1), min(right, width - 1))
    planes = np.pad(planes, ((0, 0), (0, near[0]), (0, near[1])), mode="reflect")
    return np.pad(planes, ((0, 0), (0, down - near[0]), (0, right - near[1])), mode="edge")
