"""What a model must beat: doing nothing, and the inpaintings that need no training.

In: a damaged image `(H, W, 3)` float32 in [0, 1] and its hole `(H, W)` bool, True = repair. Out: the same form, changed
only inside the hole. No peer but doing nothing sees what lies under the hole: it is given black there.

Telea 2004, https://doi.org/10.1080/10867651.2004.10487596; Bertalmio, Bertozzi, Sapiro 2001 (Navier-Stokes),
https://doi.org/10.1109/CVPR.2001.990497; https://docs.opencv.org/4.x/df/d3d/tutorial_py_inpainting.html. Biharmonic:
Damelin, Hoang 2018, https://arxiv.org/abs/1801.06189, as scikit-image solves it, a few seconds a megapixel of hole.
FSR: Genser et al. 2018, https://doi.org/10.1109/PCS.2018.8456261, as OpenCV's contributed modules have it.
PatchMatch: Barnes et al. 2009, https://doi.org/10.1145/1531326.1531330, as `pypatchmatch` completes images with it.
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
    """Return the peers that are installed by name, doing nothing first."""
    optional = {FSR: load_fsr(), PATCHMATCH: load_patchmatch()}
    return ALWAYS | {name: as_peer(fill) for name, fill in optional.items() if fill is not None}


def missing_peers() -> dict[str, str]:
    """Return the packages to install by the names of the peers that they would bring."""
    found = find_peers()
    return {name: package for name, package in PACKAGES.items() if name not in found}


def do_nothing(damaged: Image, hole: Mask) -> Image:
    """Return the damaged image itself."""
    return damaged.copy()


def unseen(fill: Peer) -> Peer:
    """Return `fill` as a peer: black in the hole when it looks, and changing nothing outside.

    Where no pixel is known there is nothing to go by, and the image becomes black.
    """

    def peer(damaged: Image, hole: Mask) -> Image:
        shown = np.where(hole[..., None], np.float32(0), damaged)
        if hole.all() or not hole.any():
            return shown
        return np.where(hole[..., None], fill(shown, hole), damaged)

    return peer


def as_peer(fill: Fill8) -> Peer:
    """Return a peer of a `fill` that works on 8 bits a channel."""
    return unseen(lambda shown, hole: to_float(fill(from_float(shown, np.uint8), hole)))


def load_fsr() -> Fill8 | None:
    """Return OpenCV's frequency-selective reconstruction, fast mode; None where OpenCV has no contributed modules."""
    return fsr if hasattr(cv2, "xphoto") else None


def load_patchmatch() -> Fill8 | None:
    """Return the completion of `pypatchmatch`; None where it is not installed or its library does not load."""
    try:
        from patchmatch import patch_match
    except ImportError:
        return None
    if not patch_match.patchmatch_available:
        return None
    return lambda shown, hole: patch_match.inpaint(shown, hole.astype(np.uint8) * 255, patch_size=PATCH)


def fsr(shown: NDArray[np.uint8], hole: Mask) -> NDArray[np.uint8]:
    """Return the image with its hole filled by OpenCV's FSR_FAST, whose mask marks what is kept."""
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
