"""Poisson image editing: a region of the source goes into the target without a seam, or a region of the target changes.

Pictures are grey, RGB or RGBA arrays, uint8, uint16 or float in [0, 1]. The result has the form of the target, and no
bit changes outside the mask. Only the rectangle around the region is processed.

References
----------
Perez, Gangnet, Blake 2003, Poisson Image Editing, https://doi.org/10.1145/882262.882269
"""

import logging
from typing import Any

import numpy as np
from numpy.typing import NDArray

from murals.blending.edit import SOLVER, Means, edit_patch
from murals.blending.modes import Tuning, check_picture, find_mode
from murals.blending.picture import Picture, join_picture, split_picture, white_of
from murals.blending.placement import Patch, Placement, place
from murals.blending.region import opaque_region
from murals.errors import MuralsError
from murals.images import as_mask
from murals.images.arrays import as_array, as_flat
from murals.progress import SILENT, Progress

__all__ = ["SOLVER", "Means", "blend", "choose_region", "edit_patch", "find_patch"]

logger = logging.getLogger("murals")


def blend(
    source: NDArray[Any] | None,
    target: NDArray[Any],
    mask: NDArray[Any] | None = None,
    *,
    at: tuple[float, float] = (0.0, 0.0),
    mode: str = "seamless",
    scale: float = 1.0,
    rotate: float = 0.0,
    linear_light: bool = False,
    edge_threshold: float = Tuning.edge_threshold,
    alpha: float = Tuning.alpha,
    beta: float = Tuning.beta,
    factors: tuple[float, float, float] = Tuning.factors,
    solver: str = SOLVER,
    device: str = "cpu",
    progress: Progress = SILENT,
) -> NDArray[Any]:
    """Return `target` with the region of `source` blended into it, in the target's own shape and dtype.

    Results are rounded and clamped. Outside the region the target is bit-identical, except for `decolourise` and
    `tile`, which are made to change it.

    Parameters
    ----------
    source, target
        (H, W) grey, (H, W, 3) RGB or (H, W, 4) RGBA; uint8, uint16 or float in [0, 1]; also of PIL. `source` is None
        for modes that edit one picture.
    mask
        (H, W), bool, 0..1 or 0..255, more than half = blend; in pixels of the source, or of the target without a source
        (`tile` needs none). None takes the opaque part of the source.
    at
        (x, y), where the centre of the source's pixel (0, 0) lands in the target.
    scale, rotate
        Size, and degrees counter-clockwise, about the centre of the region.
    linear_light
        Blend light instead of sRGB values.
    edge_threshold, alpha, beta, factors
        Numbers of single modes: the first of flatten, the next two of illuminate, the last of recolour.

    Raises
    ------
    MuralsError
        If the arguments do not fit together, or the region is empty.
    """
    target = as_array(target, "target")
    source = None if source is None else as_array(source, "source")
    mask = None if mask is None else as_flat(mask, "mask")
    tuning = Tuning(edge_threshold, alpha, beta, factors)
    tuning.check()
    means = Means(tuning, linear_light, solver, device, progress)
    edit = find_mode(mode)
    picture = split_picture(target, "target")
    check_picture(mode, picture.colours.shape)
    origin = None if source is None else split_picture(source, "source")
    patch = find_patch(mode, origin, picture, mask, Placement(at, scale, rotate))
    return join_picture(edit_patch(edit, picture.colours, patch, means), target)


def find_patch(
    mode: str, source: Picture | None, target: Picture, mask: NDArray[Any] | None, placement: Placement
) -> Patch:
    """Return the part of `target` that `mode` changes; arguments and errors are those of `blend`."""
    edit = find_mode(mode)
    if edit.needs_source and source is None:
        raise MuralsError(f"the mode {mode} takes something from a source: name it before the target")
    if edit.whole:
        if mask is not None:
            logger.warning("the mode %s edits the whole picture: the mask is not looked at", mode)
        return _inner_patch(target)
    if source is not None:
        region = choose_region(source, mask)
        return place(source.colours, region, target.size, placement, closed=source.alpha is not None)
    if placement != Placement():
        raise MuralsError(
            f"the mode {mode} edits the target where it is: leave out --at, --offset, --scale and --rotate"
        )
    if mask is None:
        raise MuralsError(f"the mode {mode} needs a region of the target: give a mask or a polygon")
    return place(target.colours, as_mask(mask, target.size, of="target"), target.size, placement)


def choose_region(source: Picture, mask: NDArray[Any] | None) -> NDArray[np.bool_]:
    """Return the pixels of `source` to blend, (H, W) bool: masked, and opaque if there is alpha."""
    if source.alpha is not None:
        opaque = opaque_region(source.alpha, white_of(source.alpha.dtype))
        return opaque if mask is None else opaque & as_mask(mask, source.size, of="source")
    if mask is None:
        raise MuralsError(
            "nothing says which part of the source to blend: give a mask, a polygon, or a source with alpha"
        )
    return as_mask(mask, source.size, of="source")


def _inner_patch(target: Picture) -> Patch:
    """Return all of `target` as a patch, its region everything but the border."""
    h, w = target.size
    mask = np.zeros((h, w), np.bool_)
    mask[1:-1, 1:-1] = True
    return Patch(slice(0, h), slice(0, w), np.empty((h, w, 0), np.float32), mask)
