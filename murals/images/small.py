"""Pictures made smaller, to be shown: on the page, in a report."""

from typing import Any

import cv2
from numpy.typing import NDArray


def shown_size(height: int, width: int, side: int) -> tuple[int, int]:
    """Return (height, width) as shown: the longer side at most `side` pixels, nothing enlarged."""
    scale = min(1.0, side / max(height, width))
    return max(1, round(height * scale)), max(1, round(width * scale))


def shrink(pixels: NDArray[Any], side: int) -> NDArray[Any]:
    """Return `pixels` (H, W) or (H, W, 3) at the size that is shown, each the mean of what it stands for."""
    height, width = shown_size(pixels.shape[0], pixels.shape[1], side)
    return (
        pixels
        if pixels.shape[:2] == (height, width)
        else cv2.resize(pixels, (width, height), None, 0, 0, cv2.INTER_AREA)
    )
