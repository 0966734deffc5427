"""The multigrid cycle itself: how fast it converges, that its work is done in the image it is given, and its memory."""

import tracemalloc
from itertools import pairwise

import numpy as np
import pytest
import solver_samples as samples

from murals.blending.solver.direct import solve_direct
from murals.blending.solver.kernels import open_kernels
from murals.blending.solver.multigrid import cycle, solve_multigrid, start_from_coarsest
from murals.progress import Bar, Progress


class Counted(Progress):
    """Counts the steps of the bars it starts."""

    def __init__(self):
        self.steps = 0

    def start(self, label, total=None):
        counted = self

        class CountedBar(Bar):
            def advance(self, note=""):
                counted.steps += 1

        return CountedBar()


def errors_by_cycle(mask, cycles):
    """The largest error after full multigrid, and after each further cycle."""
    image, divergence = samples.clone(mask)
    exact = solve_direct(image, divergence, mask)
    with open_kernels("cpu") as kernels:
        levels = kernels.build(mask, 3)
        kernels.subtract(image, divergence, mask, levels[0])
        start_from_coarsest(levels, kernels)
        errors = []
        for _ in range(cycles + 1):
            solved = image + levels[0].u[:, 1:-1, 1:-1].transpose(1, 2, 0)
            errors.append(float(abs(solved - exact).max()))
            cycle(levels, kernels)
    return errors


def test_each_cycle_leaves_less_than_a_third_of_the_error():
    errors = errors_by_cycle(samples.AWKWARD["ellipse with a hole"](200, 160), 4)
    assert all(after < 0.33 * before for before, after in pairwise(errors))


@pytest.mark.parametrize("size", [40, 160, 640])
def test_cycles_do_not_grow_with_the_mask(size):
    mask = samples.AWKWARD["ellipse with a hole"](size, size)
    image, divergence = samples.clone(mask)
    progress = Counted()
    solve_multigrid(image, divergence, mask, tolerance=0.1 / 255, progress=progress)
    assert progress.steps <= 8


def test_result_lies_in_the_memory_of_the_image():
    mask = samples.AWKWARD["comb"](30, 30)
    image, divergence = samples.clone(mask)
    assert np.shares_memory(solve_multigrid(image, divergence, mask, tolerance=1e-3), image)


def test_memory_stays_under_60_bytes_a_masked_pixel_and_channel():
    """With conjugate gradients, which take the most: the whole image but a corner."""
    mask = samples.AWKWARD["whole but a corner"](700, 600)
    image, divergence = samples.clone(mask)
    progress = Counted()
    solve_multigrid(image[:32, :32].copy(), None, mask[:32, :32], tolerance=1e-3)  # compiles outside of the count
    tracemalloc.start()
    try:
        solve_multigrid(image, divergence, mask, tolerance=1e-5, progress=progress)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 60 * 3 * mask.sum()
