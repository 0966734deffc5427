"""Texture ratio of a filled hole: its fine detail relative to that of the ground truth.

It is the standard deviation in the hole of what a Gaussian blur removes, divided by that of the ground truth. 1 is as
much detail as the truth has, 0 is none, above 1 is noise.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

SIGMA = 2.0  # px; coarser structure is tone, which other measures see
_LEAST = 1e-6  # grey levels, of a truth without any texture


def texture_ratio(filled: NDArray[np.uint8], clean: NDArray[np.uint8], hole: NDArray[np.bool_]) -> float:
    """Return the ratio over `hole` (H, W), >= 0; NaN if it holds no pixel.

    `filled` and `clean` are (H, W, 3). `filled` is not looked at outside the hole.
    """
    if not hole.any():
        return float("nan")
    pasted = np.where(hole[..., None], filled, clean)
    return float(high_pass(pasted)[hole].std() / max(_LEAST, high_pass(clean)[hole].std()))


def high_pass(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return `image` (H, W, 3) minus its Gaussian blur, in grey levels."""
    x = image.astype(np.float32)
    return x - cv2.GaussianBlur(x, (0, 0), SIGMA)
