"""Test-time augmentation: one image painted eight times, flipped and turned.

A network has no reason to prefer a side, yet its eight answers differ: little where the surroundings determine the
content of the hole, much where the network invents it. Their mean is steadier, their spread a map of uncertainty.

References
----------
The mean: Timofte, Rothe, Van Gool, Seven ways to improve example-based single image super resolution, CVPR 2016.
The spread as uncertainty: Wang et al. 2019, https://doi.org/10.1016/j.neucom.2019.01.103
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from murals.progress import SILENT, Progress

TURNS = 8  # the symmetries of a square: four turns, each with and without a flip
WHITE_SPREAD = 0.1  # the standard deviation that a map shows as white: 25.5 of 255 levels

Image = NDArray[np.float32]
Mask = NDArray[np.bool_] | NDArray[np.uint8]  # bool, or of kinds


class Eight(NamedTuple):
    """The results of eight paintings of one image."""

    upright: Image  # (H, W, 3), the one that was neither flipped nor turned
    mean: Image  # (H, W, 3)
    spread: NDArray[np.float32]  # (H, W) in [0, 0.5] for paintings in [0, 1]


def turned(image: NDArray[Any], number: int) -> NDArray[Any]:
    """Return `image` (H, W, ...) under symmetry `number`, 0 to 7: quarter turns, from 4 on flipped first."""
    flipped = image[:, ::-1] if number >= TURNS // 2 else image
    return np.ascontiguousarray(np.rot90(flipped, number % 4))


def turned_back(image: NDArray[Any], number: int) -> NDArray[Any]:
    """Undo `turned`."""
    upright = np.rot90(image, -(number % 4))
    return np.ascontiguousarray(upright[:, ::-1] if number >= TURNS // 2 else upright)


def paint_eight(
    paint: Callable[[Image, Mask | None], Image], image: Image, mask: Mask | None, *, progress: Progress = SILENT
) -> Eight:
    """Paint `image` (H, W, 3) with `mask` (H, W) eight times.

    The spread is the standard deviation over the eight; its square is averaged over the channels. Welford's recurrence
    keeps three images in memory instead of eight (Knuth, The Art of Computer Programming 2, 4.2.2).
    """
    upright, mean, squares = image, np.zeros_like(image), np.zeros_like(image)
    for number in progress.track(range(TURNS), "flips and turns"):
        painted = turned_back(paint(turned(image, number), None if mask is None else turned(mask, number)), number)
        upright = painted if number == 0 else upright
        off = painted - mean
        mean += off / (number + 1)
        squares += off * (painted - mean)
    return Eight(upright, mean, np.sqrt(squares.mean(axis=2) / TURNS))


def spread_map(spread: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the picture of `spread` (H, W), grey in [0, 1]: black is no spread, white is `WHITE_SPREAD` or more."""
    return np.minimum(spread / np.float32(WHITE_SPREAD), np.float32(1.0))
