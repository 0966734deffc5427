import math

import cv2
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.ndimage import distance_transform_edt, label

from murals.data.depth import distance_inside
from murals.errors import MuralsError
from murals.restoration.cells import grow
from murals.restoration.region import (
    Hole,
    as_damage,
    as_rgb,
    deep_parts,
    grow_kinds,
    in_words,
    paste,
    repair_share,
)


def test_dilating_a_point_gives_a_disc():
    point = np.zeros((21, 21), bool)
    point[10, 10] = True
    y, x = np.mgrid[:21, :21]
    assert np.array_equal(grow(point, 6), np.hypot(y - 10, x - 10) <= 6)


def test_the_ramp_lies_in_the_ring():
    """Four pixels in from the border at feather 3: t = 1/4, 2/4, 3/4, 1 in 3 t^2 - 2 t^3."""
    hole = np.zeros((3, 12), bool)
    hole[:, 4:] = True
    marks = np.zeros((3, 12), bool)
    marks[:, 7:] = True
    row = repair_share(hole, marks, 3)[1]
    assert row.tolist() == pytest.approx([0, 0, 0, 0, 0.15625, 0.5, 0.84375, 1, 1, 1, 1, 1])


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 2**20 - 1))
@settings(max_examples=50, deadline=None)
def test_feathering_leaves_the_region_as_it_is_and_nothing_old_under_the_mask(dilate, feather, bits):
    mask = np.array([bits >> i & 1 for i in range(20)], bool).reshape(4, 5).repeat(4, 0).repeat(4, 1)
    weight = repair_share(grow(mask, dilate), mask, min(feather, dilate))
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (2 * dilate + 1, 2 * dilate + 1))
    assert ((weight >= 0) & (weight <= 1)).all()
    assert np.array_equal(weight > 0, grow(mask, dilate))
    assert (weight[mask] == 1).all()
    assert not (weight[cv2.dilate(mask.astype(np.uint8), kernel) == 0] > 0).any()  # a disc lies in its square


def test_what_is_left_alone_is_not_painted_though_it_is_marked():
    hole = np.array([[True, True, False, False]])
    assert repair_share(hole, np.ones((1, 4), bool), 1)[0, 2:].tolist() == [0, 0]


def test_both_kinds_grow_and_lost_wins():
    kinds = np.zeros((1, 9), np.uint8)
    kinds[0, 2], kinds[0, 6] = 255, 128
    assert grow_kinds(kinds, 2).tolist() == [[255, 255, 255, 255, 255, 128, 128, 128, 128]]
    assert grow_kinds(kinds, 0) is kinds


def test_a_mask_over_everything_has_no_border():
    everywhere = np.ones((5, 5), bool)
    assert (repair_share(grow(everywhere, 2), everywhere, 3) == 1).all()


def test_nothing_to_grow_stays_nothing():
    assert not grow(np.zeros((4, 4), bool), 3).any()


def test_a_grown_mask_is_not_the_callers():
    mask = np.eye(6, dtype=bool)
    grow(mask, 2)
    assert mask.sum() == 6


def test_paste_mixes_by_weight():
    image = np.full((1, 3, 3), 100, np.uint8)
    painted = np.full((1, 3, 3), 200 / 255, np.float32)
    pasted = paste(image, painted, np.array([[0, 0.25, 1]], np.float32))
    assert pasted[..., 0].tolist() == [[100, 125, 200]]


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


def disc(y, x, radius, size=(80, 120)):
    rows, columns = np.mgrid[: size[0], : size[1]]
    return np.hypot(rows - y, columns - x) <= radius


def find_holes(mask):
    """Every hole is deeper than nothing."""
    deep, holes = deep_parts(mask, 0)
    assert np.array_equal(deep, mask)
    return holes


def two_discs():
    return disc(30, 30, 20) | disc(60, 100, 5)


def test_a_disc_is_as_deep_as_its_radius_says():
    """From the centre of a disc of radius 20 the nearest pixel outside is sqrt(401) away, at (20, 1)."""
    hole, small = find_holes(two_discs())
    assert (hole.x, hole.y, hole.width, hole.height) == (10, 10, 41, 41)
    assert hole.radius == pytest.approx(math.sqrt(401), abs=0.01)
    assert hole.pixels == disc(30, 30, 20).sum()
    assert (small.x, small.y, small.width) == (95, 55, 11)


def test_the_border_of_the_image_is_not_known_ground():
    strip = np.zeros((50, 50), bool)
    strip[:, 40:] = True  # known on the left alone: its last column is ten pixels from there
    (hole,) = find_holes(strip)
    assert hole.radius == 10


def test_where_nothing_is_known_a_hole_has_no_radius_and_is_deep_for_any_limit():
    (hole,) = find_holes(np.ones((9, 7), bool))
    assert hole == Hole(0, 0, 7, 9, 63, None)
    assert deep_parts(np.ones((9, 7), bool), 1e9)[1] == [hole]
    assert str(hole) == "7x9 px at 0,0 (nothing around it is known)"


def test_pixels_that_touch_at_a_corner_are_one_hole():
    assert len(find_holes(np.eye(6, dtype=bool))) == 1


def test_no_damage_no_hole():
    assert find_holes(np.zeros((5, 5), bool)) == []


def test_what_a_larger_disc_fits_into_is_deep_and_named():
    deep, holes = deep_parts(two_discs(), 6)
    assert not (deep & disc(60, 100, 5)).any()
    assert (deep | ~disc(30, 30, 19)).all()  # all of the large disc but perhaps pixels of its rim
    assert in_words(holes) == "41x41 px at 10,10 (inscribed radius 20 px)"


def test_a_crack_that_touches_a_deep_hole_is_not_deep():
    crack = np.zeros((80, 120), bool)
    crack[29:32, 45:] = True
    deep, (hole,) = deep_parts(disc(30, 30, 20) | crack, 6)
    assert not deep[:, 58:].any()
    assert hole.width < 50


def test_the_limit_itself_is_not_deep():
    strip = np.zeros((50, 50), bool)
    strip[:, 40:] = True
    assert not deep_parts(strip, 10)[0].any()
    assert np.array_equal(deep_parts(strip, 9.99)[0], strip)


def test_a_sentence_names_three_and_counts_the_rest():
    holes = [Hole(i, 0, 1, 1, 1, 1.0) for i in range(5)]
    assert in_words(holes).endswith("1x1 px at 2,0 (inscribed radius 1 px); and 2 more")


@given(st.integers(0, 2**30 - 1), st.floats(0.5, 6))
@settings(max_examples=60, deadline=None)
def test_depth_is_that_of_scipy_and_the_deep_parts_are_an_opening(bits, limit):
    mask = np.array([bits >> i & 1 for i in range(30)], bool).reshape(5, 6).repeat(3, 0).repeat(3, 1)
    _, count = label(mask, np.ones((3, 3)))
    holes = find_holes(mask)
    assert len(holes) == count
    assert sum(hole.pixels for hole in holes) == mask.sum()
    if not mask.all():
        depths = distance_transform_edt(mask)
        assume(not np.isclose(depths, limit, atol=1e-3).any())  # there the last digits of a float32 decide
        np.testing.assert_allclose(distance_inside(mask), depths, atol=1e-3)
        deep, parts = deep_parts(mask, limit)
        assert not (deep & ~mask).any()
        assert deep[depths > limit].all()
        assert np.array_equal(deep_parts(deep, limit)[0], deep)  # an opening opened again is itself
        assert all(part.radius > limit for part in parts)
