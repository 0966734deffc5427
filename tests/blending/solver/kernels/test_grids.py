"""The compiled loops between images and planes: what is left of the right side, and the way back."""

import numpy as np
import pytest
import solver_samples as samples

from murals.blending.solver.kernels import grids


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (9, 1), (2, 2), (14, 11)])
@pytest.mark.parametrize("channels", [1, 3])
def test_residual_is_b_less_the_outflow(size, channels):
    image, b = samples.noise(*size, channels), samples.noise(*size, channels, seed=1)
    mask = samples.noise(*size, 1, seed=2)[..., 0] < 0.7
    out = np.full((channels, size[0] + 2, size[1] + 2), 9, np.float32)
    grids.residual(image, b, mask, out, 1, size[0] + 1)
    expected = np.where(mask[..., None], b - samples.outflow(image), 0)
    assert abs(out[:, 1:-1, 1:-1].transpose(1, 2, 0) - expected).max() < 1e-6


def test_residual_is_summed_in_double_precision():
    """A slope of a millionth on top of 1000: single precision would round each difference of a sum away."""
    image = np.full((3, 3, 1), 1000, np.float32)
    image[1, 1] = np.nextafter(np.float32(1000), np.float32(2000))
    out = np.zeros((1, 5, 5), np.float32)
    grids.residual(image, np.full((3, 3, 1), 1e-6, np.float32), np.ones((3, 3), bool), out, 1, 4)
    assert out[0, 2, 2] == pytest.approx(1e-6 - 4 * (np.float64(image[1, 1, 0]) - 1000), rel=1e-6)


def test_add_changes_masked_pixels_only():
    image, u = samples.noise(4, 5), np.ones((3, 6, 7), np.float32)
    image[0] = -0.0
    before, mask = image.copy(), np.zeros((4, 5), bool)
    mask[2, 1:3] = True
    grids.add(image, u, mask, 1, 5)
    assert (image.view(np.uint32)[~mask] == before.view(np.uint32)[~mask]).all()
    assert (image[mask] == before[mask] + 1).all()


def test_assemble_counts_neighbours_inside_the_image():
    mask = np.array([[True, True, False], [False, True, True]])
    inverse, fixed = np.zeros((2, 4, 5), np.float32)
    grids.assemble(mask, inverse, 1, 3)
    assert np.allclose(inverse[1:-1, 1:-1], [[1 / 2, 1 / 3, 0], [0, 1 / 3, 1 / 2]])
    for i in (1, 2):
        grids.count_fixed(inverse, i, fixed[i])
    assert (fixed[1:-1, 1:-1] == [[1, 1, 0], [0, 1, 1]]).all()


def test_hold_writes_values_beside_the_margin():
    u = np.zeros((2, 4, 5), np.float32)
    grids.hold(u, np.array([0, 1]), np.array([2, 0]), np.array([[1, 2], [3, 4]], np.float32))
    assert u[:, 1, 3].tolist() == [1, 2]
    assert u[:, 2, 1].tolist() == [3, 4]
    assert np.count_nonzero(u) == 4
