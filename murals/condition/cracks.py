"""Length and width of a long thin shape, by its skeleton.

The length is that of the skeleton's chain of pixels by Vossepoel and Smeulders, which is nearly right for lines of any
direction, and at each free end the distance to the edge. Spurs that are no longer than the shape is wide are left out.
The width at a pixel of the skeleton is the sum of the distances to the background there and at its deepest neighbour
beside the skeleton: twice the distance, right for odd and even widths.

References
----------
Vossepoel, Smeulders: Vector code probability and metrication error in the representation of straight lines of finite
length, Computer Graphics and Image Processing 20, 1982. Zhang, Suen: A fast parallel algorithm for thinning digital
patterns, Communications of the ACM 27, 1984.
"""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from skimage.morphology import skeletonize

_EVEN, _ODD, _CORNER = 0.980, 1.406, -0.091  # Vossepoel and Smeulders, table 1
_SPUR = 1.2  # a spur is at most so many times as long as the shape is deep where it begins


@dataclass(frozen=True)
class Trace:
    """The skeleton's measures, in pixels."""

    length: float
    mean_width: float
    largest_width: float


def trace(shape: NDArray[np.bool_], depth: NDArray[np.float32] | None = None) -> Trace:
    """Return the measures of `shape` (H, W), which is True in at least one pixel.

    `depth` (H + 2, W + 2) is `depth_of(shape)`, if it is known already.
    """
    padded = np.pad(shape, 1)
    depth = depth_of(shape) if depth is None else depth
    skeleton = skeletonize(padded)
    if not skeleton.any():
        skeleton.ravel()[np.argmax(depth)] = True
    _prune(skeleton, depth)
    width = padded.shape[1]
    at = np.flatnonzero(skeleton)
    bones, deep = skeleton.ravel(), depth.ravel()
    around = at + _around(width)[:, None]  # (8, N)
    beside = np.where(bones[around], 0, deep[around]).max(axis=0)
    widths = deep[at] + beside
    straight, slanted = _links(bones, at, width)
    corners = (straight == 1) & (slanted == 1)
    length = _EVEN * straight.sum() / 2 + _ODD * slanted.sum() / 2 + _CORNER * corners.sum()
    count = straight + slanted
    ends = np.where(count == 1, 1.0, np.where(count == 0, 2.0, 0.0))
    length += float((ends * (deep[at] - 0.5)).sum())
    return Trace(float(length), float(widths.mean()), float(widths.max()))


def depth_of(shape: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return the distance (H + 2, W + 2) of each pixel of `shape` (H, W) to the background, in a border of zeros."""
    padded = np.pad(shape, 1).astype(np.uint8)
    return np.asarray(cv2.distanceTransform(padded, cv2.DIST_L2, cv2.DIST_MASK_PRECISE), np.float32)


def _around(width: int) -> NDArray[np.intp]:
    """Return the steps to the eight neighbours in rows of `width` pixels: right, down, left, up, then slanted."""
    return np.array([1, width, -1, -width, width + 1, width - 1, -width - 1, -width + 1])


def _links(bones: NDArray[np.bool_], at: NDArray[np.intp], width: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return how many straight and slanted links each pixel of the skeleton has, both (N,).

    A slanted link counts only if no straight ones go the same way.
    """
    right, down, left, up, *slanted = bones[at + _around(width)[:, None]]
    sides = ((right, down), (left, down), (left, up), (right, up))
    free = [step & ~(one | other) for step, (one, other) in zip(slanted, sides, strict=True)]
    straight = right.astype(np.int64) + down + left + up
    return straight, np.sum(free, axis=0)


def _prune(skeleton: NDArray[np.bool_], depth: NDArray[np.float32]) -> None:
    """Remove the spurs of `skeleton` (H, W) in place: short branches from a fork to a free end."""
    width = skeleton.shape[1]
    bones, deep = skeleton.ravel(), depth.ravel()
    at = np.flatnonzero(bones)
    straight, slanted = _links(bones, at, width)
    forks, tips = straight + slanted > 2, straight + slanted == 1
    if not forks.any():
        return
    order = np.full(bones.size, -1, np.int32)
    order[at] = np.arange(len(at))
    around = order[at + _around(width)[:, None]]  # (8, N), -1 where there is none
    source, target = np.broadcast_to(np.arange(len(at)), around.shape)[around >= 0], around[around >= 0]
    inside = ~forks[source] & ~forks[target]
    links = coo_matrix((np.ones(inside.sum(), np.int8), (source[inside], target[inside])), shape=(len(at),) * 2)
    count, branch = connected_components(links, directed=False)
    sizes = np.bincount(branch, minlength=count)
    touching = ~forks[source] & forks[target]
    root = np.zeros(count, np.float32)  # depth of the shape at the fork that a branch begins at
    np.maximum.at(root, branch[source[touching]], deep[at[target[touching]]])
    free = np.zeros(count, np.bool_)
    free[branch[tips]] = True
    spur = free & (root > 0) & (sizes <= _SPUR * root)
    bones[at[spur[branch] & ~forks]] = False
