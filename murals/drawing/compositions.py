"""Compositions of murals: an assembly, a thousand Buddhas, a flight of apsaras, a ceiling, a triad of niches.

A composition takes a brush over the bare ground of the wall, whose size it asks for, and paints all of it.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from murals.drawing.apsaras import draw_apsara
from murals.drawing.borders import NARROW_PATTERNS, PATTERNS, draw_band
from murals.drawing.brush import Brush
from murals.drawing.curves import Path, ring, smooth
from murals.drawing.figures import draw_bodhisattva, draw_buddha
from murals.drawing.flora import draw_blossom, draw_cloud, draw_frond, draw_lotus, draw_rosette, draw_spray
from murals.drawing.haloes import draw_caisson_heart, draw_canopy, draw_mandorla, draw_nimbus, draw_valance
from murals.drawing.palette import ramp
from murals.drawing.thousand import draw_small_buddha

Composition: TypeAlias = Callable[[Brush], None]
Box: TypeAlias = tuple[float, float, float, float]  # left, top, right, bottom in wall units


def draw_assembly(brush: Brush) -> None:
    """A Buddha preaches under a canopy between two bodhisattvas, apsaras above, a frieze below."""
    width, height = brush.wall.size
    start = _any(brush, 5)
    band = height * brush.rng.uniform(0.085, 0.11)
    _scatter_flowers(brush, (0, 0, width, height), 46, start)
    for side, mirror in ((-1, False), (1, True)):
        for x, y, size in ((0.46, 0.19, 0.05), (0.24, 0.56, 0.036), (0.47, 0.47, 0.04)):
            cloud = brush.placed((width * (0.5 + side * x), height * y), size=size * height, mirror=mirror)
            draw_cloud(cloud, brush.palette.nth(start + _any(brush, 5)))
        apsara = brush.placed(
            (width * (0.5 + side * 0.36), 0.29 * height), size=height * 0.041, mirror=mirror, hair=1.2
        )
        draw_apsara(apsara, start + 1)
    floor = height - 1.26 * band
    for side in (-1, 1):
        foot = (width * (0.5 + side * 0.335), floor - 0.055 * height)
        _seat(brush, draw_bodhisattva, foot, 0.076 * height, start + (2 if side > 0 else 3))
    draw_canopy(brush.placed((width / 2, 0.255 * height)), 0.42 * height, start + 1)
    _seat(brush, draw_buddha, (width / 2, floor - 0.08 * height), 0.112 * height, start)
    _frame(brush, band, start)


def draw_thousand_buddhas(brush: Brush) -> None:
    """Rows of small Buddhas whose colours run in diagonals, about one great icon in a framed niche."""
    width, height = brush.wall.size
    start, rows = _any(brush, 5), int(brush.rng.integers(7, 10))
    cell = height / rows
    columns = int(np.ceil(width / (cell * 0.8)))
    for row in range(rows):
        for column in range(columns):
            centre = ((column + 0.5) * width / columns, (row + 0.5) * cell)
            draw_small_buddha(brush.placed(centre, size=cell * 0.385), start + column + row)
        _stripe(brush, (0, row * cell), (width, row * cell), 0.035 * height * 7 / rows * 0.6, start + row)
    half = np.array([0.31, 0.45]) * height
    left, top = width / 2 - half[0], height * 0.5 - half[1]
    niche = (left, top, width - left, height * 0.5 + half[1])
    _fill(brush, niche, start)
    figure = draw_buddha if brush.rng.random() < 0.6 else draw_bodhisattva
    for side in (-1, 1):
        spray = brush.placed((width / 2 + side * 0.2 * height, 0.88 * height), size=0.05 * height, mirror=side < 0)
        draw_spray(spray, start + 1)
        cloud = brush.placed((width / 2 + side * 0.2 * height, 0.4 * height), size=0.026 * height, mirror=side > 0)
        draw_cloud(cloud, brush.palette.nth(start))
    draw_canopy(brush.placed((width / 2, 0.3 * height)), 0.4 * height, start + 1)
    _seat(brush, figure, (width / 2, 0.815 * height), 0.1 * height, start)
    _box_frame(brush, niche, 0.05 * height, start)


def draw_flight(brush: Brush) -> None:
    """Apsaras fly through clouds and falling flowers between two friezes."""
    width, height = brush.wall.size
    start, rng = _any(brush, 5), brush.rng
    mirror = bool(rng.random() < 0.5)
    band = height * rng.uniform(0.1, 0.13)
    _scatter_flowers(brush, (0, band, width, height - band), 60, start)
    for x, y in ((0.08, 0.8), (0.62, 0.17), (0.36, 0.83), (0.03, 0.22), (0.86, 0.5), (0.33, 0.2)):
        at = (width * (x + rng.uniform(-0.04, 0.04)), height * (y + rng.uniform(-0.02, 0.02)))
        cloud = brush.placed(at, size=height * rng.uniform(0.045, 0.07), mirror=mirror)
        draw_cloud(cloud, brush.palette.nth(start + _any(brush, 5)))
    for k, (x, y, size) in enumerate(((0.19, 0.4, 0.082), (0.66, 0.31, 0.05), (0.56, 0.67, 0.053))):
        at = (width * (1 - x if mirror else x), height * (y + rng.uniform(-0.01, 0.02)))
        tilt = rng.uniform(-0.02, 0.02)
        apsara = brush.placed(at, size=height * size, mirror=mirror, angle=tilt, hair=0.9 + 7 * size)
        draw_apsara(apsara, start + 2 * k)
    _frame(brush, band, start)


def draw_ceiling(brush: Brush) -> None:
    """The caisson at the top of a cave: a great lotus in nested frames, a curtain about them, flowers to the sides."""
    width, height = brush.wall.size
    start, centre = _any(brush, 5), np.array([width / 2, height / 2])
    side = 0.94 * min(width, height)
    _fill(brush, (0, 0, width, height), start + 3)
    _scatter_rosettes(brush, start)
    half = side / 2
    for quarter in range(4):
        edge = brush.placed(centre, angle=quarter / 4)
        draw_valance(edge.placed((-half * 0.86, half * 0.86)), 2 * half * 0.86, half * 0.19, start + 1)
    outer = half * 0.87
    for i, share in enumerate((0.15, 0.06, 0.13)):
        _box_frame(brush, (*(centre - outer), *(centre + outer)), share * half, start + 2 * i, pattern=i)
        outer -= share * half
    _fill(brush, (*(centre - outer), *(centre + outer)), start + 1)
    for quarter in range(4):
        corner = brush.placed(centre, angle=quarter / 4)
        spine = smooth([(0.66, 0.9), (0.42, 0.95), (0.16, 0.95), (0.04, 0.86)]) * outer
        for leaf, width in ((spine, -0.1), (spine[:, ::-1], 0.1)):
            draw_frond(corner, leaf, width * outer, brush.palette.nth(start + 3), lobes=4)
        flower = corner.placed((outer * 0.81, outer * 0.81), size=outer * 0.19, angle=-0.125)
        draw_rosette(flower, start, rings=2, count=6)
    draw_caisson_heart(brush.placed(centre, size=outer * 0.9), start, count=int(brush.rng.integers(7, 11)))


def draw_niches(brush: Brush) -> None:
    """Three icons side by side under a curtain, each in its own light, lotus sprays between them."""
    width, height = brush.wall.size
    start, rng = _any(brush, 5), brush.rng
    band = height * rng.uniform(0.09, 0.11)
    count = max(round(width / height * 2.2), 1)
    _scatter_flowers(brush, (0, 0, width, height), 40, start)
    lead = int(rng.integers(2))
    for i in range(count):
        x = width * (i + 0.5) / count
        figure = (draw_buddha, draw_bodhisattva)[(i + lead) % 2]
        _seat(brush, figure, (x, height * 0.905 - 1.26 * band), 0.1 * height, start + i)
    for i in range(count + 1):
        at = (width * i / count - 0.08 * height, height * rng.uniform(0.29, 0.33))
        cloud = brush.placed(at, size=0.058 * height, mirror=bool(rng.random() < 0.5))
        draw_cloud(cloud, brush.palette.nth(start + i))
    for i in range(1, count):
        draw_spray(
            brush.placed((width * i / count, height - 1.2 * band), size=0.05 * height, mirror=bool(i % 2)), start + i
        )
    draw_valance(brush.placed((0, band * 0.96)), width, 0.13 * height, start + 2)
    _frame(brush, band, start + 1)


COMPOSITIONS: tuple[Composition, ...] = (draw_assembly, draw_flight, draw_ceiling, draw_thousand_buddhas, draw_niches)


def _seat(brush: Brush, figure: Callable[..., None], foot: Iterable[float], head: float, start: int) -> None:
    """Draw a seated figure in its light; `foot` is the middle of its seat's top, `head` the height of a face."""
    x, y = foot
    at = (x, y - 2.72 * head)
    draw_mandorla(brush.placed((x, y + 0.3 * head)), 2.2 * head, 4.75 * head, start + 1)
    draw_nimbus(brush.placed((at[0], at[1] - 0.1 * head)), 1.3 * head, start + 3)
    figure(brush.placed(at, size=head, hair=max(head / 60, 0.8)), start, raised=bool(brush.rng.random() < 0.55))


