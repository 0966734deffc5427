"""Hands of figures: in the lap in meditation, or raised with the palm outwards (abhaya).

Unit and origin are those of `murals.drawing.figures`.
"""

from murals.drawing.brush import Brush
from murals.drawing.curves import coil, mirrored, smooth

FOREARM = smooth(
    [(1.2, 1.9), (1.06, 2.04), (0.9, 1.9), (0.86, 1.6), (0.8, 1.28), (0.98, 1.24), (1.1, 1.5)], closed=True
)


def draw_hands(brush: Brush, *, raised: bool) -> None:
    """Hands laid in the lap, thumbs together; or one of them raised, palm outwards."""
    flesh = brush.palette.flesh
    for mirror in (True, False):
        side = brush.placed((0, 0), mirror=mirror)
        if raised and mirror:
            draw_palm(side.placed((0.88, 1.24), size=0.56, angle=-0.015))
            continue
        hand = smooth(
            [
                (0.42, 2.1),
                (0.2, 2.14),
                (-0.1, 2.22),
                (-0.24, 2.3),
                (-0.16, 2.38),
                (0.1, 2.38),
                (0.36, 2.32),
                (0.5, 2.2),
            ],
            closed=True,
        )
        side.shape(hand, flesh.graded(), reach=0.08, weight=0.8)
        for k in (1, 2, 3):
            side.line(smooth([(-0.18, 2.27 + 0.027 * k), (0.02, 2.24 + 0.03 * k), (0.14, 2.22 + 0.03 * k)]), weight=0.5)
        thumb = smooth([(0.3, 2.16), (0.18, 2.1), (0.06, 2.09), (0.02, 2.14), (0.12, 2.18), (0.26, 2.24)], closed=True)
        side.shape(thumb, flesh.graded(), reach=0.06, weight=0.7)


def draw_palm(brush: Brush) -> None:
    """Draw an open hand with its fingers up, 1.3 high, its wrist at the origin."""
    flesh = brush.palette.flesh
    fingers = (
        (-0.24, 0.05, 0.74, -0.035),
        (-0.08, 0.02, 0.86, -0.01),
        (0.08, 0.03, 0.82, 0.012),
        (0.22, 0.08, 0.66, 0.04),
    )
    palm = smooth(
        [
            (-0.2, 0.1),
            (-0.32, -0.2),
            (-0.34, -0.5),
            (-0.1, -0.62),
            (0.16, -0.6),
            (0.3, -0.46),
            (0.28, -0.2),
            (0.18, 0.1),
        ],
        closed=True,
    )
    thumb = smooth(
        [(0.2, -0.14), (0.36, -0.26), (0.46, -0.48), (0.44, -0.66), (0.36, -0.62), (0.33, -0.46), (0.22, -0.36)],
        closed=True,
    )
    brush.shape(thumb, flesh.graded(), reach=0.09, weight=0.7)
    brush.shape(palm, flesh.graded(), reach=0.2, weight=0.7)
    for x, y, length, lean in fingers:
        finger = mirrored([(0, 0.04), (0.07, 0), (0.088, -0.3), (0.07, -0.56), (0, -0.68)])
        brush.placed((x, y - 0.5), size=length, angle=lean).shape(finger, flesh.graded(), reach=0.06, weight=0.65)
    brush.wash(smooth([(-0.24, -0.3), (-0.26, -0.52), (0.2, -0.54), (0.22, -0.34)], closed=True), flesh.pale)
    brush.line(smooth([(-0.2, -0.34), (0, -0.3), (0.18, -0.42)]), flesh.deep, weight=0.6)
    wheel = coil((0, -0.2), 0.09, turns=2)
    brush.line(wheel, flesh.deep, weight=0.5)
