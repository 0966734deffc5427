"""The compiled loops over rows, against the same written plainly."""

import numpy as np
import pytest
import solver_samples as samples

from murals.blending.solver.kernels import rows


def planes(height, width):
    """Margined random planes of two channels, weights of a coarse grid and an inverse."""
    pad = ((0, 0), (1, 1), (1, 1))
    u, b, (right, down, inverse, _) = (
        np.pad(samples.noise(height, width, count, seed).transpose(2, 0, 1), pad)
        for seed, count in ((1, 2), (2, 2), (3, 4))
    )
    right[:, -2] = down[-2] = 0
    return u, b, right, down, inverse


def solve_pixel(u, b, right, down, inverse, i, k):
    beside = right[i, k] * u[:, i, k + 1] + right[i, k - 1] * u[:, i, k - 1]
    beside = beside + down[i, k] * u[:, i + 1, k] + down[i - 1, k] * u[:, i - 1, k]
    return inverse[i, k] * (b[:, i, k] + beside)


@pytest.mark.parametrize("colour", [0, 1])
def test_relax_is_one_colour_after_the_other(colour):
    u, b, right, down, inverse = planes(7, 9)
    expected = u.copy()
    for half in (colour, 1 - colour):
        for i in range(1, 8):
            for k in range(1, 10):
                if (i + k + half) % 2:
                    expected[:, i, k] = solve_pixel(expected, b, right, down, inverse, i, k)
    rows.relax(u, b, right, down, inverse, colour, (1, 8), 1, 8)
    assert np.allclose(u, expected, atol=1e-6)


def test_one_row_of_weights_stands_for_ones():
    u, _, _, _, inverse = planes(6, 5)
    ones, few = np.ones((8, 7), np.float32), np.ones((1, 7), np.float32)
    every, short = np.zeros_like(u), np.zeros_like(u)
    rows.apply(u, ones, ones, inverse, every, 1, 7)
    rows.apply(u, few, few, inverse, short, 1, 7)
    assert np.allclose(every, short, atol=1e-5)
    assert abs(short).max() > 1


def test_apply_is_what_relax_solves():
    u, _, right, down, inverse = planes(6, 8)
    b = np.zeros_like(u)
    rows.apply(u, right, down, inverse, b, 1, 7)
    before = u.copy()
    rows.relax(u, b, right, down, inverse, 0, (1, 7), 1, 7)
    assert np.allclose(u, before, atol=1e-5)
