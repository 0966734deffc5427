"""Lotus, palmette, rosette, cloud and flame: ornaments between the figures of a mural.

Every motif is drawn about its own origin, in a size of its own; the brush says where it lies on the wall.
"""

import numpy as np

from murals.drawing.brush import Brush
from murals.drawing.curves import Path, coil, mirrored, normals, ring, smooth, thickened
from murals.drawing.palette import GOLD, Pigment

LOTUS_PETAL = mirrored([(0, 0), (0.2, -0.06), (0.4, -0.3), (0.42, -0.58), (0.27, -0.82), (0.09, -0.95), (0, -1.06)])
ROUND_PETAL = mirrored([(0, 0), (0.22, -0.12), (0.44, -0.4), (0.46, -0.72), (0.28, -0.96), (0, -1.0)])
CLOUD_PETAL = mirrored(
    [
        (0, 0),
        (0.24, -0.1),
        (0.46, -0.34),
        (0.5, -0.56),
        (0.4, -0.72),
        (0.26, -0.72),
        (0.3, -0.86),
        (0.14, -1.0),
        (0, -1.06),
    ]
)
PETALS = (LOTUS_PETAL, ROUND_PETAL, CLOUD_PETAL)


def draw_petal(brush: Brush, pigment: Pigment, *, form: Path = LOTUS_PETAL, stepped: bool = True) -> None:
    """Draw one petal of length 1, its foot at the origin, its tip upwards."""
    brush.shape(form, pigment.stepped() if stepped else pigment.graded(), reach=0.36, weight=0.8)
    brush.line([(0, -0.12), (0, -0.62)], pigment.pale, weight=0.6)


def draw_rosette(brush: Brush, start: int, *, rings: int = 3, count: int = 8) -> None:
    """Draw a round flower of radius 1 seen from above (baoxianghua), `rings` of petals about a seed head."""
    for i in range(rings):
        outer, inner = 1 - i / (rings + 0.7), 1 - (i + 1.5) / (rings + 0.7)
        petal = PETALS[(start + i) % len(PETALS)]
        length = outer - max(inner, 0.0)
        breadth = 2.5 * np.pi * (outer - length / 2) / count  # each petal overlaps its neighbours
        for k in range(count):
            turn = (k + 0.5 * (i % 2)) / count
            foot = (outer - length) * np.array([np.sin(2 * np.pi * turn), -np.cos(2 * np.pi * turn)])
            form = petal * (breadth / length * 0.9, 1)
            draw_petal(brush.placed(foot, size=length, angle=turn), brush.palette.nth(start + i + (k % 2)), form=form)
    draw_seed_head(brush.placed((0, 0), size=0.42 if rings < 2 else 0.26), start + rings)


def draw_seed_head(brush: Brush, start: int) -> None:
    """Draw the round heart of a lotus, radius 1, with its seeds."""
    brush.shape(ring((0, 0), 1)[:-1], brush.palette.nth(start).graded(), reach=0.7)
    for centre in ring((0, 0), 0.58)[:-1:12]:
        brush.disc(centre, 0.15, GOLD.pale)
    brush.disc((0, 0), 0.2, GOLD.mid)


def draw_lotus(brush: Brush, start: int, *, petals: int = 7) -> None:
    """Draw an open lotus seen from the side, about 2 wide, its foot at the origin."""
    spread = np.linspace(-1, 1, petals)
    for rank, size in ((0, 1.0), (1, 0.8)):
        tilts = spread if rank == 0 else (spread[:-1] + spread[1:]) / 2
        for tilt in sorted(tilts, key=lambda x: -abs(x)):
            petal = brush.placed((tilt * 0.16, -0.02), size=size * (1 - 0.12 * abs(tilt)), angle=tilt * 0.24)
            draw_petal(petal, brush.palette.nth(start + rank))


def draw_lotus_seat(brush: Brush, start: int, *, petals: int = 9, tiers: int = 2) -> None:
    """Draw the upper half of a lotus throne: rows of hanging and rising petals, about 2.4 wide, its top at the origin."""
    brush.shape(ring((0, 0.05), (1.0, 0.17))[:-1], brush.palette.nth(start + 2).graded(), reach=0.2)
    for tier in range(tiers):
        for x in sorted(np.linspace(-1, 1, petals - tier), key=lambda x: -abs(x)):
            angle = 0.5 - 0.1 * x * (1 if tier == 0 else 0.7)
            lip = 0.06 + 0.12 * np.sqrt(max(1 - x * x, 0))
            size = 0.46 * (1 - 0.22 * abs(x)) * (1 if tier else 1.12)
            draw_petal(
                brush.placed((x * 0.94, lip - 0.05 * tier), size=size, angle=angle), brush.palette.nth(start + tier)
            )


