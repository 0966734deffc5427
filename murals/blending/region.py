"""Which pixels of the source are blended: a mask, a polygon, or what its alpha leaves opaque.

Out: (H, W) bool in source pixels, True = blend. Several parts and holes are as good as one disc.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from skimage.draw import polygon2mask

from murals.blending.settings import parse_numbers
from murals.errors import MuralsError

Point = tuple[float, float]


def polygon_region(points: Sequence[Point], size: tuple[int, int]) -> NDArray[np.bool_]:
    """Return the pixels of a picture of `size` (height, width) whose centres lie in the polygon, (H, W) bool.

    `points` are (x, y) in pixels, (0, 0) the centre of the first; any winding, self-crossings by the even-odd rule, the
    last point joined to the first. What lies outside the picture is cut. Raises MuralsError for under three points.
    """
    if len(points) < 3:
        raise MuralsError(f"a polygon of {len(points)} points: expected three or more")
    if not np.isfinite(np.asarray(points, float)).all():
        raise MuralsError("a point of the polygon is no number: expected x,y in pixels")
    return np.asarray(polygon2mask(size, [(y, x) for x, y in points]), np.bool_)


def parse_polygon(text: str) -> list[Point]:
    """Return the points of `"x,y x,y x,y ..."`; raises MuralsError for what is no such list."""
    points = [parse_numbers(word, "--polygon", count=2) for word in text.split()]
    if len(points) < 3:
        raise MuralsError(
            f'--polygon "{text}" has {len(points)} points: expected three or more, as "10,10 90,10 50,80"'
        )
    return [(x, y) for x, y in points]


def opaque_region(alpha: NDArray[Any], white: float) -> NDArray[np.bool_]:
    """Return where `alpha` (H, W), `white` where opaque, covers more than half."""
    return np.asarray(alpha > white / 2)


def bounds(region: NDArray[np.bool_]) -> tuple[slice, slice]:
    """Return rows and columns of the smallest rectangle around `region` (H, W); raises MuralsError if it is empty."""
    rows = np.flatnonzero(region.any(axis=1))
    if not len(rows):
        raise MuralsError(
            "the region is empty: mark with white in the mask, or with the polygon, what is to be blended"
        )
    columns = np.flatnonzero(region[rows[0] : rows[-1] + 1].any(axis=0))
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)
