"""How large the holes of a mask are, and which of them a model has never learned to fill.

In: a mask `(H, W)` bool, True = lost. Out: the parts of it that are deep, with place and size.

The size that counts is how far the hole's innermost pixel lies from the nearest known one: what is painted there
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

_NAMED = 3  # holes that a sentence names; the report for machines names all


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
