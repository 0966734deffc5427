"""Poisson image editing: a region of the source goes into the target without a seam, or a region of the target changes.

In: arrays grey, RGB or RGBA, uint8, uint16 or float in [0, 1], and a mask. Out: the target's form, with not one bit
changed outside the mask. Only the rectangle around the region is looked at.

Perez, Gangnet, Blake 2003, Poisson Image Editing, https://doi.org/10.1145/882262.882269
"""

import logging
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from murals.blending.light import Scale, choose_scale
from murals.blending.modes import Field, Mode, Scene, Tuning, check_picture, find_mode
from murals.blending.picture import Picture, float_colours, join_picture, split_picture, white_of, with_channels
from murals.blending.placement import Patch, Placement, place
from murals.blending.region import as_region, opaque_region
from murals.blending.solver import solve
from murals.errors import MuralsError
from murals.images.pixels import from_float, to_float
from murals.progress import SILENT, Progress

SOLVER = "multigrid"
ERROR = 0.4  # levels, as estimated; with the half that rounding adds, every pixel is within one level

logger = logging.getLogger("murals")


@dataclass(frozen=True)
class Means:
    """How an edit is worked out, whichever it is."""

    tuning: Tuning = field(default_factory=Tuning)
    linear_light: bool = False
    solver: str = SOLVER
    device: str = "cpu"
    progress: Progress = SILENT


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

    Both are (H, W) grey, (H, W, 3) RGB or (H, W, 4) RGBA; uint8, uint16 or float in [0, 1]. `mask` (H, W) is bool, 0..1
    or 0..255, more than half = blend, in source pixels; None takes what the source's alpha leaves opaque. `at` (x, y)
    is where the centre of the source's pixel (0, 0) lands in the target; `scale` and `rotate` (degrees,
    counter-clockwise) turn the patch about the centre of its region. Results are rounded and clamped to the range;
    outside the region the target keeps every bit, but for `decolourise` and `tile`, whose purpose is to change it.

    Modes that edit one picture take `source` None, then the mask is in target pixels (`tile` needs none);
    `edge_threshold` belongs to flatten, `alpha` and `beta` to illuminate, `factors` to recolour. `linear_light` blends
    light instead of sRGB values. Raises MuralsError for what does not fit together and for an empty region.
    """
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
    """Return the part of `target` that `mode` changes; the arguments are those of `blend`, and so are its errors."""
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
    return place(target.colours, as_region(mask, target.size, of="target"), target.size, placement)


def choose_region(source: Picture, mask: NDArray[Any] | None) -> NDArray[np.bool_]:
    """Return what of `source` is blended, (H, W) bool: what the mask marks and its alpha, if any, leaves opaque."""
    if source.alpha is not None:
        opaque = opaque_region(source.alpha, white_of(source.alpha.dtype))
        return opaque if mask is None else opaque & as_region(mask, source.size)
    if mask is None:
        raise MuralsError(
            "nothing says which part of the source to blend: give a mask, a polygon, or a source with alpha"
        )
    return as_region(mask, source.size)


def edit_patch(edit: Mode, target: NDArray[Any], patch: Patch, means: Means) -> NDArray[Any]:
    """Return colours `target` (H, W, C) with the `patch` of it edited, in the same dtype."""
    blended = _backdrop(edit, target)
    box = (patch.rows, patch.columns)
    scale = choose_scale(linear=means.linear_light, logarithmic=edit.logarithmic)
    fixed = scale.to(float_colours(blended[box]))
    source = _shown(edit, target, patch, scale)
    wanted = edit.field(Scene(fixed, source, patch.mask, means.tuning))
    solved = solve_field(wanted, fixed, patch.mask, means, tolerance=_tolerance(target.dtype) / scale.gain)
    _paste(blended[box], scale.back(solved), patch.mask)
    return blended


def solve_field(
    wanted: Field, fixed: NDArray[np.float32], mask: NDArray[np.bool_], means: Means, *, tolerance: float
) -> NDArray[np.float32]:
    """Return the picture (h, w, C) whose gradient in `mask` (h, w) is nearest to the field: eq. (6).

    It is `fixed` outside, as far as the mask's neighbours. For the gradient of a picture g the unknown is u = f - g,
    which no source term drives: eq. (5). `tolerance` is the largest error, in the unit of the picture. Raises
    MuralsError where the solver does not converge.
    """
    options: dict[str, Any] = {"solver": means.solver, "device": means.device, "progress": means.progress}
    options["tolerance"] = tolerance
    if wanted.divergence is not None:
        initial = np.where(mask[..., None], wanted.guess, fixed)
        return solve(initial, wanted.divergence, mask, **options)
    around = np.nonzero(_neighbours(mask))
    gap = fixed[around] - wanted.guess[around]  # (N, C) f* - g, of which the mean is no matter of the solver
    mean = gap.mean(axis=0, dtype=np.float64) if len(gap) else np.zeros(fixed.shape[2])
    initial = np.zeros(fixed.shape, np.float32)
    initial[around] = gap - mean.astype(np.float32)
    solved = solve(initial, None, mask, **options)
    solved += wanted.guess
    solved += np.tile(mean.astype(np.float32), (fixed.shape[1], 1))  # as long as a row: numpy is slow in threes
    return solved


def _inner_patch(target: Picture) -> Patch:
    """Return all of `target` as a patch, its region everything but the border."""
    h, w = target.size
    mask = np.zeros((h, w), np.bool_)
    mask[1:-1, 1:-1] = True
    return Patch(slice(0, h), slice(0, w), np.empty((h, w, 0), np.float32), mask)


def _backdrop(edit: Mode, target: NDArray[Any]) -> NDArray[Any]:
    """Return a copy of `target` as the mode wants it outside the region."""
    if edit.backdrop is None:
        return target.copy()
    return from_float(edit.backdrop(to_float(target)), target.dtype)


def _shown(edit: Mode, target: NDArray[Any], patch: Patch, scale: Scale) -> NDArray[np.float32]:
    """Return what the gradients are taken from: the placed source, or the target as it came."""
    if edit.needs_source:
        return scale.to(with_channels(patch.colours, target.shape[2]))
    return scale.to(float_colours(target[patch.rows, patch.columns]))


def _tolerance(dtype: np.dtype[Any]) -> float:
    """Return the largest error of colours in [0, 1] that are stored as `dtype`; floats are as good as 16 bits."""
    return ERROR / (255 if dtype == np.uint8 else 65535)


def _neighbours(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the pixels outside `mask` (h, w) that touch it by a side."""
    cross = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
    inside = mask.view(np.uint8)
    return np.asarray(cv2.dilate(inside, cross, borderType=cv2.BORDER_CONSTANT, borderValue=0) != inside)


def _paste(blended: NDArray[Any], solved: NDArray[np.float32], mask: NDArray[np.bool_]) -> None:
    """Write `solved` (h, w, C) into `blended`, a view of the result, where `mask` says; clamped and rounded.

    OpenCV scales, rounds (halves to even, as numpy does), clamps and converts in one pass over the memory.
    """
    if blended.dtype.kind == "f":
        stored = np.clip(solved, 0.0, 1.0).astype(blended.dtype, copy=False)
    else:
        depth = cv2.CV_8U if blended.dtype == np.uint8 else cv2.CV_16U
        rows = solved.reshape(len(solved), -1)
        stored = cv2.multiply(rows, 1.0, scale=white_of(blended.dtype), dtype=depth).reshape(solved.shape)
    cv2.copyTo(stored, mask.view(np.uint8), blended)
