"""The filters of PNG: each row is stored as differences that deflate well, by the filter of the smallest sum.

The sum is that of the differences' sizes, as bytes with a sign: the heuristic of libpng and Pillow.

References
----------
https://www.w3.org/TR/png-3/#9Filters, and section 12.7 on the choice
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from murals.loops.compiled import compiled

_NONE, _SUB, _UP, _AVERAGE, _PAETH = range(5)


def filtered_rows(rows: NDArray[np.uint8], above: NDArray[np.uint8], pixel: int) -> NDArray[np.uint8]:
    """Return `rows` (h, N), each behind the number of its filter, (h, 1 + N).

    Parameters
    ----------
    above
        The row above the first one, (N,); zeros above the picture.
    pixel
        Bytes of one pixel.
    """
    result = np.empty((rows.shape[0], 1 + rows.shape[1]), np.uint8)
    _filter(rows, above, pixel, result)
    return result


@compiled
def _filter(rows: Any, above: Any, pixel: int, result: Any) -> None:
    kinds = np.empty((5, rows.shape[1]), np.uint8)
    left, corner = np.zeros(rows.shape[1], np.uint8), np.zeros(rows.shape[1], np.uint8)
    for y in range(rows.shape[0]):
        up = above if y == 0 else rows[y - 1]
        left[pixel:] = rows[y, :-pixel]
        corner[pixel:] = up[:-pixel]
        _differences(rows[y], left, up, corner, kinds)
        best, least = 0, -1
        for kind in range(5):
            total = _size(kinds[kind])
            if least < 0 or total < least:
                best, least = kind, total
        result[y, 0] = best
        result[y, 1:] = kinds[best]


@compiled
def _differences(row: Any, left: Any, up: Any, corner: Any, kinds: Any) -> None:
    for x in range(row.shape[0]):
        value, a, b, c = np.int16(row[x]), np.int16(left[x]), np.int16(up[x]), np.int16(corner[x])
        from_a, from_b, from_c = abs(b - c), abs(a - c), abs(a + b - 2 * c)
        nearest = a if from_a <= from_b and from_a <= from_c else b if from_b <= from_c else c
        kinds[_NONE, x] = np.uint8(value)
        kinds[_SUB, x] = np.uint8(value - a)
        kinds[_UP, x] = np.uint8(value - b)
        kinds[_AVERAGE, x] = np.uint8(value - ((a + b) >> 1))
        kinds[_PAETH, x] = np.uint8(value - nearest)


@compiled
def _size(differences: Any) -> int:
    total = 0
    for x in range(differences.shape[0]):
        value = np.int64(differences[x])
        total += int(min(value, 256 - value))
    return total
