"""Geometry of a repair: checked inputs, grown masks, deep holes, and the paste of the painting into the photograph.

Images are `(H, W, 3)` or grey `(H, W)`, uint8, uint16 or float in [0, 1]; masks are `(H, W)`.

The size of a hole is the distance of its innermost pixel to the nearest known one: what is painted there follows from
nothing. The border of the image is no border of a hole, because beyond it nothing is known.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from murals.data.depth import distance_inside
from murals.errors import MuralsError
from murals.images import Kinds, as_mask, from_float, join_kinds, lost, marked, to_float
from murals.images.kinds import LEVELS
from murals.images.levels import is_of_kinds
from murals.restoration.cells import deeper_than, grow
from murals.restoration.parts import parts_of

_NAMED = 3  # holes that a sentence names; the report for machines names all

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Hole:
    """One connected hole: its bounding box and its inscribed radius, in pixels of the photograph."""

    x: int
    y: int
    width: int
    height: int
    pixels: int
    radius: float | None  # distance of its innermost pixel to the nearest known one; None where none is known

    def __str__(self) -> str:
        """Return size, place and depth of the hole as a phrase."""
        depth = "nothing around it is known" if self.radius is None else f"inscribed radius {self.radius:.0f} px"
        return f"{self.width}x{self.height} px at {self.x},{self.y} ({depth})"

    def as_plain(self) -> dict[str, Any]:
        """Return the hole as JSON values."""
        return vars(self).copy()


def as_rgb(image: NDArray[Any], *, wide: bool = False) -> NDArray[Any]:
    """Return the image as (H, W, 3); a grey one gets three equal channels.

    `wide` floats are sRGB of a wider gamut and may leave [0, 1].

    Raises
    ------
    MuralsError
        If the shape, the dtype or the range of the values is another.
    """
    if not isinstance(image, np.ndarray):  # read in parts, and checked when it was opened
        return image
    if image.ndim not in (2, 3) or (image.ndim == 3 and image.shape[2] != 3) or not image.size:
        raise MuralsError(f"an image of shape {image.shape}: expected (H, W, 3) RGB or (H, W) grey, without alpha")
    if image.dtype not in (np.uint8, np.uint16) and image.dtype.kind != "f":
        raise MuralsError(f"an image of {image.dtype}: expected uint8, uint16 or float in [0, 1]")
    least, most = (-np.inf, np.inf) if wide else (0, 1)
    if image.dtype.kind == "f" and not (image.min() >= least and image.max() <= most):  # also where either is NaN
        span = f"{image.min():g} to {image.max():g}"
        raise MuralsError(f"a float image with values from {span}: expected 0 to 1, divide it by its white")
    return image if image.ndim == 3 else np.repeat(image[..., None], 3, axis=2)


def as_damage(mask: NDArray[Any] | None, veiled: NDArray[Any] | None, size: tuple[int, ...]) -> Kinds:
    """Return the kinds of damage (H, W) that the masks mark.

    Parameters
    ----------
    mask
        Lost paint. If it holds only the three levels of the kinds (0, 128, 255, or 0, 0.5, 1), the middle one is
        veiled.
    veiled
        Veiled paint, except where `mask` says that it is lost. At least one of the two masks must be given.
    size
        (H, W), the shape of both masks.

    Raises
    ------
    MuralsError
        If a mask has another shape or other values.
    """
    if veiled is None and mask is not None and mask.dtype == np.uint8 and mask.shape == size and is_of_kinds(mask):
        return mask
    lost, legible = (np.zeros(size, np.bool_),) * 2 if mask is None else _split(mask, size)
    if veiled is not None:
        legible = legible | as_mask(veiled, size)
    return join_kinds(lost, legible)


def _split(mask: NDArray[Any], size: tuple[int, ...]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return the lost and the veiled paint that `mask` marks, both (H, W)."""
    marks = as_mask(mask, size)
    levels = (0, 0.5, 1) if mask.max(initial=0) <= 1 else LEVELS
    if mask.dtype == np.bool_ or not np.isin(mask, levels).all():
        return marks, np.zeros_like(marks)
    veiled = mask == levels[1]
    return marks & ~veiled, veiled


