"""Placement of the source: its region and colours in the pixels of the target.

The result is a `Patch`, the rectangle of the target that the region touches, with a margin of one pixel. Shifts by
whole pixels copy pixels. Everything else is interpolated by cubics, after a Gaussian if the patch shrinks.
"""

import logging
import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from murals.blending.picture import float_colours
from murals.blending.region import bounds
from murals.errors import MuralsError

MARGIN = 1  # px around the region: the fixed neighbours of its border
REACH = 3  # px around the region that cubic interpolation and rounding can ask for
LARGEST = 32766  # px: cv2.warpAffine counts in 16 bits

logger = logging.getLogger("murals")


@dataclass(frozen=True)
class Placement:
    """The position of the source in the target.

    `at` (x, y) in target pixels is where the centre of the source's pixel (0, 0) lands before the patch is scaled and
    turned. Both happen about the centre of the region, which therefore stays where `at` puts it. `rotate` is in
    degrees, counter-clockwise.
    """

    at: tuple[float, float] = (0.0, 0.0)
    scale: float = 1.0
    rotate: float = 0.0

    def check(self) -> None:
        """Raise MuralsError for an invalid position, scale or angle."""
        if not all(math.isfinite(number) for number in (*self.at, self.rotate)):
            raise MuralsError(f"at {self.at}, rotate {self.rotate}: expected numbers of pixels and degrees")
        if not 0 < self.scale < math.inf:
            raise MuralsError(f"scale {self.scale:g}: expected a number above 0; 1 leaves the size as it is")

    @property
    def is_shift(self) -> bool:
        """Whether pixels land exactly on pixels."""
        return self.scale == 1 and self.rotate % 360 == 0 and all(float(part).is_integer() for part in self.at)

    def matrix(self, box: tuple[slice, slice]) -> NDArray[np.float64]:
        """Return the (2, 3) matrix from source to target pixels (x, y); `box` is the region's rectangle."""
        centre = [(part.start + part.stop - 1) / 2 for part in box[::-1]]
        matrix = np.asarray(cv2.getRotationMatrix2D(centre, self.rotate, self.scale))
        matrix[:, 2] += self.at
        return matrix


@dataclass(frozen=True, eq=False)
class Patch:
    """The part of the target that changes: its rectangle, the source there, and the region."""

    rows: slice  # of the target
    columns: slice
    colours: NDArray[Any]  # (h, w, C) the source there, as it is stored; float32 in [0, 1] where it is interpolated
    mask: NDArray[np.bool_]  # (h, w)


def place(
    colours: NDArray[Any],
    region: NDArray[np.bool_],
    size: tuple[int, int],
    placement: Placement,
    *,
    closed: bool = False,
) -> Patch:
    """Bring `colours` (H, W, C) and `region` (H, W) of the source to a target of `size` (height, width).

    Parts that fall outside the target are cut, with a message. `closed` means that colours outside the region have no
    meaning, as under transparency: those next to it are taken from inside.

    Raises
    ------
    MuralsError
        If nothing is left.
    """
    placement.check()
    box = bounds(region)
    matrix = placement.matrix(box)
    rows, columns, beyond = _landing(box, matrix, size)
    if beyond:
        _say_what_is_cut(region[box], _from(box, matrix), size, placement)
    if placement.is_shift:
        patch = _shift(colours, region, rows, columns, placement)
    else:
        patch = _warp(colours, region, rows, columns, box, matrix, placement.scale)
    if not patch.mask.any():
        raise MuralsError(f"nothing of the region is left at scale {placement.scale:g}: give a larger --scale")
    return _closed(patch) if closed else patch


def _landing(box: tuple[slice, slice], matrix: NDArray[np.float64], size: tuple[int, int]) -> tuple[slice, slice, bool]:
    """Return the rows and columns of the target that the rectangle `box` of the source touches, with the margin.

    The third value tells whether part of the rectangle is outside the target.
    """
    (top, bottom), (left, right) = ((part.start - 0.5, part.stop - 0.5) for part in box)
    corners = np.array([(left, top, 1), (right, top, 1), (right, bottom, 1), (left, bottom, 1)]) @ matrix.T  # (4, 2)
    low, high = np.ceil(corners.min(axis=0) - 1e-6), np.floor(corners.max(axis=0) + 1e-6)  # pixels, (x, y)
    limit = np.array(size[::-1]) - 1
    start = np.clip(low - MARGIN, 0, limit).astype(int)
    stop = np.clip(high + MARGIN, 0, limit).astype(int) + 1
    beyond = bool((low < 0).any() or (high > limit).any())
    return slice(int(start[1]), int(stop[1])), slice(int(start[0]), int(stop[0])), beyond


