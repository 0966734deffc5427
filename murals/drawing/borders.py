"""Bands of ornament along any path: straight borders, rings of haloes, frames of ceilings.

Every pattern takes a brush whose x runs along the band and whose y goes from -width / 2 to width / 2, in wall units,
and the number in the cycle of pigments to begin with. It repeats a whole number of times: a closed band meets itself.
"""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from murals.drawing.brush import Brush
from murals.drawing.curves import Path, lengths, ring, smooth
from murals.drawing.flora import CLOUD_PETAL, LOTUS_PETAL, draw_flame, draw_frond, draw_petal, draw_rosette
from murals.drawing.palette import GOLD, WHITE, Pigment, steps

Pattern: TypeAlias = Callable[[Brush, float, float, int], None]


def draw_band(brush: Brush, path: Path, width: float, pattern: Pattern, start: int, *, rim: float = 0.1) -> None:
    """Draw a band along a path: its ground, a pattern, and a rim of two narrow stripes that are `rim` of the width."""
    band, length = brush.along(path), float(lengths(path)[-1])
    ground = brush.palette.nth(start)
    fill_strip(band, length, -width / 2, width / 2, ground)
    pattern(band, length, width * (1 - 2 * rim), start + 1)
    if rim:
        for side in (-1, 1):
            edge = (0.5 - rim / 2) * width * side
            fill_strip(band, length, edge - rim * width / 2, edge + rim * width / 2, GOLD if side > 0 else WHITE)


def fill_strip(band: Brush, length: float, top: float, bottom: float, pigment: Pigment) -> None:
    """Fill a band between two heights with the pigment's middle tone and line both edges."""
    x = np.linspace(0, length, max(int(length / 6), 2))
    above, below = np.column_stack([x, np.full_like(x, top)]), np.column_stack([x, np.full_like(x, bottom)])
    band.wash(np.vstack([above, below[::-1]]), pigment.mid)
    for edge in (above, below):
        band.line(edge, taper=0.0, weight=0.8)


def repeats(length: float, period: float, *, even: bool = False) -> list[float]:
    """Return where each repeat of a pattern begins: a whole number of them, an even number where colours alternate."""
    count = max(round(length / period), 2)
    count += count % 2 if even else 0
    return [float(x) for x in np.linspace(0, length, count + 1)[:-1]]


def plain(band: Brush, length: float, width: float, start: int) -> None:
    """A band of stepped tones without figures."""
    x = np.linspace(0, length, max(int(length / 6), 2))
    for share, colour in ((0.9, band.palette.nth(start).mid), (0.5, band.palette.nth(start).pale)):
        top = np.column_stack([x, np.full_like(x, -share * width / 2)])
        band.wash(np.vstack([top, top[::-1] * (1, -1)]), colour)


def pearls(band: Brush, length: float, width: float, start: int) -> None:
    """A string of pearls."""
    for x in repeats(length, width * 1.05):
        band.shape(ring((x + width / 2, 0), width * 0.4)[:-1:4], WHITE.pale, weight=0.6)
        band.disc((x + width * 0.42, -width * 0.1), width * 0.14, GOLD.pale)


def lozenges(band: Brush, length: float, width: float, start: int) -> None:
    """Diamonds in stepped tones, half diamonds of other pigments between them."""
    starts = repeats(length, width * 1.3, even=True)
    period = length / len(starts)
    for i, x in enumerate(starts):
        middle, half = x + period / 2, width / 2
        for side in (-1, 1):
            triangle = [(x - period / 2, half * side), (x + period / 2, half * side), (x, 0.06 * half * side)]
            band.shape(triangle, band.palette.nth(start + 2 + (side > 0)).stepped(), reach=width * 0.2, weight=0.7)
        diamond = [(middle - period / 2, 0), (middle, -half), (middle + period / 2, 0), (middle, half)]
        band.shape(diamond, band.palette.nth(start + i % 2).stepped(), reach=width * 0.32, weight=0.8)
        band.disc((middle, 0), width * 0.07, WHITE.pale)


def roundels(band: Brush, length: float, width: float, start: int) -> None:
    """Flowers in rings of pearls, with leaves in the gaps (lianzhu)."""
    starts = repeats(length, width * 1.25)
    period = length / len(starts)
    for i, x in enumerate(starts):
        for side in (-1, 1):
            leaf = band.placed((x, width * 0.04 * side), size=width * 0.42, angle=0.0 if side < 0 else 0.5)
            draw_petal(leaf, band.palette.nth(start + 1), form=CLOUD_PETAL)
        medal = band.placed((x + period / 2, 0), size=width * 0.47)
        medal.shape(ring((0, 0), 1)[:-1], band.palette.nth(start + 2).deep)
        for pearl in ring((0, 0), 0.84)[:-1:6]:
            medal.disc(pearl, 0.11, WHITE.pale)
        medal.shape(ring((0, 0), 0.68)[:-1], WHITE.mid, weight=0.7)
        draw_rosette(medal.placed((0, 0), size=0.6), start + i, rings=1, count=6)


