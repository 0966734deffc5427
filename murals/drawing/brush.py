"""The painter's hand: washes with shaded contours, brush lines that swell and taper, on a wall kept at twice its size.

Points are `(N, 2)` float arrays of x, y in pixels of the finished picture. Dunhuang's painters laid flat mineral
colour, graded it along the contour (xuanran) and closed the form with lines of iron-wire evenness.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

Points = NDArray[np.float64]
Colour = tuple[float, float, float]

FINE = 2  # the wall is painted at twice its size and brought down by area
_SHIFT = 4  # OpenCV's fixed point: sixteenths of a pixel

PALETTE: dict[str, Colour] = {
    "plaster": (0.80, 0.71, 0.57),
    "white": (0.92, 0.88, 0.79),
    "malachite": (0.38, 0.58, 0.48),
    "pale green": (0.62, 0.72, 0.60),
    "azurite": (0.25, 0.39, 0.55),
    "pale blue": (0.56, 0.66, 0.70),
    "cinnabar": (0.70, 0.30, 0.21),
    "red ochre": (0.53, 0.27, 0.19),
    "yellow ochre": (0.80, 0.62, 0.34),
    "flesh": (0.86, 0.72, 0.58),
    "umber": (0.36, 0.23, 0.17),
    "soot": (0.19, 0.14, 0.12),
}


class Wall:
    """A painted wall in the making: colours, and the generator that decides what chance decides."""

    def __init__(self, height: int, width: int, rng: np.random.Generator) -> None:
        """Start with plain plaster of `height` x `width` pixels."""
        self.height, self.width, self.rng = height, width, rng
        self.rgb = np.full((height * FINE, width * FINE, 3), PALETTE["plaster"], np.float32)

    def wash(
        self,
        shapes: Points | Sequence[Points],
        colour: str,
        *,
        opacity: float = 0.92,
        shade: float = 0.0,
        rim: float = 8.0,
    ) -> None:
        """Fill closed `shapes` (several cut holes into one another); `shade` darkens towards the contour over `rim`
        pixels.
        """
        shapes = [shapes] if isinstance(shapes, np.ndarray) else list(shapes)
        box = self._box(np.concatenate(shapes), 2.0)
        if box is None:
            return
        top, bottom, left, right = box
        cover = np.zeros((bottom - top, right - left), np.uint8)
        cv2.fillPoly(cover, [_fixed(shape * FINE - (left, top)) for shape in shapes], 255, cv2.LINE_AA, _SHIFT)
        paint = np.broadcast_to(np.array(PALETTE[colour], np.float32), (*cover.shape, 3))
        if shade:
            depth = cv2.distanceTransform((cover > 127).astype(np.uint8), cv2.DIST_L2, 5) / (rim * FINE)
            paint = paint * (1.0 - shade * np.exp(-1.5 * depth))[..., None]
        alpha = (cover.astype(np.float32) / 255.0 * opacity)[..., None]
        under = self.rgb[top:bottom, left:right]
        under += alpha * (paint - under)

    def line(
        self, points: Points, colour: str = "umber", *, width: float = 1.6, taper: bool = True, opacity: float = 0.9
    ) -> None:
        """Draw a smooth brush line through `points`, `width` pixels at its middle, thin at both ends if `taper`."""
        path = smooth(points)
        along = np.linspace(0.0, 1.0, len(path))
        swell = 0.35 + 0.65 * np.sin(np.pi * along) ** 0.6 if taper else np.ones_like(along)
        self.wash(strip(path, width * swell), colour, opacity=opacity)

    def contour(self, shape: Points, colour: str = "umber", *, width: float = 1.4) -> None:
        """Close a form with an even line."""
        self.wash(strip(np.vstack([shape, shape[:1]]), np.full(len(shape) + 1, width)), colour, opacity=0.88)

    def finished(self) -> NDArray[np.float32]:
        """Return the wall at its own size `(H, W, 3)` in [0, 1]."""
        return cv2.resize(self.rgb, (self.width, self.height), interpolation=cv2.INTER_AREA)

    def _box(self, points: Points, margin: float) -> tuple[int, int, int, int] | None:
        """Return the part of the wall that `points` touch, as top, bottom, left, right; None if they miss it."""
        low = np.floor((points.min(0) - margin) * FINE).astype(int)
        high = np.ceil((points.max(0) + margin) * FINE).astype(int)
        left, top = np.maximum(low, 0)
        right, bottom = np.minimum(high, (self.width * FINE, self.height * FINE))
        return (top, bottom, left, right) if top < bottom and left < right else None


def smooth(points: Points, spacing: float = 1.5) -> Points:
    """Return a cubic through `points`, sampled every `spacing` pixels."""
    steps = np.hypot(*np.diff(points, axis=0).T)
    at = np.concatenate([[0.0], np.cumsum(np.maximum(steps, 1e-3))])
    count = max(int(at[-1] / spacing), 8)
    return CubicSpline(at, points)(np.linspace(0.0, at[-1], count))


def strip(path: Points, widths: NDArray[np.float64]) -> Points:
    """Return the outline of a stroke of `widths` pixels along `path`."""
    ahead = np.gradient(path, axis=0)
    normal = np.stack([-ahead[:, 1], ahead[:, 0]], 1) / np.maximum(np.hypot(*ahead.T), 1e-6)[:, None]
    half = normal * widths[:, None] / 2
    return np.vstack([path + half, (path - half)[::-1]])


def ellipse(centre: Sequence[float], rx: float, ry: float, *, turn: float = 0.0, count: int = 72) -> Points:
    """Return an ellipse with half axes `rx`, `ry`, turned by `turn` radians."""
    t = np.linspace(0, 2 * np.pi, count, endpoint=False)
    return place(np.stack([rx * np.cos(t), ry * np.sin(t)], 1), centre, turn=turn)


def place(
    points: Points, at: Sequence[float], *, turn: float = 0.0, scale: float = 1.0, mirror: bool = False
) -> Points:
    """Scale, mirror, turn and move `points`, in this order."""
    points = points * scale * ((-1.0, 1.0) if mirror else (1.0, 1.0))
    c, s = np.cos(turn), np.sin(turn)
    return points @ np.array([[c, s], [-s, c]]) + np.asarray(at, float)


def _fixed(points: Points) -> NDArray[np.int32]:
    """Return the points in OpenCV's fixed point."""
    return np.round(points * 2**_SHIFT).astype(np.int32)
