"""Ornaments: bands that frame a wall, lotus scrolls, pearls, lozenges, flowers and clouds."""

import numpy as np

from murals.drawing.brush import Points, Wall, ellipse, place, smooth, strip


def petal(length: float, width: float) -> Points:
    """Return a pointed petal along +x from the origin."""
    tip = np.array([[0, 0], [0.25, 0.42], [0.6, 0.5], [1, 0]]) * (length, width)
    upper = smooth(tip, 1.0)
    return np.vstack([upper, upper[::-1] * (1, -1)])


def lotus(wall: Wall, centre: tuple[float, float], size: float, colours: tuple[str, str]) -> None:
    """Paint an open lotus seen from above: two rings of petals around a seed head."""
    for ring, (count, reach) in enumerate(((8, 1.0), (8, 0.66))):
        for i in range(count):
            turn = 2 * np.pi * (i + 0.5 * ring) / count
            shape = place(petal(size * reach, size * 0.5 * reach), centre, turn=turn)
            wall.wash(shape, colours[ring], shade=0.35, rim=size * 0.16)
            wall.contour(shape, width=max(size * 0.035, 0.9))
    wall.wash(ellipse(centre, size * 0.24, size * 0.24), "yellow ochre", shade=0.3, rim=size * 0.1)
    wall.contour(ellipse(centre, size * 0.24, size * 0.24), width=max(size * 0.035, 0.9))


def cloud(wall: Wall, centre: tuple[float, float], size: float, colour: str, *, turn: float = 0.0) -> None:
    """Paint a cloud of three curls with a long tail, as they drift between the heavenly musicians."""
    tail = place(smooth(np.array([[0.2, 0.3], [1.2, 0.25], [2.3, -0.05], [3.4, 0.2]])), centre, turn=turn, scale=size)
    widths = np.linspace(0.62, 0.04, len(tail)) * size
    wall.wash(strip(tail, widths), colour, shade=0.25, rim=size * 0.2, opacity=0.85)
    for x, y, r in ((-0.35, 0.2, 0.42), (0.35, -0.12, 0.52), (0.75, 0.25, 0.4)):
        curl = place(ellipse((x, y), r, r * 0.86), centre, turn=turn, scale=size)
        wall.wash(curl, colour, shade=0.3, rim=size * 0.2, opacity=0.9)
        t = np.linspace(0, 2.1 * np.pi, 26)
        spiral = np.stack([x + r * (1 - t / 8.5) * np.cos(t + 2.6), y + r * 0.86 * (1 - t / 8.5) * np.sin(t + 2.6)], 1)
        wall.line(place(spiral, centre, turn=turn, scale=size), "white", width=size * 0.09)


def scroll_band(wall: Wall, top: float, height: float, ground: str, leaf: tuple[str, str]) -> None:
    """Paint a band of lotus scroll: a waving stem whose half palmettes curl into every hollow."""
    _ground(wall, top, height, ground)
    period, middle = height * 2.6, top + height / 2
    phase = wall.rng.uniform(0, period)
    x = np.arange(-period, wall.width + period, 6.0)
    stem = np.stack([x, middle + 0.24 * height * np.sin(2 * np.pi * (x + phase) / period)], 1)
    wall.line(stem, leaf[0] if ground == "white" else "white", width=height * 0.07, taper=False)
    for i in range((-2), int(wall.width / period * 2) + 4):
        at = i * period / 2 - phase + period / 4
        side = 1 if i % 2 else -1
        root = (at, middle + side * 0.02 * height)
        if i % 4 == 0:
            lotus(wall, (at, middle + side * 0.1 * height), height * 0.3, ("white", leaf[1]))
            continue
        for j, turn in enumerate((-2.75, -2.15, -1.55, -1.0, -0.45)):
            shape = place(petal(height * (0.46 - 0.03 * j), height * 0.19), root, turn=turn, mirror=i % 3 == 0)
            shape = shape if side < 0 else (shape - root) * (1, -1) + root
            wall.wash(shape, leaf[(i + j) % 2], shade=0.35, rim=height * 0.08)
            wall.contour(shape, width=1.1)
    _edges(wall, top, height)


def pearl_band(wall: Wall, top: float, height: float, ground: str) -> None:
    """Paint a string of pearls between two lines."""
    _ground(wall, top, height, ground)
    step = height * 1.12
    for i in range(int(wall.width / step) + 2):
        pearl = ellipse((i * step, top + height / 2), height * 0.3, height * 0.3, count=28)
        wall.wash(pearl, "white", shade=0.3, rim=height * 0.2)
        wall.contour(pearl, width=1.0)
    _edges(wall, top, height)


def lozenge_band(wall: Wall, top: float, height: float, colours: tuple[str, str, str]) -> None:
    """Paint nested lozenges in three colours."""
    _ground(wall, top, height, colours[0])
    step = height * 1.7
    for i in range(-1, int(wall.width / step) + 2):
        centre = (i * step, top + height / 2)
        for share, colour in ((0.98, colours[1]), (0.66, "white"), (0.48, colours[2])):
            corners = np.array([[-0.85, 0], [0, -0.5], [0.85, 0], [0, 0.5]]) * height * share
            wall.wash(place(corners, centre), colour, shade=0.15, rim=height * 0.12)
        wall.wash(ellipse(centre, height * 0.08, height * 0.08, count=24), "cinnabar")
    _edges(wall, top, height)


def _ground(wall: Wall, top: float, height: float, colour: str) -> None:
    corners = np.array([[-9, top], [wall.width + 9, top], [wall.width + 9, top + height], [-9, top + height]], float)
    wall.wash(corners, colour, opacity=0.95)


def _edges(wall: Wall, top: float, height: float) -> None:
    """Close a band with a white and a dark line above and below."""
    for y, colour, width in (
        (top, "umber", 2.4),
        (top + 3.2, "white", 2.0),
        (top + height, "umber", 2.4),
        (top + height - 3.2, "white", 2.0),
    ):
        x = np.linspace(-5, wall.width + 5, 12)
        wall.line(np.stack([x, y + wall.rng.normal(0, 0.35, 12)], 1), colour, width=width, taper=False)
