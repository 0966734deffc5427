"""Adam, the course project's solver: its losses, its rule to stop, and where it ends."""

import logging

import numpy as np
import pytest
import solver_samples as samples
import torch

from murals.blending.solver import solve
from murals.blending.solver.adam import LOOK_BACK, STILL, descend, gradient_loss, laplacian_loss
from murals.errors import MuralsError


@pytest.fixture
def scene():
    mask = samples.AWKWARD["ellipse with a hole"](20, 18)
    initial, divergence = samples.clone(mask)
    return initial, divergence, mask


def test_gradient_loss_is_the_mean_squared_difference_but_for_a_constant(scene):
    """Worked with the wanted gradients themselves, which the solver is not given."""
    initial, divergence, mask = scene
    source = samples.noise(20, 18, seed=1)

    def by_hand(f):
        total, edges = 0.0, 0
        for axis in (0, 1):
            touching = np.logical_or(np.delete(mask, 0, axis), np.delete(mask, -1, axis))
            difference = np.diff(f.astype(np.float64), axis=axis) - np.diff(source.astype(np.float64), axis=axis)
            total, edges = total + (difference**2)[touching].sum(), edges + touching.sum()
        return total / (edges * 3)

    def ours(f):
        return gradient_loss(*map(torch.from_numpy, (f, divergence, mask[..., None]))).item()

    other = np.where(mask[..., None], samples.noise(20, 18, seed=9), initial)
    assert ours(other) - ours(initial) == pytest.approx(by_hand(other) - by_hand(initial), rel=1e-4)


def test_laplacian_loss_is_the_mean_squared_residual(scene):
    initial, divergence, mask = scene
    expected = ((samples.outflow(initial) - divergence)[mask] ** 2).mean()
    assert laplacian_loss(*map(torch.from_numpy, (initial, divergence, mask[..., None]))).item() == pytest.approx(
        expected
    )


@pytest.mark.parametrize("loss", ["gradient", "laplacian"])
def test_both_losses_lead_to_the_exact_solution_of_a_small_mask(loss):
    mask = np.zeros((8, 9), bool)
    mask[2:6, 3:7] = True
    initial, divergence = samples.clone(mask)
    exact = solve(initial, divergence, mask, solver="direct")
    descent = descend(initial, divergence, mask, loss=loss, steps=600)
    assert abs(descent.image - exact).max() < 0.05 * abs(initial - exact).max()
    assert (descent.image[~mask] == initial[~mask]).all()


def test_stops_when_the_loss_stands_still(scene):
    initial, divergence, mask = scene
    exact = solve(initial, divergence, mask, solver="direct")
    descent = descend(exact, divergence, mask, steps=1000)
    assert descent.still
    assert LOOK_BACK < descent.steps < 1000
    assert STILL == 1e-9


def test_says_how_far_from_exact_it_ended(scene, caplog):
    initial, divergence, mask = scene
    exact = solve(initial, divergence, mask, solver="direct")
    with caplog.at_level(logging.WARNING, logger="murals"):
        solve(exact, divergence, mask, solver="adam")
    assert "off the exact solution" in caplog.text


def test_unknown_loss(scene):
    with pytest.raises(MuralsError, match="choose gradient or laplacian"):
        descend(*scene, loss="l1")
