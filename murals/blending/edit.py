"""Computation of one edit: wanted gradients, solution of the equation, and storage of the result in the region.

If the wanted gradients are those of a picture g, the unknown is u = f - g, which has no right side: a membrane over the
gap f* - g around the region, eq. (5). Then g is read only twice: around the region, and when f = g + u is stored.

References
----------
Perez, Gangnet, Blake 2003, Poisson Image Editing, https://doi.org/10.1145/882262.882269
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from murals.blending.light import choose_scale
from murals.blending.modes import Floats, Mode, Tuning
from murals.blending.picture import white_of
from murals.blending.placement import Patch
from murals.blending.solver import Bands, find_parts, solve, span
from murals.blending.view import View
from murals.images.pixels import from_float, to_float
from murals.progress import SILENT, Progress

SOLVER = "multigrid"
ERROR = 0.48  # levels, at most; with the half that rounding adds, every pixel is within one level
BAND = 1 << 18  # values that are converted and stored at a time: they stay near the processor


@dataclass(frozen=True)
class Means:
    """The options of the computation, the same for every mode."""

    tuning: Tuning = field(default_factory=Tuning)
    linear_light: bool = False
    solver: str = SOLVER
    device: str = "cpu"
    progress: Progress = SILENT


def edit_patch(edit: Mode, target: NDArray[Any], patch: Patch, means: Means) -> NDArray[Any]:
    """Return colours `target` (H, W, C) with the `patch` of it edited, in the same dtype.

    Raises
    ------
    MuralsError
        If the solver does not converge.
    """
    blended = _backdrop(edit, target)
    box = (patch.rows, patch.columns)
    scale = choose_scale(linear=means.linear_light, logarithmic=edit.logarithmic)
    source = patch.colours if edit.needs_source else target[box]
    view = View(edit, blended[box], source, patch.mask, scale, means.tuning)
    if edit.field:
        solved = _solve_field(view, means)
        _store(blended[box], view, lambda rows: solved[rows])
        return blended
    for part_box, part in find_parts(patch.mask):
        _import_gradient(blended[box][part_box], view.within(part_box, part), means)
    return blended


def _import_gradient(out: NDArray[Any], view: View, means: Means) -> None:
    """Write into `out` (h, w, C) the picture of the view, fitted to the surroundings of the region: eq. (11)."""
    ys, xs = np.nonzero(_neighbours(view.mask))
    if not len(ys):  # nothing says how bright it is
        mean = view.mean_gap()
        _store(out, view, lambda rows: view.picture(rows) + mean)
        return
    gap = view.gap(ys, xs)
    mean = gap.mean(axis=0, dtype=np.float64).astype(np.float32)  # of which the solver need not know
    for channels, correction in span(view.mask, (ys, xs), gap - mean, **_options(view, out.dtype, means)):
        some = view.showing(channels)
        line = np.tile(mean[channels], out.shape[1])  # as long as a row: numpy is slow in threes
        _store(out[..., channels], some, partial(_corrected, some, line, correction))


def _corrected(view: View, line: Floats, correction: Floats, rows: slice) -> Floats:
    """Return rows of the picture of the view, (r, w, C), with a line (w * C,) and planes (C, h, w) added."""
    picture = view.picture(rows)
    long = picture.reshape(len(picture), -1)
    long += line
    long += cv2.merge([np.ascontiguousarray(plane[rows]) for plane in correction]).reshape(long.shape)
    return picture


def _solve_field(view: View, means: Means) -> Floats:
    """Return the picture (h, w, C) whose gradient in the region is nearest to the field of the mode, eq. (6)."""
    assert view.mode.field is not None
    scene = view.scene()
    divergence = view.mode.field(scene)
    return solve(scene.target, divergence, view.mask, **_options(view, view.backdrop.dtype, means))


def _options(view: View, dtype: np.dtype[Any], means: Means) -> dict[str, Any]:
    """Return the options of the solvers; the tolerance is the largest error in the blended numbers.

    Floats are taken to be as exact as 16 bits.
    """
    levels = 255 if dtype == np.uint8 else 65535
    tolerance = ERROR / levels / view.scale.gain
    return {"solver": means.solver, "device": means.device, "progress": means.progress, "tolerance": tolerance}


def _backdrop(edit: Mode, target: NDArray[Any]) -> NDArray[Any]:
    """Return a copy of `target` as the mode needs it outside the region."""
    if edit.backdrop is None:
        return target.copy()
    return from_float(edit.backdrop(to_float(target)), target.dtype)


def _neighbours(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the pixels outside `mask` (h, w) that touch it by a side."""
    cross = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
    inside = mask.view(np.uint8)
    return np.asarray(cv2.dilate(inside, cross, borderType=cv2.BORDER_CONSTANT, borderValue=0) != inside)


def _store(out: NDArray[Any], view: View, solved: Callable[[slice], Floats]) -> None:
    """Write the rows that `solved` gives, (r, w, C), into the region of `out` (h, w, C), a band at a time."""
    height = max(1, BAND // out[0].size)
    bands = [(slice(top, top + height),) for top in range(0, len(out), height)]

    def store(rows: slice) -> None:
        if view.mask[rows].any():
            _paste(out[rows], view.scale.back(solved(rows)), view.mask[rows])

    with Bands() as threads:
        threads.each(store, bands)


def _paste(out: NDArray[Any], solved: Floats, mask: NDArray[np.bool_]) -> None:
    """Write `solved` (r, w, C) into the masked pixels of `out`, clamped and rounded.

    OpenCV scales, rounds (halves to even, like numpy), clamps and converts in one pass over the memory.
    """
    if out.dtype.kind == "f":
        stored = np.clip(solved, 0.0, 1.0).astype(out.dtype, copy=False)
    else:
        depth = cv2.CV_8U if out.dtype == np.uint8 else cv2.CV_16U
        rows = solved.reshape(len(solved), -1)
        stored = cv2.multiply(rows, 1.0, scale=white_of(out.dtype), dtype=depth).reshape(solved.shape)
    if out.strides[1] == stored.strides[1]:
        cv2.copyTo(stored, mask.view(np.uint8), out)
    else:  # some of the channels, between which others lie
        np.copyto(out, stored, where=mask[..., None])
