"""Flying apsaras: curved bodies, trailing legs, flying ribbons.

Unit: the origin is the middle of the face, whose height is 1; she flies to the left and is about 8 long.
"""

from itertools import pairwise

import numpy as np

from murals.drawing.brush import Brush
from murals.drawing.curves import Path, coil, mirrored, normals, ring, shifted, smooth, thickened
from murals.drawing.flora import draw_blossom, draw_lotus
from murals.drawing.palette import CINNABAR, GOLD, SOOT, WHITE, Pigment, mixed, ramp

BODY = smooth([(0.2, 0.62), (0.42, 1.1), (0.72, 1.7), (1.1, 2.1)])
SKIRT = smooth([(0.86, 1.86), (1.45, 2.46), (2.4, 2.7), (3.5, 2.4), (4.6, 1.66), (5.5, 1.2), (6.5, 1.24), (7.6, 0.7)])
FACE_LEFT = smooth(
    [
        (-0.34, -0.28),
        (-0.42, -0.02),
        (-0.4, 0.2),
        (-0.28, 0.42),
        (-0.1, 0.54),
        (0.12, 0.44),
        (0.34, 0.2),
        (0.4, -0.1),
        (0.28, -0.4),
        (-0.05, -0.5),
    ],
    closed=True,
)
HAIR_LEFT = smooth(
    [
        (-0.38, -0.2),
        (-0.2, -0.3),
        (0.06, -0.24),
        (0.22, 0.0),
        (0.3, 0.22),
        (0.46, 0.16),
        (0.52, -0.14),
        (0.44, -0.46),
        (0.26, -0.62),
        (0.3, -0.9),
        (0.12, -1.12),
        (-0.1, -1.0),
        (-0.1, -0.74),
        (-0.3, -0.56),
        (-0.44, -0.36),
    ],
    closed=True,
)


def draw_apsara(brush: Brush, start: int) -> None:
    """Draw a flying figure with halo, ribbons, a long skirt, a hand that strews flowers and one with a lotus."""
    tone, flesh = brush.palette.nth, brush.palette.flesh
    _draw_trailing_ribbons(brush, start)
    brush.shape(ring((0.05, -0.1), 1.0)[:-1:2], tone(start + 2).glowing(), reach=0.8, weight=0.9)
    brush.line(ring((0.05, -0.1), 0.86), WHITE.pale, weight=0.9, taper=0)
    _draw_arm(brush, [(0.5, 0.92), (1.1, 1.0), (1.5, 0.55), (1.42, -0.1)])
    draw_lotus(brush.placed((1.38, -0.36), size=0.42, angle=0.02), start + 3, petals=5)
    _draw_feet(brush)
    _draw_skirt(brush, tone(start), tone(start + 1))
    brush.shape(
        thickened(BODY, np.interp(np.linspace(0, 1, len(BODY)), [0, 0.2, 0.55, 0.8, 1], [0.2, 0.54, 0.46, 0.36, 0.42])),
        flesh.graded(),
        reach=0.3,
    )
    _draw_sash(brush, tone(start + 1))
    _draw_arm(brush, [(0.12, 0.98), (-0.5, 1.36), (-1.2, 1.1), (-1.72, 0.72)])
    _draw_collar(brush, tone(start + 3))
    _draw_head(brush)
    _draw_ribbon_loop(brush, tone(start + 1), tone(start + 2))