def frond(spine: Path, width: float, *, lobes: int = 4) -> Path:
    """Return the outline of a half-palmette: one side follows the spine, the other swells in `lobes` lobes."""
    t = np.linspace(0, 1, len(spine))
    swell = width * np.sin(np.pi * np.minimum(t * 0.93 + 0.07, 1)) ** 0.7
    scallop = 0.62 + 0.38 * np.abs(np.sin(np.pi * lobes * t)) ** 0.6
    outer = spine + normals(spine) * (swell * scallop)[:, None]
    inner = spine - normals(spine) * (0.16 * swell)[:, None]
    return np.vstack([outer, inner[::-1]])


def draw_frond(brush: Brush, spine: Path, width: float, pigment: Pigment, *, lobes: int = 4) -> None:
    """Draw a half-palmette leaf (rendong) that grows along a spine, its veins running into the lobes."""
    brush.shape(frond(spine, width, lobes=lobes), pigment.stepped(), reach=abs(width) * 0.5, weight=0.8)
    side = normals(spine)
    for k in range(lobes):
        i, j = int(len(spine) * (k + 0.1) / lobes), int(len(spine) * (k + 0.5) / lobes)
        bulge = width * np.sin(np.pi * (k + 0.5) / lobes) ** 0.7
        vein = [spine[i], spine[i] + side[i] * bulge * 0.3, spine[j] + side[j] * bulge * 0.6]
        brush.line(smooth(vein), pigment.pale, weight=0.45)


def draw_cloud(brush: Brush, pigment: Pigment, *, lobes: int = 3) -> None:
    """Draw a drifting cloud about 3 long: curled heads at the origin, tails that trail to the right."""
    for rise, length in ((0.36, 2.9), (-0.04, 2.4), (0.16, 3.3)):
        tail = smooth(
            [(0, rise), (0.9, rise + 0.16), (1.6, 0.1 + rise * 0.6), (0.8 * length, 0.12 + rise), (length, rise - 0.16)]
        )
        width = 0.15 * np.sin(np.pi * np.linspace(0.35, 1, len(tail))) ** 0.8
        brush.shape(thickened(tail, width), pigment.billowing(), reach=0.13, weight=0.7)
    heads = [(-0.05, 0.14, 0.4, 1), (0.54, 0.1, 0.34, -1), (0.24, -0.3, 0.38, 1), (0.88, -0.12, 0.24, -1)][: lobes + 1]
    for x, y, radius, way in sorted(heads, key=lambda head: head[1]):
        draw_cloud_head(brush.placed((x, y), size=radius, mirror=way < 0), pigment)


def draw_cloud_head(brush: Brush, pigment: Pigment) -> None:
    """Draw one curl of a cloud, radius 1: a scalloped disc and the spiral in it."""
    angle = np.linspace(0, 2 * np.pi, 90, endpoint=False)
    radius = 0.84 + 0.17 * np.abs(np.sin(2.5 * angle)) ** 0.7
    brush.shape(np.column_stack([np.cos(angle), np.sin(angle)]) * radius[:, None], pigment.billowing(), reach=0.62)
    brush.line(coil((0.02, 0.02), 0.6, turns=1.6, start=0.1), pigment.deep, weight=1.1, taper=0.8)


def draw_flame(brush: Brush, pigment: Pigment) -> None:
    """Draw one tongue of flame, 1 high, its foot at the origin, its tip leaning to the right."""
    outline = np.vstack(
        [
            smooth([(-0.3, 0), (-0.36, -0.25), (-0.2, -0.5), (0.02, -0.68), (0.1, -0.86), (0.26, -1.05)]),
            smooth([(0.26, -1.05), (0.3, -0.76), (0.18, -0.55), (0.26, -0.34), (0.3, 0)]),
        ]
    )
    brush.shape(outline, pigment.stepped(), reach=0.3, weight=0.8)


def draw_blossom(brush: Brush, pigment: Pigment, *, count: int = 5) -> None:
    """Draw a small falling flower of radius 1."""
    for k in range(count):
        brush.wash(ROUND_PETAL @ _turn(k / count), pigment.graded(), reach=0.4)
        brush.line(ROUND_PETAL @ _turn(k / count), weight=0.55, closed=True)
    brush.disc((0, 0), 0.24, GOLD.pale)


def draw_spray(brush: Brush, start: int) -> None:
    """Draw a flower on its stem with two leaves, about 3 high, its foot at the origin."""
    stem = smooth([(0, 0), (0.12, -0.8), (-0.05, -1.7), (0, -2.2)])
    brush.line(stem, brush.palette.nth(start).deep, weight=1.6)
    for way, y in ((1, -0.5), (-1, -0.9), (1, -1.35)):
        spine = smooth([(0, y), (0.35 * way, y - 0.25), (0.75 * way, y - 0.3), (1.0 * way, y - 0.05)])
        draw_frond(brush, spine, 0.34 * way, brush.palette.nth(start), lobes=3)
    draw_lotus(brush.placed((0, -2.1), size=0.85), start + 1, petals=5)


def _turn(turns: float) -> Path:
    cos, sin = np.cos(2 * np.pi * turns), np.sin(2 * np.pi * turns)
    return np.array([[cos, sin], [-sin, cos]])
