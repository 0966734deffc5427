"""Marks drawn on a picture, and the region to blend that they make.

In: marks as the browser sends them, in whole or parts of pixels of the full picture, (0, 0) the centre of the first.
Out: a region (H, W) bool of any size, so that the preview and the result come from the same marks.

A polygon and the brush add to what was there, the eraser takes away, a mask file adds what it marks. Nothing here is
trusted: whatever the browser sends is read number by number.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from murals.blending.region import Point, polygon_region
from murals.errors import MuralsError

MOST_POINTS = 100_000  # of one drawing: an hour of brushing; more is no drawing by hand
MOST_COORDINATE = 1_000_000.0  # px; beyond any picture that is read, and within what OpenCV counts in

Region = NDArray[np.bool_]


@dataclass(frozen=True)
class Polygon:
    """An area, drawn corner by corner; it counts once it is closed."""

    points: tuple[Point, ...] = ()
    closed: bool = False


@dataclass(frozen=True)
class Stroke:
    """A way of the brush, or of the eraser, that is `width` pixels wide."""

    points: tuple[Point, ...]
    width: float
    erase: bool = False


@dataclass(frozen=True)
class MaskFile:
    """The mask that was imported; the server knows the file, the browser does not."""


Mark = Polygon | Stroke | MaskFile
Marks = tuple[Mark, ...]


def read_marks(value: Any) -> Marks:
    """Return the marks that the browser sent as JSON.

    Raises
    ------
    MuralsError
        For what is no drawing.
    """
    if not isinstance(value, list):
        raise MuralsError(f"the drawing is {type(value).__name__}: expected a list of marks; start again")
    try:
        marks = tuple(_read_mark(mark) for mark in value)
    except (KeyError, TypeError, ValueError) as error:
        raise MuralsError(f"the drawing holds what is no mark ({error}): start again") from error
    if sum(len(mark.points) for mark in marks if not isinstance(mark, MaskFile)) > MOST_POINTS:
        raise MuralsError(f"the drawing has over {MOST_POINTS} points: start again, or import a mask file")
    return marks


def write_marks(marks: Marks) -> list[dict[str, Any]]:
    """Return `marks` as the JSON that the browser draws."""
    return [_KINDS_WRITTEN[type(mark)] | vars(mark) for mark in marks]


def undo(marks: Marks) -> Marks:
    """Return `marks` without the last step: a point, the closing of a polygon, a stroke, an import."""
    if not marks:
        return marks
    *before, last = marks
    if not isinstance(last, Polygon):
        return tuple(before)
    if last.closed:
        return (*before, replace(last, closed=False))
    return (*before, replace(last, points=last.points[:-1])) if len(last.points) > 1 else tuple(before)


def close(marks: Marks) -> Marks:
    """Return `marks` with the last polygon closed.

    Raises
    ------
    MuralsError
        If there is none that can be.
    """
    if not marks or not isinstance(marks[-1], Polygon) or len(marks[-1].points) < 3:
        raise MuralsError("nothing to close: click three or more corners of a polygon on the picture first")
    return (*marks[:-1], replace(marks[-1], closed=True))


def only_polygon(marks: Marks) -> Polygon | None:
    """Return the closed polygon that is all there is, or None where the region needs a mask to be told."""
    shown = [mark for mark in marks if not isinstance(mark, Polygon) or mark.closed]
    return shown[0] if len(shown) == 1 and isinstance(shown[0], Polygon) else None


def polygon_text(polygon: Polygon) -> str:
    """Return the corners as `murals blend --polygon` takes them: "x,y x,y x,y"."""
    return " ".join(f"{x:g},{y:g}" for x, y in polygon.points)


def draw_region(marks: Marks, size: tuple[int, int], full: tuple[int, int], imported: Region | None) -> Region | None:
    """Return what `marks` cover, (H, W) bool of `size`, or None where they cover nothing.

    `full` is the (height, width) in whose pixels they were drawn, `imported` the mask file's region at `size`. A
    polygon is open until it is closed, and then covers nothing.
    """
    region = np.zeros(size, np.bool_)
    for mark in marks:
        if isinstance(mark, MaskFile):
            region |= _known(imported)
        elif isinstance(mark, Stroke):
            _brush(region, mark, size, full)
        elif mark.closed:
            region |= polygon_region(scale_points(mark.points, full, size), size)
    return region if region.any() else None


def scale_points(points: Sequence[Point], full: tuple[int, int], size: tuple[int, int]) -> list[Point]:
    """Return `points` (x, y) of a picture of `full` (height, width) in pixels of the same picture at `size`."""
    down, across = size[0] / full[0], size[1] / full[1]
    return [((x + 0.5) * across - 0.5, (y + 0.5) * down - 0.5) for x, y in points]


def _brush(region: Region, stroke: Stroke, size: tuple[int, int], full: tuple[int, int]) -> None:
    """Draw or erase one stroke in `region`: the pixels no further from its way than half its width.

    OpenCV's own thick lines cover whatever they touch, two pixels more than the width.
    """
    way = np.rint(scale_points(stroke.points, full, size)).astype(np.int32)  # (N, 2) x, y
    radius = max(stroke.width * size[1] / full[1] / 2, 0.5)
    low = np.maximum(way.min(axis=0) - int(radius) - 1, 0)
    high = np.minimum(way.max(axis=0) + int(radius) + 2, size[::-1])
    if (low >= high).any():
        return  # beside the picture
    canvas = np.ones((high - low)[::-1], np.uint8)
    cv2.polylines(canvas, [np.vstack([way, way[-1:]]) - low.astype(np.int32)], False, 0)  # a point too is a way
    near = cv2.distanceTransform(canvas, cv2.DIST_L2, cv2.DIST_MASK_PRECISE) <= radius
    region[low[1] : high[1], low[0] : high[0]][near] = not stroke.erase


def _known(imported: Region | None) -> Region:
    if imported is None:
        raise MuralsError("the drawing names a mask file, but none was imported: import it again")
    return imported


def _read_mark(mark: dict[str, Any]) -> Mark:
    """Return one mark of the browser; raises KeyError, TypeError or ValueError for what is none."""
    kind = mark["kind"]
    if kind == "mask":
        return MaskFile()
    points = tuple(_read_point(point) for point in mark["points"])
    if not points:
        raise ValueError("a mark without points")
    if kind == "polygon":
        return Polygon(points, bool(mark["closed"]) and len(points) > 2)
    if kind != "stroke":
        raise ValueError(f"an unknown kind of mark, {str(kind)[:20]!r}")
    return Stroke(points, min(max(_number(mark["width"]), 1.0), MOST_COORDINATE), bool(mark["erase"]))


def _read_point(point: Sequence[Any]) -> Point:
    x, y = point
    return _number(x), _number(y)


def _number(value: Any) -> float:
    """Return a coordinate; raises ValueError where it is beyond any picture, or no number."""
    number = float(value)
    if not abs(number) <= MOST_COORDINATE:
        raise ValueError(f"a coordinate of {number:g}")
    return number


_KINDS_WRITTEN = {Polygon: {"kind": "polygon"}, Stroke: {"kind": "stroke"}, MaskFile: {"kind": "mask"}}
