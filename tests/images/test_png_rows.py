import numpy as np
import pytest

from murals.images.png_rows import filtered_rows


def plain_paeth(a, b, c):
    """The predictor as the specification writes it."""
    p = a + b - c
    pa, pb, pc = abs(p - a), abs(p - b), abs(p - c)
    return a if pa <= pb and pa <= pc else b if pb <= pc else c


def plain_rows(rows, above, pixel):
    """The filters of PNG 9.2, byte by byte, and the choice by the smallest sum."""
    result, before = [], [int(x) for x in above]
    for row in rows.tolist():
        kinds = [[], [], [], [], []]
        for x, value in enumerate(row):
            a, c = (row[x - pixel], before[x - pixel]) if x >= pixel else (0, 0)
            b = before[x]
            for kind, predicted in enumerate((0, a, b, (a + b) // 2, plain_paeth(a, b, c))):
                kinds[kind].append((value - predicted) % 256)
        sums = [sum(min(x, 256 - x) for x in kind) for kind in kinds]
        best = sums.index(min(sums))
        result.append([best, *kinds[best]])
        before = row
    return np.array(result, np.uint8)


def pictures():
    rng = np.random.default_rng(0)
    y, x = np.mgrid[:40, :36]
    yield rng.integers(0, 256, (40, 36), np.uint8)
    yield (x * 3 + y).astype(np.uint8)
    yield (x * y // 4 + rng.integers(0, 3, (40, 36))).astype(np.uint8)
    yield np.zeros((40, 36), np.uint8)
    yield np.repeat(rng.integers(0, 256, (1, 36), np.uint8), 40, axis=0)


@pytest.mark.parametrize("pixel", [1, 2, 3, 4, 6, 8])
def test_rows_are_those_of_the_specification(pixel):
    used = set()
    for rows in pictures():
        above = np.random.default_rng(pixel).integers(0, 256, rows.shape[1], np.uint8)
        found = filtered_rows(rows, above, pixel)
        assert np.array_equal(found, plain_rows(rows, above, pixel))
        used |= set(found[:, 0].tolist())
    assert {0, 1, 2} <= used and used & {3, 4}


def test_a_picture_of_one_pixel():
    assert filtered_rows(np.array([[7, 8, 9]], np.uint8), np.zeros(3, np.uint8), 3).shape == (1, 4)
