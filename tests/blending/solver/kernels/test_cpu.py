"""The steps of the cycle on the processor, against matrices and by hand."""

import numpy as np
import pytest
import solver_samples as samples

from murals.blending.solver.direct import assemble
from murals.blending.solver.kernels import Level, open_kernels
from murals.blending.solver.kernels.cpu import CpuKernels


@pytest.fixture
def kernels():
    with CpuKernels(threads=2) as kernels:
        yield kernels


def random_grid(kernels: CpuKernels, mask: np.ndarray) -> Level:
    """The finest grid of a mask with a random unknown and right side, zero outside."""
    level = kernels.build(mask, 3)[0]
    for seed, plane in enumerate((level.u, level.b)):
        plane[:, 1:-1, 1:-1] = np.where(mask, samples.noise(*mask.shape, seed=seed).transpose(2, 0, 1), 0)
    return level


@pytest.mark.parametrize("name", ["speckle", "corner of the image", "whole"])
def test_apply_is_the_product_with_the_matrix(kernels, name):
    mask = samples.AWKWARD[name](21, 16)
    level, out = random_grid(kernels, mask), None
    out = np.full_like(level.u, 7)
    kernels.apply(level, level.u, out)
    matrix, _ = assemble(np.zeros((21, 16, 1), np.float32), None, mask)
    assert abs(out[:, 1:-1, 1:-1][:, mask] - (matrix @ level.u[:, 1:-1, 1:-1][:, mask].T).T).max() < 1e-5
    assert (out[:, 1:-1, 1:-1][:, ~mask] == 0).all()


def test_relax_solves_the_last_colour_exactly(kernels):
    mask = samples.AWKWARD["ellipse with a hole"](30, 40)
    level = random_grid(kernels, mask)
    kernels.relax(level, 1)
    image = np.zeros_like(level.u)
    kernels.apply(level, level.u, image)
    left = abs(level.b - image)
    chess = np.indices(left.shape[1:]).sum(0) % 2 == 0  # relaxed second, that is last
    inside = np.pad(mask, 1)
    assert left[:, inside & chess].max() < 1e-5 or left[:, inside & ~chess].max() < 1e-5
    assert left[:, inside].max() > 0.1


@pytest.mark.parametrize("colour", [0, 1])
def test_bands_do_not_change_a_bit(colour):
    mask = samples.AWKWARD["speckle"](301, 260)
    results = []
    for threads in (1, 2, 5):
        with CpuKernels(threads=threads) as kernels:
            level = random_grid(kernels, mask)
            kernels.relax(level, colour)
            results.append(level.u)
    assert (results[0] == results[1]).all()
    assert (results[0] == results[2]).all()


@pytest.mark.parametrize("colour", [0, 1])
@pytest.mark.parametrize("height", [260, 261, 317])
def test_steps_taken_together_are_the_steps_one_by_one(height, colour):
    mask = samples.AWKWARD["speckle"](height, 270)
    for threads in (1, 2, 5):
        with CpuKernels(threads=threads) as kernels:
            (fine, coarse), (fine_alone, coarse_alone) = (two_grids(kernels, mask) for _ in range(2))
            kernels.descend(fine, coarse, colour, 2)
            kernels.relax(fine_alone, colour)
            kernels.relax(fine_alone, colour)
            kernels.restrict(fine_alone, coarse_alone)
            assert np.allclose(fine.u, fine_alone.u, atol=1e-6)
            assert np.allclose(coarse.b, coarse_alone.b, atol=1e-5)
            assert (coarse.u[:, 1:-1, 1:-1] == 0).all()

            coarse.u[...] = coarse_alone.u[...] = coarse_alone.b / 8
            largest = kernels.ascend(coarse, fine, colour, 2)
            assert largest == pytest.approx(kernels.prolong(coarse_alone, fine_alone), rel=1e-4)
            kernels.relax(fine_alone, colour)
            kernels.relax(fine_alone, colour)
            assert np.allclose(fine.u, fine_alone.u, atol=2e-5)


def two_grids(kernels, mask):
    """The two finest grids, the first with a random unknown and right side, the second with another unknown."""
    level, coarse = random_grid(kernels, mask), kernels.build(mask, 3)[1]
    coarse.u[...] = 5
    return level, coarse


def test_restrict_sums_the_residual_of_four_pixels(kernels):
    mask = np.ones((5, 6), bool)
    mask[0, 0] = False
    fine, coarse = kernels.build(mask, 1)[0], kernels.build(np.ones((3, 3), bool), 1)[0]
    fine.b[0, 1:-1, 1:-1] = np.where(mask, np.arange(30).reshape(5, 6), 0)
    coarse.u[:] = 9
    kernels.restrict(fine, coarse)
    assert (coarse.b[0, 1:-1, 1:-1] == [[0 + 1 + 6 + 7, 22, 30], [12 + 13 + 18 + 19, 70, 78], [24 + 25, 53, 57]]).all()
    assert (coarse.u[:, 1:-1, 1:-1] == 0).all()


def test_prolong_of_a_ramp_is_the_ramp_but_at_the_border(kernels):
    fine, coarse = kernels.build(np.ones((8, 12), bool), 1)[0], kernels.build(np.ones((4, 6), bool), 1)[0]
    coarse.u[0, 1:-1, 1:-1] = np.arange(6)
    assert kernels.prolong(coarse, fine) == 5
    assert np.allclose(fine.u[0, 4, 1:-1], np.clip(np.arange(12) / 2 - 0.25, 0, 5))


def test_extend_gives_cells_beside_the_region_the_mean_of_their_neighbours(kernels):
    mask = np.zeros((5, 5), bool)
    mask[1, 1:4] = True
    level = kernels.build(mask, 1)[0]
    level.u[0, 2, 2:5] = 1, 2, 6
    kernels.extend(level)
    assert (level.u[0, 1:-1, 1:-1][2] == [1, 1.5, 3, 4, 6]).all()
    assert (level.u[0, 1:-1, 1:-1][3] == 0).all()


def test_dot_and_add_scaled_by_channel(kernels):
    mask = np.ones((3, 4), bool)
    level = random_grid(kernels, mask)
    expected = (level.u.astype(np.float64) * level.b).sum((1, 2))
    assert np.allclose(kernels.dot(level.u, level.b), expected)
    before = level.b.copy()
    largest = kernels.add_scaled(level.u, level.b, np.array([1.0, 0.0, -2.0]))
    assert np.allclose(level.b - before, level.u * np.array([1, 0, -2])[:, None, None], atol=1e-6)
    assert largest == pytest.approx(max(level.u[0].max(), 2 * level.u[2].max()))


def test_cpu_is_what_opens_for_cpu():
    with open_kernels("cpu") as kernels:
        assert isinstance(kernels, CpuKernels)
