"""The membrane of `learn.fill`, in NumPy: the smooth filling of holes that a network starts from, without torch.

A test holds the two together. Images are `(H, W, C)` float32, masks `(H, W)` bool.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

SWEEPS = 6  # as in `learn.fill`
_CROSS = np.array([[0, 0.25, 0], [0.25, 0, 0.25], [0, 0.25, 0]], np.float32)  # the mean of the four neighbours
_TINY = np.float32(1e-6)

Image = NDArray[np.float32]


def fill_membrane(image: Image, hole: NDArray[np.bool_]) -> Image:
    """Return `image` with its `hole` filled from the border; nothing in it is looked at, nothing outside changes.

    An image without a known pixel becomes zero.
    """
    return _fill(image, ~hole)


def _fill(image: Image, known: NDArray[np.bool_]) -> Image:
    if known.all():
        return image
    if max(known.shape) == 1:
        return np.where(known[..., None], image, np.float32(0))
    height, width = known.shape
    small, small_known = _shrink(image, known)
    coarse = _fill(small, small_known)
    double = (2 * coarse.shape[1], 2 * coarse.shape[0])
    enlarged = np.atleast_3d(cv2.resize(coarse, double, interpolation=cv2.INTER_LINEAR))[:height, :width]
    filled = np.where(known[..., None], image, enlarged)
    for _ in range(SWEEPS):
        means = np.atleast_3d(cv2.filter2D(filled, -1, _CROSS, borderType=cv2.BORDER_REPLICATE))
        filled = np.where(known[..., None], image, means)
    return filled


def _shrink(image: Image, known: NDArray[np.bool_]) -> tuple[Image, NDArray[np.bool_]]:
    """Return the mean of the known pixels in each block of four, and whether there was one."""
    height, width = known.shape
    odd = ((0, height % 2), (0, width % 2))
    share = _mean_of_four(np.pad(known.astype(np.float32), odd)[..., None])
    shown = np.where(known[..., None], image, np.float32(0))
    total = _mean_of_four(np.pad(shown, (*odd, (0, 0))))
    return np.asarray(total / np.maximum(share, _TINY), np.float32), share[..., 0] > 0


def _mean_of_four(x: Image) -> Image:
    return np.asarray((x[::2, ::2] + x[::2, 1::2] + x[1::2, ::2] + x[1::2, 1::2]) / np.float32(4), np.float32)
