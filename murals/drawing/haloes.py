"""Haloes, mandorlas, jewelled canopies and valances around a figure."""

import numpy as np

from murals.drawing.borders import NARROW_PATTERNS, PATTERNS, draw_band, flames, repeats
from murals.drawing.brush import Brush
from murals.drawing.curves import Path, lengths, mirrored, ring, shifted, smooth
from murals.drawing.flora import CLOUD_PETAL, LOTUS_PETAL, draw_petal, draw_rosette
from murals.drawing.palette import GOLD, WHITE


def aureole(breadth: float, height: float) -> Path:
    """Return the outline of a mandorla, clockwise from its foot at the origin: an egg with a softly pointed top."""
    turn = np.linspace(0.5, 1.5, 145) * np.pi  # from the foot over the left side to the top
    left = np.column_stack([np.cos(turn) * (1 - 0.1 * np.sin(turn)), np.sin(turn)])
    left[:, 1] -= 0.1 * np.exp(-((left[:, 0] / 0.16) ** 2)) * (left[:, 1] < 0)
    egg = np.vstack([left, (left * (-1, 1))[-2::-1]])
    return (egg - (0, 1)) * (breadth, height / 2)


def draw_mandorla(brush: Brush, breadth: float, height: float, start: int) -> None:
    """Draw the light around a body, its foot at the origin: flames, then broad rings of colour and ornament."""
    pattern = PATTERNS[int(brush.rng.integers(len(PATTERNS)))]
    middle = brush.placed((0, -height / 2))

    def at(share: float) -> Path:
        return shifted(aureole(breadth * share, height * share), 0, height * share / 2)

    middle.shape(at(1.0)[:-1], brush.palette.nth(start).deep, weight=1.2)
    draw_band(middle, at(0.905), 0.19 * breadth, flames, start, rim=0.0)
    for i, share in enumerate((0.81, 0.75)):
        middle.shape(at(share)[:-1], brush.palette.nth(start + 1 + i).stepped(), reach=0.07 * breadth)
    draw_band(middle, at(0.63), 0.14 * breadth, pattern, start + 3, rim=0.08)
    middle.shape(at(0.56)[:-1], brush.palette.nth(start + 2).glowing(), reach=breadth * 0.36)
    draw_rays(middle, at(0.545), 0.26 * breadth, start + 2)


def draw_rays(brush: Brush, path: Path, depth: float, start: int) -> None:
    """Draw wavy hairs of light that run inwards from a closed path."""
    band = brush.along(path)
    for x in repeats(float(lengths(path)[-1]), depth * 0.13):
        band.line(
            smooth([(x, 0), (x + 0.06 * depth, 0.35 * depth), (x - 0.06 * depth, 0.7 * depth), (x, depth)]),
            WHITE.pale,
            weight=0.5,
        )


def draw_nimbus(brush: Brush, radius: float, start: int) -> None:
    """Draw the round light around a head: rings of stepped colour, one ring of ornament, a plain heart with rays."""
    rng = brush.rng
    choices = (*PATTERNS[:4], *NARROW_PATTERNS[:2])
    for i, share in enumerate((1.0, 0.92)):
        brush.shape(
            ring((0, 0), radius * share)[:-1], brush.palette.nth(start + i).stepped(), reach=radius * 0.1, weight=1.1
        )
    draw_band(
        brush, ring((0, 0), radius * 0.72), radius * 0.22, choices[int(rng.integers(len(choices)))], start + 2, rim=0.1
    )
    brush.shape(ring((0, 0), radius * 0.61)[:-1], brush.palette.nth(start + 3).glowing(), reach=radius * 0.4)
    draw_rays(brush, ring((0, 0), radius * 0.6), radius * 0.22, start)


def draw_canopy(brush: Brush, breadth: float, start: int) -> None:
    """Draw a jewelled canopy, `breadth` wide, its lower rim at the origin, with tassels that hang from it."""
    b = brush.placed((0, 0), size=breadth / 2)
    tone = b.palette.nth
    for k, x in enumerate(np.linspace(-0.84, 0.84, 7)):
        draw_tassel(b.placed((x, 0.03), size=0.3), start + k)
    roof = mirrored(
        [
            (0, -0.5),
            (0.12, -0.4),
            (0.34, -0.32),
            (0.7, -0.26),
            (1.06, -0.3),
            (0.98, -0.18),
            (0.96, 0.02),
            (0.5, 0.08),
            (0, 0.1),
        ]
    )
    b.shape(roof, tone(start).stepped(), reach=0.2)
    for k, x in enumerate(sorted(np.linspace(-0.84, 0.84, 9), key=lambda x: -abs(x))):
        draw_petal(b.placed((x, -0.1), size=0.24, angle=0.5), tone(start + 1 + k % 2), form=CLOUD_PETAL)
        b.shape(ring((x, -0.15), 0.05)[:-1:6], GOLD.graded(), reach=0.04, weight=0.6)
    for x in (-0.66, -0.34, 0, 0.34, 0.66):
        _draw_jewel(b.placed((x, -0.27 - 0.16 * (1 - abs(x))), size=0.2), start + 2 + int(abs(x) * 4))


