"""Brushes: washes that shade off from their contour, and lines of varying width.

A motif is drawn in its own coordinates; a `Brush` knows where on the wall they lie. Wall units: the short side of the
picture is 768 of them, whatever its pixels, so a mural keeps its drawing at any size.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple, TypeAlias

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from murals.drawing.curves import Path, lengths, normals, resampled, ring, thickened
from murals.drawing.palette import Colour, Palette, Ramp

Paint: TypeAlias = Colour | Ramp

WALL_UNITS = 768  # length of the picture's short side
OVERSAMPLING = 2  # pixels of the drawing per pixel of the picture, each way
SUBPIXEL_BITS = 4  # OpenCV takes polygon corners in sixteenths of a pixel
PRESSURE = 0.16  # how much the width of a line wavers
WATER_DEPTH = 12  # how far, of 255 steps of a ramp, water carries the pigment of a wash unevenly


class Wall(NamedTuple):
    """The surface all brushes of one mural paint on: `(H, W, 3)` uint8 RGB, oversampled, and its uneven wetness."""

    pixels: NDArray[np.uint8]
    wetness: NDArray[np.float32]
    scale: float  # pixels per wall unit

    @property
    def size(self) -> tuple[float, float]:
        """Return width and height in wall units."""
        height, width = self.pixels.shape[:2]
        return width / self.scale, height / self.scale


def prepare_wall(height: int, width: int, ground: Colour, rng: np.random.Generator) -> Wall:
    """Return a wall of `height` x `width` picture pixels covered with the ground colour."""
    rows, columns = height * OVERSAMPLING, width * OVERSAMPLING
    scale = OVERSAMPLING * min(height, width) / WALL_UNITS
    cells = rng.standard_normal((max(int(rows / scale / 9), 4), max(int(columns / scale / 9), 4)), np.float32)
    wetness = cv2.resize(cells, (columns, rows), interpolation=cv2.INTER_LINEAR) * WATER_DEPTH
    return Wall(np.full((rows, columns, 3), ground, np.uint8), wetness, scale)


def unmoved(path: Path) -> Path:
    """Return the path as it is."""
    return path


@dataclass(frozen=True)
class Brush:
    """A brush that paints in the coordinates of a motif; `hair` is its line width in wall units."""

    wall: Wall
    palette: Palette
    rng: np.random.Generator
    hair: float = 1.5
    matrix: Path = field(default_factory=lambda: np.eye(2))  # turns, scales, mirrors; points are rows
    origin: Path = field(default_factory=lambda: np.zeros(2))
    bend: Callable[[Path], Path] = unmoved  # follows a curved path, after matrix and origin
    size: float = 1.0  # wall units per unit of the motif

    def placed(
        self, at: ArrayLike, *, size: float = 1.0, angle: float = 0.0, mirror: bool = False, hair: float | None = None
    ) -> "Brush":
        """Return a brush whose origin lies at `at`, mirrored in x, `size` times as large, turned by `angle` turns."""
        cos, sin = size * math.cos(math.tau * angle), size * math.sin(math.tau * angle)
        flip = -1 if mirror else 1
        return replace(
            self,
            matrix=np.array([[flip * cos, flip * sin], [-sin, cos]]) @ self.matrix,
            origin=np.asarray(at, float) @ self.matrix + self.origin,
            size=self.size * size,
            hair=self.hair if hair is None else hair,
        )

    def along(self, path: Path) -> "Brush":
        """Return a brush whose x runs along the path by length, and whose y is the distance from it.

        Negative y is to the left of the way: outwards where the path runs clockwise.
        """
        spine = resampled(path, max(int(lengths(path)[-1] / 4), 64))
        stops, side = lengths(spine), normals(spine)
        if np.allclose(spine[0], spine[-1]):  # a closed path has one normal where it meets itself
            side[0] = side[-1] = (side[0] + side[-1]) / np.linalg.norm(side[0] + side[-1])

        def follow(local: Path) -> Path:
            on_spine = np.stack([np.interp(local[:, 0], stops, spine[:, i]) for i in (0, 1)], axis=1)
            across = np.stack([np.interp(local[:, 0], stops, side[:, i]) for i in (0, 1)], axis=1)
            return self.to_wall(on_spine - across * local[:, 1:])

        return replace(self, matrix=np.eye(2), origin=np.zeros(2), bend=follow)

    def to_wall(self, path: Path) -> Path:
        """Return a path of the motif in wall units."""
        return self.bend(path @ self.matrix + self.origin)

    def wash(self, outline: ArrayLike, paint: Paint, *, reach: float = 0.0) -> None:
        """Fill an outline: with one colour, or with a ramp that runs from the contour to `reach` inside it."""
        points = self._pixels(outline)
        if isinstance(paint, tuple):
            cv2.fillPoly(self.wall.pixels, [_fixed(points)], paint, cv2.LINE_AA, SUBPIXEL_BITS)
        else:
            _shade(self.wall, points, paint, reach * self.size * self.wall.scale)

    def line(
        self,
        path: ArrayLike,
        colour: Colour | None = None,
        *,
        weight: float = 1.0,
        closed: bool = False,
        taper: float = 1.0,
    ) -> None:
        """Draw a line of `weight` hairs; with `taper` 1 both ends run out, with 0 it keeps its width (iron wire)."""
        points = self._pixels(path)
        if closed:
            points, taper = np.vstack([points, points[:1]]), 0.0
        turn, phase = self.rng.random(2)
        t = np.arange(len(points)) * ((4 + 5 * turn) / len(points)) + 6 * phase
        press = 1 + PRESSURE * np.sin(t)  # the hand is never even
        half = 0.5 * weight * self.hair * self.wall.scale * _swell(len(points), taper) * press
        cv2.fillPoly(
            self.wall.pixels,
            [_fixed(thickened(points, np.maximum(half, 0.35)))],
            colour or self.palette.line,
            cv2.LINE_AA,
            SUBPIXEL_BITS,
        )

    def shape(
        self, outline: ArrayLike, paint: Paint, *, reach: float = 0.0, edge: Colour | None = None, weight: float = 1.0
    ) -> None:
        """Wash an outline and draw its contour."""
        self.wash(outline, paint, reach=reach)
        self.line(outline, edge, weight=weight, closed=True)

    def disc(self, centre: ArrayLike, radius: float | tuple[float, float], paint: Paint, *, reach: float = 0.0) -> None:
        """Wash a disc or an ellipse."""
        self.wash(ring(centre, radius)[:-1], paint, reach=reach)

    def _pixels(self, path: ArrayLike) -> Path:
        return self.to_wall(np.asarray(path, float)) * self.wall.scale


@lru_cache(maxsize=1024)
def _swell(count: int, taper: float) -> Path:
    """Return the relative width of a line at its points: thin at both ends, full in the middle."""
    t = np.linspace(0, 1, count)
    return 1 - taper + taper * (0.25 + 0.75 * np.sin(np.pi * t) ** 0.6)


def _fixed(points: Path) -> NDArray[np.int32]:
    """Return pixel coordinates as OpenCV's fixed-point corners."""
    return np.round(points * (1 << SUBPIXEL_BITS)).astype(np.int32)


