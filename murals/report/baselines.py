"""What a model must beat: doing nothing, and the inpaintings that need no training.

In: a damaged image `(H, W, 3)` float32 in [0, 1] and its mask `(H, W)` bool, True = repair. Out: the same form, changed
only inside the mask.

Telea 2004, https://doi.org/10.1080/10867651.2004.10487596; Bertalmio, Bertozzi, Sapiro 2001 (Navier-Stokes),
https://doi.org/10.1109/CVPR.2001.990497; https://docs.opencv.org/4.x/df/d3d/tutorial_py_inpainting.html. Biharmonic:
Damelin, Hoang 2018, https://arxiv.org/abs/1801.06189, as scikit-image solves it, a few seconds a megapixel of hole.
"""

from collections.abc import Callable
from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage.restoration import inpaint_biharmonic

from murals.images import from_float, to_float

RADIUS = 3  # pixels around each damaged one that OpenCV looks at, as in its own tutorial

Baseline = Callable[[NDArray[np.float32], NDArray[np.bool_]], NDArray[np.float32]]


def do_nothing(damaged: NDArray[np.float32], mask: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return the damaged image itself."""
    return damaged.copy()


def inpaint(damaged: NDArray[np.float32], mask: NDArray[np.bool_], *, method: int) -> NDArray[np.float32]:
    """Return the image with its hole filled by OpenCV's `method`, which works on 8 bits a channel."""
    painted = cv2.inpaint(from_float(damaged, np.uint8), mask.astype(np.uint8), RADIUS, method)
    return np.where(mask[..., None], to_float(painted), damaged)


def biharmonic(damaged: NDArray[np.float32], mask: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return the image with its hole filled by the surface that bends least; where nothing is known it stays."""
    if mask.all() or not mask.any():
        return damaged.copy()
    painted = inpaint_biharmonic(damaged, mask, channel_axis=-1).astype(np.float32)
    return np.where(mask[..., None], painted, damaged)


telea: Baseline = partial(inpaint, method=cv2.INPAINT_TELEA)
navier_stokes: Baseline = partial(inpaint, method=cv2.INPAINT_NS)

BASELINES: dict[str, Baseline] = {
    "do nothing": do_nothing,
    "OpenCV Telea": telea,
    "OpenCV Navier-Stokes": navier_stokes,
    "biharmonic": biharmonic,
}
