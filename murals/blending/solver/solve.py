"""Solution of the discrete Poisson equation on any mask: checks, choice of the relevant part, and the solver.

The equation is drawn in `multigrid.py`.

References
----------
Perez, Gangnet, Blake 2003, Poisson Image Editing, https://doi.org/10.1145/882262.882269
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import cv2
import numpy as np

from murals.blending.solver.direct import solve_direct
from murals.blending.solver.multigrid import can_span, solve_membranes, solve_multigrid
from murals.errors import MuralsError, did_you_mean
from murals.progress import SILENT, Progress

TOLERANCE = 0.1 / 255  # a tenth of a grey level of a picture in [0, 1] with 8 bits

DENSE = 0.5  # share of the box that is masked, above which parts are not looked for
SET_UP = 1 << 15  # pixels that take as long as to begin with a part

Box = tuple[slice, slice]  # rows, columns
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
    """Return the solution f of the Poisson equation in the mask, `(H, W, C)` float32.

    Outside the mask f is bit-identical to `initial`; inside, sum (f_p - f_q) = b_p. At the border of the image
    neighbours beyond are left out (natural boundary). If every pixel is masked, f is determined except for a constant:
    the mean of `initial` is kept, and b is taken minus its mean, without which there is no solution.

    Parameters
    ----------
    initial
        (H, W, C) float32, any range: the fixed values outside the mask, and a first guess inside. The nearer its
        gradients are to the wanted ones, the fewer cycles (for a seamless clone: the source).
    divergence
        (H, W, C) float32, or None for zero: b_p, the sum over the neighbours q of p inside the image of the wanted f_p
        - f_q.
    mask
        (H, W) bool, True = unknown.
    tolerance
        The largest error wanted, in units of `initial`.

    Raises
    ------
    NotConverged
        If the solver does not converge (a `MuralsError`); a picture that did not converge is never returned.
    MuralsError
        If shapes do not fit or values are not finite.
    """
    solve_box = _find_solver(solver)
    _check(initial, divergence, mask, tolerance)
    _check_finite(image=initial, divergence=divergence)
    result = initial.copy()
    for box, part in find_parts(mask):
        image = np.ascontiguousarray(result[box])
        wanted = None if divergence is None else np.ascontiguousarray(divergence[box])
        free = part.size == mask.size and bool(part.all())
        if free and wanted is not None:
            wanted = wanted - _mean(wanted)
        solved = solve_box(image, wanted, part, tolerance=tolerance, device=device, progress=progress)
        if free:
            solved += _mean(initial) - _mean(solved)
        if not np.may_share_memory(solved, result):
            result[box] = solved
    return result


def span(
    mask: np.ndarray,
    around: tuple[np.ndarray, np.ndarray],
    values: np.ndarray,
    *,
    solver: str = "multigrid",
    tolerance: float = TOLERANCE,
    device: str = "cpu",
    progress: Progress = SILENT,
) -> Iterator[tuple[slice, np.ndarray]]:
    """Yield channels and planes `(c, H, W)` float32: the membrane in `mask`, sum (u_p - u_q) = 0.

    `values` `(N, C)` float32 are those of the pixels `around`, rows and columns: all outside `mask` `(H, W)` bool that
    touch it. Of a large picture one channel comes at a time, in memory that the next one takes, so use it before. The
    planes have no meaning outside the mask. Options and errors are those of `solve`.
    """
    _find_solver(solver)
    _check_finite(image=values)
    if solver == "multigrid" and can_span(mask, values, tolerance):
        yield from solve_membranes(mask, around, values, tolerance=tolerance, device=device, progress=progress)
        return
    initial = np.zeros((*mask.shape, values.shape[1]), np.float32)
    initial[around] = values
    solved = solve(initial, None, mask, solver=solver, tolerance=tolerance, device=device, progress=progress)
    yield slice(0, values.shape[1]), np.moveaxis(solved, 2, 0)


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


def find_parts(mask: np.ndarray) -> list[tuple[Box, np.ndarray]]:
    """Return the boxes to solve, each with its own mask: one around all, or one around each part if they are far apart.

    Parts that do not touch are independent, and small losses on a large wall leave most of its box unchanged.
    """
    if not mask.any():
        return []
    box = _find_box(mask)
    part = np.ascontiguousarray(mask[box])
    if part.mean() > DENSE:
        return [(box, part)]
    count, labels, statistics, _ = cv2.connectedComponentsWithStats(part.view(np.uint8), connectivity=4)
    boxes = [_widen(statistics[label], part.shape) for label in range(1, count)]
    sizes = [(rows.stop - rows.start) * (columns.stop - columns.start) for rows, columns in boxes]
    if sum(sizes) + SET_UP * len(boxes) > part.size:
        return [(box, part)]
    return [(_inside(own, box), labels[own] == label) for label, own in enumerate(boxes, 1)]


def _find_box(mask: np.ndarray) -> Box:
    """Return the bounding box of the mask and one pixel more on each side, as far as the image goes."""
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    top, left = int(rows[0]), int(columns[0])
    return _widen((left, top, int(columns[-1]) + 1 - left, int(rows[-1]) + 1 - top), mask.shape)


def _widen(rectangle: Sequence[int], size: tuple[int, ...]) -> Box:
    """Return the box of a rectangle `(x, y, width, height, ...)` and one pixel more on each side, inside the image."""
    x, y, width, height = (int(value) for value in rectangle[:4])
    return slice(max(y - 1, 0), min(y + height + 1, size[0])), slice(max(x - 1, 0), min(x + width + 1, size[1]))


def _inside(own: Box, box: Box) -> Box:
    """Return a box given within another one as a box of the whole."""
    rows, columns = (
        slice(inner.start + outer.start, inner.stop + outer.start) for inner, outer in zip(own, box, strict=True)
    )
    return rows, columns


def _mean(image: np.ndarray) -> np.ndarray:
    """Return the mean of each channel, `(C,)` float32."""
    return image.mean((0, 1), dtype=np.float64).astype(np.float32)


def _check_finite(**arrays: np.ndarray | None) -> None:
    for name, array in arrays.items():
        if array is not None and not np.isfinite(array.sum()):  # one sum finds a NaN or an infinity anywhere
            raise MuralsError(f"the {name} holds values that are not finite: give numbers, [0, 1] by habit")
