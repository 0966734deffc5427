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
