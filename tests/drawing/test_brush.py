import numpy as np
import pytest

from murals.drawing.brush import PALETTE, Wall, ellipse, place, smooth, strip


@pytest.fixture
def wall():
    return Wall(40, 60, np.random.default_rng(0))


def test_a_wall_begins_as_plaster(wall):
    assert wall.finished().shape == (40, 60, 3)
    assert np.allclose(wall.finished(), PALETTE["plaster"], atol=1e-6)


def test_a_wash_colours_its_shape_and_nothing_else(wall):
    square = np.array([[10, 10], [30, 10], [30, 30], [10, 30]], float)
    wall.wash(square, "azurite", opacity=1.0)
    painted = wall.finished()
    assert np.allclose(painted[12:28, 12:28], PALETTE["azurite"], atol=1e-3)
    assert np.allclose(painted[:, 34:], PALETTE["plaster"], atol=1e-6)


def test_a_shaded_wash_is_darkest_at_its_rim(wall):
    wall.wash(ellipse((30, 20), 15, 15), "cinnabar", opacity=1.0, shade=0.5, rim=6)
    painted = wall.finished().mean(2)
    assert painted[20, 30] > painted[20, 17] + 0.05


def test_shapes_beside_the_wall_are_cut_off(wall):
    before = wall.finished()
    wall.wash(ellipse((-50, -50), 10, 10), "soot")
    assert np.array_equal(wall.finished(), before)
    wall.wash(ellipse((0, 0), 10, 10), "soot", opacity=1.0)
    assert np.allclose(wall.finished()[0, 0], PALETTE["soot"], atol=1e-2)


def test_a_smooth_line_goes_through_its_points():
    points = np.array([[0, 0], [10, 5], [20, 0]], float)
    path = smooth(points)
    assert all(np.hypot(*(path - point).T).min() < 0.8 for point in points)


def test_a_strip_is_as_wide_as_asked():
    outline = strip(np.stack([np.linspace(0, 9, 10), np.zeros(10)], 1), np.full(10, 4.0))
    assert np.allclose(np.abs(outline[:, 1]), 2.0)


def test_place_turns_by_radians():
    assert np.allclose(place(np.array([[1.0, 0.0]]), (5, 5), turn=np.pi / 2), [[5, 6]])
