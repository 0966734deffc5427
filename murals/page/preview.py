"""Previews of pictures that are processed at full size, and transfer of strokes to the full mask.

In: a `Photograph`, masks `(H, W)` of kinds. Out: addresses that hold their picture (`data:`), so that no file lies
about; a mask with the visitor's strokes.
"""

import base64
import binascii
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from murals.errors import MuralsError
from murals.files import write_bytes
from murals.images import (
    LOST,
    VEILED,
    Kinds,
    Photograph,
    appearance_of,
    encode_photograph,
    from_float,
    image_size,
    read_image8,
    to_float,
)
from murals.images.kinds import SOUND
from murals.images.small import resized, strip_size

Mask = NDArray[np.bool_]

HALF = 127  # of 255: above it is white


class Drawing(NamedTuple):
    """What a visitor has left on the board, each (h, w) as shown."""

    kinds: Kinds  # of damage
    by_hand: Mask  # a stroke went over it, whether it changed anything or not


_PNG = "data:image/png;base64,"


def photograph_uri(photograph: Photograph, side: int, pixels: NDArray[Any] | None = None) -> str:
    """Return the photograph, or other `pixels` (H, W, 3) in its form, as the address of a JPEG with its profile.

    Browsers know profiles, so colours look as in the full picture; a scale that is not full is brought to 8 bits.
    """
    full = photograph.pixels if pixels is None else pixels
    small = resized(full, strip_size(full.shape[0], full.shape[1], side))
    white = appearance_of(photograph).white
    eight = small if small.dtype == np.uint8 else from_float(to_float(small) / white, np.uint8)
    shown = Photograph(eight, Path("shown.jpg"), grey=photograph.grey, icc=photograph.icc)
    return "data:image/jpeg;base64," + base64.b64encode(encode_photograph("shown.jpg", shown, eight)).decode()


def kinds_uri(mask: Kinds, side: int) -> str:
    """Return the mask (H, W) as shown, as the address of a PNG, white = lost, grey = veiled."""
    _, data = cv2.imencode(".png", shown_mask(mask, strip_size(mask.shape[0], mask.shape[1], side)))
    return _PNG + base64.b64encode(data.tobytes()).decode()


def shown_mask(mask: Kinds, size: tuple[int, int]) -> Kinds:
    """Return the mask (H, W) at the `size` (h, w) that is shown, so that a crack one pixel wide is still seen.

    A shown pixel is lost if any pixel that it stands for is, else veiled if any is.
    """
    for axis, length in enumerate(size):
        mask = np.maximum.reduceat(mask, _starts(mask.shape[axis], length), axis=axis)
    return mask


def apply_strokes(mask: Kinds, drawing: Drawing) -> Kinds:
    """Return the full `mask` (H, W) with the strokes of `drawing`, which began as `shown_mask(mask)`.

    Where no stroke went over a shown pixel, the full ones under it stay exactly as they were.
    """
    differs = drawing.kinds != shown_mask(mask, drawing.kinds.shape)
    changed = _enlarge(drawing.by_hand | differs, *mask.shape)
    return np.where(changed, _enlarge(drawing.kinds, *mask.shape), mask)


def read_drawn(uri: str, size: tuple[int, int], folder: Path) -> Drawing:
    """Return what the browser has drawn at `size`, (h, w), from the address of its PNG: red = kinds, green = by hand.

    Raises
    ------
    MuralsError
        For anything else: whoever speaks HTTP may send anything.
    """
    try:
        data = base64.b64decode(uri.removeprefix(_PNG), validate=True)
    except (binascii.Error, ValueError, AttributeError) as error:
        raise MuralsError("the drawing is no PNG: reload the page and draw again") from error
    path = folder / "drawing.png"
    write_bytes(path, data, overwrite=True)
    if image_size(path) != size:
        raise MuralsError("the drawing belongs to another picture: reload the page and draw again")
    pixels = read_image8(path)
    levels = pixels[..., 0].astype(np.int16)
    kinds = np.where(levels > (LOST + VEILED) // 2, LOST, np.where(levels > VEILED // 2, VEILED, SOUND))
    return Drawing(kinds.astype(np.uint8), pixels[..., 1] > HALF)


def _starts(full: int, shown: int) -> NDArray[np.intp]:
    """Return where, along one axis, the pixels begin that each of the `shown` ones stands for."""
    return -(-np.arange(shown) * full // shown)


def _enlarge(shown: NDArray[Any], height: int, width: int) -> NDArray[Any]:
    """Return `shown` (h, w) at full size: the inverse of what `_starts` divides."""
    rows = np.arange(height) * shown.shape[0] // height
    columns = np.arange(width) * shown.shape[1] // width
    return shown[rows[:, None], columns]