def _frame(brush: Brush, band: float, start: int) -> None:
    """Close the picture above and below with a frieze, a narrow band on its inner side."""
    width, height = brush.wall.size
    first, second = brush.rng.permutation(len(PATTERNS))[:2]
    for i, (y, inner) in enumerate(((band / 2, 1), (height - band / 2, -1))):
        draw_band(brush, _level(y, width), band, PATTERNS[int((first, second)[i])], start + i, rim=0.06)
        narrow = NARROW_PATTERNS[(start + i) % len(NARROW_PATTERNS)]
        draw_band(brush, _level(y + inner * band * 0.63, width), band * 0.26, narrow, start + i + 2, rim=0.0)


def _box_frame(brush: Brush, box: Box, band: float, start: int, *, pattern: int | None = None) -> None:
    """Frame a box on the inside with four bands and a flower in each corner."""
    left, top, right, bottom = (
        side + inset for side, inset in zip(box, (band / 2, band / 2, -band / 2, -band / 2), strict=True)
    )
    chosen = _any(brush, len(PATTERNS)) if pattern is None else (pattern * 2 + start) % len(PATTERNS)
    form = NARROW_PATTERNS[0] if band < 0.03 * brush.wall.size[1] else PATTERNS[chosen]
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)])
    for one, other in pairwise(corners):
        draw_band(brush, np.array([one, other]), band, form, start, rim=0.08)
    for corner in corners[:-1]:
        square = ring(corner, band * 0.5 * np.sqrt(2), start=0.125)[:-1:18]
        brush.shape(square, brush.palette.nth(start + 2).stepped(), reach=band * 0.4)
        draw_rosette(brush.placed(corner, size=band * 0.4), start, rings=1, count=6)


