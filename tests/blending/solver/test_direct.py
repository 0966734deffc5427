"""Sparse LU, the reference: its matrix by hand, its result by a dense solver."""

import numpy as np
import solver_samples as samples

from murals.blending.solver.direct import assemble, solve_direct


def test_matrix_of_three_pixels_in_a_row_by_hand():
    mask = np.zeros((2, 4), bool)
    mask[0, :3] = True
    image = np.arange(8, dtype=np.float32).reshape(2, 4, 1)  # fixed: 3 to the right, 4, 5, 6 below
    matrix, b = assemble(image, None, mask)
    assert (matrix.toarray() == [[2, -1, 0], [-1, 3, -1], [0, -1, 3]]).all()
    assert (b[:, 0] == [4, 5, 6 + 3]).all()


def test_agrees_with_a_dense_solver():
    mask = samples.AWKWARD["speckle"](15, 12)
    image, divergence = samples.clone(mask)
    matrix, b = assemble(image, divergence, mask)
    dense = np.linalg.solve(matrix.toarray(), b)
    assert abs(solve_direct(image, divergence, mask)[mask] - dense).max() < 1e-6