def draw_ribbon(
    brush: Brush, path: Path, width: float, front: Pigment, back: Pigment, *, twists: float = 2.0, phase: float = 0.0
) -> None:
    """Draw a ribbon that turns over `twists` times along its way and shows its other colour each time.

    Its half width is width * cos(phase + pi * twists * t): where the cosine changes sign, the back becomes the front.
    """
    t = np.linspace(0, 1, len(path))
    turn = np.cos(np.pi * (phase + twists * t))
    half = width * np.sign(turn) * np.abs(turn) ** 0.6 * np.sin(np.pi * t**0.75) ** 0.5
    cuts = [0, *(np.flatnonzero(np.diff(np.sign(turn))) + 1), len(path)]
    for begin, end in pairwise(cuts):
        piece = slice(max(begin - 1, 0), min(end + 1, len(path)))
        if piece.stop - piece.start < 4:
            continue
        swing = np.abs(half[piece])
        pigment = front if turn[(begin + end) // 2] > 0 else back
        brush.shape(thickened(path[piece], swing), pigment.stepped(), reach=width * 0.9, weight=0.8)
        brush.line(path[piece] + normals(path[piece]) * (0.35 * swing)[:, None], pigment.deep, weight=0.5)


def _draw_trailing_ribbons(brush: Brush, start: int) -> None:
    """Long ribbons that stream behind her above and below, each wave drawn with the mural's own chance."""
    rng, tone = brush.rng, brush.palette.nth
    for k, (rise, length) in enumerate(((-1.5, 7.6), (2.6, 8.6), (0.6, 7.0))):
        x = np.linspace(0, 1, 9)
        sway = (
            rng.uniform(0.5, 0.8)
            * np.sin(2 * np.pi * (x * rng.uniform(1.1, 1.5) + rng.uniform(0, 1)))
            * np.minimum(2.4 * x, 1)
        )
        way = np.column_stack([0.5 + length * x, 1.0 + (rise - 0.5) * np.sin(np.pi * x * 0.62) - 1.1 * x**2 + sway])
        draw_ribbon(
            brush,
            smooth(way),
            0.24,
            tone(start + 1 + k),
            tone(start + 2 + k),
            twists=rng.uniform(2, 3.4),
            phase=rng.uniform(-0.3, 0.3),
        )


def _draw_ribbon_loop(brush: Brush, front: Pigment, back: Pigment) -> None:
    """The ribbon over her arms: a great loop above the head, an end that swings below the hand."""
    loop = smooth([(1.42, 0.5), (1.9, -0.5), (1.4, -1.7), (0.1, -2.1), (-1.1, -1.5), (-1.5, -0.4), (-1.0, 0.9)])
    draw_ribbon(brush, loop, 0.18, front, back, twists=1.9, phase=0.2)
    fall = smooth([(-1.2, 1.12), (-1.3, 1.8), (-1.9, 2.3), (-2.0, 3.0), (-2.7, 3.4)])
    draw_ribbon(brush, fall, 0.2, back, front, twists=1.4)


def _draw_skirt(brush: Brush, cloth: Pigment, lining: Pigment) -> None:
    """The skirt clings to the legs and flows out beyond the feet in pointed tails."""
    t = np.linspace(0, 1, len(SKIRT))
    for ends in (
        [(3.2, 2.5), (4.6, 2.1), (5.6, 2.2), (6.6, 1.7), (7.4, 1.9)],
        [(3.4, 2.2), (4.6, 1.3), (5.6, 0.5), (6.3, 0.5), (7.0, -0.1)],
    ):
        tail = smooth(ends)
        width = 0.34 * np.sin(np.pi * np.linspace(0.22, 1, len(tail))) ** 0.7
        brush.shape(thickened(tail, width), lining.graded(), reach=0.24, weight=0.8)
        for share in (-0.4, 0.1, 0.5):
            brush.line(tail[2:-3] + normals(tail)[2:-3] * (share * width[2:-3])[:, None], lining.deep, weight=0.7)
    half = np.interp(t, [0, 0.14, 0.34, 0.54, 0.66, 0.82, 1], [0.42, 0.6, 0.56, 0.36, 0.32, 0.28, 0.02])
    brush.shape(thickened(SKIRT, half), cloth.graded(), reach=0.42, weight=1.1)
    side = normals(SKIRT)
    for share in (-0.6, -0.25, 0.1, 0.45, 0.72):
        fold = SKIRT + side * (half * share * (0.6 + 0.4 * t))[:, None]
        begin = int(len(fold) * (0.08 + 0.1 * abs(share)))
        brush.line(fold[begin : int(len(fold) * 0.94)], cloth.deep, weight=0.9)
    brush.line(SKIRT[6:-4] + side[6:-4] * (half[6:-4] * -0.05)[:, None], cloth.pale, weight=0.8)


def _draw_feet(brush: Brush) -> None:
    """Two bare soles that look out of the skirt."""
    for x, y in ((4.75, 1.2), (4.95, 1.02)):
        foot = mirrored([(0, 0.1), (0.13, 0), (0.15, -0.3), (0.13, -0.6), (0, -0.74)])
        brush.placed((x, y), size=0.9, angle=0.155).shape(foot, brush.palette.flesh.graded(), reach=0.12, weight=0.7)


def _draw_sash(brush: Brush, pigment: Pigment) -> None:
    """The rolled waist of the skirt and a knot with two ends."""
    roll = smooth([(0.5, 2.14), (0.74, 1.98), (1.06, 1.78), (1.34, 1.6)])
    brush.shape(
        thickened(roll, 0.19 * np.sin(np.pi * np.linspace(0.14, 0.86, len(roll))) ** 0.5),
        pigment.stepped(),
        reach=0.16,
        weight=0.8,
    )
    for end in ([(0.6, 2.16), (0.5, 2.7), (0.86, 3.1), (0.7, 3.6)], [(0.64, 2.16), (0.9, 2.6), (1.3, 3.0), (1.3, 3.4)]):
        way = smooth(end)
        brush.shape(
            thickened(way, 0.12 * np.sin(np.pi * np.linspace(0.3, 1, len(way)))),
            pigment.graded(),
            reach=0.1,
            weight=0.7,
        )


def _draw_arm(brush: Brush, joints: list[tuple[float, float]]) -> None:
    """An arm from shoulder to wrist, a bracelet, a hand of four strokes."""
    arm = smooth(joints)
    width = np.interp(np.linspace(0, 1, len(arm)), [0, 0.3, 0.6, 1], [0.21, 0.19, 0.16, 0.1])
    brush.shape(thickened(arm, width), brush.palette.flesh.graded(), reach=0.14, weight=0.8)
    heading = arm[-1] - arm[-4]
    angle = np.arctan2(heading[0], -heading[1]) / (2 * np.pi)
    hand = brush.placed(arm[-1], angle=float(angle))
    hand.shape(
        mirrored([(0, 0.06), (0.11, 0), (0.15, -0.18), (0.1, -0.34), (0, -0.4)]),
        brush.palette.flesh.graded(),
        reach=0.1,
        weight=0.7,
    )
    for lean in (-0.07, -0.01, 0.05):
        finger = mirrored([(0, 0), (0.04, -0.06), (0.045, -0.24), (0, -0.36)])
        hand.placed((lean * 1.4, -0.24), angle=lean).shape(finger, brush.palette.flesh.pale, weight=0.55)
    hand.line([(-0.13, 0.1), (0.13, 0.1)], GOLD.mid, weight=2.4, taper=0)


def _draw_collar(brush: Brush, pigment: Pigment) -> None:
    """A necklace with a jewel."""
    brush.line(smooth([(-0.14, 0.74), (0.0, 1.06), (0.3, 1.1), (0.6, 0.86)]), GOLD.mid, weight=2.2, taper=0.2)
    brush.shape(ring((0.1, 1.18), 0.09)[:-1:6], pigment.stepped(), reach=0.09, weight=0.6)


def _draw_head(brush: Brush) -> None:
    """The head in three-quarter view: face, features, hair with a topknot and a small diadem."""
    flesh = brush.palette.flesh
    brush.shape(
        smooth([(-0.12, 0.36), (-0.06, 0.7), (-0.1, 0.84), (0.5, 0.84), (0.34, 0.6), (0.3, 0.3)], closed=True),
        flesh.graded(),
        reach=0.16,
        edge=flesh.mid,
    )
    brush.shape(FACE_LEFT, flesh.graded(), reach=0.24, weight=0.9)
    brush.disc((0.02, 0.18), (0.15, 0.12), ramp([flesh.pale, mixed(CINNABAR.pale, flesh.pale, 0.4)]), reach=0.14)
    for lid, brow in (
        ([(-0.22, 0.03), (-0.3, -0.03), (-0.385, 0.0)], [(-0.21, -0.11), (-0.3, -0.19), (-0.4, -0.1)]),
        (
            [(-0.1, 0.03), (0.02, -0.04), (0.12, -0.01), (0.22, -0.03)],
            [(-0.13, -0.12), (0.0, -0.2), (0.12, -0.17), (0.22, -0.07)],
        ),
    ):
        upper = smooth(lid)
        brush.line(upper, SOOT, weight=1.4)
        brush.disc(shifted(upper[7], 0.01, 0.03), (0.042, 0.032), SOOT)
        brush.line(
            smooth([shifted(upper[3], 0, 0.05), shifted(upper[9], 0, 0.075), shifted(upper[14], 0, 0.05)]), weight=0.5
        )
        brush.line(smooth(brow), SOOT, weight=1.2)
    brush.line(smooth([(-0.17, -0.08), (-0.22, 0.12), (-0.27, 0.18), (-0.2, 0.21), (-0.13, 0.19)]), weight=0.8)
    lips = smooth([(-0.27, 0.325), (-0.2, 0.295), (-0.11, 0.32), (-0.18, 0.365)], closed=True)
    brush.shape(lips, CINNABAR.mid, edge=CINNABAR.deep, weight=0.5)
    brush.shape(HAIR_LEFT, ramp([SOOT, (58, 56, 66)]), reach=0.2, edge=SOOT, weight=0.7)
    for k in range(4):
        brush.line(
            smooth([(-0.3 + 0.12 * k, -0.36), (-0.08 + 0.1 * k, -0.52), (0.08 + 0.02 * k, -0.66)]),
            (92, 96, 112),
            weight=0.45,
        )
    brush.line(coil((0.1, -0.88), 0.15, turns=1.2), (92, 96, 112), weight=0.45)
    brush.line(smooth([(-0.4, -0.34), (-0.1, -0.58), (0.34, -0.62)]), GOLD.mid, weight=2.0, taper=0.2)
    draw_blossom(brush.placed((-0.24, -0.56), size=0.14), CINNABAR)
