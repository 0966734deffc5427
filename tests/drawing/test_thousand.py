import numpy as np

from murals.drawing.thousand import draw_small_buddha


def test_one_of_the_thousand_is_small(painted):
    assert 0.005 < painted(lambda brush: draw_small_buddha(brush, 1), size=60) < 0.5


def test_colours_change_from_cell_to_cell(brush):
    width, height = brush.wall.size
    before, walls = brush.wall.pixels.astype(int), []
    for start in (0, 1):
        draw_small_buddha(brush.placed((width / 2, height / 2), size=60), start)
        walls.append(brush.wall.pixels.astype(int))
    figure = np.abs(walls[0] - before).max(2) > 8
    assert np.abs(walls[0] - walls[1])[figure].mean() > 10
