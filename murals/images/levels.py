"""The meaning of a drawing's levels: 8 bits, 16 bits that count only to 255, zeros and ones, or label numbers."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from murals.images.kinds import LEVELS
from murals.images.pixels import from_float, to_float

HALF = 127  # of 255; what is lighter is marked
_LABELS = 32  # the highest number of a label image; levels above are shades
_TWELVE_BITS = 4095
_ROWS = 256  # that are counted at once
_VOID = 255  # in label images what belongs to no class, often the borders between them


def eight_bits(pixels: NDArray[Any]) -> NDArray[np.uint8]:
    """Return `pixels` of any shape and depth as uint8.

    16 bits in which nothing is above 255 were saved from 8 bits without scaling, and count to 255. Those in which
    nothing is above 4095 are the 12 bits of a camera.
    """
    if pixels.dtype == np.uint8:
        return pixels
    if pixels.dtype == np.uint16 and (top := int(pixels.max(initial=0))) <= _TWELVE_BITS:
        return pixels.astype(np.uint8) if top <= 255 else from_float(pixels / np.float32(_TWELVE_BITS), np.uint8)
    return from_float(to_float(pixels), np.uint8)


def grey_marks(grey: NDArray[np.uint8], *, exact: bool = True) -> tuple[NDArray[np.bool_], list[int]]:
    """Return the marked pixels of `grey` (H, W), (H, W), and its labels; no labels if it is no label image.

    Of two levels the lighter is marked. Of labels (few whole numbers from 0) all but the lowest are marked. Otherwise
    pixels lighter than half grey are. `exact` is False if compression has added levels.
    """
    levels = np.flatnonzero(count_levels(grey))
    if len(levels) == 2 and not set(levels) <= set(LEVELS):
        return grey == levels[1], []
    labels = _labels(grey, levels) if exact else []
    return (np.isin(grey, labels), labels) if labels else (grey > HALF, [])


def is_of_kinds(grey: NDArray[np.uint8]) -> bool:
    """Tell whether `grey` holds only the levels of the two kinds of damage."""
    return bool(np.isin(np.flatnonzero(count_levels(grey)), LEVELS).all())


def count_levels(grey: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return how many pixels of `grey`, of any shape, have each of 256 levels, (256,), without much memory."""
    counts = np.zeros(256, np.int64)
    for top in range(0, len(grey), _ROWS):
        counts += np.bincount(grey[top : top + _ROWS].ravel(), minlength=256)
    return counts


def _labels(grey: NDArray[np.uint8], levels: NDArray[Any]) -> list[int]:
    """Return the label numbers that mark something; empty if `levels` are shades and no numbers."""
    low = [int(level) for level in levels if level <= _LABELS]
    if set(levels) - set(low) - {_VOID} or len(low) < 2:
        return []
    marked = low[1:]
    if _VOID in levels and int(np.isin(grey, marked).sum()) <= int((grey == _VOID).sum()):
        return []  # white drawn on black, and a few odd pixels
    return marked
