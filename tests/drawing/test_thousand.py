import numpy as np
import pytest

from murals.drawing.thousand import draw_small_buddha


def test_one_of_the_thousand_fits_its_cell(drawn):
    small = drawn(draw_small_buddha, 1, size=120)
    assert small.box == pytest.approx((-0.88, -1.05, 0.88, 1.17), abs=0.05)
    assert small.symmetry > 0.95


def test_colours_change_from_cell_to_cell(brush):
    width, height = brush.wall.size
    before, walls = brush.wall.pixels.astype(int), []
    for start in (0, 1):
        draw_small_buddha(brush.placed((width / 2, height / 2), size=60), start)
        walls.append(brush.wall.pixels.astype(int))
    figure = np.abs(walls[0] - before).max(2) > 8
    assert np.abs(walls[0] - walls[1])[figure].mean() > 10
