"""Figures: the seated Buddha with his haloes, the small Buddhas of a thousand, the flying apsara with her ribbons."""

from collections.abc import Callable
from typing import Any

import numpy as np

from murals.drawing.brush import Points, Wall, ellipse, place, smooth
from murals.drawing.face import head
from murals.drawing.ornaments import petal
from murals.drawing.ribbons import ribbon

At = Callable[[Any], Points]  # from the figure's own coordinates to the wall's
Colours = tuple[str, str, str, str]  # robe, lining, halo, outer halo


def buddha(wall: Wall, centre: tuple[float, float], size: float, colours: Colours) -> None:
    """Paint a seated Buddha in meditation; `centre` is his heart, `size` the half height of the figure in pixels."""
    at = lambda points: place(np.asarray(points, float), centre, scale=size)  # noqa: E731
    _mandorla(wall, centre, size, colours)
    _throne(wall, centre, size)
    knees = at(
        smooth(
            np.array(
                [
                    [-0.18, 0.1],
                    [-0.62, 0.5],
                    [-0.78, 0.74],
                    [-0.4, 0.9],
                    [0, 0.86],
                    [0.4, 0.9],
                    [0.78, 0.74],
                    [0.62, 0.5],
                    [0.18, 0.1],
                ]
            ),
            0.02,
        )
    )
    wall.wash(knees, colours[0], shade=0.45, rim=size * 0.12)
    torso = at(
        smooth(
            np.array(
                [
                    [-0.13, -0.42],
                    [-0.42, -0.3],
                    [-0.5, 0.05],
                    [-0.46, 0.52],
                    [0, 0.62],
                    [0.46, 0.52],
                    [0.5, 0.05],
                    [0.42, -0.3],
                    [0.13, -0.42],
                ]
            ),
            0.02,
        )
    )
    wall.wash(torso, colours[0], shade=0.4, rim=size * 0.12)
    chest = at(smooth(np.array([[-0.12, -0.44], [-0.2, -0.1], [-0.02, 0.22], [0.14, 0.02], [0.13, -0.44]]), 0.02))
    wall.wash(chest, "flesh", shade=0.3, rim=size * 0.06)
    for shape in (knees, torso):
        wall.contour(shape, width=max(size * 0.014, 1.0))
    _folds(wall, at, size, colours[1])
    _hands(wall, at, size)
    head(wall, centre, size)


def small_buddha(wall: Wall, centre: tuple[float, float], size: float, colours: Colours) -> None:
    """Paint one of the thousand Buddhas: halo, robe, face, hair, in a few strokes of colour."""
    x, y = centre
    wall.wash(ellipse(centre, size * 0.62, size * 0.86), colours[3], shade=0.2, rim=size * 0.2)
    wall.wash(ellipse((x, y - size * 0.42), size * 0.36, size * 0.38), colours[2], shade=0.2, rim=size * 0.1)
    robe = place(
        smooth(
            np.array([[-0.1, -0.2], [-0.34, 0.05], [-0.58, 0.62], [0, 0.72], [0.58, 0.62], [0.34, 0.05], [0.1, -0.2]]),
            0.04,
        ),
        centre,
        scale=size,
    )
    wall.wash(robe, colours[0], shade=0.4, rim=size * 0.16)
    wall.contour(robe, width=max(size * 0.03, 0.9))
    wall.wash(ellipse((x, y - size * 0.42), size * 0.19, size * 0.22), "flesh", shade=0.25, rim=size * 0.08)
    wall.wash(ellipse((x, y - size * 0.56), size * 0.19, size * 0.11), "soot")
    wall.wash(ellipse((x, y - size * 0.68), size * 0.09, size * 0.08), "soot")
    wall.wash(ellipse((x, y + size * 0.34), size * 0.15, size * 0.08), "flesh")
    for side in (-1, 1):
        fold = np.array([[side * 0.05, -0.1], [side * 0.2, 0.2], [side * 0.42, 0.5]])
        wall.line(place(fold, centre, scale=size), colours[1], width=size * 0.05)


