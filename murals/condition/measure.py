"""Components of a map of damage, and their measures in pixels."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from murals.condition.cracks import depth_of, trace

ELONGATED = 6.0  # a crack is so many times as long as it is wide on average
SLENDER = 3.0  # and so many times as long as it is wide at its widest place
RULE = (
    f"A component is a crack if its skeleton is at least {ELONGATED:g} times as long as it is wide on average, and at "
    f"least {SLENDER:g} times as long as it is wide at its widest place; any other is a loss."
)
_LEAST = 6  # pixels that the smallest crack has


@dataclass(frozen=True)
class Component:
    """One connected piece of damage of one condition; lengths are in pixels."""

    number: int  # from 1, the largest first, over all conditions
    condition: str
    kind: str  # loss or crack
    pixels: int
    x: int  # of the box around it
    y: int
    width: int
    height: int
    extent: float  # the largest distance between two of its points
    inside: tuple[int, int]  # x, y of a pixel that is deep inside
    length: float | None = None  # of a crack, along its skeleton
    mean_width: float | None = None
    largest_width: float | None = None


@dataclass(frozen=True)
class Condition:
    """One condition of the map: where it is, and the colour that shows it."""

    name: str
    colour: str  # #rrggbb
    ink: str  # the colour of the map, in words
    number: int  # its number in the map of conditions (H, W); 0 is sound


def find_components(conditions: Sequence[Condition], where: NDArray[np.uint8]) -> list[Component]:
    """Return the 8-connected components of all `conditions` in the map `where` (H, W), the largest first."""
    found: list[dict[str, Any]] = []
    for condition in conditions:
        count, labels, stats, _ = cv2.connectedComponentsWithStats(
            (where == condition.number).view(np.uint8), connectivity=8, ltype=cv2.CV_32S
        )
        for label in range(1, count):
            x, y, width, height, pixels = map(int, stats[label])
            shape = labels[y : y + height, x : x + width] == label
            box = {"x": x, "y": y, "width": width, "height": height}
            found.append({"condition": condition.name, "pixels": pixels, **box, **_measured(shape, x, y)})
    found.sort(key=lambda one: (-one["pixels"], one["y"], one["x"]))
    return [Component(number=number, **one) for number, one in enumerate(found, 1)]


def largest_extent(shape: NDArray[np.bool_]) -> float:
    """Return the largest distance between two points of `shape` (H, W), whose pixels are squares of side 1.

    This is the maximum Feret diameter, found among the corners of the convex hull.
    """
    rows = np.flatnonzero(shape.any(axis=1))
    first = shape[rows].argmax(axis=1)
    last = shape.shape[1] - shape[rows, ::-1].argmax(axis=1)
    ends = np.stack([np.concatenate([first, last]), np.concatenate([rows, rows])], 1)  # (2 R, 2) as x, y
    hull = cv2.convexHull(np.concatenate([ends, ends + [0, 1]]).astype(np.int32))[:, 0].astype(np.float64)
    apart = hull[:, None] - hull[None]
    return float(np.sqrt((apart**2).sum(axis=2).max()))


def _measured(shape: NDArray[np.bool_], x: int, y: int) -> dict[str, Any]:
    """Return kind, extent and place of `shape` (H, W), whose box begins at `x`, `y`; of a crack its lengths too."""
    depth = depth_of(shape)
    row, column = divmod(int(depth.argmax()), depth.shape[1])
    deepest = float(depth[row, column])
    said: dict[str, Any] = {
        "kind": "loss",
        "extent": largest_extent(shape),
        "inside": (x + column - 1, y + row - 1),
    }
    if int(shape.sum()) < _LEAST or not _may_be_thin(shape, deepest):
        return said
    traced = trace(shape, depth)
    if traced.length >= max(ELONGATED * traced.mean_width, SLENDER * traced.largest_width):
        said |= {"kind": "crack", **vars(traced)}
    return said


def _may_be_thin(shape: NDArray[np.bool_], deepest: float) -> bool:
    """Tell whether half of the outline of `shape`, which no skeleton exceeds by much, is long for its depth."""
    outlines, _ = cv2.findContours(shape.view(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    return sum(cv2.arcLength(one, True) for one in outlines) / 2 + 2 * deepest >= SLENDER * (2 * deepest - 1)
