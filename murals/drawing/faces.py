"""Faces of icons, with hair and crown.

Unit: the origin is the middle of the face; the chin lies at y = 0.56, the ears at x = 0.44.
"""

import numpy as np

from murals.drawing.brush import Brush
from murals.drawing.curves import Path, mirrored, ring, shifted, smooth
from murals.drawing.flora import CLOUD_PETAL, LOTUS_PETAL, draw_petal
from murals.drawing.palette import AZURITE, CINNABAR, GOLD, SOOT, WHITE, Colour, Ramp, mixed, ramp

EAR = smooth(
    [(0.39, -0.12), (0.46, -0.17), (0.5, -0.06), (0.47, 0.14), (0.47, 0.34), (0.42, 0.44), (0.38, 0.34), (0.38, 0.1)],
    closed=True,
)
HAIRLINE = [(0.42, 0.0), (0.39, -0.16), (0.3, -0.3), (0.15, -0.36), (0, -0.32)]
CAP = mirrored(
    [*HAIRLINE[::-1], (0.48, -0.2), (0.45, -0.42), (0.32, -0.62), (0.2, -0.7), (0.2, -0.84), (0.1, -0.96), (0, -0.98)]
)
CHIGNON = mirrored(
    [
        *HAIRLINE[::-1],
        (0.48, -0.2),
        (0.44, -0.44),
        (0.28, -0.58),
        (0.16, -0.62),
        (0.26, -0.82),
        (0.24, -1.06),
        (0.1, -1.18),
        (0, -1.2),
    ]
)
HAIR: Colour = (46, 46, 56)


def draw_face(brush: Brush) -> None:
    """Draw the face with its ears: a graded wash, then the features from the brows down."""
    flesh = brush.palette.flesh
    for mirror in (False, True):
        side = brush.placed((0, 0), mirror=mirror)
        side.shape(EAR, flesh.graded(), reach=0.08, weight=0.8)
        side.line(smooth([(0.42, -0.08), (0.46, -0.06), (0.44, 0.1), (0.42, 0.2)]), flesh.deep, weight=0.6)
    brush.wash(_below_hairline(), flesh.graded(), reach=0.2)
    _flush_cheeks(brush)
    for mirror in (False, True):
        _draw_eye(brush.placed((0, 0), mirror=mirror))
    _draw_nose(brush)
    _draw_mouth(brush)
    brush.line(_below_hairline(), weight=0.9, closed=True)
    brush.disc((0, -0.2), 0.035, CINNABAR.mid)
    brush.line(smooth([(-0.1, 0.49), (0, 0.46), (0.1, 0.49)]), flesh.deep, weight=0.7)


def draw_hair(brush: Brush, *, snails: bool) -> None:
    """Draw the Buddha's cap of snail curls with its jewel, or a bodhisattva's chignon and locks on the shoulders."""
    blue = ramp([SOOT, HAIR, mixed(AZURITE.deep, HAIR, 0.6)])
    if not snails:
        _draw_locks(brush, blue)
    brush.shape(CAP if snails else CHIGNON, blue, reach=0.25, edge=SOOT)
    if snails:
        _draw_snails(brush)
        brush.shape(ring((0, -0.64), (0.07, 0.05))[:-1:6], CINNABAR.graded(), reach=0.05, weight=0.6)
    else:
        for x in np.linspace(-0.18, 0.18, 7):
            brush.line(
                smooth([(x * 1.6, -0.42), (x, -0.62), (x * 1.2, -0.9), (x * 0.4, -1.12)]), AZURITE.mid, weight=0.45
            )


def draw_crown(brush: Brush, start: int) -> None:
    """Draw a diadem with three leaves, jewels and pearls, and ribbons at the ears."""
    scarf = brush.palette.nth(start + 1)
    for mirror in (False, True):
        side = brush.placed((0, 0), mirror=mirror)
        ribbon = smooth([(0.44, -0.34), (0.66, -0.42), (0.76, -0.2), (0.64, 0.1), (0.74, 0.4), (0.66, 0.62)])
        width = 0.07 * np.sin(np.pi * np.linspace(0.15, 0.95, len(ribbon)))
        side.shape(
            np.vstack([ribbon + (1, 0.3) * width[:, None], (ribbon - (1, 0.3) * width[:, None])[::-1]]),
            scarf.stepped(),
            reach=0.06,
            weight=0.7,
        )
        draw_petal(side.placed((0.33, -0.44), size=0.34, angle=0.06), scarf, form=CLOUD_PETAL)
    band = smooth([(-0.45, -0.34), (-0.22, -0.46), (0, -0.49), (0.22, -0.46), (0.45, -0.34)])
    brush.shape(np.vstack([band, shifted(band[::-1], 0, -0.09)]), GOLD.graded(), reach=0.06, weight=0.8)
    for pearl in shifted(band[::2], 0, -0.045):
        brush.disc(pearl, 0.024, WHITE.pale)
    draw_petal(brush.placed((0, -0.5), size=0.5), GOLD, form=CLOUD_PETAL)
    draw_petal(brush.placed((0, -0.54), size=0.3), brush.palette.nth(start), form=LOTUS_PETAL)


