"""Texture ratio of a filled hole: how much fine detail the fill has, against the truth.

In: images `(H, W, 3)` uint8 and the hole `(H, W)` bool. Out: the standard deviation in the hole of what a Gaussian blur
takes away, over that of the truth. 1 is as lively as the truth, 0 is fog, above 1 is noise.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

SIGMA = 2.0  # px; coarser structure is tone, which other measures see
_LEAST = 1e-6  # grey levels, of a truth without any texture


def texture_ratio(filled: NDArray[np.uint8], clean: NDArray[np.uint8], hole: NDArray[np.bool_]) -> float:
    """Return the ratio over `hole`, >= 0; NaN where it holds no pixel. Outside the hole `filled` is not looked at."""
    if not hole.any():
        return float("nan")
    pasted = np.where(hole[..., None], filled, clean)
    return float(high_pass(pasted)[hole].std() / max(_LEAST, high_pass(clean)[hole].std()))


def high_pass(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return `image` (H, W, 3) less its Gaussian blur, in grey levels."""
    x = image.astype(np.float32)
    return x - cv2.GaussianBlur(x, (0, 0), SIGMA)
