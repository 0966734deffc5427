"""A small wall, a brush, and drawings that can be measured."""

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from murals.drawing.brush import Brush, prepare_wall
from murals.drawing.palette import choose_palette


def new_brush():
    """A brush on a bare wall of 192 x 256 px, with the same palette and chance each time."""
    rng = np.random.default_rng(0)
    palette = choose_palette(rng, 0)
    return Brush(prepare_wall(192, 256, palette.ground, rng), palette, rng)


@pytest.fixture
def brush():
    return new_brush()


@dataclass(frozen=True)
class Drawing:
    """What one drawing function left on a bare wall, about the wall's middle."""

    pixels: NDArray[np.uint8]
    painted: NDArray[np.bool_]
    box: tuple[float, float, float, float]  # left, top, right, bottom in units of the motif

    @property
    def symmetry(self):
        """Share of the painted pixels whose mirror image is painted too."""
        return (self.painted & self.painted[:, ::-1]).sum() / self.painted.sum()

    @property
    def blueness(self):
        """Mean of blue less red over what is painted."""
        red, _, blue = self.pixels[self.painted].mean(0)
        return blue - red


@pytest.fixture
def drawn():
    """Return a function that draws about the wall's middle and measures what is there."""

    def measure(draw, *arguments, size=90.0, **options):
        brush = new_brush()
        middle = np.array(brush.wall.size) / 2
        before = brush.wall.pixels.astype(int)
        draw(brush.placed(middle, size=size), *arguments, **options)
        painted = np.abs(brush.wall.pixels - before).max(2) > 8
        ys, xs = np.nonzero(painted)
        corners = np.array([[xs.min(), ys.min()], [xs.max() + 1, ys.max() + 1]]) / brush.wall.scale
        return Drawing(brush.wall.pixels, painted, tuple(((corners - middle) / size).ravel()))

    return measure
