"""Conversion of pixel arrays between depths, and a few operations on plain pixels.

Floats are RGB in [0, 1] everywhere; 8 bit counts to 255, 16 bit to 65535. Nothing here opens a file.
"""

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

LUMINANCE = np.array([0.299, 0.587, 0.114], np.float32)  # ITU-R BT.601, what Pillow's and OpenCV's greys are made of


def to_float(pixels: NDArray[Any]) -> NDArray[np.float32]:
    """Return `pixels` (uint8, uint16, bool or a float dtype, any shape) as float32 in [0, 1].

    Floats are taken to be in [0, 1] already.

    Raises
    ------
    ValueError
        For other integers, whose white is unknown.
    """
    if pixels.dtype == np.bool_ or pixels.dtype.kind == "f":
        return pixels.astype(np.float32)
    return pixels.astype(np.float32) / np.float32(_white(pixels.dtype))


def from_float(x: NDArray[Any], dtype: DTypeLike) -> NDArray[Any]:
    """Return the float array `x`, any shape, as `dtype` (uint8, uint16 or float32): clamped to [0, 1], then rounded.

    `from_float(to_float(pixels), pixels.dtype)` returns every value exactly.

    Raises
    ------
    ValueError
        If `x` holds NaN.
    """
    if np.isnan(x).any():
        raise ValueError("an image holds NaN: no pixel value can stand for it")
    clamped = np.clip(x, 0.0, 1.0)
    if np.dtype(dtype).kind == "f":
        return clamped.astype(dtype)
    return np.rint(clamped * _white(np.dtype(dtype))).astype(dtype)


def full_scale(samples: NDArray[np.uint16], bits: int) -> NDArray[np.uint16]:
    """Return `samples` of any shape, which count to 2**bits - 1, so that they count to 65535; none become equal.

    Raises
    ------
    ValueError
        If one of them is larger, or `bits` are not 9 to 16.
    """
    white = 2**bits - 1
    if not 9 <= bits <= 16 or int(samples.max(initial=0)) > white:
        raise ValueError(f"its samples do not fit into {bits} bits")
    table = np.rint(np.arange(white + 1) * (65535 / white)).astype(np.uint16)
    return table[samples] if bits < 16 else samples


def luminance(pixels: NDArray[Any]) -> NDArray[Any]:
    """Return the grey (H, W) of RGB `pixels` (H, W, 3), in their dtype; exactly the value if the channels agree."""
    first = pixels[..., 0]
    agree = (pixels == first[..., None]).all(axis=-1)
    if agree.all():
        return first.copy()
    grey = from_float(to_float(pixels) @ LUMINANCE, pixels.dtype)
    return np.where(agree, first, grey)


def upright(pixels: NDArray[Any], orientation: int) -> NDArray[Any]:
    """Return stored `pixels` (H, W, ...) turned and mirrored by the EXIF orientation, 1 to 8, as a view.

    The orientation names the sides of the scene that the stored top row and left column are (Exif 2.32, table 6).
    """
    if orientation in (5, 6, 7, 8):
        pixels = pixels.swapaxes(0, 1)
    rows = slice(None, None, -1) if orientation in (3, 4, 7, 8) else slice(None)
    columns = slice(None, None, -1) if orientation in (2, 3, 6, 7) else slice(None)
    return pixels[rows, columns]


def _white(dtype: np.dtype[Any]) -> int:
    """Return the largest value of an integer `dtype` of images."""
    if dtype not in (np.uint8, np.uint16):
        raise ValueError(f"expected pixels of uint8, uint16 or float32, got {dtype}")
    return int(np.iinfo(dtype).max)