def _shade(wall: Wall, points: Path, ramp: Ramp, reach: float) -> None:
    """Fill a polygon by the depth of each pixel inside it: `ramp[0]` at the contour, `ramp[255]` from `reach` on."""
    rows, columns = wall.pixels.shape[:2]
    margin = int(reach) + 2  # keeps the wall's edge from being taken for the contour
    low = np.maximum(np.floor(points.min(0)).astype(int) - 2, -margin)
    high = np.minimum(np.ceil(points.max(0)).astype(int) + 3, (columns + margin, rows + margin))
    x0, y0, x1, y1 = max(low[0], 0), max(low[1], 0), min(high[0], columns), min(high[1], rows)
    if x0 >= x1 or y0 >= y1:
        return
    inside = np.zeros((high[1] - low[1], high[0] - low[0]), np.uint8)
    cv2.fillPoly(inside, [_fixed(points - low)], 255, cv2.LINE_8, SUBPIXEL_BITS)
    depth = cv2.distanceTransform(inside, cv2.DIST_L2, 3)
    here = (slice(y0 - low[1], y1 - low[1]), slice(x0 - low[0], x1 - low[0]))
    there = (slice(y0, y1), slice(x0, x1))
    index = np.clip(depth[here] * (255 / max(reach, 1.0)) + wall.wetness[there], 0, 255).astype(np.uint8)
    paint = cv2.LUT(cv2.merge([index, index, index]), ramp[:, None])
    cv2.copyTo(paint, inside[here], wall.pixels[there])