def _say_what_is_cut(
    region: NDArray[np.bool_], matrix: NDArray[np.float64], size: tuple[int, int], placement: Placement
) -> None:
    """Log how much of `region`, the part of the source within its bounds, is outside the target.

    `matrix` brings that part to the target. Raises MuralsError if all of it is outside.
    """
    y, x = np.ogrid[: region.shape[0], : region.shape[1]]
    landed_x, landed_y = ((row[0] * x).astype(np.float32) + (row[1] * y + row[2]).astype(np.float32) for row in matrix)
    inside = (landed_x > -0.5) & (landed_x < size[1] - 0.5) & (landed_y > -0.5) & (landed_y < size[0] - 0.5)
    total, kept = int(region.sum()), int((region & inside).sum())
    if not kept:
        where = f"{placement.at[0]:g},{placement.at[1]:g}"
        raise MuralsError(
            f"the whole region falls off the target, which is {size[1]}x{size[0]}: the source's corner lands at "
            f"{where}; choose another place"
        )
    if kept < total:
        logger.warning("%d of the region's %d pixels fall off the target and are left out", total - kept, total)


def _shift(
    colours: NDArray[Any], region: NDArray[np.bool_], rows: slice, columns: slice, placement: Placement
) -> Patch:
    """Return the patch of a shift by whole pixels; where the source has no pixel its border is repeated."""
    x, y = (int(part) for part in placement.at)
    wanted = (slice(rows.start - y, rows.stop - y), slice(columns.start - x, columns.stop - x))
    return Patch(rows, columns, _window(colours, wanted, "edge"), _window(region, wanted, "constant"))


def _window(array: NDArray[Any], wanted: tuple[slice, slice], beyond: str) -> NDArray[Any]:
    """Return the part `wanted` of `array`, which may exceed it."""
    sides = array.shape[:2]
    held = tuple(slice(max(w.start, 0), min(w.stop, side)) for w, side in zip(wanted, sides, strict=True))
    lacking = [(h.start - w.start, w.stop - h.stop) for h, w in zip(held, wanted, strict=True)]
    part = array[held]
    if any(map(any, lacking)):
        part = np.pad(part, lacking + [(0, 0)] * (array.ndim - 2), mode=beyond)  # type: ignore[call-overload]
    return part


def _warp(
    colours: NDArray[Any],
    region: NDArray[np.bool_],
    rows: slice,
    columns: slice,
    box: tuple[slice, slice],
    matrix: NDArray[np.float64],
    scale: float,
) -> Patch:
    """Return the patch of a source that is scaled, turned or shifted by parts of a pixel."""
    reach = math.ceil(REACH / min(scale, 1.0))
    held = tuple(
        slice(max(part.start - reach, 0), min(part.stop + reach, side))
        for part, side in zip(box, region.shape, strict=True)
    )
    here = _from(held, matrix)
    here[:, 2] -= (columns.start, rows.start)
    shape = (rows.stop - rows.start, columns.stop - columns.start)
    if max(*shape, *region[held].shape) > LARGEST:
        raise MuralsError(
            f"a patch of over {LARGEST} px a side cannot be scaled, turned or shifted by parts of a pixel: "
            "place it at whole pixels, at scale 1"
        )
    warped = _warp_affine(_softened(float_colours(colours[held]), scale), here, shape, cv2.INTER_CUBIC)
    mask = _warp_affine(
        _softened(region[held].astype(np.float32), scale), here, shape, cv2.INTER_LINEAR, beyond=cv2.BORDER_CONSTANT
    )
    np.clip(warped, 0.0, 1.0, out=warped)  # cubics swing beyond the range at hard edges
    return Patch(rows, columns, warped.reshape(*shape, colours.shape[2]), mask > 0.5)


def _from(part: tuple[slice, ...], matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return `matrix` for pixels that are counted from the corner of the `part` (rows, columns) of the source."""
    moved = matrix.copy()
    moved[:, 2] += matrix[:, :2] @ (part[1].start, part[0].start)
    return moved


def _warp_affine(
    x: NDArray[np.float32],
    matrix: NDArray[np.float64],
    shape: tuple[int, int],
    flags: int,
    *,
    beyond: int | None = None,
) -> NDArray[np.float32]:
    mode = cv2.BORDER_REPLICATE if beyond is None else beyond
    return np.asarray(cv2.warpAffine(x, matrix, shape[::-1], flags=flags, borderMode=mode), np.float32)


def _softened(x: NDArray[np.float32], scale: float) -> NDArray[np.float32]:
    """Return `x` without the detail that a patch of `scale` below 1 cannot show.

    The Gaussian widens a pixel, of standard deviation 1/2, to 1 / scale: Yu and Morel 2011, ASIFT, section 2.
    """
    if scale >= 1:
        return x
    sigma = 0.5 * math.sqrt(1 / scale**2 - 1)
    return np.asarray(cv2.GaussianBlur(x, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)).reshape(x.shape)


def _closed(patch: Patch) -> Patch:
    """Return `patch` with the colours just outside the region taken from their neighbours inside: no gradient there."""
    inside = patch.mask.astype(np.float32)
    cross = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], np.float32)
    count = cv2.filter2D(inside, -1, cross, borderType=cv2.BORDER_CONSTANT)
    known = float_colours(patch.colours)
    known *= inside[..., None]
    total = cv2.filter2D(known, -1, cross, borderType=cv2.BORDER_CONSTANT).reshape(known.shape)
    around = ~patch.mask & (count > 0)
    known[around] = total[around] / count[around][:, None]
    return Patch(patch.rows, patch.columns, known, patch.mask)
