import cv2
import numpy as np
import pytest

from murals.condition.measure import find_components


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
