"""The solver of the course project: Adam on the difference between the gradients and the wanted ones.

It is here for comparison and teaching; `multigrid` is far faster and exact. Both losses have the same minimiser, the
solution of the equation drawn in `multigrid.py`:

    gradient    L = mean over the edges (p, q) at the mask of ((f_p - f_q) - v_pq)^2     the report's formula
    laplacian   L = mean over the pixels p of the mask of (sum_q (f_p - f_q) - b_p)^2    the template's

`solve` is given b, not v. Multiplied out, the first loss depends on v only by (v, f_p - f_q) = (b, f), and by the sum
of v^2, which does not depend on f. That sum is left out here, so this loss is the report's except for a constant, and
may be negative. Neither the steps nor the stopping rule depend on it.

References
----------
Kingma, Ba 2015, Adam, https://arxiv.org/abs/1412.6980
"""

import logging
from contextlib import closing
from typing import Literal, NamedTuple, get_args

import numpy as np
import torch
from torch import Tensor

from murals.blending.solver.multigrid import solve_multigrid
from murals.errors import MuralsError
from murals.progress import SILENT, Progress

Loss = Literal["gradient", "laplacian"]

STEPS = {"gradient": 10_000, "laplacian": 5_000}  # at most: the report's and the template's
LEARNING_RATE = 1e-2  # times 0.1 after two thirds of the steps
LOOK_BACK, STILL = 100, 1e-9  # stop when the loss moves less than this over so many steps

logger = logging.getLogger("murals")


class Descent(NamedTuple):
    """The result of a descent: the image `(H, W, C)` float32, the loss, the steps, whether the loss stood still."""

    image: np.ndarray
    loss: float
    steps: int
    still: bool


def solve_adam(
    image: np.ndarray,
    divergence: np.ndarray | None,
    mask: np.ndarray,
    *,
    tolerance: float,
    device: str = "cpu",
    progress: Progress = SILENT,
    loss: Loss = "gradient",
) -> np.ndarray:
    """Return what Adam reaches by the rule of the course project, and warn how far from the exact solution that is.

    Arrays are those of `solve`; the start is the first guess in the image. The template starts at 0.9 target + 0.1
    source.
    """
    descent = descend(image, divergence, mask, device=device, progress=progress, loss=loss)
    exact = solve_multigrid(image.copy(), divergence, mask, tolerance=tolerance, device=device)
    gap = float(abs(descent.image - exact)[mask].max())
    logger.warning(
        "adam stopped after %d steps at a loss of %.4g, %s: up to %.2g (%.1f levels of 255) off the exact solution",
        *(descent.steps, descent.loss, "which stood still" if descent.still else "still falling", gap, 255 * gap),
    )
    return descent.image


def descend(
    image: np.ndarray,
    divergence: np.ndarray | None,
    mask: np.ndarray,
    *,
    loss: Loss = "gradient",
    steps: int | None = None,
    device: str = "cpu",
    progress: Progress = SILENT,
) -> Descent:
    """Minimise a loss by at most `steps` steps of Adam; arrays as in `solve`."""
    if loss not in get_args(Loss):
        raise MuralsError(f"unknown loss '{loss}': choose {' or '.join(get_args(Loss))}")
    steps = steps or STEPS[loss]
    fixed, inside = torch.from_numpy(image).to(device), torch.from_numpy(mask).to(device)[..., None]
    b = torch.zeros_like(fixed) if divergence is None else torch.from_numpy(divergence).to(device)
    unknown = fixed.clone().requires_grad_()
    optimizer = torch.optim.Adam([unknown], lr=LEARNING_RATE)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, step_size=max(1, 2 * steps // 3), gamma=0.1)
    measure = gradient_loss if loss == "gradient" else laplacian_loss
    history: list[float] = []
    with closing(progress.start("adam", steps)) as bar:
        while len(history) < steps and not _stands_still(history):
            optimizer.zero_grad()
            value = measure(torch.where(inside, unknown, fixed), b, inside)
            value.backward()
            optimizer.step()
            schedule.step()
            history.append(value.item())
            bar.advance(f"loss {history[-1]:.4g}")
    solved = torch.where(inside, unknown, fixed).detach().cpu().numpy()
    return Descent(solved, history[-1], len(history), _stands_still(history))


def gradient_loss(f: Tensor, b: Tensor, inside: Tensor) -> Tensor:
    """Return the mean squared difference of gradients, except for a constant; `(H, W, C)`, mask `(H, W, 1)` bool."""
    total, edges = -2 * (b * f * inside).sum(), torch.zeros((), device=f.device)
    for axis in (0, 1):
        touching = inside.narrow(axis, 1, f.shape[axis] - 1) | inside.narrow(axis, 0, f.shape[axis] - 1)
        total = total + (f.diff(dim=axis).square() * touching).sum()
        edges = edges + touching.sum()
    return total / (edges * f.shape[2])


def laplacian_loss(f: Tensor, b: Tensor, inside: Tensor) -> Tensor:
    """Return the mean squared residual of the equation; `(H, W, C)`, mask `(H, W, 1)` bool."""
    outflow = torch.zeros_like(f)
    for axis, margin in ((0, (0, 0, 0, 0, 1, 1)), (1, (0, 0, 1, 1))):
        padded = torch.nn.functional.pad(f.diff(dim=axis), margin)  # no flow across the border of the image
        outflow = outflow - padded.diff(dim=axis)
    return ((outflow - b) * inside).square().sum() / (inside.sum() * f.shape[2])


def _stands_still(history: list[float]) -> bool:
    return len(history) > LOOK_BACK and abs(history[-1] - history[-1 - LOOK_BACK]) < STILL
