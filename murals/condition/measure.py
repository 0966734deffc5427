"""The components of each condition, measured: area, place, extent, width, and of cracks the length.

A component is a set of pixels of one condition that touch each other, also at corners. Every component is measured in
a window of its own, so that time follows the marked pixels and not the picture.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from murals.condition.cracks import Crack, measure_crack

ELONGATION = 10  # a bar is a crack from this ratio of length to width

Mask = NDArray[np.bool_]
Shape = Literal["area", "crack"]


@dataclass(frozen=True)
class Component:
    """One component, in pixels of the photograph; places are counted from its upper left corner."""

    number: int  # by area, the largest is 1
    condition: int  # index in the list of conditions
    pixels: int
    box: tuple[int, int, int, int]  # left, top, width, height
    centre: tuple[float, float]  # x, y of the centre of gravity
    spot: tuple[int, int]  # x, y of its innermost pixel
    extent: float  # the largest distance of two of its points
    widest: float  # the diameter of the largest disc that fits into it, within half a pixel
    crack: Crack | None = None

    @property
    def shape(self) -> Shape:
        """Whether it is long and thin."""
        return "area" if self.crack is None else "crack"


def find_components(which: NDArray[np.uint8], count: int) -> list[Component]:
    """Return the components, the largest first.

    Parameters
    ----------
    which
        (H, W), 0 where the wall is sound, else the condition, from 1 to `count`.
    """
    found = [one for condition in range(count) for one in _of_condition(which == condition + 1, condition)]
    found.sort(key=lambda one: (-one.pixels, one.box))
    return [replace(one, number=number) for number, one in enumerate(found, 1)]


def _of_condition(mask: Mask, condition: int) -> Iterator[Component]:
    """Yield the components of one condition, without numbers."""
    left, top, width, height = cv2.boundingRect(mask.astype(np.uint8))
    part = np.pad(mask[top : top + height, left : left + width], 1).astype(np.uint8)  # the picture's border is an edge
    if not part.any():
        return
    count, labels, stats, centres = cv2.connectedComponentsWithStats(part, connectivity=8)
    depth = cv2.distanceTransform(part, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    for label in range(1, count):
        x, y, across, down, pixels = map(int, stats[label])
        window = slice(y, y + down), slice(x, x + across)
        inside = labels[window] == label
        one = _measure(inside, np.where(inside, depth[window], np.float32(0)), pixels)
        at = left - 1 + x, top - 1 + y
        yield replace(
            one,
            condition=condition,
            box=(*at, across, down),
            centre=(float(centres[label][0]) + left - 1, float(centres[label][1]) + top - 1),
            spot=(one.spot[0] + at[0], one.spot[1] + at[1]),
        )


def _measure(inside: Mask, depth: NDArray[np.float32], pixels: int) -> Component:
    """Return the component `inside` (H, W), its place still in its window."""
    y, x = divmod(int(depth.argmax()), depth.shape[1])
    widest = 2 * float(depth[y, x]) - 0.5  # a line of 2n - 1 and one of 2n pixels have the same depth
    crack = measure_crack(inside, depth) if pixels >= ELONGATION * widest**2 else None
    return Component(0, 0, pixels, (0, 0, 0, 0), (0.0, 0.0), (x, y), largest_extent(inside), widest, crack)


def largest_extent(inside: Mask) -> float:
    """Return the largest distance between two points of the pixels `inside` (H, W), which are squares of side 1."""
    outline, _ = cv2.findContours(inside.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    hull = cv2.convexHull(np.concatenate(outline))[:, 0].astype(np.float64)
    across, down = (np.abs(hull[:, None, axis] - hull[None, :, axis]) + 1 for axis in (0, 1))
    return float(np.hypot(across, down).max())
