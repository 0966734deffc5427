"""Full multigrid on the masked grid, in flexible conjugate gradients where it is slow alone: O(N), any mask.

After Trottenberg, Oosterlee, Schueller, "Multigrid", 2001 (full multigrid: section 2.6; as a preconditioner: 7.8) and
Notay, "Flexible conjugate gradients", 2000, https://doi.org/10.1137/S1064827599362314

For each pixel p of the mask, over those of its four neighbours q that lie inside the image,

                        -1
    sum (f_p - f_q) = b_p            A:   -1  n_p  -1      n_p = 4, 3 at a border, 2 in a corner of the image
     q                                        -1

where f_q is an unknown if q is in the mask, and else the value of the image. With f = initial + u, u zero outside,

    A u = b - A initial

which is zero but at the border of the mask if the gradients of the first guess are those wanted. On the next grid a
cell is unknown if any of its four pixels is; its weights are those of `kernels.grids.coarsen`.

Where b is zero everywhere what is fixed may as well stand in u, outside the mask: then A u = 0 needs no right side.
"""

from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise

import numpy as np

from murals.blending.solver.conjugate import conjugate_gradients
from murals.blending.solver.convergence import Convergence, NotConverged
from murals.blending.solver.kernels import Array, Kernels, Level, has_coarser, open_kernels
from murals.progress import SILENT, Bar, Progress

RED, BLACK = 0, 1  # colours of a chessboard
SWEEPS = (1, 1, 2)  # before the correction and after it, on the finest grid, on the next, and on all others
CYCLES = 6  # at most, before conjugate gradients take over
JUDGED = 2  # cycles, the first of which corrects the start rather than shows the rate
FAST = 0.5  # corrections must shrink at least so much from one cycle to the next
GAIN = 1e-4  # of the largest unknown: what one pass in float32 resolves even on the largest pictures
PASSES = 4
TOGETHER = 1 << 22  # unknowns of all channels up to which they are solved at once, in less time but more memory


def solve_multigrid(
    image: np.ndarray,
    divergence: np.ndarray | None,
    mask: np.ndarray,
    *,
    tolerance: float,
    device: str = "cpu",
    progress: Progress = SILENT,
) -> np.ndarray:
    """Return the image with its masked pixels solved for, in its own memory; arrays and errors as in `solve`.

    Each pass solves for the remaining right side, summed in double precision, with float32 unknowns. A second pass is
    needed only for a tolerance beyond float32, as for 16-bit pictures.
    """
    with open_kernels(device) as kernels, closing(progress.start("solving")) as bar:
        levels = kernels.build(mask, image.shape[2])
        f, b, inside = kernels.upload(image), kernels.upload(divergence), kernels.upload(mask)
        for _ in range(PASSES):
            kernels.subtract(f, b, inside, levels[0])
            left = _solve_pass(levels, kernels, tolerance, bar)
            kernels.add(levels[0], f, inside)
            if left <= tolerance:
                return kernels.download(f)
            levels[0].u[...] = 0
    raise NotConverged(
        f"float32 resolves no more than {left:.2g} here: give a tolerance above that, not {tolerance:.2g}"
    )


def can_span(mask: np.ndarray, values: np.ndarray, tolerance: float) -> bool:
    """Tell whether `solve_membranes` can be used: one pass in float32 reaches the tolerance, on more grids than one."""
    return GAIN * np.abs(values).max(initial=0) <= tolerance and has_coarser(mask.shape)


def solve_membranes(
    mask: np.ndarray,
    around: tuple[np.ndarray, np.ndarray],
    values: np.ndarray,
    *,
    tolerance: float,
    device: str = "cpu",
    progress: Progress = SILENT,
) -> Iterator[tuple[slice, np.ndarray]]:
    """Yield the smoothest u of some channels at a time: these channels, and planes `(c, H, W)` float32.

    A u = 0 in `mask` `(H, W)` bool, and u is `values` `(N, C)` at the pixels `around`, rows and columns outside the
    mask; elsewhere outside it is zero. The planes are valid until the next ones, which take the same memory. Use it
    only if `can_span` says so, else `solve_multigrid`.

    Raises
    ------
    NotConverged
        If the solver does not converge.
    """
    channels = values.shape[1]
    at_once = channels if mask.size * channels <= TOGETHER else 1
    with open_kernels(device) as kernels, closing(progress.start("solving")) as bar:
        levels = kernels.build(mask, at_once, driven=False)
        still = levels[0].b  # conjugate gradients put another right side in its place
        for first in range(0, channels, at_once):
            some = slice(first, first + at_once)
            levels[0].u[...], levels[0].b = 0, still
            kernels.hold(levels[0], *around, values[:, some])
            _solve_pass(levels, kernels, tolerance, bar)
            yield some, kernels.download(levels[0].u)[:, 1:-1, 1:-1]


def _solve_pass(levels: list[Level], kernels: Kernels, tolerance: float, bar: Bar) -> float:
    """Solve A u = b on the finest grid as well as float32 can, or to the tolerance; return the error left."""
    largest = start_from_coarsest(levels, kernels)
    goal = max(tolerance, GAIN * largest)
    convergence = Convergence(goal, bar)
    for step in range(CYCLES):
        if convergence.reached(float(cycle(levels, kernels))):
            return goal
        if step >= JUDGED and convergence.rate > FAST:
            break
    conjugate_gradients(levels[0], kernels, lambda: cycle(levels, kernels), Convergence(goal, bar))
    return goal


def start_from_coarsest(levels: list[Level], kernels: Kernels) -> float:
    """Solve each grid with one cycle from the solution of the next coarser one; return the largest first guess.

    The unknown of the finest grid must be zero, except for fixed values.
    """
    for level, coarse in pairwise(levels):
        kernels.restrict(level, coarse)
        kernels.soften(coarse)
    kernels.solve(levels[-1])
    largest = abs(levels[-1].u).max()
    for depth in reversed(range(len(levels) - 1)):
        kernels.extend(levels[depth + 1])
        largest = kernels.prolong(levels[depth + 1], levels[depth])
        if depth > 0:
            cycle(levels, kernels, depth)
    return float(largest)


def cycle(levels: list[Level], kernels: Kernels, depth: int = 0) -> Array:
    """Improve the unknown of one grid by sweeps and a correction from the next; return the largest correction.

    Backward sweeps mirror the forward ones, so that the cycle is nearly symmetric, as conjugate gradients need.
    """
    level = levels[depth]
    if depth == len(levels) - 1:
        before = 1 * level.u
        kernels.solve(level)
        return abs(level.u - before).max()
    coarse, sweeps = levels[depth + 1], SWEEPS[min(depth, len(SWEEPS) - 1)]
    kernels.descend(level, coarse, RED, sweeps)
    cycle(levels, kernels, depth + 1)
    return kernels.ascend(coarse, level, BLACK, sweeps)