def apsara(
    wall: Wall, centre: tuple[float, float], size: float, colours: Colours, *, mirror: bool = False, turn: float = 0.0
) -> None:
    """Paint a heavenly being in flight: ribbons first, then the long skirt, the body, the head; `size` is a head and a
    half.
    """
    at = lambda points: place(np.asarray(points, float), centre, scale=size, mirror=mirror, turn=turn)  # noqa: E731
    _flight_ribbons(wall, at, size, colours)
    skirt = at(
        smooth(
            np.array(
                [
                    [0.15, 0.42],
                    [0.9, 0.3],
                    [1.9, 0.05],
                    [3.1, -0.62],
                    [3.9, -0.55],
                    [3.0, 0.05],
                    [2.2, 0.62],
                    [1.2, 0.95],
                    [0.25, 0.9],
                ]
            ),
            0.05,
        )
    )
    wall.wash(skirt, colours[0], shade=0.45, rim=size * 0.25)
    wall.contour(skirt, width=max(size * 0.035, 1.0))
    for k in range(5):
        bend = 0.1 * k
        wall.line(
            at([[0.4, 0.5 + bend], [1.4, 0.42 + 0.8 * bend], [2.4, 0.12 + 0.5 * bend], [3.2 + bend, -0.4]]),
            colours[1],
            width=size * 0.05,
        )
    body = at(
        smooth(
            np.array([[-0.3, -0.28], [-0.42, 0.2], [-0.05, 0.62], [0.3, 0.92], [0.62, 0.5], [0.3, 0.12], [0.16, -0.3]]),
            0.04,
        )
    )
    wall.wash(body, "flesh", shade=0.3, rim=size * 0.14)
    wall.contour(body, "red ochre", width=max(size * 0.03, 0.9))
    for hand, elbow in (((-1.15, -0.12), (-0.75, 0.35)), ((0.75, -0.85), (0.62, -0.1))):
        arm = at([(-0.1, -0.12), elbow, hand])
        wall.line(arm, "umber", width=size * 0.26, taper=False)
        wall.line(arm, "flesh", width=size * 0.2, taper=False)
        wall.wash(ellipse(arm[-1], size * 0.13, size * 0.1), "flesh")
    wall.line(at([[-0.36, 0.06], [-0.1, 0.3], [0.22, 0.06]]), colours[2], width=size * 0.09)
    wall.wash(
        ellipse(at([[-0.12, -0.68]])[0], size * 0.58, size * 0.58), colours[3], opacity=0.55, shade=0.2, rim=size * 0.1
    )
    face = at(
        smooth(
            np.array(
                [
                    [-0.42, -0.85],
                    [-0.42, -0.55],
                    [-0.16, -0.34],
                    [0.12, -0.52],
                    [0.14, -0.85],
                    [-0.14, -1.02],
                    [-0.42, -0.85],
                ]
            ),
            0.03,
        )
    )
    wall.wash(face, "flesh", shade=0.25, rim=size * 0.1)
    wall.contour(face, "red ochre", width=max(size * 0.025, 0.8))
    hair = at(
        smooth(
            np.array(
                [
                    [-0.44, -0.78],
                    [-0.3, -0.9],
                    [-0.1, -0.86],
                    [0.13, -0.72],
                    [0.2, -1.0],
                    [-0.1, -1.14],
                    [-0.4, -1.04],
                    [-0.44, -0.78],
                ]
            ),
            0.03,
        )
    )
    wall.wash(hair, "soot")
    wall.wash(ellipse(at([[-0.1, -1.26]])[0], size * 0.15, size * 0.19), "soot")
    wall.wash(ellipse(at([[-0.12, -1.08]])[0], size * 0.14, size * 0.05), "yellow ochre")
    for x in (-0.3, -0.06):
        wall.line(at([[x - 0.09, -0.7], [x, -0.73], [x + 0.08, -0.69]]), "soot", width=max(size * 0.035, 0.8))
    wall.line(at([[-0.22, -0.5], [-0.16, -0.48], [-0.1, -0.5]]), "cinnabar", width=max(size * 0.05, 0.9))


