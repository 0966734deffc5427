"""Sample murals that the project draws itself, in the palette and the manner of the caves at Dunhuang.

In: a seed and a size. Out: a picture `(H, W, 3)` float32 in [0, 1], whole and sound; the same seed gives the same
bytes. What stands on the wall is drawn by lot: a Buddha between flying apsaras, a wall of a thousand Buddhas, a
procession of apsaras over clouds; above and below run bands of lotus scroll, pearls and lozenges.
"""

import numpy as np
from numpy.typing import NDArray

from murals.drawing.brush import Wall
from murals.drawing.figures import Colours, apsara, buddha, small_buddha
from murals.drawing.ornaments import cloud, lotus, lozenge_band, pearl_band, scroll_band
from murals.drawing.plaster import age
from murals.errors import MuralsError

MIN_SIDE = 256  # px; figures need room
GROUNDS = ("red ochre", "plaster", "white", "malachite", "azurite")
ROBES: tuple[Colours, ...] = (
    ("cinnabar", "pale green", "malachite", "azurite"),
    ("malachite", "white", "cinnabar", "pale blue"),
    ("azurite", "pale blue", "yellow ochre", "malachite"),
    ("red ochre", "yellow ochre", "azurite", "pale green"),
)


def draw_mural(seed: int, *, height: int = 768, width: int = 1024) -> NDArray[np.float32]:
    """Draw the mural of `seed`; raises `MuralsError` for a side under 256 px."""
    if min(height, width) < MIN_SIDE:
        raise MuralsError(
            f"a mural of {width}x{height} px leaves no room to draw: ask for {MIN_SIDE} px a side or more"
        )
    rng = np.random.default_rng(seed)
    wall = Wall(height, width, rng)
    ground = GROUNDS[seed % len(GROUNDS)]
    robes = [ROBES[i] for i in rng.permutation(len(ROBES))]
    upper, lower = _frame(wall, ground, robes)
    (_paradise, _thousand, _flight)[seed % 3](wall, upper, lower, robes)
    return age(wall.finished(), rng)


def draw_murals(count: int, seed: int, *, height: int = 768, width: int = 1024) -> list[NDArray[np.float32]]:
    """Draw `count` murals, each with a seed of its own."""
    return [draw_mural(seed * 1000 + i, height=height, width=width) for i in range(count)]


def _frame(wall: Wall, ground: str, robes: list[Colours]) -> tuple[float, float]:
    """Lay the ground and paint the bands above and below; return where the picture between them begins and ends."""
    h, w = wall.height, wall.width
    if ground != "plaster":
        wall.wash(np.array([[-9, -9], [w + 9, -9], [w + 9, h + 9], [-9, h + 9]], float), ground, opacity=0.8)
    band = h * wall.rng.uniform(0.12, 0.16)
    pearls = band * 0.34
    scroll_ground = "white" if ground in ("red ochre", "azurite") else "red ochre"
    scroll_band(
        wall,
        0,
        band,
        scroll_ground,
        ("malachite", "azurite") if scroll_ground == "white" else ("pale green", "pale blue"),
    )
    pearl_band(wall, band, pearls, robes[0][3])
    lower = h - band * 0.8
    lozenge_band(wall, lower, band * 0.8, (robes[1][3], robes[0][0], robes[2][0]))
    pearl_band(wall, lower - pearls, pearls, robes[0][0])
    return band + pearls, lower - pearls


def _paradise(wall: Wall, upper: float, lower: float, robes: list[Colours]) -> None:
    """Paint Buddhas, each between two apsaras, under falling flowers."""
    tall, w = lower - upper, wall.width
    count = max(round(w / tall / 1.9), 1)
    _sky(wall, upper, lower, robes, flowers=18 * count)
    for i in range(count):
        x = w * (i + 0.5) / count
        reach = w / count / 2
        size = min(tall * 0.36, reach * 0.52)
        for side in (-1, 1):
            at = (x + side * reach * 0.66, upper + tall * wall.rng.uniform(0.2, 0.3))
            apsara(wall, at, tall * 0.08, robes[(i + 1 + (side > 0)) % len(robes)], mirror=side < 0, turn=side * 0.12)
        buddha(wall, (x, upper + tall * 0.52), size, robes[i % len(robes)])


def _thousand(wall: Wall, upper: float, lower: float, robes: list[Colours]) -> None:
    """Paint rows of small Buddhas whose colours run on in diagonals, and one large Buddha among them."""
    tall, w = lower - upper, wall.width
    rows = int(wall.rng.integers(4, 6))
    step = tall / rows
    across = max(int(w / (step * 0.84)), 1)
    for row in range(rows):
        for column in range(across + 1):
            centre = (w * (column + 0.5 * (row % 2)) / across, upper + step * (row + 0.52))
            small_buddha(wall, centre, step * 0.5, robes[(row + column) % len(robes)])
    x = w * wall.rng.uniform(0.3, 0.7)
    disc = robes[0]
    buddha(wall, (x, upper + tall * 0.5), tall * 0.34, disc)


def _flight(wall: Wall, upper: float, lower: float, robes: list[Colours]) -> None:
    """Paint a flight of apsaras in two rows, over clouds and flowers."""
    tall, w = lower - upper, wall.width
    _sky(wall, upper, lower, robes, flowers=22)
    mirror = bool(wall.rng.integers(2))
    size = tall * 0.1
    count = max(round(w / (size * 7.5)), 1)
    for row in range(2):
        for i in range(count + 1):
            x = w * (i + 0.15 + 0.5 * row) / count + wall.rng.normal(0, size * 0.3)
            y = upper + tall * (0.36 + 0.42 * row) + wall.rng.normal(0, size * 0.2)
            apsara(wall, (x, y), size, robes[(i + row) % len(robes)], mirror=mirror, turn=wall.rng.normal(0, 0.1))


def _sky(wall: Wall, upper: float, lower: float, robes: list[Colours], *, flowers: int) -> None:
    """Scatter clouds and falling lotus flowers."""
    rng, tall = wall.rng, lower - upper
    for i in range(flowers):
        at = (rng.uniform(0, wall.width), rng.uniform(upper + tall * 0.1, lower - tall * 0.08))
        if i % 2:
            lotus(wall, at, tall * rng.uniform(0.035, 0.055), ("white", robes[i % len(robes)][0]))
        else:
            cloud(
                wall,
                at,
                tall * rng.uniform(0.05, 0.075),
                ("pale blue", "pale green", "white")[i % 3],
                turn=rng.normal(0, 0.15),
            )
