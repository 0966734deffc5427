"""Garments of seated figures: robe, sleeves and collar of a Buddha; sash and scarves of a bodhisattva.

Unit and origin are those of `murals.drawing.figures`; whatever comes in pairs is drawn on the right, for a mirrored brush.
"""

import numpy as np

from murals.drawing.brush import Brush
from murals.drawing.curves import mirrored, shifted, smooth
from murals.drawing.hands import FOREARM
from murals.drawing.palette import GOLD, WHITE, Pigment

LAP = mirrored(
    [
        (0, 1.95),
        (0.5, 1.92),
        (0.85, 2.02),
        (1.3, 2.2),
        (1.66, 2.42),
        (1.74, 2.6),
        (1.6, 2.76),
        (1.1, 2.84),
        (0.5, 2.82),
        (0, 2.8),
    ]
)
SLEEVE = smooth(
    [
        *[(0.22, 0.74), (0.5, 0.76), (0.86, 0.88), (1.06, 1.2), (1.2, 1.6), (1.26, 1.98)],  # shoulder to elbow
        *[(1.1, 2.2), (0.7, 2.3), (0.34, 2.34), (0.26, 2.12), (0.5, 1.92), (0.56, 1.5), (0.48, 1.1)],  # cuff and back
    ],
    closed=True,
)
RAISED_SLEEVE = smooth(
    [
        *[
            (0.22, 0.74),
            (0.5, 0.76),
            (0.84, 0.86),
            (1.0, 1.1),
            (1.16, 1.44),
            (1.22, 1.56),
        ],  # shoulder to the bared wrist
        *[(1.36, 1.9), (1.4, 2.24), (1.2, 2.5), (0.92, 2.4), (0.76, 2.1)],  # the cloth that hangs from the elbow
        *[(0.74, 1.7), (0.7, 1.44), (0.56, 1.2), (0.48, 1.0)],
    ],
    closed=True,
)


def draw_lap(brush: Brush, robe: Pigment, lining: Pigment) -> None:
    """The crossed legs under cloth: folds run from the middle out to the knees."""
    brush.shape(LAP, robe.graded(), reach=0.42, weight=1.2)
    for mirror in (False, True):
        side = brush.placed((0, 0), mirror=mirror)
        for k, y in enumerate((2.3, 2.42, 2.54, 2.66)):
            side.line(
                smooth([(0.06, y), (0.6, y - 0.06 + 0.03 * k), (1.15, y + 0.0), (1.58 - 0.08 * k, y + 0.08)]),
                robe.deep,
                weight=0.9,
            )
    hem = mirrored([(0, 2.62), (0.34, 2.58), (0.62, 2.7), (0.5, 2.92), (0.26, 2.86), (0.14, 3.02), (0, 2.94)])
    brush.shape(hem, lining.graded(), reach=0.16)
    for x in (-0.3, -0.12, 0.12, 0.3):
        brush.line(smooth([(x, 2.66), (x * 1.15, 2.78), (x * 1.05, 2.9)]), lining.deep, weight=0.7)


def draw_under_robe(brush: Brush, lining: Pigment) -> None:
    """The inner garment that crosses the breast, tied with a bow at the waist."""
    inner = smooth([(0.5, 1.22), (0.2, 1.5), (-0.2, 1.62), (-0.62, 1.5), (-0.6, 2.1), (0.6, 2.1)], closed=True)
    brush.shape(inner, lining.stepped(), reach=0.24)
    brush.line(smooth([(0.5, 1.3), (0.2, 1.58), (-0.2, 1.7), (-0.6, 1.6)]), WHITE.pale, weight=1.4)
    for way in (-1, 1):
        brush.shape(
            smooth([(0, 1.8), (0.14 * way, 1.72), (0.26 * way, 1.8), (0.14 * way, 1.9)], closed=True),
            GOLD.graded(),
            reach=0.06,
        )
        brush.line(smooth([(0, 1.82), (0.08 * way, 1.95), (0.06 * way, 2.1)]), GOLD.pale, weight=1.8)
    for y in (1.0, 1.06):
        brush.line(smooth([(-0.3, y), (-0.12, y + 0.1), (-0.04, y + 0.04)]), brush.palette.flesh.deep, weight=0.6)
        brush.line(smooth([(0.3, y), (0.12, y + 0.1), (0.04, y + 0.04)]), brush.palette.flesh.deep, weight=0.6)


