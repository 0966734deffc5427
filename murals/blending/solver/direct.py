"""The reference solver: a sparse LU factorisation, exact to rounding, slow and memory-hungry beyond a megapixel.

References
----------
SuperLU by scipy, https://docs.scipy.org/doc/scipy/reference/generated/scipy.sparse.linalg.splu.html
"""

import numpy as np
from scipy.sparse import coo_array, csc_array
from scipy.sparse.linalg import splu

from murals.progress import SILENT, Progress


def solve_direct(
    image: np.ndarray,
    divergence: np.ndarray | None,
    mask: np.ndarray,
    *,
    tolerance: float = 0.0,
    device: str = "cpu",
    progress: Progress = SILENT,
) -> np.ndarray:
    """Return the image with its masked pixels solved for in float64; arrays as in `solve`, other options unused."""
    matrix, b = assemble(image, divergence, mask)
    if mask.all():  # the constant is free: hold the first pixel, `solve` puts the mean right
        b -= b.mean(0)
        matrix, b[0] = _hold_first(matrix), image[0, 0]
    solved = image.copy()
    solved[mask] = splu(matrix, permc_spec="MMD_AT_PLUS_A", options={"SymmetricMode": True}).solve(b)
    return solved


def assemble(image: np.ndarray, divergence: np.ndarray | None, mask: np.ndarray) -> tuple[csc_array, np.ndarray]:
    """Return A, float64 `(N, N)`, and the right side including the fixed values, float64 `(N, C)`.

    The N unknowns are the masked pixels row by row.
    """
    number = np.full(mask.shape, -1)
    number[mask] = np.arange(mask.sum())
    b = np.zeros((mask.sum(), image.shape[2])) if divergence is None else divergence[mask].astype(np.float64)
    diagonal = np.zeros(len(b))
    rows, columns = [np.arange(len(b))], [np.arange(len(b))]
    for here, there in _neighbours():
        own, other = number[here], number[there]
        diagonal += np.bincount(own[own >= 0], minlength=len(b))
        both, fixed = (own >= 0) & (other >= 0), (own >= 0) & (other < 0)
        rows.append(own[both])
        columns.append(other[both])
        b[own[fixed]] += image[there][fixed]
    values = np.concatenate((diagonal, -np.ones(sum(map(len, rows)) - len(b))))
    return coo_array((values, (np.concatenate(rows), np.concatenate(columns)))).tocsc(), b


def _neighbours() -> list[tuple[tuple[slice, slice], tuple[slice, slice]]]:
    """Return for each of the four directions where pixels with such a neighbour are, and where the neighbours are."""
    every, front, back = slice(None), slice(None, -1), slice(1, None)
    return [
        ((every, front), (every, back)),
        ((every, back), (every, front)),
        ((front, every), (back, every)),
        ((back, every), (front, every)),
    ]


def _hold_first(matrix: csc_array) -> csc_array:
    """Return the matrix with its first equation replaced by u_0 = its value."""
    rows = matrix.tolil()
    rows[0, :] = 0
    rows[0, 0] = 1
    return rows.tocsc()