def half_rosettes(band: Brush, length: float, width: float, start: int) -> None:
    """Half flowers that grow from either edge in turn, as on the borders of the High Tang."""
    starts = repeats(length, width * 0.92, even=True)
    period = length / len(starts)
    for i, x in enumerate(starts):
        side = 1 if i % 2 else -1
        flower = band.placed((x + period / 2, width * 0.44 * side), size=width * 0.84, angle=0.0 if side > 0 else 0.5)
        for rank, (form, size) in enumerate(((CLOUD_PETAL, 1.0), (LOTUS_PETAL, 0.64))):
            for k in sorted(range(-2, 3), key=lambda k: -abs(k)):
                petal = flower.placed((0, 0), size=size * (1 - 0.13 * abs(k)), angle=k * 0.09)
                draw_petal(petal, band.palette.nth(start + i % 2 + 2 * rank), form=form * (0.78, 1))
        hub = ring((0, 0), 0.22, start=0.5, turn=0.5)
        flower.shape(hub, steps([GOLD.deep, GOLD.pale, GOLD.mid], (0.2, 0.4, 0.4)), reach=0.2, weight=0.7)


def vine_scroll(band: Brush, length: float, width: float, start: int) -> None:
    """A wandering stem with a curled half-palmette in every bay (juancao)."""
    starts = repeats(length, width * 1.35, even=True)
    period = length / len(starts)
    x = np.linspace(0, length, 24 * len(starts) + 1)
    stem = np.column_stack([x, -0.38 * width * np.sin(np.pi * x / period)])
    for weight, colour in ((4.0, band.palette.line), (2.4, WHITE.pale)):
        band.line(stem, colour, weight=weight, taper=0.0)
    for i, left in enumerate(starts):
        bay = band.placed((left + period / 2, 0), size=width, angle=i % 2 / 2, mirror=bool(i % 2))
        _fill_bay(bay, period / width / 2, band.palette.nth(start + i % 2), band.palette.nth(start + 2 + i % 2))


def _fill_bay(bay: Brush, half: float, leaf: Pigment, flower: Pigment) -> None:
    """Fill the hollow under one arch of a scroll, `half` its half breadth: a coiled shoot with a flower in it."""
    way = [(1, 0.02), (0.68, 0.36), (0, 0.43), (-0.64, 0.3), (-0.7, -0.02), (-0.36, -0.18), (0.1, -0.14), (0.3, 0.04)]
    draw_frond(bay, smooth(np.array(way) * (half, 1)), -0.2, leaf, lobes=5)
    draw_petal(bay.placed((-0.1 * half, 0.3), size=0.44, angle=0.03), flower, form=CLOUD_PETAL)
    spur = smooth([(half - 0.05, -0.04), (half - 0.2, 0.1), (half - 0.34, 0.02), (half - 0.36, -0.12)])
    draw_frond(bay, spur, 0.13, flower, lobes=3)


def palmettes(band: Brush, length: float, width: float, start: int) -> None:
    """Pairs of half-palmettes that open like wings, upright and hanging in turn (rendong)."""
    starts = repeats(length, width * 1.15, even=True)
    period = length / len(starts)
    for i, x in enumerate(starts):
        wing = band.placed((x + period / 2, 0), size=width, angle=0.0 if i % 2 else 0.5)
        for mirror in (False, True):
            spine = smooth([(0.02, 0.46), (0.22, 0.3), (0.36, 0.02), (0.5, -0.16), (0.44, -0.36), (0.3, -0.3)])
            draw_frond(wing.placed((0, 0), mirror=mirror), spine, 0.24, band.palette.nth(start + i % 2), lobes=4)
        draw_petal(wing.placed((0, 0.42), size=0.72), band.palette.nth(start + 2), form=LOTUS_PETAL * (0.7, 1))


def flames(band: Brush, length: float, width: float, start: int) -> None:
    """Tongues of fire that lick outwards, as around a mandorla."""
    for i, x in enumerate(repeats(length, width * 0.42, even=True)):
        draw_flame(band.placed((x, width / 2), size=width * 0.92), band.palette.nth(start + i % 2))


def bricks(band: Brush, length: float, width: float, start: int) -> None:
    """Slanting blocks in changing pigments, each with a pale side, like a folded ribbon."""
    for i, x in enumerate(repeats(length, width * 0.62, even=True)):
        step, lean, half = length / len(repeats(length, width * 0.62, even=True)), width * 0.35, width / 2
        block = [(x, half), (x + step, half), (x + step + lean, -half), (x + lean, -half)]
        pigment = band.palette.nth(start + i % 3)
        band.shape(block, pigment.stepped(), reach=width * 0.3, weight=0.7)


PATTERNS: tuple[Pattern, ...] = (half_rosettes, vine_scroll, roundels, palmettes, lozenges)
NARROW_PATTERNS: tuple[Pattern, ...] = (pearls, bricks, plain, lozenges)
