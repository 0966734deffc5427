"""The grids of the multigrid solver for a mask, each with half as many cells a side as the one before."""

import numpy as np

from murals.blending.solver.kernels import grids
from murals.blending.solver.kernels.level import Level
from murals.loops.bands import Bands

COARSEST = 64  # cells that are solved directly, by a matrix of at most as many rows


def build_levels(mask: np.ndarray, channels: int, bands: Bands, *, driven: bool = True) -> list[Level]:
    """Return the grids of a mask `(H, W)` bool, the finest first, with all unknowns and right sides zero.

    If the finest grid is not `driven`, its right side stays zero, and has only one row.
    """
    height, width = mask.shape
    ones = np.ones((1, width + 2), np.float32)
    inverse, none = _zeros(height, width), np.zeros((1, width + 2), np.float32)
    bands.run(grids.assemble, height, mask, inverse, values=mask.size)
    levels = [_level(ones, ones, inverse, none, channels, driven=driven)]
    while has_coarser((height, width)):
        level = levels[-1]
        height, width = (height + 1) // 2, (width + 1) // 2
        right, down, fixed, coarse_inverse = (_zeros(height, width) for _ in range(4))
        weights = level.right, level.down, level.fixed, level.inverse, right, down, fixed
        bands.run(grids.coarsen, height, *weights, values=4 * fixed.size)
        bands.run(grids.invert, height, right, down, fixed, coarse_inverse, values=fixed.size)
        levels.append(_level(right, down, coarse_inverse, fixed, channels))
    levels[-1].solution = _pseudo_inverse(levels[-1])
    return levels


def has_coarser(size: tuple[int, int]) -> bool:
    """Tell whether a grid of `(H, W)` cells is too large to be solved directly, so that a coarser one is needed."""
    height, width = size
    return (height + 2) * (width + 2) > COARSEST and max(height, width) > 1


def _level(
    right: np.ndarray, down: np.ndarray, inverse: np.ndarray, fixed: np.ndarray, channels: int, *, driven: bool = True
) -> Level:
    height, width = inverse.shape
    u, b = (np.zeros((channels, rows, width), np.float32) for rows in (height, height if driven else 1))
    return Level(right, down, inverse, fixed, u, b)


def _zeros(height: int, width: int) -> np.ndarray:
    return np.zeros((height + 2, width + 2), np.float32)


def _pseudo_inverse(level: Level) -> np.ndarray:
    """Return the float32 pseudo-inverse of A, which leaves out cells without unknowns and a free constant."""
    shape = level.inverse.shape
    cells = np.arange(level.inverse.size).reshape(shape)
    matrix = np.diag(np.divide(1, level.inverse, where=level.inverse > 0, out=np.zeros(shape)).ravel())
    for weights, first, second in (
        (np.broadcast_to(level.right, shape)[:, :-1], cells[:, :-1], cells[:, 1:]),
        (np.broadcast_to(level.down, shape)[:-1], cells[:-1], cells[1:]),
    ):
        both = (level.inverse.ravel()[first] > 0) & (level.inverse.ravel()[second] > 0)
        matrix[first[both], second[both]] = matrix[second[both], first[both]] = -weights[both]
    return np.linalg.pinv(matrix, rcond=1e-6, hermitian=True).astype(np.float32)
