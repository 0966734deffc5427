"""Division of an image into overlapping tiles that blend without a seam.

The image is padded once, as the network itself would pad it, and every tile begins at a multiple of 32. A U-Net
commutes only with shifts by its stride, so only this lets a tile repeat what the whole image would have given, except
for what the tile cannot see. Tiles are spread evenly, instead of moving only the last one back: the number is the same,
and all overlap more.

Each tile is weighted by a Hann window, and the weights of each axis are divided by their sum. They then add up to one
at every pixel: the tiles form a grid, so the product of the two axes does too.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from murals.config import STRIDE
from murals.progress import SILENT, Progress
from murals.restoration.cells import Place, widened, within

Planes = NDArray[np.float32]  # (C, H, W)
See = Callable[[Place], Planes]  # a place of the padded picture -> what is seen there
SMALLEST_TILE = 128  # where halving ends: below, a tile sees too little of its surroundings


@dataclass(frozen=True)
class Band:
    """The part of one axis that a row or a column of tiles covers, and its weights."""

    span: slice
    weights: NDArray[np.float32]  # (size,) in (0, 1]


class Strip(NamedTuple):
    """Rows of a blended picture that no later tile changes."""

    rows: slice
    planes: Planes  # (C, h, W)


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


def blend_rows(
    size: tuple[int, ...],
    act: See,
    *,
    tile: int,
    overlap: int,
    channels: int,
    wanted: NDArray[np.bool_] | None = None,
    progress: Progress = SILENT,
) -> Iterator[Strip]:
    """Yield what `act` makes of overlapping tiles of a picture of `size` (H, W), blended, strip by strip from the top.

    Only the strip that is being made is in memory. Tiles without a `wanted` pixel (H, W) are skipped and stay zero.

    Parameters
    ----------
    act
        Makes (channels, h, w) of a place of the picture as `pad_planes` pads it, h and w multiples of 32.
    """
    height, width = size[:2]
    rows, columns = (plan_bands(length + -length % STRIDE, tile=tile, overlap=overlap) for length in (height, width))
    asked = [[x for x in columns if wanted is None or wanted[y.span, x.span].any()] for y in rows]
    strip = np.zeros((channels, rows[0].span.stop, columns[-1].span.stop), np.float32)
    bar = progress.start("tiles", sum(map(len, asked)))
    try:
        for number, (y, tiles) in enumerate(zip(rows, asked, strict=True)):
            for x in tiles:
                strip[:, :, x.span] += act((y.span, x.span)) * (y.weights[:, None] * x.weights)
                bar.advance()
            after = rows[number + 1].span.start if number + 1 < len(rows) else height
            done = after - y.span.start
            yield Strip(slice(y.span.start, after), strip[:, :done, :width])
            strip = np.concatenate([strip[:, done:], np.zeros_like(strip[:, :done])], axis=1)
    finally:
        bar.close()


def joined(strips: Iterable[Strip], size: tuple[int, ...], channels: int) -> NDArray[np.float32]:
    """Return the `strips` of a picture of `size` (H, W) as one, (H, W, channels)."""
    whole = np.zeros((*size[:2], channels), np.float32)
    for strip in strips:
        whole[strip.rows] = strip.planes.transpose(1, 2, 0)
    return whole


def see_whole(planes: Planes) -> See:
    """Return what shows the tiles of a picture that is seen as a whole, `planes` (C, H, W)."""
    padded = pad_planes(planes)
    return lambda place: padded[:, place[0], place[1]]


def see_in_parts(size: tuple[int, ...], see: See, *, around: int = 0) -> See:
    """Return what shows the tiles of a picture of `size` (H, W), each through `see` with `around` px more."""

    def look(place: Place) -> Planes:
        inside = widened(place, 0, size)
        wide = widened(inside, around, size)
        rows, columns = within(inside, wide)
        return pad_planes(see(wide)[:, rows, columns])

    return look


def pad_planes(planes: NDArray[np.float32]) -> NDArray[np.float32]:
    """Pad `planes` (C, H, W) at the bottom and the right to a multiple of 32, as the network pads itself.

    It reflects, and what is too small for that repeats its border.
    """
    height, width = planes.shape[1:]
    down, right = -height % STRIDE, -width % STRIDE
    near = (min(down, height - 1), min(right, width - 1))
    planes = np.pad(planes, ((0, 0), (0, near[0]), (0, near[1])), mode="reflect")
    return np.pad(planes, ((0, 0), (0, down - near[0]), (0, right - near[1])), mode="edge")
