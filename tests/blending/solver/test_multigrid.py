"""The multigrid cycle itself: how fast it converges, that its work is done in the image it is given, and its memory."""

import tracemalloc
from itertools import pairwise

import cv2
import numpy as np
import pytest
import solver_samples as samples

from murals.blending.solver.direct import solve_direct
from murals.blending.solver.kernels import open_kernels
from murals.blending.solver.multigrid import can_span, cycle, solve_membranes, solve_multigrid, start_from_coarsest
from murals.progress import Bar, Progress

CROSS = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))


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


def test_each_cycle_leaves_less_than_two_fifths_of_the_error():
    errors = errors_by_cycle(samples.AWKWARD["ellipse with a hole"](200, 160), 4)
    assert all(after < 0.4 * before for before, after in pairwise(errors))


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


def membrane(mask, values, device="cpu"):
    """The membrane over `values` (H, W, C) around the mask, by `solve_membranes` and by sparse LU."""
    around = np.nonzero(cv2.dilate(mask.view(np.uint8), CROSS).astype(bool) & ~mask)
    planes = np.empty((values.shape[2], *mask.shape), np.float32)
    for channels, some in solve_membranes(mask, around, values[around], tolerance=1e-3, device=device):
        planes[channels] = some
    return planes.transpose(1, 2, 0), solve_direct(values.copy(), None, mask)


@pytest.mark.parametrize("together", [1 << 22, 0])  # all channels at once, one after the other
@pytest.mark.parametrize("device", ["cpu", "cpu:0"])  # numba, torch
@pytest.mark.parametrize("name", sorted(samples.AWKWARD.keys() - {"whole"}))
def test_what_is_fixed_may_stand_in_the_unknown(name, device, together, monkeypatch):
    """A u = 0 with fixed values in u is the equation whose right side those values are."""
    monkeypatch.setattr("murals.blending.solver.multigrid.TOGETHER", together)
    mask = samples.AWKWARD[name](45, 61)
    planes, exact = membrane(mask, samples.noise(45, 61), device)
    assert np.abs(planes - exact)[mask].max() < 1e-3


def test_fixed_values_stay_in_the_unknown():
    mask = samples.AWKWARD["ellipse with a hole"](40, 50)
    values = samples.noise(40, 50)
    planes, _ = membrane(mask, values)
    around = cv2.dilate(mask.view(np.uint8), CROSS).astype(bool) & ~mask
    assert np.array_equal(planes[around], values[around])


def test_what_one_pass_cannot_reach_is_left_to_others():
    mask = samples.AWKWARD["ellipse with a hole"](40, 50)
    assert can_span(mask, samples.noise(40, 50), 1e-3)
    assert not can_span(mask, 1000 * samples.noise(40, 50), 1e-3)
    assert not can_span(samples.AWKWARD["comb"](5, 5), samples.noise(5, 5), 1e-3)  # one grid alone
