import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from poisson_reference import solve_exactly

from murals.blending.guidance import Edges, compress, divergence, gradient, keep_edges, mean_magnitude, stronger

RNG = np.random.default_rng(0)
PICTURE = RNG.random((6, 7, 3), np.float32)
OTHER = RNG.random((6, 7, 3), np.float32)


def test_the_gradient_by_hand():
    edges = gradient(np.array([[0, 1, 3], [7, 2, 9]], np.float32)[..., None])
    assert edges.right[..., 0].tolist() == [[1, 2], [-5, 7]]
    assert edges.down[..., 0].tolist() == [[7, 1, 6]]


def test_the_divergence_of_a_gradient_is_the_laplacian_with_natural_borders():
    """b_p = sum of f_p - f_q over the neighbours inside the picture."""
    b = divergence(gradient(PICTURE))
    for y, x in ((0, 0), (0, 3), (2, 4), (5, 6), (5, 2)):
        around = [(y + dy, x + dx) for dy, dx in ((0, 1), (1, 0), (0, -1), (-1, 0))]
        inside = [PICTURE[q] for q in around if 0 <= q[0] < 6 and 0 <= q[1] < 7]
        assert b[y, x] == pytest.approx(sum(PICTURE[y, x] - q for q in inside), abs=1e-6)
    assert b.sum(axis=(0, 1)) == pytest.approx(np.zeros(3), abs=1e-5)  # what one pixel gains its neighbour loses


def test_the_divergence_of_a_gradient_leads_back_to_the_picture():
    mask = np.zeros((6, 7), bool)
    mask[1:5, 0:4] = True
    solved = solve_exactly(PICTURE, lambda p, q: PICTURE[p] - PICTURE[q], mask)
    assert solved == pytest.approx(PICTURE, abs=1e-5)


@given(st.integers(0, 1000))
def test_the_stronger_edge_wins_in_every_channel(seed):
    rng = np.random.default_rng(seed)
    ours, theirs = (gradient(rng.integers(0, 5, (4, 5, 3)).astype(np.float32)) for _ in range(2))
    mixed = stronger(ours, theirs)
    for name in ("down", "right"):
        a, b, m = (getattr(edges, name) for edges in (ours, theirs, mixed))
        assert np.array_equal(np.abs(m), np.maximum(np.abs(a), np.abs(b)))
        assert np.array_equal(m, np.where(np.abs(a) > np.abs(b), a, b))  # eq. (13), word for word


def test_contours_keep_the_edges_on_both_sides():
    contours = np.zeros((6, 7), bool)
    contours[:, 3] = True
    kept = keep_edges(gradient(PICTURE), contours)
    assert np.array_equal(np.flatnonzero(kept.right.any(axis=(0, 2))), [2, 3])
    assert np.array_equal(np.flatnonzero(kept.down.any(axis=(0, 2))), [3])
    assert np.array_equal(kept.right[:, 2:4], gradient(PICTURE).right[:, 2:4])


def test_large_differences_shrink_and_small_ones_grow():
    d = np.array([0.01, 0.1, 0.4, 0.0, -0.4], np.float32).reshape(1, 5, 1)
    edges = compress(Edges(d, d), alpha=0.1, beta=0.2)
    expected = [0.1**0.2 * 0.01**0.8, 0.1, 0.1**0.2 * 0.4**0.8, 0, -(0.1**0.2) * 0.4**0.8]  # alpha^beta |d|^(1 - beta)
    assert edges.down.ravel() == pytest.approx(expected, rel=1e-5)
    unchanged = compress(Edges(d, d), alpha=0.1, beta=0.0)
    assert unchanged.down == pytest.approx(d)


def test_compression_keeps_the_ratio_of_the_channels():
    edges = gradient(PICTURE)
    small = compress(edges, alpha=0.05, beta=0.5)
    assert small.right[..., 0] * edges.right[..., 1] == pytest.approx(
        small.right[..., 1] * edges.right[..., 0], abs=1e-6
    )


def test_the_mean_gradient_of_a_ramp():
    y, x = np.mgrid[:8, :9].astype(np.float32)
    slope = np.repeat((0.03 * x + 0.04 * y)[..., None], 3, axis=2)
    inner = np.zeros((8, 9), bool)
    inner[2:6, 2:6] = True
    assert mean_magnitude(gradient(slope), inner) == pytest.approx(0.05)
    assert mean_magnitude(gradient(np.zeros((8, 9, 3), np.float32)), inner) == 0
