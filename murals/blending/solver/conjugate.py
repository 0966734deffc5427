"""Flexible conjugate gradients around a preconditioner, for masks on which multigrid alone is slow.

"Flexible" because a multigrid cycle is no symmetric matrix, so that new directions must be made conjugate to old ones,
here to the last two.

References
----------
Notay 2000, Flexible conjugate gradients, https://doi.org/10.1137/S1064827599362314
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from murals.blending.solver.convergence import Convergence, NotConverged
from murals.blending.solver.kernels import Array, Kernels, Level

DIRECTIONS = 2
STEPS = 60


class Direction(NamedTuple):
    """A direction p `(C, H + 2, W + 2)`, A p, and (p, A p), float64 `(C,)`."""

    p: Array
    image: Array
    energy: np.ndarray


def conjugate_gradients(
    level: Level, kernels: Kernels, precondition: Callable[[], object], convergence: Convergence
) -> None:
    """Better `level.u` until A u = b; each channel has its own steps.

    `precondition` turns the residual, which it finds in `level.b`, into a correction in `level.u`, M r below.

        p = M r - sum beta_j p_j,   beta_j = (M r, A p_j) / (p_j, A p_j)
        u <- u + alpha p,   r <- r - alpha A p,   alpha = (p, r) / (p, A p)

    Raises
    ------
    NotConverged
        After `STEPS` steps.
    """
    u, residual = kernels.zeros_like(level.u), kernels.zeros_like(level.u)
    u[...] = level.u
    kernels.apply(level, u, residual)
    residual *= -1
    residual += level.b
    level.b = residual
    spare = [(kernels.zeros_like(u), kernels.zeros_like(u)) for _ in range(DIRECTIONS)]
    old: list[Direction] = []
    for _ in range(STEPS):
        level.u[...] = 0
        precondition()
        new = _make_conjugate(level, kernels, old, *(spare.pop() if spare else old.pop(0)[:2]))
        alpha = _divide(kernels.dot(new.p, residual), new.energy)
        kernels.add_scaled(new.image, residual, -alpha)
        if convergence.reached(kernels.add_scaled(new.p, u, alpha)):
            level.u[...] = u
            return
        old.append(new)
    raise NotConverged(
        f"the blend still moves by {convergence.last:.2g} after {STEPS} steps: solve it directly (--solver direct)"
    )


def _make_conjugate(level: Level, kernels: Kernels, old: list[Direction], p: Array, image: Array) -> Direction:
    """Return the correction in `level.u` as a direction in the arrays p and image, conjugate to the old ones."""
    betas = [_divide(kernels.dot(level.u, direction.image), direction.energy) for direction in old]
    p[...] = level.u
    kernels.apply(level, p, image)
    for beta, direction in zip(betas, old, strict=True):
        kernels.add_scaled(direction.p, p, -beta)
        kernels.add_scaled(direction.image, image, -beta)
    return Direction(p, image, kernels.dot(p, image))


def _divide(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Return the quotients, zero for a channel that is already solved."""
    return np.divide(above, below, where=below > 0, out=np.zeros_like(above))
