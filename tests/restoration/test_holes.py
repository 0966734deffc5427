import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.ndimage import distance_transform_edt, label

from murals.data.depth import distance_inside
from murals.restoration.holes import Hole, deep_parts, in_words


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
