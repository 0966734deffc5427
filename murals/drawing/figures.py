"""Seated Buddhas and bodhisattvas, frontal and still.

Unit of a figure: its origin is the middle of the face, a face is about 1.1 high, the knees lie at y = 2.75.
"""

from murals.drawing.brush import Brush
from murals.drawing.curves import mirrored, smooth
from murals.drawing.faces import draw_crown, draw_face, draw_hair
from murals.drawing.flora import draw_lotus_seat
from murals.drawing.garments import (
    draw_belly,
    draw_hanging_scarf,
    draw_lap,
    draw_robe_edge,
    draw_sleeve,
    draw_under_robe,
)
from murals.drawing.hands import FOREARM, draw_hands
from murals.drawing.jewels import draw_armlet, draw_necklace
from murals.drawing.palette import mixed

HEAD, HEAD_SIZE = (0, 0.08), 1.1
TORSO = mirrored(
    [(0, 0.62), (0.2, 0.66), (0.42, 0.78), (0.74, 0.88), (0.8, 1.1), (0.66, 1.5), (0.6, 1.8), (0.66, 2.06), (0, 2.12)]
)
NECK = mirrored([(0, 0.3), (0.22, 0.34), (0.2, 0.56), (0.26, 0.72), (0.44, 0.82), (0, 0.98)])
ARM = smooth(
    [
        (0.6, 0.82),
        (0.84, 0.9),
        (0.98, 1.2),
        (1.08, 1.55),
        (1.08, 1.84),
        (0.92, 2.02),
        (0.6, 2.14),
        (0.3, 2.2),
        (0.24, 2.06),
        (0.5, 1.92),
        (0.72, 1.74),
        (0.72, 1.5),
        (0.64, 1.2),
    ],
    closed=True,
)
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


def draw_buddha(brush: Brush, start: int, *, raised: bool) -> None:
    """Draw a seated Buddha in a monk's robe, in meditation or with the right hand raised (abhaya)."""
    robe, lining = brush.palette.nth(start), brush.palette.nth(start + 1)
    draw_lotus_seat(brush.placed((0, 2.72), size=1.72), start + 2, petals=11)
    draw_lap(brush, robe, lining)
    brush.shape(TORSO, brush.palette.flesh.graded(), reach=0.3)
    draw_under_robe(brush, lining)
    for mirror in (False, True):
        draw_sleeve(brush.placed((0, 0), mirror=mirror), robe, raised=raised and mirror)
    draw_robe_edge(brush, robe, lining)
    draw_neck(brush)
    draw_hands(brush, raised=raised)
    head = brush.placed(HEAD, size=HEAD_SIZE)
    draw_hair(head, snails=True)
    draw_face(head)


def draw_bodhisattva(brush: Brush, start: int, *, raised: bool) -> None:
    """Draw a seated bodhisattva: bare breast, necklace, crown, scarves that fall over the arms."""
    skirt, scarf = brush.palette.nth(start), brush.palette.nth(start + 1)
    draw_lotus_seat(brush.placed((0, 2.72), size=1.72), start + 2, petals=11)
    for mirror in (False, True):
        draw_hanging_scarf(brush.placed((0, 0), mirror=mirror), scarf)
    draw_lap(brush, skirt, scarf)
    brush.shape(TORSO, brush.palette.flesh.graded(), reach=0.3)
    draw_belly(brush, scarf)
    for mirror in (False, True):
        arm = brush.placed((0, 0), mirror=mirror)
        for part in (UPPER_ARM, FOREARM) if raised and mirror else (ARM,):
            arm.shape(part, brush.palette.flesh.graded(), reach=0.16)
        draw_armlet(arm)
    draw_neck(brush)
    draw_necklace(brush, start)
    head = brush.placed(HEAD, size=HEAD_SIZE)
    draw_hair(head, snails=False)
    draw_face(head)
    draw_crown(head, start)
    draw_hands(brush, raised=raised)


def draw_neck(brush: Brush) -> None:
    """The neck with its three folds of beauty."""
    brush.shape(NECK, brush.palette.flesh.graded(), reach=0.16, edge=brush.palette.flesh.mid)
    for y in (0.6, 0.68, 0.76):
        brush.line(
            smooth([(-0.18, y), (0, y + 0.05), (0.18, y)]),
            mixed(brush.palette.flesh.deep, brush.palette.line, 0.6),
            weight=0.8,
        )
