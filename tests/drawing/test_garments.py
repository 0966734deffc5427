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
from murals.drawing.palette import AZURITE, CINNABAR


@pytest.mark.parametrize(
    "draw",
    [
        draw_under_robe,
        draw_belly,
        draw_hanging_scarf,
        lambda brush, pigment: draw_lap(brush, pigment, CINNABAR),
        lambda brush, pigment: draw_robe_edge(brush, CINNABAR, pigment),
    ],
)
def test_a_garment_has_its_pigment(drawn, draw):
    blue, red = (drawn(draw, pigment, size=160) for pigment in (AZURITE, CINNABAR))
    assert blue.blueness > red.blueness + 40


def test_garments_lie_where_a_seated_body_has_them(drawn):
    lap = drawn(draw_lap, AZURITE, CINNABAR, size=100).box
    scarf = drawn(draw_hanging_scarf, AZURITE, size=100).box
    assert lap[::2] == pytest.approx((-1.76, 1.76), abs=0.1)  # from knee to knee
    assert lap[1] < 2.3 < 2.75 < lap[3]  # the knees lie at 2.75
    for draw in (draw_under_robe, draw_belly):
        chest = drawn(draw, AZURITE, size=100).box
        assert chest[1] > 0.8
        assert chest[3] < lap[3]
        assert chest[0] > lap[0]
        assert chest[2] < lap[2]
    assert scarf[0] > 0.4  # on one side only, for a mirrored brush
    assert scarf[2] > lap[2]
    assert scarf[3] > lap[3]


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