def _below_hairline() -> Path:
    """Return the outline of the face from the hair downwards."""
    jaw = [(0, 0.56), (0.13, 0.545), (0.3, 0.45), (0.405, 0.27), (0.43, 0.04)]
    return mirrored([*jaw, *HAIRLINE[1:]])


def _flush_cheeks(brush: Brush) -> None:
    """Lay a breath of red on the cheeks and lead white on brow, nose and chin (sanbai)."""
    flesh = brush.palette.flesh
    blush = mixed(CINNABAR.pale, flesh.pale, 0.35)
    for way in (-1, 1):
        brush.disc((0.25 * way, 0.18), (0.13, 0.11), ramp([flesh.pale, blush]), reach=0.12)
    light = mixed(WHITE.pale, flesh.pale, 0.7)
    brush.disc((0, -0.08), (0.05, 0.2), ramp([flesh.pale, light]), reach=0.05)
    brush.disc((0, 0.46), (0.09, 0.06), ramp([flesh.pale, light]), reach=0.05)


def _draw_eye(side: Brush) -> None:
    """One brow and one eye, half closed, its lid the darkest line of the face."""
    white = smooth(
        [(0.07, 0.035), (0.14, 0.012), (0.23, 0.01), (0.345, 0.03), (0.25, 0.062), (0.15, 0.062)], closed=True
    )
    side.wash(white, WHITE.pale)
    side.wash(smooth([(0.16, 0.0), (0.26, 0.0), (0.255, 0.04), (0.21, 0.056), (0.165, 0.042)], closed=True), SOOT)
    side.line(smooth([(0.055, 0.036), (0.1, 0.022), (0.2, 0.016), (0.29, 0.026), (0.385, 0.0)]), SOOT, weight=1.6)
    side.line(smooth([(0.1, 0.054), (0.19, 0.074), (0.3, 0.05)]), side.palette.line, weight=0.6)
    side.line(smooth([(0.08, -0.01), (0.16, -0.05), (0.26, -0.05), (0.35, -0.02)]), side.palette.flesh.deep, weight=0.8)
    brow = smooth([(0.06, -0.09), (0.12, -0.16), (0.23, -0.2), (0.33, -0.16), (0.38, -0.1)])
    side.line(brow, SOOT, weight=1.5)
    side.line(shifted(brow, 0, 0.025), (70, 110, 96), weight=0.7)


def _draw_nose(brush: Brush) -> None:
    """The bridge runs on from one brow; the wings are two short curves."""
    line = mixed(brush.palette.line, brush.palette.flesh.deep, 0.7)
    brush.line(smooth([(0.06, -0.1), (0.045, 0.0), (0.05, 0.12), (0.07, 0.17)]), line, weight=0.8)
    for way in (-1, 1):
        brush.line(
            smooth([(0.075 * way, 0.15), (0.095 * way, 0.19), (0.07 * way, 0.215), (0.04 * way, 0.2)]), line, weight=0.9
        )
    brush.line(smooth([(-0.04, 0.205), (0, 0.22), (0.04, 0.205)]), line, weight=0.9)


def _draw_mouth(brush: Brush) -> None:
    """Small full lips of cinnabar; the line between them is drawn last."""
    upper = mirrored([(0, 0.335), (0.06, 0.33), (0.125, 0.325), (0.07, 0.285), (0.03, 0.275), (0, 0.288)])
    lower = mirrored([(0, 0.335), (0.1, 0.335), (0.07, 0.375), (0, 0.392)])
    red: Ramp = ramp([CINNABAR.mid, CINNABAR.mid, CINNABAR.pale])
    brush.wash(upper, CINNABAR.mid)
    brush.wash(lower, red, reach=0.05)
    brush.line(
        smooth([(-0.135, 0.322), (-0.06, 0.335), (0, 0.328), (0.06, 0.335), (0.135, 0.322)]), CINNABAR.deep, weight=1.0
    )


def _draw_snails(brush: Brush) -> None:
    """Rows of small curls over the cap and the ushnisha."""
    for row, y in enumerate(np.arange(-0.9, -0.34, 0.085)):
        half = 0.15 if y < -0.72 else 0.42 * np.sqrt(max(1 - ((y + 0.2) / 0.52) ** 2, 0.02))
        count = max(int(2 * half / 0.095), 2)
        for x in np.linspace(-half, half, count) + (0.02 if row % 2 else -0.02):
            brush.line(ring((x, y), 0.034, turn=0.85)[::5], AZURITE.mid, weight=0.55)


def _draw_locks(brush: Brush, paint: Ramp) -> None:
    """Hair that falls behind the ears and spreads over the shoulders."""
    for mirror in (False, True):
        side = brush.placed((0, 0), mirror=mirror)
        lock = smooth(
            [
                (0.34, -0.3),
                (0.52, -0.1),
                (0.5, 0.3),
                (0.56, 0.6),
                (0.84, 0.86),
                (0.98, 1.1),
                (0.8, 1.0),
                (0.56, 0.82),
                (0.4, 0.5),
                (0.36, 0.1),
            ],
            closed=True,
        )
        side.shape(lock, paint, reach=0.1, edge=SOOT, weight=0.8)