def draw_sleeve(side: Brush, robe: Pigment, *, raised: bool) -> None:
    """One shoulder and sleeve, its folds falling from the shoulder to the elbow."""
    if raised:
        side.shape(FOREARM, side.palette.flesh.graded(), reach=0.16)
    side.shape(RAISED_SLEEVE if raised else SLEEVE, robe.graded(), reach=0.3, weight=1.2)
    for k in range(5):
        x, y = 0.5 + 0.1 * k, 0.84 + 0.03 * k
        side.line(
            smooth([(x, y), (x + 0.14, y + 0.5), (x + 0.16, y + 0.9), (x - 0.02 + 0.04 * k, y + 1.26)]),
            robe.deep,
            weight=0.9,
        )
    if not raised:
        for k in range(3):
            side.line(
                smooth([(1.1 - 0.04 * k, 1.9 + 0.1 * k), (0.8, 2.04 + 0.09 * k), (0.4, 2.1 + 0.08 * k)]),
                robe.deep,
                weight=0.8,
            )


def draw_robe_edge(brush: Brush, robe: Pigment, lining: Pigment) -> None:
    """The collar: a bordered edge down from the neck on either side, drawn over the left shoulder."""
    for mirror in (False, True):
        side = brush.placed((0, 0), mirror=mirror)
        edge = smooth([(0.2, 0.7), (0.4, 0.92), (0.5, 1.2), (0.5, 1.6), (0.34, 2.1)])
        side.shape(np.vstack([edge, shifted(edge[::-1], 0.12, -0.01)]), lining.stepped(), reach=0.06, weight=0.8)
        for dot in shifted(edge[4:-2:5], 0.06, 0):
            side.disc(dot, 0.022, GOLD.pale)


def draw_belly(brush: Brush, scarf: Pigment) -> None:
    """The bare breast's few lines and the sash at the waist."""
    line = brush.palette.flesh.deep
    for way in (-1, 1):
        brush.line(
            smooth([(0.5 * way, 1.2), (0.34 * way, 1.38), (0.1 * way, 1.34), (0.03 * way, 1.22)]), line, weight=0.8
        )
    brush.line(smooth([(-0.03, 1.72), (0, 1.76), (0.03, 1.72)]), line, weight=0.9)
    sash = mirrored([(0, 1.88), (0.4, 1.86), (0.62, 1.8), (0.68, 2.0), (0.3, 2.12), (0, 2.14)])
    brush.shape(sash, scarf.stepped(), reach=0.14)
    across = smooth([(0.66, 0.9), (0.4, 1.22), (0.05, 1.54), (-0.34, 1.76), (-0.6, 1.84)])
    brush.shape(np.vstack([across, shifted(across[::-1], 0.06, 0.17)]), scarf.graded(), reach=0.08, weight=0.8)


def draw_hanging_scarf(side: Brush, scarf: Pigment) -> None:
    """A long scarf behind the shoulder that swings out past the elbow and ends in a curl on the lotus."""
    way = smooth(
        [(0.66, 0.8), (1.1, 1.0), (1.36, 1.5), (1.34, 2.0), (1.62, 2.36), (2.0, 2.56), (2.14, 2.9), (2.3, 3.3)]
    )
    width = 0.15 * (1 - np.linspace(0, 1, len(way)) ** 3)
    side.shape(
        np.vstack([way + (1, -0.3) * width[:, None], (way - (1, -0.3) * width[:, None])[::-1]]),
        scarf.stepped(),
        reach=0.12,
    )
