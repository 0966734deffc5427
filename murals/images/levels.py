"""What the levels of a drawing mean: 8 bits, 16 bits that count to 255 only, zeros and ones, numbers of labels.

In: pixels of any depth. Out: 8 bits; and of grey ones `(H, W)` which are marked, and by which labels.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from murals.images.kinds import LEVELS
from murals.images.pixels import from_float, to_float

HALF = 127  # of 255; what is lighter is marked
_LABELS = 32  # the highest number of a label image; levels above are shades
_TWELVE_BITS = 4095
_VOID = 255  # in label images what belongs to no class, often the borders between them


def eight_bits(pixels: NDArray[Any]) -> NDArray[np.uint8]:
    """Return `pixels` of any shape and depth as uint8.

    16 bits in which nothing is above 255 were saved from 8 bits without scaling, and count to 255; those in which
    nothing is above 4095 are the 12 bits of a camera.
    """
    if pixels.dtype == np.uint8:
        return pixels
    if pixels.dtype == np.uint16 and (top := int(pixels.max(initial=0))) <= _TWELVE_BITS:
        return pixels.astype(np.uint8) if top <= 255 else from_float(pixels / np.float32(_TWELVE_BITS), np.uint8)
    return from_float(to_float(pixels), np.uint8)


def grey_marks(grey: NDArray[np.uint8], *, exact: bool = True) -> tuple[NDArray[np.bool_], list[int]]:
    """Return what `grey` (H, W) marks, (H, W), and the labels that it is made of, none where it is no label image.

    Of two levels the lighter is marked, whichever they are; of labels (whole numbers from 0, few of them) all but the
    lowest; else what is lighter than half grey. `exact` is False where compression has made levels of its own.
    """
    levels = np.flatnonzero(np.bincount(grey.ravel(), minlength=256))
    if len(levels) == 2 and not set(levels) <= set(LEVELS):
        return grey == levels[1], []
    labels = _labels(grey, levels) if exact else []
    return (np.isin(grey, labels), labels) if labels else (grey > HALF, [])


def is_of_kinds(grey: NDArray[np.uint8]) -> bool:
    """Tell whether `grey` holds the levels of the two kinds of damage and no other."""
    return bool(np.isin(np.flatnonzero(np.bincount(grey.ravel(), minlength=256)), LEVELS).all())


def _labels(grey: NDArray[np.uint8], levels: NDArray[Any]) -> list[int]:
    """Return the numbers of the labels that mark something; none where `levels` are shades and not numbers."""
    low = [int(level) for level in levels if level <= _LABELS]
    if set(levels) - set(low) - {_VOID} or len(low) < 2:
        return []
    marked = low[1:]
    if _VOID in levels and int(np.isin(grey, marked).sum()) <= int((grey == _VOID).sum()):
        return []  # white drawn on black, and a few odd pixels
    return marked
