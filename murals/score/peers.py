"""The peers that a model is measured against: doing nothing, and inpainting without training.

Images are `(H, W, 3)` float32 in [0, 1], holes `(H, W)` bool, True = repair. A peer changes only the hole. No peer
except doing nothing sees what the image holds there: it is given black.

References
----------
Telea 2004, https://doi.org/10.1080/10867651.2004.10487596
Navier-Stokes: Bertalmio, Bertozzi, Sapiro 2001, https://doi.org/10.1109/CVPR.2001.990497
Both as in OpenCV, https://docs.opencv.org/4.x/df/d3d/tutorial_py_inpainting.html
Biharmonic: Damelin, Hoang 2018, https://arxiv.org/abs/1801.06189, as in scikit-image, some seconds a megapixel of hole
FSR: Genser et al. 2018, https://doi.org/10.1109/PCS.2018.8456261, as in OpenCV's contributed modules
PatchMatch: Barnes et al. 2009, https://doi.org/10.1145/1531326.1531330, as in `pypatchmatch`
"""

from collections.abc import Callable
from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage.restoration import inpaint_biharmonic

from murals.blending.solver import solve
from murals.images import from_float, to_float

RADIUS = 3  # pixels around each damaged one that OpenCV looks at, as in its own tutorial
PATCH = 7  # PatchMatch compares patches of 2 * 7 + 1 px a side

Image = NDArray[np.float32]
Mask = NDArray[np.bool_]
Peer = Callable[[Image, Mask], Image]
Fill8 = Callable[[NDArray[np.uint8], Mask], NDArray[np.uint8]]  # of an image of 8 bits a channel

NOTHING = "do nothing"
FSR, PATCHMATCH = "OpenCV FSR", "PatchMatch"
PACKAGES = {FSR: "opencv-contrib-python-headless", PATCHMATCH: "pypatchmatch"}  # that may be missing


def find_peers() -> dict[str, Peer]:
    """Return the installed peers by name, doing nothing first."""
    optional = {FSR: load_fsr(), PATCHMATCH: load_patchmatch()}
    return ALWAYS | {name: as_peer(fill) for name, fill in optional.items() if fill is not None}


def missing_peers() -> dict[str, str]:
    """Return the packages to install, by the names of the peers that need them."""
    found = find_peers()
    return {name: package for name, package in PACKAGES.items() if name not in found}


def do_nothing(damaged: Image, hole: Mask) -> Image:
    """Return the damaged image itself."""
    return damaged.copy()


def unseen(fill: Peer) -> Peer:
    """Return `fill` as a peer: it sees black in the hole, and changes nothing outside.

    If no pixel is known, the image becomes black.
    """

    def peer(damaged: Image, hole: Mask) -> Image:
        shown = np.where(hole[..., None], np.float32(0), damaged)
        if hole.all() or not hole.any():
            return shown
        return np.where(hole[..., None], fill(shown, hole), damaged)

    return peer


def as_peer(fill: Fill8) -> Peer:
    """Return a peer for a `fill` that works on 8 bits a channel."""
    return unseen(lambda shown, hole: to_float(fill(from_float(shown, np.uint8), hole)))


def load_fsr() -> Fill8 | None:
    """Return OpenCV's frequency-selective reconstruction, fast mode; None if OpenCV has no contributed modules."""
    return fsr if hasattr(cv2, "xphoto") else None


def load_patchmatch() -> Fill8 | None:
    """Return the completion of `pypatchmatch`; None if it is not installed or its library does not load."""
    try:
        from patchmatch import patch_match
    except ImportError:
        return None
    if not patch_match.patchmatch_available:
        return None
    return lambda shown, hole: patch_match.inpaint(shown, hole.astype(np.uint8) * 255, patch_size=PATCH)


def fsr(shown: NDArray[np.uint8], hole: Mask) -> NDArray[np.uint8]:
    """Return the image with its hole filled by OpenCV's FSR_FAST, whose mask marks the known pixels."""
    painted = np.zeros_like(shown)
    cv2.xphoto.inpaint(shown, (~hole).astype(np.uint8) * 255, painted, cv2.xphoto.INPAINT_FSR_FAST)
    return painted


def opencv(shown: NDArray[np.uint8], hole: Mask, *, method: int) -> NDArray[np.uint8]:
    """Return the image with its hole filled by `method` of OpenCV's main modules."""
    return cv2.inpaint(shown, hole.astype(np.uint8), RADIUS, method)


def biharmonic(shown: Image, hole: Mask) -> Image:
    """Return the image with its hole filled by the surface that bends least."""
    return inpaint_biharmonic(shown, hole, channel_axis=-1).astype(np.float32)


def membrane(shown: Image, hole: Mask) -> Image:
    """Return the image with its hole filled by the solution of Laplace's equation, to a tenth of a grey level."""
    return solve(shown, None, hole)


ALWAYS: dict[str, Peer] = {
    NOTHING: do_nothing,
    "OpenCV Telea": as_peer(partial(opencv, method=cv2.INPAINT_TELEA)),
    "OpenCV Navier-Stokes": as_peer(partial(opencv, method=cv2.INPAINT_NS)),
    "biharmonic": unseen(biharmonic),
    "membrane": unseen(membrane),
}
PEERS = (*ALWAYS, *PACKAGES)  # the names of all
