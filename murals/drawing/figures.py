"""Seated Buddhas and bodhisattvas, frontal and still, drawn as a Tang master lays out an icon.

Unit of a figure: its origin is the middle of the face, a face is about 1.1 high, the knees lie at y = 2.75.
"""

from dataclasses import replace

import numpy as np

from murals.drawing.brush import Brush
from murals.drawing.curves import coil, mirrored, ring, smooth
from murals.drawing.faces import draw_crown, draw_face, draw_hair
from murals.drawing.flora import draw_lotus_seat
from murals.drawing.palette import GOLD, WHITE, Pigment, mixed

HEAD, HEAD_SIZE = (0, 0.08), 1.1
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
TORSO = mirrored(
    [(0, 0.62), (0.2, 0.66), (0.42, 0.78), (0.74, 0.88), (0.8, 1.1), (0.66, 1.5), (0.6, 1.8), (0.66, 2.06), (0, 2.12)]
)
NECK = mirrored([(0, 0.3), (0.22, 0.34), (0.2, 0.56), (0.26, 0.72), (0.44, 0.82), (0, 0.98)])
ARM = smooth([(0.6, 0.82), (0.84, 0.9), (0.98, 1.2), (1.08, 1.55), (1.08, 1.84), (0.92, 2.02), (0.6, 2.14), (0.3, 2.2), (0.24, 2.06),
              (0.5, 1.92), (0.72, 1.74), (0.72, 1.5), (0.64, 1.2)], closed=True)  # fmt: skip
UPPER_ARM = smooth(
    [
        (0.6, 0.82),
        (0.84, 0.9),
        (0.98, 1.2),
        (1.14, 1.6),
        (1.2, 1.9),
        (1.06, 2.02),
        (0.88, 1.9),
        (0.76, 1.54),
        (0.66, 1.2),
    ],
    closed=True,
)
FOREARM = smooth(
    [(1.2, 1.9), (1.06, 2.04), (0.9, 1.9), (0.86, 1.6), (0.8, 1.28), (0.98, 1.24), (1.1, 1.5)], closed=True
)


def draw_buddha(brush: Brush, start: int, *, raised: bool) -> None:
    """Draw a seated Buddha in a monk's robe, in meditation or with the right hand raised (abhaya)."""
    robe, lining = brush.palette.nth(start), brush.palette.nth(start + 1)
    draw_lotus_seat(brush.placed((0, 2.72), size=1.72), start + 2, petals=11)
    _draw_lap(brush, robe, lining)
    brush.shape(TORSO, brush.palette.flesh.graded(), reach=0.3)
    _draw_under_robe(brush, lining)
    for mirror in (False, True):
        _draw_sleeve(brush.placed((0, 0), mirror=mirror), robe, raised=raised and mirror)
    _draw_robe_edge(brush, robe, lining)
    _draw_neck(brush)
    _draw_hands(brush, raised=raised)
    head = brush.placed(HEAD, size=HEAD_SIZE)
    draw_hair(head, snails=True)
    draw_face(head)


def draw_bodhisattva(brush: Brush, start: int, *, raised: bool) -> None:
    """Draw a seated bodhisattva: bare breast, necklace, crown, scarves that fall over the arms."""
    skirt, scarf = brush.palette.nth(start), brush.palette.nth(start + 1)
    draw_lotus_seat(brush.placed((0, 2.72), size=1.72), start + 2, petals=11)
    for mirror in (False, True):
        _draw_hanging_scarf(brush.placed((0, 0), mirror=mirror), scarf)
    _draw_lap(brush, skirt, scarf)
    brush.shape(TORSO, brush.palette.flesh.graded(), reach=0.3)
    _draw_belly(brush, scarf)
    for mirror in (False, True):
        arm = brush.placed((0, 0), mirror=mirror)
        for part in (UPPER_ARM, FOREARM) if raised and mirror else (ARM,):
            arm.shape(part, brush.palette.flesh.graded(), reach=0.16)
        _draw_bangles(arm)
    _draw_neck(brush)
    _draw_necklace(brush, start)
    _draw_hands(brush, raised=raised)
    head = brush.placed(HEAD, size=HEAD_SIZE)
    draw_hair(head, snails=False)
    draw_face(head)
    draw_crown(head, start)


def _draw_lap(brush: Brush, robe: Pigment, lining: Pigment) -> None:
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


def _draw_under_robe(brush: Brush, lining: Pigment) -> None:
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


