"""Curves for brushes: control points become dense paths, paths become outlines.

A path is an (N, 2) float64 array of x, y in any unit, y downwards; an outline is a path that closes on itself.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Path: TypeAlias = NDArray[np.float64]


def smooth(points: ArrayLike, *, closed: bool = False, steps: int = 8) -> Path:
    """Return the Catmull-Rom curve through control points, (N, 2) -> (~N * steps, 2).

    Source: Catmull and Rom, A class of local interpolating splines, 1974.
    """
    p = np.asarray(points, float)
    p = np.vstack([p[-1:], p, p[:2]]) if closed else np.vstack([2 * p[0] - p[1], p, 2 * p[-1] - p[-2]])
    a, b, c, d = (q[:, None] for q in (p[:-3], p[1:-2], p[2:-1], p[3:]))
    t = np.linspace(0, 1, steps, endpoint=False)[None, :, None]
    curve = b + 0.5 * t * ((c - a) + t * ((2 * a - 5 * b + 4 * c - d) + t * (3 * b - a - 3 * c + d)))
    dense = curve.reshape(-1, 2)
    return dense if closed else np.vstack([dense, p[-2]])


def mirrored(half: ArrayLike, *, closed: bool = True, steps: int = 8) -> Path:
    """Return the symmetric figure whose right half runs through `half`, from the axis x = 0 back to it.

    The curve is smoothed on one side only, so its ends on the axis may be pointed, as the tip of a petal is.
    """
    right = smooth(half, steps=steps)
    left = right[::-1] * (-1, 1)
    return np.vstack([right, left[1:-1] if closed else left])


def ring(centre: ArrayLike, radius: float | tuple[float, float], *, start: float = 0.0, turn: float = 1.0) -> Path:
    """Return an ellipse or an arc of it; `start` and `turn` count whole turns clockwise from the positive x axis."""
    count = max(int(72 * abs(turn)), 12)
    angle = 2 * np.pi * np.linspace(start, start + turn, count + 1)
    return np.asarray(centre, float) + np.column_stack([np.cos(angle), np.sin(angle)]) * radius


def coil(centre: ArrayLike, radius: float, *, turns: float = 1.25, start: float = 0.0, core: float = 0.12) -> Path:
    """Return a spiral that winds inwards from `radius` to `core * radius`; negative turns wind the other way."""
    t = np.linspace(0, 1, int(40 * abs(turns)) + 8)
    angle = 2 * np.pi * (start + turns * t)
    reach = radius * (1 - (1 - core) * t**0.85)
    return np.asarray(centre, float) + np.column_stack([np.cos(angle), np.sin(angle)]) * reach[:, None]


def normals(path: Path) -> Path:
    """Return unit normals of a path, (N, 2), pointing to the left of its way as seen on the wall."""
    tangent = np.empty_like(path)
    tangent[1:-1] = path[2:] - path[:-2]
    tangent[0], tangent[-1] = path[1] - path[0], path[-1] - path[-2]
    tangent /= np.maximum(np.hypot(tangent[:, 0], tangent[:, 1]), 1e-9)[:, None]
    return tangent[:, ::-1] * (1, -1)


def lengths(path: Path) -> NDArray[np.float64]:
    """Return the distance along the path from its start to each of its points, (N,)."""
    return np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])


def resampled(path: Path, count: int) -> Path:
    """Return `count` points equally spaced along the path."""
    along = lengths(path)
    stops = np.linspace(0, along[-1], count)
    return np.column_stack([np.interp(stops, along, path[:, 0]), np.interp(stops, along, path[:, 1])])


def thickened(path: Path, half_width: ArrayLike) -> Path:
    """Return the outline of a path drawn with a half width that may differ from point to point."""
    side = normals(path) * np.broadcast_to(np.asarray(half_width, float), len(path))[:, None]
    return np.vstack([path + side, (path - side)[::-1]])


def shifted(path: Path, x: float, y: float) -> Path:
    """Return the path moved by x and y."""
    return path + np.array([x, y])
