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


def measured(mask):
    (one,) = find_components(mask.astype(np.uint8), 1)
    return one


def line(angle, length=300, width=5, side=421):
    """A bar of known length and width at an angle in degrees, drawn by its exact shape."""
    y, x = np.mgrid[:side, :side] - side // 2
    turned = np.deg2rad(angle)
    along, across = x * np.cos(turned) + y * np.sin(turned), y * np.cos(turned) - x * np.sin(turned)
    return (np.abs(along) <= length / 2) & (np.abs(across) <= width / 2)


@pytest.mark.parametrize("angle", [0, 7, 15, 22.5, 30, 45, 60, 83, 90])
@pytest.mark.parametrize("width", [3, 5, 9])
def test_a_crack_is_as_long_and_as_wide_as_it_was_drawn(angle, width):
    one = measured(line(angle, width=width))
    assert one.shape == "crack"
    assert one.crack.length == pytest.approx(300, rel=0.03)
    assert one.crack.mean_width == pytest.approx(width, abs=0.6)  # a grid of pixels
    assert one.widest == pytest.approx(width, abs=1.1)
    assert one.extent == pytest.approx(np.hypot(300, width), rel=0.01)


def test_a_disc_is_an_area_and_its_extent_its_diameter():
    y, x = np.mgrid[:200, :220]
    one = measured(np.hypot(y - 90, x - 110) <= 60)
    assert (one.shape, one.crack) == ("area", None)
    assert one.extent == pytest.approx(121, abs=1.5)
    assert one.widest == pytest.approx(121, abs=1.5)
    assert one.pixels == pytest.approx(np.pi * 60**2, rel=0.01)
    assert one.centre == pytest.approx((110, 90), abs=0.01)
    assert one.box == (50, 30, 121, 121)


def test_a_rectangle_has_the_extent_of_its_diagonal():
    mask = np.zeros((100, 160), bool)
    mask[20:80, 30:110] = True
    one = measured(mask)
    assert one.extent == pytest.approx(100, abs=1.5)
    assert one.widest == pytest.approx(60, abs=1.1)


def test_a_ring_is_a_crack_as_long_as_its_middle():
    mask = np.zeros((300, 300), np.uint8)
    cv2.circle(mask, (150, 150), 100, 1, 5)
    one = measured(mask)
    assert one.shape == "crack"
    assert one.crack.length == pytest.approx(2 * np.pi * 100, rel=0.03)


def test_a_forked_crack_has_three_branches():
    mask = np.zeros((300, 300), np.uint8)
    for end in ((150, 20), (40, 260), (260, 260)):
        cv2.line(mask, (150, 150), end, 1, 5)
    one = measured(mask)
    assert one.crack.branches == 3
    assert one.crack.length == pytest.approx(130 + 2 * np.hypot(110, 110), rel=0.03)


def test_components_touch_at_corners_and_keep_their_conditions():
    which = np.zeros((40, 60), np.uint8)
    which[5:8, 5:8] = which[8:11, 8:11] = 1
    which[20:30, 20:40] = 2
    which[20:30, 40:42] = 1
    found = find_components(which, 2)
    assert [(one.number, one.condition, one.pixels) for one in found] == [(1, 1, 200), (2, 0, 20), (3, 0, 18)]


def test_nothing_has_no_component():
    assert find_components(np.zeros((5, 6), np.uint8), 3) == []
