"""A mask becomes grids: their sizes, their weights by hand, the coarsest solved."""

import numpy as np
import solver_samples as samples

from murals.blending.solver.kernels.build import COARSEST, build_levels
from murals.loops.bands import Bands


def build(mask):
    with Bands(1) as bands:
        return build_levels(mask, 2, bands)


def test_each_grid_has_half_the_cells_a_side():
    levels = build(samples.AWKWARD["speckle"](61, 47))
    sizes = [(level.inverse.shape[0] - 2, level.inverse.shape[1] - 2) for level in levels]
    assert sizes == [(61, 47), (31, 24), (16, 12), (8, 6), (4, 3)]
    assert levels[-1].inverse.size <= COARSEST
    assert all(level.u.shape == level.b.shape == (2, *level.inverse.shape) for level in levels)


def test_narrow_masks_end():
    assert build(np.ones((1, 1000), bool))[-1].inverse.size <= COARSEST


def test_weights_by_hand():
    """4 x 20, the first column fixed: cells of the second grid in column 1 have a fixed neighbour twice."""
    mask = np.ones((4, 20), bool)
    mask[:, 0] = False
    fine, coarse = build(mask)[:2]
    assert np.allclose(fine.inverse[1, 1:4], [0, 1 / 3, 1 / 3])  # at the border of the image: three neighbours
    assert np.allclose(fine.inverse[2, 1:4], [0, 1 / 4, 1 / 4])
    assert np.allclose(coarse.right[1, 1:-2], 1)  # half of two edges
    assert coarse.right[1, -2] == 0  # the border of the image
    assert np.allclose(coarse.down[1, 1:-1], [0.5, *[1] * 9])  # half the first cell is fixed
    held = 2 / (1 + 0.1 * 2)
    assert np.allclose(coarse.inverse[1, 1:4], [1 / (held + 1 + 0.5), 1 / 3, 1 / 3])
    assert np.allclose(coarse.fixed[1, 1:3], [held, 0])


def test_coarsest_grid_is_solved():
    mask = samples.AWKWARD["whole but a pixel"](20, 20)
    level = build(mask)[-1]
    x = np.where(level.inverse > 0, np.arange(level.inverse.size, dtype=np.float64).reshape(level.inverse.shape), 0)
    total = level.right * np.roll(x, -1, 1) + np.roll(level.right * x, 1, 1)
    total += level.down * np.roll(x, -1, 0) + np.roll(level.down * x, 1, 0)
    b = np.divide(x, level.inverse, where=level.inverse > 0, out=np.zeros_like(x)) - total
    assert np.allclose((b.ravel() @ level.solution).reshape(x.shape), np.where(level.inverse > 0, x, 0), rtol=1e-3)
