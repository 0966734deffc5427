"""The region to blend: a polygon, or the opaque part of the source.

A region is (H, W) bool in source pixels, True = blend. It may have several parts and holes.
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
    """Return the pixels whose centres lie in the polygon, (H, W) bool.

    Parameters
    ----------
    points
        (x, y) in pixels; (0, 0) is the centre of the first pixel. Winding is arbitrary, self-crossings follow the
        even-odd rule, the last point is joined to the first, and parts outside the picture are cut.
    size
        (height, width) of the picture.

    Raises
    ------
    MuralsError
        If there are fewer than three points, or one is not finite.
    """
    if len(points) < 3:
        raise MuralsError(f"a polygon of {len(points)} points: expected three or more")
    if not np.isfinite(np.asarray(points, float)).all():
        raise MuralsError("a point of the polygon is no number: expected x,y in pixels")
    return np.asarray(polygon2mask(size, [(y, x) for x, y in points]), np.bool_)


def parse_polygon(text: str) -> list[Point]:
    """Return the points of `"x,y x,y x,y ..."`.

    Raises
    ------
    MuralsError
        If the text is no such list.
    """
    points = [parse_numbers(word, "--polygon", count=2) for word in text.split()]
    if len(points) < 3:
        raise MuralsError(
            f'--polygon "{text}" has {len(points)} points: expected three or more, as "10,10 90,10 50,80"'
        )
    return [(x, y) for x, y in points]


def opaque_region(alpha: NDArray[Any], white: float) -> NDArray[np.bool_]:
    """Return where `alpha` (H, W) is more than half of `white`."""
    return np.asarray(alpha > white / 2)


def bounds(region: NDArray[np.bool_]) -> tuple[slice, slice]:
    """Return rows and columns of the bounding box of `region` (H, W).

    Raises
    ------
    MuralsError
        If the region is empty.
    """
    rows = np.flatnonzero(region.any(axis=1))
    if not len(rows):
        raise MuralsError(
            "the region is empty: mark with white in the mask, or with the polygon, what is to be blended"
        )
    columns = np.flatnonzero(region[rows[0] : rows[-1] + 1].any(axis=0))
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)
