"""The steps on tensors do what those on the processor do, step by step and all together."""

import numpy as np
import pytest
import solver_samples as samples

from murals.blending.solver import multigrid, solve
from murals.blending.solver.kernels.cpu import CpuKernels
from murals.blending.solver.kernels.tensors import TorchKernels


@pytest.fixture
def pair():
    """The grids of one odd mask for both, unknowns and right sides alike and random."""
    mask = samples.AWKWARD["speckle"](37, 30)
    mask[:3] = mask[20:] = True
    with CpuKernels(threads=1) as cpu, TorchKernels("cpu") as torch:
        ours = cpu.build(mask, 3)
        for seed, level in enumerate(ours):
            planes = samples.noise(*level.inverse.shape, 6, seed=seed).transpose(2, 0, 1) * (level.inverse > 0)
            level.u[:], level.b[:] = planes[:3], planes[3:]
        theirs = torch.build(mask, 3)
        for mine, other in zip(ours, theirs, strict=True):
            other.u[...], other.b[...] = torch.upload(mine.u.copy()), torch.upload(mine.b.copy())
        yield cpu, ours, torch, theirs


def same(ours, theirs):
    return all(
        np.allclose(getattr(mine, name), getattr(other, name).numpy(), atol=2e-6)
        for mine, other in zip(ours, theirs, strict=True)
        for name in ("u", "b")
    )


STEPS = {
    "relax": lambda kernels, levels: [kernels.relax(level, colour) for level in levels for colour in (0, 1)],
    "restrict": lambda kernels, levels: kernels.restrict(levels[0], levels[1]),
    "restrict from a coarse grid": lambda kernels, levels: kernels.restrict(levels[1], levels[2]),
    "prolong": lambda kernels, levels: kernels.prolong(levels[1], levels[0]),
    "extend": lambda kernels, levels: kernels.extend(levels[1]),
    "solve": lambda kernels, levels: kernels.solve(levels[-1]),
    "apply": lambda kernels, levels: kernels.apply(levels[1], levels[1].u, levels[1].b),
    "add_scaled": lambda kernels, levels: kernels.add_scaled(levels[0].u, levels[0].b, np.array([1.0, 0.0, -0.5])),
    "cycle": lambda kernels, levels: multigrid.cycle(levels, kernels),
}


@pytest.mark.parametrize("step", STEPS)
def test_step_does_the_same(pair, step):
    cpu, ours, torch, theirs = pair
    before = [plane.copy() for level in ours for plane in (level.u, level.b)]
    first, second = STEPS[step](cpu, ours), STEPS[step](torch, theirs)
    assert same(ours, theirs)
    after = [plane for level in ours for plane in (level.u, level.b)]
    assert any((new != old).any() for new, old in zip(after, before, strict=True))
    if first is not None and not isinstance(first, list):
        assert float(first) == pytest.approx(float(second), rel=1e-5)


def test_dot_does_the_same(pair):
    cpu, ours, torch, theirs = pair
    assert np.allclose(cpu.dot(ours[0].u, ours[0].b), torch.dot(theirs[0].u, theirs[0].b))


@pytest.mark.parametrize("name", samples.AWKWARD)
def test_whole_solution_agrees_with_sparse_lu(monkeypatch, name):
    monkeypatch.setattr(multigrid, "open_kernels", lambda device: TorchKernels(device))
    mask = samples.AWKWARD[name](29, 34)
    initial, divergence = samples.clone(mask)
    exact = solve(initial, divergence, mask, solver="direct")
    assert abs(solve(initial, divergence, mask, tolerance=1e-6) - exact).max() < 4e-6
