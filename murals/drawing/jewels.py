"""Jewellery: necklace, strings of pearls, armlets.

Unit and origin are those of `murals.drawing.figures`.
"""

import numpy as np

from murals.drawing.brush import Brush
from murals.drawing.curves import ring, shifted, smooth
from murals.drawing.palette import GOLD, WHITE


def draw_necklace(brush: Brush, start: int) -> None:
    """A collar of gold with hanging jewels and strings of pearls."""
    collar = smooth([(-0.46, 0.84), (-0.28, 1.04), (0, 1.12), (0.28, 1.04), (0.46, 0.84)])
    brush.shape(np.vstack([collar, (collar * (0.8, 0.94))[::-1]]), GOLD.stepped(), reach=0.08, weight=0.8)
    for k, point in enumerate(collar[2:-1:4]):
        brush.line([point, shifted(point, 0, 0.1)], GOLD.mid, weight=1.0, taper=0)
        brush.shape(
            ring(shifted(point, 0, 0.14), (0.045, 0.06))[:-1:6],
            brush.palette.nth(start + k % 2).graded(),
            reach=0.05,
            weight=0.6,
        )
    for depth in (0.56, 0.84):
        chain = smooth(
            [(-0.52, 0.86), (-0.4, 1.04 + depth / 2), (0, 1.1 + depth), (0.4, 1.04 + depth / 2), (0.52, 0.86)]
        )
        brush.line(chain, GOLD.deep, weight=0.8)
        for pearl in chain[::2]:
            brush.shape(ring(pearl, 0.03)[:-1:6], WHITE.pale, edge=GOLD.deep, weight=0.5)
    brush.shape(ring((0, 1.68), 0.09)[:-1:6], brush.palette.nth(start).stepped(), reach=0.09, weight=0.7)


def draw_armlet(arm: Brush) -> None:
    """Armlet and bracelet."""
    arm.line(smooth([(0.75, 1.36), (0.9, 1.4), (1.02, 1.34)]), GOLD.mid, weight=2.4, taper=0.2)
    arm.shape(ring((0.88, 1.34), 0.07)[:-1:6], GOLD.graded(), reach=0.05, weight=0.6)
