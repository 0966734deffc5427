"""What grey levels mean."""

import numpy as np
import pytest

from murals.images.levels import eight_bits, grey_marks, is_of_kinds


@pytest.mark.parametrize(
    ("pixels", "expected"),
    [
        (np.array([0, 7, 255], np.uint8), [0, 7, 255]),
        (np.array([0, 32767, 32768, 65535], np.uint16), [0, 127, 128, 255]),
        (np.array([0, 128, 255], np.uint16), [0, 128, 255]),
        (np.array([0, 1], np.uint16), [0, 1]),
        (np.array([0, 2048, 4095], np.uint16), [0, 128, 255]),
        (np.array([0, 0.5, 1], np.float32), [0, 128, 255]),
    ],
)
def test_all_depths_become_eight_bits(pixels, expected):
    got = eight_bits(pixels)
    assert got.dtype == np.uint8 and got.tolist() == expected


@pytest.mark.parametrize(
    ("levels", "marked", "labels"),
    [
        ([0, 255], [False, True], []),
        ([0, 1], [False, True], []),
        ([0, 100], [False, True], []),
        ([200, 255], [False, True], []),
        ([0, 128, 255], [False, True, True], []),
        ([0, 128], [False, True], []),
        ([128, 255], [True, True], []),
        ([0, 90, 180, 255], [False, False, True, True], []),
        ([0, 1, 2, 3], [False, True, True, True], [1, 2, 3]),
        ([1, 2, 3], [False, True, True], [2, 3]),
        ([0, 1, 2, 255], [False, True, True, False], [1, 2]),
        ([0, 3, 255, 255, 255], [False, False, True, True, True], []),
        ([0], [False], []),
        ([255], [True], []),
    ],
)
def test_what_is_marked(levels, marked, labels):
    got, of = grey_marks(np.array([levels], np.uint8))
    assert (got[0].tolist(), of) == (marked, labels)


def test_traces_of_compression_are_no_labels():
    got, labels = grey_marks(np.array([[0, 1, 2, 3]], np.uint8), exact=False)
    assert not got.any() and labels == []


def test_levels_of_kinds():
    assert is_of_kinds(np.array([[0, 128]], np.uint8)) and is_of_kinds(np.array([[0, 255]], np.uint8))
    assert not is_of_kinds(np.array([[0, 127, 255]], np.uint8))
