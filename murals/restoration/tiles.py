"""Images of any size through a network of bounded memory: overlapping tiles, blended without a seam.

In: an image tensor `(1, C, H, W)` and a function from tile to tile. Out: `(1, 3, H, W)`. Memory: the image, the
result, one tile.

The image is padded once, as the network itself would pad it, and every tile begins at a multiple of 32. A U-Net
commutes with shifts by its stride only, so this alone lets a tile repeat what the whole image would have given, but
for what it cannot see beyond its border. Tiles are spread evenly instead of moving only the last one back: there are
as many, and all overlap more.

Each tile is weighted by a Hann window, and the weights of each axis are divided by their sum; they then add up to one
at every pixel (the tiles form a grid, so the product of the two axes does too), and nothing is divided afterwards.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import torch
from torch import Tensor

from murals.errors import MuralsError
from murals.learn.encoder import STRIDE
from murals.learn.network import pad_to_stride
from murals.progress import SILENT, Progress

TILE = 512  # pixels a side: what the original was trained at; 0.3 GB for the default network on a CPU
OVERLAP = 64


@dataclass(frozen=True)
class Band:
    """The part of one axis that a row or a column of tiles covers, and its weight there."""

    span: slice
    weights: Tensor  # (size,) float32 in (0, 1]


def run_tiles(
    image: Tensor,
    net_fn: Callable[[Tensor], Tensor],
    *,
    tile: int = TILE,
    overlap: int = OVERLAP,
    wanted: Tensor | None = None,
    channels: int = 3,
    progress: Progress = SILENT,
) -> Tensor:
    """Return `net_fn` over `image` (1, C, H, W), as (1, channels, H, W) on the image's device; a small image is one
    tile.

    `net_fn` takes (1, C, h, w), h and w multiples of 32, and returns (1, channels, h, w). `tile` and `overlap` are in
    pixels, the first a multiple of 32. `wanted` (1, 1, H, W) is bool: tiles without a wanted pixel are left out and
    stay zero. Raises `MuralsError` for a tile or an overlap that cannot be.
    """
    check_tiling(tile, overlap)
    h, w = image.shape[-2:]
    padded = pad_to_stride(image)
    rows, columns = (plan_bands(length, tile=tile, overlap=overlap) for length in padded.shape[-2:])
    tiles = [(y, x) for y, x in product(rows, columns) if wanted is None or wanted[..., y.span, x.span].any()]
    blended = image.new_zeros(1, channels, *padded.shape[-2:])
    for y, x in progress.track(tiles, "tiles"):
        weights = (y.weights[:, None] * x.weights).to(image)  # (h, w)
        blended[..., y.span, x.span].addcmul_(net_fn(padded[..., y.span, x.span]), weights)
    return blended[..., :h, :w]


def check_tiling(tile: int, overlap: int) -> None:
    """Raise `MuralsError` unless `tile` is a positive multiple of 32 and `overlap` at least 32 pixels smaller."""
    if tile < STRIDE or tile % STRIDE:
        below = max(STRIDE, tile // STRIDE * STRIDE)
        raise MuralsError(f"--tile {tile}: expected a multiple of {STRIDE} pixels, such as {below} or {below + STRIDE}")
    if not 0 <= overlap <= tile - STRIDE:
        raise MuralsError(
            f"--overlap {overlap} with --tile {tile}: expected 0 to {tile - STRIDE} pixels; "
            f"{tile // 8} serves most images"
        )


def plan_bands(length: int, *, tile: int, overlap: int) -> list[Band]:
    """Return the bands that cover `length` pixels; at every pixel their weights add up to one."""
    size = min(tile, length)
    spans = [slice(start, start + size) for start in tile_starts(length, tile=tile, overlap=overlap)]
    window = torch.hann_window(size + 2, periodic=False, dtype=torch.float64)[1:-1]  # without the zero at either end
    total = torch.zeros(length, dtype=torch.float64)
    for span in spans:
        total[span] += window
    return [Band(span, (window / total[span]).float()) for span in spans]


def tile_starts(length: int, *, tile: int, overlap: int) -> list[int]:
    """Return where the fewest tiles begin that cover `length` pixels and overlap by `overlap` or more, evenly spread.

    The starts are multiples of 32, but for the last one where `length` is none: the last tile always ends at the
    border.
    """
    if length <= tile:
        return [0]
    step = (tile - overlap) // STRIDE
    room = -(-(length - tile) // STRIDE)  # in strides, rounded up, as is the number of gaps
    gaps = -(-room // step)
    return [min(i * room // gaps * STRIDE, length - tile) for i in range(gaps + 1)]
