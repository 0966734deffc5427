"""How large the holes of a mask are, and which of them a model has never learned to fill.

In: a mask `(H, W)` bool, True = repair. Out: its connected holes with place and size, and the mask without the large.

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

    def exceeds(self, limit: float) -> bool:
        """Tell whether the hole is deeper than `limit` pixels."""
        return self.radius is None or self.radius > limit

    def as_plain(self) -> dict[str, Any]:
        """Return the hole as values that JSON knows."""
        return vars(self).copy()


def find_holes(mask: NDArray[np.bool_]) -> list[Hole]:
    """Return the holes of `mask` (H, W), the deepest first; pixels that touch at a corner belong together."""
    return sorted((hole for _, hole in _labelled(mask)[1]), key=_depth, reverse=True)


def leave_large_holes(mask: NDArray[np.bool_], limit: float) -> tuple[NDArray[np.bool_], list[Hole]]:
    """Return `mask` (H, W) without the holes deeper than `limit` pixels, and those holes, the deepest first.

    A hole is left alone or repaired as a whole: half a hole filled would end in an invented edge.
    """
    labels, holes = _labelled(mask)
    large = [(label, hole) for label, hole in holes if hole.exceeds(limit)]
    kept = mask & ~np.isin(labels, [label for label, _ in large])
    return kept, sorted((hole for _, hole in large), key=_depth, reverse=True)


def in_words(holes: Sequence[Hole]) -> str:
    """Return the first of `holes`, at least one, as a phrase, and how many more there are."""
    named = "; ".join(map(str, holes[:_NAMED]))
    more = len(holes) - _NAMED
    return f"{named}; and {more} more" if more > 0 else named


def _labelled(mask: NDArray[np.bool_]) -> tuple[NDArray[np.int32], list[tuple[int, Hole]]]:
    """Return the label of each pixel (H, W), zero outside, and each label's hole."""
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    radii = np.zeros(count, np.float32)
    np.maximum.at(radii, labels[mask], distance_inside(mask)[mask])
    known = not mask.all()
    holes = []
    for label in range(1, count):
        x, y, width, height, pixels = map(int, boxes[label])
        radius = round(float(radii[label]), 2) if known else None
        holes.append((label, Hole(x, y, width, height, pixels, radius)))
    return labels, holes


def _depth(hole: Hole) -> float:
    return math.inf if hole.radius is None else hole.radius
