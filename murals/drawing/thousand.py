"""The small Buddhas of the thousand: a few strokes each, with colours that change from cell to cell."""

from dataclasses import replace

from murals.drawing.brush import Brush
from murals.drawing.curves import mirrored, ring, shifted, smooth
from murals.drawing.palette import CINNABAR


def draw_small_buddha(brush: Brush, start: int) -> None:
    """Draw one of the thousand Buddhas in its light, on its lotus: about 1.8 wide and 2.2 high, about the origin."""
    tone = brush.palette.nth
    fine = replace(brush, hair=brush.hair * 0.62)
    fine.shape(ring((0, 0.12), (0.86, 1.0))[:-1:3], tone(start).stepped(), reach=0.34)
    fine.shape(ring((0, -0.52), 0.5)[:-1:3], tone(start + 1).stepped(), reach=0.24)
    robe = mirrored(
        [(0, -0.26), (0.22, -0.22), (0.46, -0.05), (0.54, 0.36), (0.74, 0.6), (0.78, 0.78), (0.4, 0.88), (0, 0.86)]
    )
    fine.shape(robe, tone(start + 2).graded(), reach=0.3)
    fine.wash(mirrored([(0, 0.16), (0.17, -0.2), (0, -0.3)], steps=4), brush.palette.flesh.pale)
    for y in (0.5, 0.62, 0.74):
        fine.line(smooth([(-0.6, y + 0.06), (0, y), (0.6, y + 0.06)]), tone(start + 2).deep, weight=0.7)
    fine.line(
        smooth([(-0.36, 0.0), (-0.2, 0.34), (0, 0.42), (0.2, 0.34), (0.36, 0.0)]), tone(start + 3).pale, weight=1.4
    )
    fine.shape(ring((0, 0.46), (0.17, 0.08))[:-1:4], brush.palette.flesh.graded(), reach=0.1, weight=0.7)
    _draw_small_head(fine.placed((0, -0.5)))
    for x in (-0.64, 0.64, -0.32, 0.32, 0):
        fine.shape(
            shifted(mirrored([(0, 1.12), (0.17, 1.02), (0.2, 0.9), (0, 0.8)]), x, 0.02),
            tone(start + 1).stepped(),
            reach=0.15,
            weight=0.7,
        )


def _draw_small_head(brush: Brush) -> None:
    """A face of a few strokes, 0.5 high."""
    brush.wash(
        mirrored([(0, 0.02), (0.26, 0.02), (0.25, -0.16), (0.13, -0.27), (0.1, -0.36), (0, -0.39)]), (44, 42, 48)
    )
    brush.shape(
        mirrored([(0, 0.27), (0.14, 0.22), (0.22, 0.05), (0.21, -0.1), (0, -0.14)]),
        brush.palette.flesh.graded(),
        reach=0.12,
        weight=0.8,
    )
    for way in (-1, 1):
        brush.line(smooth([(0.04 * way, -0.01), (0.1 * way, -0.03), (0.17 * way, 0.0)]), weight=0.7)
        brush.line(smooth([(0.04 * way, 0.05), (0.1 * way, 0.04), (0.16 * way, 0.06)]), weight=0.8)
        brush.line([(0.22 * way, 0.0), (0.25 * way, 0.14)], brush.palette.flesh.deep, weight=1.6)
    brush.line([(-0.05, 0.17), (0.05, 0.17)], CINNABAR.deep, weight=1.1)
