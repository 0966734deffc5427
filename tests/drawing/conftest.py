"""A small wall and a brush for the motifs."""

import numpy as np
import pytest

from murals.drawing.brush import Brush, prepare_wall
from murals.drawing.palette import choose_palette


@pytest.fixture
def brush():
    """A brush on a bare wall of 192 x 256 px."""
    rng = np.random.default_rng(0)
    palette = choose_palette(rng, 0)
    return Brush(prepare_wall(192, 256, palette.ground, rng), palette, rng)


@pytest.fixture
def painted(brush):
    """Return the share of the wall that a drawing function changes, from motif coordinates in the wall's middle."""

    def share(draw, size=90.0):
        before = brush.wall.pixels.copy()
        width, height = brush.wall.size
        draw(brush.placed((width / 2, height / 2), size=size))
        return (np.abs(brush.wall.pixels.astype(int) - before).max(2) > 8).mean()

    return share