def draw_valance(brush: Brush, width: float, depth: float, start: int) -> None:
    """Draw a hung curtain from x = 0 to `width`: pointed lappets and tassels in turn under a gathered edge."""
    count = max(round(width / (0.62 * depth)), 2)
    step = width / count
    for i in range(count + 1):
        draw_tassel(brush.placed((i * step, 0.1 * depth), size=0.55 * depth), start + i)
    for i in range(count):
        x = i * step
        for k, share in enumerate((1.0, 0.66)):
            lappet = mirrored(
                [(0, 0), (step * 0.52, 0), (step * 0.5, 0.5 * depth), (step * 0.26, 0.78 * depth), (0, 0.95 * depth)],
                steps=6,
            ) * (
                share,
                share,
            )
            brush.shape(
                shifted(lappet, x + step / 2, 0),
                brush.palette.nth(start + i % 2 + 2 * k).stepped(),
                reach=0.14 * depth,
                weight=0.8,
            )
        brush.disc((x + step / 2, 0.3 * depth), 0.06 * depth, WHITE.pale)
    swag = np.linspace(0, width, 12 * count + 1)
    scallops = np.column_stack([swag, 0.16 * depth * np.abs(np.sin(np.pi * swag / step * 2))])
    brush.shape(
        np.vstack([scallops, [(width, -0.06 * depth), (0, -0.06 * depth)]]),
        brush.palette.nth(start + 3).graded(),
        reach=0.12 * depth,
    )


def draw_tassel(brush: Brush, start: int) -> None:
    """Draw a hanging string of beads that ends in a tassel, 1 long, its top at the origin."""
    brush.line([(0, 0), (0, 0.6)], GOLD.mid, weight=1.0, taper=0)
    for k, y in enumerate((0.14, 0.3, 0.46)):
        brush.shape(
            ring((0, y), 0.08 + 0.025 * (k == 1))[:-1:6], brush.palette.nth(start + k).graded(), reach=0.08, weight=0.6
        )
    brush.shape(
        mirrored([(0, 0.54), (0.06, 0.56), (0.13, 0.98), (0, 1.0)]),
        brush.palette.nth(start + 1).graded(),
        reach=0.1,
        weight=0.6,
    )
    for x in (-0.05, 0, 0.05):
        brush.line([(x * 0.5, 0.62), (x * 1.4, 0.97)], brush.palette.nth(start + 1).deep, weight=0.5)


def draw_caisson_heart(brush: Brush, start: int, *, count: int) -> None:
    """Draw the lotus at the top of a cave's ceiling, radius 1, on a disc of stepped light."""
    brush.shape(ring((0, 0), 1.0)[:-1], brush.palette.nth(start).stepped(), reach=0.3)
    for k in range(2 * count):
        turn = k / (2 * count)
        tip = np.array([np.sin(2 * np.pi * turn), -np.cos(2 * np.pi * turn)])
        draw_petal(
            brush.placed(tip * 0.66, size=0.3, angle=turn),
            brush.palette.nth(start + 1 + k % 2),
            form=LOTUS_PETAL * (0.62, 1),
        )
    draw_rosette(brush.placed((0, 0), size=0.76), start + 2, rings=3, count=count)


def _draw_jewel(brush: Brush, start: int) -> None:
    """A flaming jewel on a small lotus, 1 high."""
    flame = smooth(
        [(-0.34, -0.1), (-0.4, -0.5), (-0.12, -0.8), (0, -1.15), (0.12, -0.8), (0.4, -0.5), (0.34, -0.1)], closed=True
    )
    brush.shape(flame, brush.palette.nth(start + 1).stepped(), reach=0.2, weight=0.7)
    brush.shape(ring((0, -0.3), 0.24)[:-1:4], brush.palette.nth(start).stepped(), reach=0.22, weight=0.7)
    for angle in (-0.17, 0.17, 0.0):
        draw_petal(brush.placed((0, 0.12), size=0.36, angle=angle), brush.palette.nth(start + 2))
