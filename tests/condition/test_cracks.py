"""Length and width of cracks whose size is known."""

import math

import cv2
import numpy as np
import pytest

from murals.condition import cracks
from murals.condition.cracks import measure_crack


def measured(mask):
    depth = cv2.distanceTransform(np.pad(mask, 1).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)[1:-1, 1:-1]
    return measure_crack(mask, depth)


def bar(length, width, degrees):
    """Pixels whose centre lies in a bar of any direction."""
    angle, side = math.radians(degrees), int(length + 4 * width + 20)
    y, x = np.mgrid[:side, :side] - side / 2 + 0.2
    along, across = x * math.cos(angle) + y * math.sin(angle), y * math.cos(angle) - x * math.sin(angle)
    return (np.abs(along) <= length / 2) & (np.abs(across) <= width / 2)


@pytest.mark.parametrize("width", [1.5, 2, 3, 4, 5, 9, 15])
@pytest.mark.parametrize("degrees", [0, 10, 22.5, 30, 45, 60, 85, 90, 135, 157.5])
def test_the_length_of_a_line_is_right_in_every_direction(width, degrees):
    crack = measured(bar(300, width, degrees))
    assert crack.length == pytest.approx(300, rel=0.02)
    assert crack.mean_width == pytest.approx(width, abs=0.7)
    assert crack.branches == 1


@pytest.mark.parametrize("radius", [30, 100])
def test_a_ring_is_as_long_as_its_middle(radius):
    y, x = np.mgrid[-120:121, -120:121]
    ring = np.abs(np.hypot(x, y) - radius) <= 3
    assert measured(ring).length == pytest.approx(2 * math.pi * radius, rel=0.02)
    assert measured(ring).mean_width == pytest.approx(6, abs=0.4)


def test_a_fork_is_as_long_as_its_three_arms():
    picture = np.zeros((400, 400), np.uint8)
    for degrees in (90, 210, 330):
        tip = 200 + 150 * math.cos(math.radians(degrees)), 200 + 150 * math.sin(math.radians(degrees))
        cv2.line(picture, (200, 200), (round(tip[0]), round(tip[1])), 1, 5)
    crack = measured(picture > 0)
    assert crack.length == pytest.approx(3 * 150 + 3 * 2.5, rel=0.03)  # the ends are round
    assert crack.branches == 3


def test_a_rough_edge_adds_no_length():
    smooth = bar(400, 9, 0)
    rough = smooth.copy()
    ys, xs = np.nonzero(smooth)
    for x in range(xs.min() + 10, xs.max() - 10, 12):
        rough[ys.min() - 2, x] = rough[ys.min() - 1, x] = rough[ys.max() + 1, x + 5] = True
    assert measured(rough).length == pytest.approx(measured(smooth).length, rel=0.02)


def test_one_pixel_has_a_length():
    assert measured(np.ones((1, 1), bool)).length == pytest.approx(1)


def test_a_crack_beyond_the_budget_is_measured_on_a_smaller_grid(monkeypatch):
    line = bar(600, 15, 30)
    exact = measured(line)
    monkeypatch.setattr(cracks, "BUDGET", 2e5)
    assert round((line.size * 8 / 2e5) ** (1 / 3)) > 1
    assert measured(line).length == pytest.approx(exact.length, rel=0.03)