def _mandorla(wall: Wall, centre: tuple[float, float], size: float, colours: Colours) -> None:
    """Paint the haloes of body and head, ring in ring, a flame between the outer two."""
    x, y = centre
    rings = (
        (1.28, colours[3]),
        (1.18, "white"),
        (1.14, colours[2]),
        (1.0, "yellow ochre"),
        (0.95, colours[1]),
        (0.82, "pale green"),
    )
    for share, colour in rings:
        wall.wash(
            ellipse((x, y - 0.1 * size), size * 0.92 * share, size * 1.12 * share), colour, shade=0.22, rim=size * 0.1
        )
    for i in range(26):
        angle = np.pi * (0.98 + 1.04 * i / 25)
        root = (x + 0.98 * size * np.cos(angle), y - 0.1 * size + 1.2 * size * np.sin(angle))
        lean = angle + 0.5 * (1 if i >= 13 else -1)
        wall.wash(place(petal(size * 0.17, size * 0.08), root, turn=lean), "cinnabar", opacity=0.8)
    for share, colour in ((0.62, "white"), (0.58, colours[3]), (0.47, "white"), (0.44, colours[2]), (0.34, colours[0])):
        wall.wash(ellipse((x, y - 0.78 * size), size * share, size * share), colour, shade=0.2, rim=size * 0.06)


def _throne(wall: Wall, centre: tuple[float, float], size: float) -> None:
    """Paint the lotus throne: two rows of petals, the front one turned down."""
    x, y = centre[0], centre[1] + 0.9 * size
    for row, (turn, count, colours) in enumerate(((-1, 13, ("azurite", "malachite")), (1, 11, ("cinnabar", "white")))):
        for i in range(count):
            share = (i + 0.5) / count * 2 - 1
            root = (x + share * size * 0.8, y - 0.06 * size - 0.05 * size * share**2)
            angle = turn * (np.pi / 2 - 0.8 * share)
            shape = place(petal(size * (0.24 + 0.14 * row), size * 0.2), root, turn=angle)
            wall.wash(shape, colours[i % 2], shade=0.45, rim=size * 0.08)
            wall.contour(shape, width=max(size * 0.012, 0.9))


def _folds(wall: Wall, at: At, size: float, colour: str) -> None:
    """Draw the falls of the robe."""
    for side in (-1, 1):
        for k in range(5):
            a = 0.2 + 0.07 * k
            fold = [
                [side * a, -0.32 + 0.05 * k],
                [side * (a + 0.07), 0.05],
                [side * (a - 0.1), 0.42 + 0.03 * k],
                [0.0, 0.5 + 0.05 * k],
            ]
            wall.line(at(fold), colour, width=size * 0.022)
            leg = [
                [side * 0.1, 0.62 + 0.04 * k],
                [side * (0.35 + 0.05 * k), 0.58 + 0.05 * k],
                [side * (0.62 + 0.03 * k), 0.7 + 0.03 * k],
            ]
            wall.line(at(leg), "umber", width=size * 0.016)
    hem = [[-0.13, -0.42], [-0.2, -0.1], [-0.02, 0.22], [0.3, 0.5], [0.46, 0.52]]
    wall.line(at(hem), "white", width=size * 0.05)
    wall.line(at(hem), colour, width=size * 0.024)


def _hands(wall: Wall, at: At, size: float) -> None:
    """Lay the hands one in the other."""
    for x, turn in ((-0.1, 0.12), (0.1, -0.12)):
        hand = ellipse(at([[x, 0.5]])[0], size * 0.19, size * 0.075, turn=turn)
        wall.wash(hand, "flesh", shade=0.3, rim=size * 0.04)
        wall.contour(hand, "red ochre", width=max(size * 0.011, 0.8))
    for k in range(4):
        wall.line(at([[-0.16 + 0.05 * k, 0.47], [-0.08 + 0.05 * k, 0.54]]), "red ochre", width=max(size * 0.01, 0.7))


def _flight_ribbons(wall: Wall, at: At, size: float, colours: Colours) -> None:
    """Let the scarves stream behind her in long double curves."""
    rng = wall.rng
    for k, colour in enumerate((colours[1], colours[2], colours[3])):
        lift = -0.7 + 0.75 * k
        way = [
            [-1.0 + 0.3 * k, 0.25 - 0.5 * k],
            [0.1, -0.75 + 0.8 * k + rng.normal(0, 0.1)],
            [1.6, -0.35 + lift * 0.6],
            [3.0, -1.25 + lift + rng.normal(0, 0.2)],
            [4.4, -0.55 + lift],
            [5.6, -1.2 + lift + rng.normal(0, 0.25)],
            [6.6 + 0.5 * k, -0.85 + lift],
        ]
        ribbon(wall, at(way), size * 0.3, colour)