def _stripe(brush: Brush, one: tuple[float, float], other: tuple[float, float], width: float, start: int) -> None:
    """Draw a narrow band of the simplest kind."""
    draw_band(brush, np.array([one, other]), width, NARROW_PATTERNS[start % 2 * 2], start, rim=0.0)


def _fill(brush: Brush, box: Box, start: int) -> None:
    """Wash a box with a pale tone, deeper along its edges."""
    left, top, right, bottom = box
    pigment, ground = brush.palette.nth(start), brush.palette.ground
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    brush.wash(corners, ramp([pigment.mid, ground, ground]), reach=(right - left) * 0.3)


def _scatter_flowers(brush: Brush, box: Box, count: int, start: int) -> None:
    """Let flowers fall over a box, none near another: blossoms, lotuses, pairs of leaves."""
    left, top, right, bottom = box
    fine = replace(brush, hair=0.9)
    for k, (u, v) in enumerate(_apart(brush.rng, count)):
        at = (left + u * (right - left), top + v * (bottom - top))
        flower = fine.placed(at, size=brush.rng.uniform(8, 14), angle=brush.rng.uniform(-0.1, 0.1))
        if k % 3 == 0:
            draw_lotus(flower.placed((0, 0), size=1.7), start + k, petals=5)
        else:
            draw_blossom(flower, brush.palette.nth(start + k))


def _scatter_rosettes(brush: Brush, start: int) -> None:
    """Cover the wall with flowers in staggered rows."""
    width, height = brush.wall.size
    step = height / 7
    for row in range(8):
        for column in range(int(width / step) + 2):
            at = ((column + 0.5 * (row % 2)) * step, row * step)
            draw_rosette(brush.placed(at, size=step * 0.36, hair=1.0), start + row + column, rings=2, count=6)


def _apart(rng: np.random.Generator, count: int) -> list[tuple[float, float]]:
    """Return `count` points of the unit square that keep apart: best of eight candidates each (Mitchell 1991)."""
    points: list[tuple[float, float]] = []
    for _ in range(count):
        candidates = rng.random((8, 2))
        gaps = [min((np.hypot(*(c - p)) for p in points), default=1.0) for c in candidates]
        u, v = candidates[int(np.argmax(gaps))]
        points.append((float(u), float(v)))
    return points


def _any(brush: Brush, count: int) -> int:
    """Return a number below `count`."""
    return int(brush.rng.integers(count))


def _level(y: float, width: float) -> Path:
    """Return a level line across the wall, a little beyond both sides."""
    return np.array([(-8.0, y), (width + 8.0, y)])
