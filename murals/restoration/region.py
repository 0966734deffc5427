"""The image, the mask and its holes: checked, grown, measured, and the painting set into them and nowhere else.

In: `(H, W, 3)` or grey `(H, W)`, uint8, uint16 or float in [0, 1]; masks `(H, W)`. Out: damage by its kinds, the holes
that are deep, the share of each pixel that is repainted, and the image with that done.

The size of a hole that counts is how far its innermost pixel lies from the nearest known one: what is painted there
follows from nothing. A hole that the image's border cuts off is not known beyond it, so that border is none of its own.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from murals.data.depth import distance_inside
from murals.errors import MuralsError
from murals.images import Kinds, as_mask, from_float, join_kinds, lost, marked, to_float
from murals.images.kinds import LEVELS

_NAMED = 3  # holes that a sentence names; the report for machines names all

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Hole:
    """One connected hole: the box around it and its inscribed radius, all in pixels of the photograph."""

    x: int
    y: int
    width: int
    height: int
    pixels: int
    radius: float | None  # distance of its innermost pixel to the nearest known one; None where none is known

    def __str__(self) -> str:
        """Name the hole as people find it: its size, its place, how deep it is."""
        depth = "nothing around it is known" if self.radius is None else f"inscribed radius {self.radius:.0f} px"
        return f"{self.width}x{self.height} px at {self.x},{self.y} ({depth})"

    def as_plain(self) -> dict[str, Any]:
        """Return the hole as values that JSON knows."""
        return vars(self).copy()


def as_rgb(image: NDArray[Any]) -> NDArray[Any]:
    """Return the image as (H, W, 3), a grey one with three equal channels; raises `MuralsError` for any other form."""
    if image.ndim not in (2, 3) or (image.ndim == 3 and image.shape[2] != 3) or not image.size:
        raise MuralsError(f"an image of shape {image.shape}: expected (H, W, 3) RGB or (H, W) grey, without alpha")
    if image.dtype not in (np.uint8, np.uint16) and image.dtype.kind != "f":
        raise MuralsError(f"an image of {image.dtype}: expected uint8, uint16 or float in [0, 1]")
    if image.dtype.kind == "f" and not (image.min() >= 0 and image.max() <= 1):  # also where either is NaN
        span = f"{image.min():g} to {image.max():g}"
        raise MuralsError(f"a float image with values from {span}: expected 0 to 1, divide it by its white")
    return image if image.ndim == 3 else np.repeat(image[..., None], 3, axis=2)


def as_damage(mask: NDArray[Any] | None, veiled: NDArray[Any] | None, size: tuple[int, ...]) -> Kinds:
    """Return the damage (H, W) that `mask` and `veiled` mark, at least one of them given; both must be of `size`.

    What `mask` marks is lost, but where it holds nothing beside the three levels of the kinds (0, 128, 255, or 0, a
    half, 1): then its middle one is veiled. Whatever `veiled` marks is veiled, unless it is lost too.
    """
    lost, legible = (np.zeros(size, np.bool_),) * 2 if mask is None else _split(mask, size)
    if veiled is not None:
        legible = legible | as_mask(veiled, size)
    return join_kinds(lost, legible)


def _split(mask: NDArray[Any], size: tuple[int, ...]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return what `mask` says is lost and what it says is veiled, both (H, W)."""
    marks = as_mask(mask, size)
    levels = (0, 0.5, 1) if mask.max(initial=0) <= 1 else LEVELS
    if mask.dtype == np.bool_ or not np.isin(mask, levels).all():
        return marks, np.zeros_like(marks)
    veiled = mask == levels[1]
    return marks & ~veiled, veiled


def grow(mask: Mask, dilate: float) -> Mask:
    """Return `mask` (H, W) grown by a disc of radius `dilate` pixels."""
    if not dilate or not mask.any():
        return mask
    return distance_inside(~mask) <= dilate


def grow_kinds(kinds: Kinds, dilate: int) -> Kinds:
    """Return `kinds` (H, W) with both kinds of damage grown by `dilate` pixels, lost over veiled."""
    if not dilate:
        return kinds
    return join_kinds(grow(lost(kinds), dilate), grow(marked(kinds), dilate))


def repair_share(hole: Mask, marks: Mask, feather: int = 0) -> NDArray[np.float32]:
    """Return the share of each pixel that is repainted, (H, W) float32 in [0, 1]; zero outside `hole` and only there.

    `hole` (H, W) is the mask `marks` (H, W), grown. Within `feather` pixels of the border of `hole` the share falls
    outwards by the cubic 3 t^2 - 2 t^3, smooth at both ends; the border of the image is no border of the hole. What
    `marks` holds is repainted wholly: old paint never mixes into it.
    """
    if not feather:
        return hole.astype(np.float32)
    t = np.minimum(distance_inside(hole) / (feather + 1), 1.0)  # the outermost pixel of the hole is at distance 1
    return np.where(hole & marks, np.float32(1.0), np.asarray(t * t * (3.0 - 2.0 * t), np.float32))


def paste(image: NDArray[Any], painted: NDArray[np.float32], share: NDArray[np.float32]) -> NDArray[Any]:
    """Return `image` (H, W, 3) with `painted` mixed in by `share`; where that is zero, the very values of `image`."""
    hole, restored = share > 0, image.copy()
    weight = share[hole][:, None]
    mixed = (1.0 - weight) * to_float(image[hole]) + weight * painted[hole]
    restored[hole] = from_float(mixed, image.dtype)
    return restored


def deep_parts(mask: NDArray[np.bool_], limit: float) -> tuple[NDArray[np.bool_], list[Hole]]:
    """Return where `mask` (H, W) is deeper than `limit` pixels, (H, W), and these parts as holes, the deepest first.

    Depth is judged locally, by the opening of the mask with a disc of that radius (Serra 1982, Image Analysis and
    Mathematical Morphology): the part that a larger disc fits into. A thin crack that runs into a hole is not deep.
    """
    depth = distance_inside(mask)
    core = depth > limit
    if not core.any():
        return core, []
    deep = mask & (distance_inside(~core) <= limit)
    return deep, _holes_of(deep, depth, known=not mask.all())


def in_words(holes: Sequence[Hole]) -> str:
    """Return the first of `holes`, at least one, as a phrase, and how many more there are."""
    named = "; ".join(map(str, holes[:_NAMED]))
    more = len(holes) - _NAMED
    return f"{named}; and {more} more" if more > 0 else named


def _holes_of(parts: NDArray[np.bool_], depth: NDArray[np.float32], *, known: bool) -> list[Hole]:
    """Return the connected parts as holes, the deepest first; `depth` (H, W) is that of the mask they belong to, and
    tells nothing where no pixel is known.
    """
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(parts.astype(np.uint8), connectivity=8)
    radii = np.zeros(count, np.float32)
    np.maximum.at(radii, labels[parts], depth[parts])
    holes = []
    for label in range(1, count):
        x, y, width, height, pixels = map(int, boxes[label])
        holes.append(Hole(x, y, width, height, pixels, round(float(radii[label]), 2) if known else None))
    return sorted(holes, key=_depth, reverse=True)


def _depth(hole: Hole) -> float:
    return math.inf if hole.radius is None else hole.radius