def _draw_sleeve(side: Brush, robe: Pigment, *, raised: bool) -> None:
    """One shoulder and sleeve, its folds falling from the shoulder to the elbow."""
    outline = smooth([(0.22, 0.74), (0.5, 0.76), (0.86, 0.88), (1.06, 1.2), (1.2, 1.6), (1.26, 1.98), (1.1, 2.2), (0.7, 2.3), (0.34, 2.34),
                      (0.26, 2.12), (0.5, 1.92), (0.56, 1.5), (0.48, 1.1)], closed=True)  # fmt: skip
    if raised:
        side.shape(FOREARM, side.palette.flesh.graded(), reach=0.16)
        outline = smooth([(0.22, 0.74), (0.5, 0.76), (0.84, 0.86), (1.0, 1.1), (1.16, 1.44), (1.22, 1.56), (1.36, 1.9), (1.4, 2.24), (1.2, 2.5),
                          (0.92, 2.4), (0.76, 2.1), (0.74, 1.7), (0.7, 1.44), (0.56, 1.2), (0.48, 1.0)], closed=True)  # fmt: skip
    side.shape(outline, robe.graded(), reach=0.3, weight=1.2)
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


def _draw_robe_edge(brush: Brush, robe: Pigment, lining: Pigment) -> None:
    """The collar: a bordered edge down from the neck on either side, drawn over the left shoulder."""
    for mirror in (False, True):
        side = brush.placed((0, 0), mirror=mirror)
        edge = smooth([(0.2, 0.7), (0.4, 0.92), (0.5, 1.2), (0.5, 1.6), (0.34, 2.1)])
        side.shape(np.vstack([edge, edge[::-1] + (0.12, -0.01)]), lining.stepped(), reach=0.06, weight=0.8)
        for dot in edge[4:-2:5] + (0.06, 0):
            side.disc(dot, 0.022, GOLD.pale)


def _draw_belly(brush: Brush, scarf: Pigment) -> None:
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
    brush.shape(np.vstack([across, across[::-1] + (0.06, 0.17)]), scarf.graded(), reach=0.08, weight=0.8)


def _draw_hanging_scarf(side: Brush, scarf: Pigment) -> None:
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


def _draw_bangles(arm: Brush) -> None:
    """Armlet and bracelet."""
    for a, b in (((0.72, 1.22), (1.02, 1.16)), ((0.76, 1.3), (1.04, 1.24))):
        arm.line(smooth([a, ((a[0] + b[0]) / 2, a[1] + 0.03), b]), GOLD.mid, weight=2.0, taper=0.2)
    arm.shape(ring((0.88, 1.2), 0.075)[:-1:6], GOLD.graded(), reach=0.05, weight=0.6)


def _draw_neck(brush: Brush) -> None:
    """The neck with its three folds of beauty."""
    brush.shape(NECK, brush.palette.flesh.graded(), reach=0.16, edge=brush.palette.flesh.mid)
    for y in (0.6, 0.68, 0.76):
        brush.line(
            smooth([(-0.18, y), (0, y + 0.05), (0.18, y)]),
            mixed(brush.palette.flesh.deep, brush.palette.line, 0.6),
            weight=0.8,
        )


def _draw_necklace(brush: Brush, start: int) -> None:
    """A collar of gold with hanging jewels and strings of pearls."""
    collar = smooth([(-0.46, 0.84), (-0.28, 1.04), (0, 1.12), (0.28, 1.04), (0.46, 0.84)])
    brush.shape(np.vstack([collar, (collar * (0.8, 0.94))[::-1]]), GOLD.stepped(), reach=0.08, weight=0.8)
    for k, point in enumerate(collar[2:-1:4]):
        brush.line([point, point + (0, 0.1)], GOLD.mid, weight=1.0, taper=0)
        brush.shape(
            ring(point + (0, 0.14), (0.045, 0.06))[:-1:6],
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


def _draw_hands(brush: Brush, *, raised: bool) -> None:
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


def draw_small_buddha(brush: Brush, start: int) -> None:
    """Draw one of the thousand Buddhas: halo, aureole, robe, head, seat, in a cell 2 wide and 2.6 high about the origin."""
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
            mirrored([(0, 1.12), (0.17, 1.02), (0.2, 0.9), (0, 0.8)]) + (x, 0.02),
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
    brush.line([(-0.05, 0.17), (0.05, 0.17)], (150, 60, 44), weight=1.1)
