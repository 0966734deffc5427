"""Conjugate gradients around a preconditioner: exact in as many steps as there are unknowns, or not converged."""

import numpy as np
import pytest
import solver_samples as samples

from murals.blending.solver import conjugate
from murals.blending.solver.conjugate import conjugate_gradients
from murals.blending.solver.convergence import Convergence, NotConverged
from murals.blending.solver.direct import solve_direct
from murals.blending.solver.kernels import open_kernels
from murals.progress import Bar


def run(mask, tolerance):
    """Solve with the diagonal as preconditioner; return the result and the exact one."""
    image, divergence = samples.clone(mask)
    with open_kernels("cpu") as kernels:
        level = kernels.build(mask, 3)[0]
        kernels.subtract(image, divergence, mask, level)

        def precondition():
            level.u[:] = level.b * level.inverse

        conjugate_gradients(level, kernels, precondition, Convergence(tolerance, Bar()))
        kernels.add(level, image, mask)
    return image, solve_direct(*samples.clone(mask), mask)


def test_reaches_the_exact_solution_with_a_plain_preconditioner():
    mask = np.zeros((9, 8), bool)
    mask[2:7, 2:6] = True
    image, exact = run(mask, 1e-7)
    assert abs(image - exact).max() < 1e-5


def test_raises_when_steps_run_out(monkeypatch):
    monkeypatch.setattr(conjugate, "STEPS", 3)
    with pytest.raises(NotConverged, match="after 3 steps"):
        run(samples.AWKWARD["whole but a corner"](60, 60), 1e-6)
