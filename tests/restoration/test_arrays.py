import numpy as np
import pytest

from murals.errors import MuralsError
from murals.restoration.arrays import as_mask, as_rgb


def test_more_than_half_is_damage():
    assert as_mask(np.array([[0, 127, 128, 255]], np.uint8), (1, 4)).tolist() == [[False, False, True, True]]
    assert as_mask(np.array([[0, 0.5, 0.51, 1]]), (1, 4)).tolist() == [[False, False, True, True]]
    assert as_mask(np.array([[0, 1]], np.uint8), (1, 2)).tolist() == [[False, True]]


@pytest.mark.parametrize("values", [[-1.0, 1.0], [0.0, 70000.0], [np.nan, 1.0]])
def test_other_values_are_refused(values):
    with pytest.raises(MuralsError, match=r"expected bool, 0\.\.1 or 0\.\.255"):
        as_mask(np.array([values]), (1, 2))


def test_a_mask_of_another_size_is_refused():
    with pytest.raises(MuralsError, match="the mask is 90x70 but the image is 100x70: draw the mask at 100x70"):
        as_mask(np.zeros((70, 90), bool), (70, 100))
    with pytest.raises(MuralsError, match=r"the mask is of shape \(70, 100, 3\)"):
        as_mask(np.zeros((70, 100, 3), bool), (70, 100))


def test_grey_becomes_three_equal_channels_and_rgb_stays_what_it_is():
    grey = np.arange(6, dtype=np.uint16).reshape(2, 3)
    assert as_rgb(grey).tolist() == np.stack([grey] * 3, -1).tolist()
    rgb = np.zeros((2, 3, 3), np.uint8)
    assert as_rgb(rgb) is rgb


@pytest.mark.parametrize(
    ("image", "words"),
    [
        (np.zeros((4, 4, 4), np.uint8), "shape"),
        (np.zeros((0, 4, 3), np.uint8), "shape"),
        (np.zeros((4, 4, 3), np.int64), "int64"),
        (np.full((4, 4, 3), 255.0), "255"),
        (np.full((4, 4, 3), np.nan), "nan"),
    ],
)
def test_what_is_no_image_is_refused(image, words):
    with pytest.raises(MuralsError, match=words):
        as_rgb(image)
