"""Guidance fields: the wanted differences between neighbouring pixels.

A field is given by its differences along the grid, `Edges`, and goes to the solver as its divergence. Fields that are
the gradient of a picture need neither: `murals.blending.blend` solves for the difference from that picture, eq. (5).

References
----------
Perez, Gangnet, Blake 2003, Poisson Image Editing, https://doi.org/10.1145/882262.882269
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Edges:
    """Wanted differences f[next] - f[here] of a picture (h, w, C), for each edge of the 4-connected grid."""

    down: Floats  # (h - 1, w, C)
    right: Floats  # (h, w - 1, C)


def gradient(x: Floats) -> Edges:
    """Return the differences of the picture `x` (h, w, C) itself: eq. (11), v_pq = g_p - g_q."""
    return Edges(np.diff(x, axis=0), np.diff(x, axis=1))


def divergence(edges: Edges) -> Floats:
    """Return b (h, w, C), the right side of eq. (7): b_p = sum over the neighbours q of p of v_pq = f_p - f_q.

    Neighbours beyond the border do not count, which is the natural boundary condition.
    """
    h, w = edges.right.shape[0], edges.down.shape[1]
    b = np.zeros((h, w, edges.down.shape[2]), np.float32)
    b[1:] += edges.down
    b[:-1] -= edges.down
    b[:, 1:] += edges.right
    b[:, :-1] -= edges.right
    return b


def stronger(ours: Edges, theirs: Edges) -> Edges:
    """Return, edge by edge and channel by channel, the larger difference: eq. (13); `theirs` where they are equal."""
    return Edges(_stronger(ours.down, theirs.down), _stronger(ours.right, theirs.right))


def keep_edges(edges: Edges, contours: NDArray[np.bool_]) -> Edges:
    """Return `edges` where a contour passes, zero elsewhere: eq. (15).

    `contours` (h, w) are pixels of thin lines; an edge of the grid counts if one of its pixels is in them.
    """
    down = contours[1:] | contours[:-1]
    right = contours[:, 1:] | contours[:, :-1]
    return Edges(edges.down * down[..., None], edges.right * right[..., None])


def compress(edges: Edges, *, alpha: float, beta: float) -> Edges:
    """Return `edges` with large differences made smaller and small ones larger: eq. (16), v = alpha^beta |d|^-beta d.

    `alpha`, in the unit of the differences, is the size that does not change. Magnitudes are those of all channels
    together, so that no hue shifts.
    """
    return Edges(_compress(edges.down, alpha, beta), _compress(edges.right, alpha, beta))


def mean_magnitude(edges: Edges, mask: NDArray[np.bool_]) -> float:
    """Return the mean length of the gradient over `mask` (h, w), the root mean square over channels; 0 if flat."""
    squared = np.zeros(mask.shape, np.float32)
    squared[:-1] += np.square(edges.down).mean(axis=-1)
    squared[:, :-1] += np.square(edges.right).mean(axis=-1)
    return float(np.sqrt(squared[mask]).mean(dtype=np.float64))


def _stronger(ours: Floats, theirs: Floats) -> Floats:
    return np.where(np.abs(theirs) >= np.abs(ours), theirs, ours)


def _compress(d: Floats, alpha: float, beta: float) -> Floats:
    size = np.sqrt(np.square(d).mean(axis=-1, keepdims=True))
    factor = np.zeros_like(size)
    np.divide(np.float32(alpha), size, out=factor, where=size > 0)
    return d * factor ** np.float32(beta)
