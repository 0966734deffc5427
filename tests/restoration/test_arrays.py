import numpy as np
import pytest

from murals.errors import MuralsError
from murals.restoration.arrays import as_damage, as_rgb


@pytest.mark.parametrize(
    ("mask", "damage"),
    [
        ([[False, True]], [[0, 255]]),
        (np.array([[0, 1]], np.uint8), [[0, 255]]),
        (np.array([[0, 127, 128, 255]], np.uint8), [[0, 0, 255, 255]]),  # a soft edge
        ([[0, 0.5, 0.51, 1]], [[0, 0, 255, 255]]),
        (np.array([[0, 128, 255]], np.uint8), [[0, 128, 255]]),  # the kinds, and nothing else
        ([[0, 0.5, 1]], [[0, 128, 255]]),
    ],
)
def test_a_mask_marks_what_is_lost_unless_it_holds_the_kinds_alone(mask, damage):
    mask = np.asarray(mask)
    assert as_damage(mask, None, mask.shape).tolist() == damage


def test_two_masks_mark_both_kinds_and_lost_wins():
    mask, veiled = np.array([[1, 1, 0, 0]], bool), np.array([[255, 0, 255, 0]], np.uint8)
    assert as_damage(mask, veiled, (1, 4)).tolist() == [[255, 255, 128, 0]]
    assert as_damage(None, veiled, (1, 4)).tolist() == [[128, 0, 128, 0]]


def test_a_veiled_mask_marks_nothing_lost_whatever_its_levels():
    assert as_damage(None, np.array([[0, 128, 255]], np.uint8), (1, 3)).tolist() == [[0, 128, 128]]


@pytest.mark.parametrize("values", [[-1.0, 1.0], [0.0, 70000.0], [np.nan, 1.0]])
def test_other_values_are_refused(values):
    with pytest.raises(MuralsError, match=r"expected bool, 0\.\.1 or 0\.\.255"):
        as_damage(np.array([values]), None, (1, 2))


def test_a_mask_of_another_size_is_refused():
    with pytest.raises(MuralsError, match="the mask is 90x70 but the image is 100x70: draw the mask at 100x70"):
        as_damage(np.zeros((70, 90), bool), None, (70, 100))
    with pytest.raises(MuralsError, match=r"the mask is of shape \(70, 100, 3\)"):
        as_damage(None, np.zeros((70, 100, 3), bool), (70, 100))


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
