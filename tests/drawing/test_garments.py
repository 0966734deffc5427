import numpy as np
import pytest

from murals.drawing.garments import (
    draw_belly,
    draw_hanging_scarf,
    draw_lap,
    draw_robe_edge,
    draw_sleeve,
    draw_under_robe,
)


@pytest.mark.parametrize("draw", [draw_under_robe, draw_belly, draw_hanging_scarf])
def test_a_garment_of_one_pigment_is_painted(painted, draw):
    assert 0.01 < painted(lambda brush: draw(brush, brush.palette.nth(0)), size=160) < 0.5


@pytest.mark.parametrize("draw", [draw_lap, draw_robe_edge])
def test_a_garment_with_a_lining_is_painted(painted, draw):
    assert 0.01 < painted(lambda brush: draw(brush, brush.palette.nth(0), brush.palette.nth(1)), size=160) < 0.5


def test_a_sleeve_hangs_lower_where_the_arm_is_raised(brush):
    width, _ = brush.wall.size
    lowest = []
    for raised, x in ((False, width / 4), (True, width * 3 / 4)):
        before = brush.wall.pixels.astype(int)
        draw_sleeve(brush.placed((x, 0), size=60), brush.palette.nth(0), raised=raised)
        rows, _ = np.nonzero(np.abs(brush.wall.pixels - before).max(2) > 8)
        lowest.append(rows.max())
    assert lowest[0] > 0
    assert lowest[1] > lowest[0]
