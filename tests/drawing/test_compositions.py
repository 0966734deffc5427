import numpy as np
import pytest

from murals.drawing.brush import Brush, prepare_wall
from murals.drawing.compositions import COMPOSITIONS
from murals.drawing.palette import PERIODS, choose_palette, mixed, toned


@pytest.mark.parametrize("compose", COMPOSITIONS)
def test_a_composition_paints_most_of_the_wall(compose):
    rng = np.random.default_rng(0)
    palette = choose_palette(rng, 0)
    wall = prepare_wall(192, 256, palette.ground, rng)
    before = wall.pixels.copy()
    compose(Brush(wall, palette, rng))
    assert (np.abs(wall.pixels.astype(int) - before).max(2) > 8).mean() > 0.3


@pytest.mark.parametrize("period", range(len(PERIODS)))
def test_every_period_has_pigments(period):
    palette = choose_palette(np.random.default_rng(0), period)
    assert len(palette.ground) == 3
    assert all(0 <= channel <= 255 for channel in palette.ground)


def test_colours_are_mixed_and_toned():
    assert tuple(mixed((0, 0, 0), (200, 100, 50), 0.5)) == (100, 50, 25)
    assert sum(toned((100, 100, 100), 0.5)) < 300
