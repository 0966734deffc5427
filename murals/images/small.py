"""Pictures made smaller, to be shown: on the page, in a report."""

from typing import Any

import cv2
from numpy.typing import NDArray

STRIP = 4  # times as long as broad: above it a picture is a strip


def shown_size(height: int, width: int, side: int) -> tuple[int, int]:
    """Return (height, width) as shown: the longer side at most `side` pixels, nothing enlarged."""
    scale = min(1.0, side / max(height, width))
    return max(1, round(height * scale)), max(1, round(width * scale))


def strip_size(height: int, width: int, side: int) -> tuple[int, int]:
    """Return `shown_size`, or of a strip a longer one: a frieze of 17 times its height would be shown as a thread.

    A strip is over `STRIP` times as long as broad. Its shorter side is a part in `STRIP` of `side`, as far as its
    longer one is then at most `STRIP` times `side`.
    """
    short, long = sorted((height, width))
    return shown_size(height, width, max(side, min(STRIP * side, side * long // (STRIP * short))))


def shrink(pixels: NDArray[Any], side: int) -> NDArray[Any]:
    """Return `pixels` (H, W) or (H, W, 3) at the size that is shown, each the mean of what it stands for."""
    return resized(pixels, shown_size(pixels.shape[0], pixels.shape[1], side))


def resized(pixels: NDArray[Any], size: tuple[int, int]) -> NDArray[Any]:
    """Return `pixels` (H, W) or (H, W, 3) at `size`, (height, width), each the mean of what it stands for."""
    height, width = size
    return (
        pixels
        if pixels.shape[:2] == (height, width)
        else cv2.resize(pixels, (width, height), None, 0, 0, cv2.INTER_AREA)
    )
