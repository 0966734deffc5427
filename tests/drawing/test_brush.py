import numpy as np

from murals.drawing.brush import prepare_wall


def test_a_wall_begins_near_its_ground():
    wall = prepare_wall(64, 96, (200, 160, 120), np.random.default_rng(0))
    assert wall.pixels.shape == (128, 192, 3)
    assert np.abs(wall.pixels.mean((0, 1)) - (200, 160, 120)).max() < 12


def test_a_disc_lies_where_it_is_put(brush):
    before = brush.wall.pixels.copy()
    width, height = brush.wall.size
    brush.disc((width / 2, height / 2), height / 10, (10, 10, 10))
    y, x = np.nonzero(np.abs(brush.wall.pixels.astype(int) - before).max(2) > 30)
    rows, columns = brush.wall.pixels.shape[:2]
    assert abs(y.mean() - rows / 2) < 4 and abs(x.mean() - columns / 2) < 4


def on_wall(brush, *point):
    return brush.to_wall(np.array([point], float))[0]


def test_a_brush_is_mirrored_scaled_turned_and_moved_in_this_order(brush):
    assert np.allclose(on_wall(brush.placed((5, 5), size=2.0, mirror=True), 1, 2), (3, 9))
    assert np.allclose(on_wall(brush.placed((5, 5), size=2.0, angle=0.25), 1, 0), (5, 7))  # a quarter: x becomes y
    assert np.allclose(on_wall(brush.placed((1, 1), size=2.0).placed((1, 0), size=3.0), 1, 0), (9, 1))


def test_a_brush_along_a_path_follows_its_bend(brush):
    corner = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0]])
    assert np.allclose(on_wall(brush.along(corner), 5, 0), (5, 0), atol=0.5)
    assert np.allclose(on_wall(brush.along(corner), 18, 0), (10, 8), atol=0.5)