def grow_kinds(kinds: Kinds, dilate: int) -> Kinds:
    """Return `kinds` (H, W) with both kinds of damage grown by `dilate` pixels; lost covers veiled."""
    if not dilate:
        return kinds
    return join_kinds(grow(lost(kinds), dilate), grow(marked(kinds), dilate))


def repair_share(hole: Mask, marks: Mask, feather: int = 0) -> NDArray[np.float32]:
    """Return the share of each pixel that is repainted.

    Within `feather` pixels of the border of `hole` the share falls outwards by the cubic 3 t^2 - 2 t^3, which is smooth
    at both ends. The border of the image is no border of the hole. The pixels of `marks` are repainted completely: old
    paint never mixes into them.

    Parameters
    ----------
    hole
        The pixels to repair, (H, W): the mask, grown.
    marks
        The mask as drawn, (H, W).
    feather
        Width of the ramp in pixels; 0 is a hard edge.

    Returns
    -------
    share
        (H, W) float32 in [0, 1]; zero outside `hole` and only there.
    """
    if not feather:
        return hole.astype(np.float32)
    t = np.minimum(distance_inside(hole) / (feather + 1), 1.0)  # the outermost pixel of the hole is at distance 1
    return np.where(hole & marks, np.float32(1.0), np.asarray(t * t * (3.0 - 2.0 * t), np.float32))


def paste(image: NDArray[Any], painted: NDArray[np.float32], share: NDArray[np.float32]) -> NDArray[Any]:
    """Return `image` (H, W, 3) with `painted` mixed in by `share`; where the share is zero, no value changes."""
    hole, restored = share > 0, image.copy()
    weight = share[hole][:, None]
    mixed = (1.0 - weight) * to_float(image[hole]) + weight * painted[hole]
    restored[hole] = from_float(mixed, image.dtype) if image.dtype.kind != "f" else _within(mixed, image)
    return restored


def _within(x: NDArray[np.float32], image: NDArray[Any]) -> NDArray[Any]:
    """Return `x` clamped to [0, 1], or as far beyond as the float `image` goes, which may be wider than sRGB."""
    return np.clip(x, min(0.0, float(image.min())), max(1.0, float(image.max()))).astype(image.dtype)


def deep_parts(mask: NDArray[np.bool_], limit: float) -> tuple[NDArray[np.bool_], list[Hole]]:
    """Return the parts of `mask` (H, W) that are deeper than `limit` pixels.

    Depth is local: the deep parts are the morphological opening of the mask with a disc of radius `limit`, the part
    that a larger disc fits into. A thin crack that runs into a hole is not deep.

    Returns
    -------
    deep
        The deep parts, (H, W).
    holes
        Their connected components, the deepest first.

    References
    ----------
    Serra 1982, Image Analysis and Mathematical Morphology.
    """
    core = deeper_than(mask, limit)
    if not core.any():
        return core, []
    deep = mask & grow(core, limit)
    return deep, _holes_of(deep, mask)


def in_words(holes: Sequence[Hole]) -> str:
    """Return the first of `holes` as a phrase, and how many more there are; `holes` is not empty."""
    named = "; ".join(map(str, holes[:_NAMED]))
    more = len(holes) - _NAMED
    return f"{named}; and {more} more" if more > 0 else named


def _holes_of(parts: Mask, mask: Mask) -> list[Hole]:
    """Return the connected parts of `parts` (H, W) as holes, the deepest first; `mask` (H, W) is all that is lost."""
    known = not mask.all()
    holes = []
    for part in parts_of(parts):
        rows, columns = part.box
        radius = round(part.depth_in(mask), 2) if known else None
        size = columns.stop - columns.start, rows.stop - rows.start
        holes.append(Hole(columns.start, rows.start, *size, part.pixels, radius))
    return sorted(holes, key=_depth, reverse=True)


def _depth(hole: Hole) -> float:
    return math.inf if hole.radius is None else hole.radius
