"""The solution of the discrete Poisson equation on any mask: checks, the part of the picture that counts, the solver.

In: a picture, the wanted divergence, a mask. Out: the picture with its masked pixels solved for. The equation is
drawn in `multigrid.py`. Perez, Gangnet, Blake, "Poisson image editing", 2003, https://doi.org/10.1145/882262.882269
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from murals.blending.solver.direct import solve_direct
from murals.blending.solver.multigrid import solve_multigrid
from murals.errors import MuralsError, did_you_mean
from murals.progress import SILENT, Progress

TOLERANCE = 0.1 / 255  # a tenth of a grey level of a picture in [0, 1] with 8 bits

Solver = Callable[..., np.ndarray]


def _solve_adam(*arrays: Any, **options: Any) -> np.ndarray:
    from murals.blending.solver.adam import solve_adam  # torch takes seconds to load, which no other solver needs

    return solve_adam(*arrays, **options)


SOLVERS: dict[str, Solver] = {"multigrid": solve_multigrid, "direct": solve_direct, "adam": _solve_adam}


def solve(
    initial: np.ndarray,
    divergence: np.ndarray | None,
    mask: np.ndarray,
    *,
    solver: str = "multigrid",
    tolerance: float = TOLERANCE,
    device: str = "cpu",
    progress: Progress = SILENT,
) -> np.ndarray:
    """Return f, `(H, W, C)` float32: `initial` outside the mask, bit by bit; inside, sum (f_p - f_q) = b_p.

    `initial` `(H, W, C)` float32, any range, holds the fixed values outside the mask and a first guess inside: the
    nearer its gradients are to those wanted, the fewer cycles (for a seamless clone: the source). `divergence`
    `(H, W, C)` float32, or None for zero: b_p, the sum over the neighbours q of p inside the image of the wanted
    f_p - f_q. `mask` `(H, W)` bool, True = unknown. `tolerance`: the largest error wanted, in units of `initial`.

    At the border of the image neighbours beyond are left out (natural boundary). If every pixel is masked, f is fixed
    but for a constant: the mean of `initial` is kept, and b is taken less its mean, without which nothing solves.
    Raises `NotConverged` (a `MuralsError`), never returns a picture that did not converge; `MuralsError` for shapes
    that do not fit and for values that are not finite.
    """
    solve_box = _find_solver(solver)
    _check(initial, divergence, mask, tolerance)
    result = initial.copy()
    if not mask.any():
        return result
    box = _find_box(mask)
    image, part = np.ascontiguousarray(result[box]), np.ascontiguousarray(mask[box])
    wanted = None if divergence is None else np.ascontiguousarray(divergence[box])
    _check_finite(image=image, divergence=wanted)
    free = bool(part.all())
    if free and wanted is not None:
        wanted = wanted - _mean(wanted)
    solved = solve_box(image, wanted, part, tolerance=tolerance, device=device, progress=progress)
    if free:
        solved += _mean(initial) - _mean(solved)
    if not np.may_share_memory(solved, result):
        result[box] = solved
    return result


def _find_solver(name: str) -> Solver:
    if name not in SOLVERS:
        raise MuralsError(f"unknown solver '{name}': {did_you_mean(name, SOLVERS)} There are {', '.join(SOLVERS)}")
    return SOLVERS[name]


def _check(initial: np.ndarray, divergence: np.ndarray | None, mask: np.ndarray, tolerance: float) -> None:
    if initial.ndim != 3 or initial.dtype != np.float32:
        raise MuralsError(f"the image is {initial.dtype} {initial.shape}: give float32 (H, W, C)")
    if mask.shape != initial.shape[:2] or mask.dtype != bool:
        raise MuralsError(f"the mask is {mask.dtype} {mask.shape}: give bool {initial.shape[:2]}, as the image")
    if divergence is not None and (divergence.shape != initial.shape or divergence.dtype != np.float32):
        raise MuralsError(f"the divergence is {divergence.dtype} {divergence.shape}: give float32 {initial.shape}")
    if not tolerance > 0:
        raise MuralsError(f"the tolerance is {tolerance}: give a number above zero, such as {TOLERANCE:.1g}")


def _find_box(mask: np.ndarray) -> tuple[slice, slice]:
    """Return the bounding box of the mask and one pixel more on each side, as far as the image goes."""
    spans = []
    for axis in (1, 0):
        places = np.flatnonzero(mask.any(axis=axis))
        spans.append(slice(max(int(places[0]) - 1, 0), int(places[-1]) + 2))
    return spans[0], spans[1]


def _mean(image: np.ndarray) -> np.ndarray:
    """Return the mean of each channel, `(C,)` float32."""
    return image.mean((0, 1), dtype=np.float64).astype(np.float32)


def _check_finite(**arrays: np.ndarray | None) -> None:
    for name, array in arrays.items():
        if array is not None and not np.isfinite(array.sum()):  # one sum finds a NaN or an infinity anywhere
            raise MuralsError(f"the {name} holds values that are not finite: give numbers, [0, 1] by habit")
