"""The discrete Poisson equation, pixel by pixel, solved by scipy: the known answer of the blending tests."""

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.linalg import spsolve


def solve_exactly(fixed, wanted, mask):
    """Return the picture (H, W, C) float64 that is `fixed` outside `mask` and solves eq. (7) of the paper in it.

    `wanted(p, q)` is v_pq, the wanted f_p - f_q, for pixels p, q = (y, x).
    """
    h, w = mask.shape
    number = {tuple(p): i for i, p in enumerate(np.argwhere(mask))}
    rows, columns, values = [], [], []
    right = np.zeros((len(number), fixed.shape[2]))
    for p, i in number.items():
        for step in ((0, 1), (1, 0), (0, -1), (-1, 0)):
            q = (p[0] + step[0], p[1] + step[1])
            if not (0 <= q[0] < h and 0 <= q[1] < w):
                continue
            rows.append(i), columns.append(i), values.append(1.0)
            right[i] += wanted(p, q)
            if q in number:
                rows.append(i), columns.append(number[q]), values.append(-1.0)
            else:
                right[i] += fixed[q]
    matrix = coo_matrix((values, (rows, columns))).tocsc()
    solved = fixed.astype(np.float64).copy()
    solved[mask] = spsolve(matrix, right).reshape(len(number), -1)
    return solved
