import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from skimage.draw import polygon2mask

from murals.blending.region import bounds, opaque_region, parse_polygon, polygon_region
from murals.blending.settings import parse_numbers
from murals.errors import MuralsError


def test_a_square_by_hand():
    """Pixel centres on the outline belong to the polygon, so 3 x 3 pixels lie in a square of side 2."""
    region = polygon_region([(1, 1), (3, 1), (3, 3), (1, 3)], (5, 6))
    assert np.argwhere(region).tolist() == [[y, x] for y in (1, 2, 3) for x in (1, 2, 3)]


def test_a_polygon_that_crosses_itself_has_a_hole_where_it_winds_twice():
    turns = np.arange(5) * 2 * (2 * np.pi / 5) - np.pi / 2  # a pentagram: every second corner of a pentagon
    star = polygon_region([(50 + 45 * np.cos(a), 50 + 45 * np.sin(a)) for a in turns], (100, 100))
    assert not star[50, 50]
    assert star[15, 50]


@given(st.lists(st.tuples(st.floats(-5, 35), st.floats(-5, 25)), min_size=3, max_size=9))
def test_a_polygon_is_that_of_skimage_whatever_its_winding(points):
    region = polygon_region(points, (20, 30))
    assert np.array_equal(region, polygon2mask((20, 30), [(y, x) for x, y in points]))
    assert np.array_equal(region, polygon_region(points[::-1], (20, 30)))


def test_polygons_in_words():
    assert parse_polygon("1,2 3.5,4 -5,6") == [(1, 2), (3.5, 4), (-5, 6)]
    with pytest.raises(MuralsError, match="has 2 points: expected three or more"):
        parse_polygon("1,2 3,4")
    for wrong in ("1,2 3,4 5", "1,2 3,4 a,b", "1,2 3,4 5,inf", "1,2 3,4 5,6,7"):
        with pytest.raises(MuralsError, match=r"--polygon .*: expected 2 numbers with a comma between"):
            parse_polygon(wrong)
    with pytest.raises(MuralsError, match="a polygon of 2 points"):
        polygon_region([(0, 0), (1, 1)], (4, 4))
    with pytest.raises(MuralsError, match="no number"):
        polygon_region([(0, 0), (1, 1), (np.nan, 2)], (4, 4))


def test_numbers_in_words():
    assert parse_numbers("1.5,.5,0", "--factors", count=3) == (1.5, 0.5, 0)
    with pytest.raises(MuralsError, match='--factors "1,2": expected 3 numbers'):
        parse_numbers("1,2", "--factors", count=3)


def test_bounds():
    inside = np.array([[0, 1, 1], [0, 0, 1]], bool)
    assert bounds(inside) == (slice(0, 2), slice(1, 3))
    with pytest.raises(MuralsError, match="the region is empty"):
        bounds(np.zeros((3, 3), bool))


def test_more_than_half_opaque():
    assert opaque_region(np.array([[0, 127, 128, 255]], np.uint8), 255).tolist() == [[False, False, True, True]]
