"""Components whose measures are known: rectangles, discs, what touches and what does not."""

import math

import cv2
import numpy as np
import pytest

from murals.condition.measure import find_components, largest_extent


def only(mask):
    (one,) = find_components(mask.astype(np.uint8), 1)
    return one


def test_a_rectangle():
    mask = np.zeros((60, 90), bool)
    mask[10:30, 20:60] = True
    one = only(mask)
    assert (one.number, one.pixels, one.box, one.shape) == (1, 800, (20, 10, 40, 20), "area")
    assert one.centre == (39.5, 19.5)
    assert one.extent == pytest.approx(math.hypot(40, 20))
    assert one.widest == pytest.approx(20, abs=0.5)
    x, y = one.spot
    assert 29 <= x <= 50 and 19 <= y <= 20


@pytest.mark.parametrize("radius", [5.5, 20.5, 60.5])
def test_a_disc(radius):
    y, x = np.mgrid[-70:71, -70:71]
    one = only(np.hypot(x, y) <= radius)
    assert one.extent == pytest.approx(2 * radius, abs=math.sqrt(2))
    assert one.widest == pytest.approx(2 * radius, abs=1.2)
    assert one.shape == "area"


def test_a_pixel_is_as_far_across_as_its_diagonal():
    assert largest_extent(np.ones((1, 1), bool)) == pytest.approx(math.sqrt(2))


def test_a_line_along_the_border_is_as_wide_as_it_is():
    mask = np.zeros((50, 300), bool)
    mask[:4] = True
    one = only(mask)
    assert one.shape == "crack" and one.crack.mean_width == pytest.approx(4, rel=0.02)
    assert one.widest == pytest.approx(4, abs=0.5)


@pytest.mark.parametrize(("length", "shape"), [(60, "area"), (150, "crack")])
def test_long_and_thin_is_a_crack(length, shape):
    mask = np.zeros((40, 200), bool)
    mask[15:25, 20 : 20 + length] = True
    assert only(mask).shape == shape


def test_a_loss_with_a_crack_that_runs_out_of_it_is_an_area():
    picture = np.zeros((300, 900), np.uint8)
    cv2.circle(picture, (150, 150), 80, 1, -1)
    cv2.line(picture, (150, 150), (850, 150), 1, 4)
    assert only(picture > 0).shape == "area"


def test_corners_touch_and_conditions_do_not():
    which = np.zeros((8, 8), np.uint8)
    which[1, 1] = which[2, 2] = 1
    which[2, 3] = which[5, 5] = 2
    found = find_components(which, 2)
    assert [(one.number, one.condition, one.pixels) for one in found] == [(1, 0, 2), (2, 1, 1), (3, 1, 1)]


def test_nothing_marked_is_no_component():
    assert find_components(np.zeros((5, 5), np.uint8), 2) == []


def test_the_sum_of_the_components_is_what_is_marked():
    noise = cv2.GaussianBlur(np.random.default_rng(0).random((400, 500)), (0, 0), 3)
    which = (noise > np.quantile(noise, 0.8)).astype(np.uint8) + 2 * (noise < np.quantile(noise, 0.1)).astype(np.uint8)
    found = find_components(which, 2)
    assert len(found) > 100
    assert sum(one.pixels for one in found) == np.count_nonzero(which)
    for one in found:
        width, height = one.box[2:]
        assert which[one.spot[1], one.spot[0]] == one.condition + 1
        assert max(width, height) <= one.extent <= math.hypot(width, height) + 1e-9
        assert 1.5 <= one.widest <= one.extent + 0.5
