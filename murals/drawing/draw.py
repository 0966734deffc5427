"""Drawing of a sample mural from a seed, in the manner of the Mogao caves at Dunhuang.

Seeds walk through compositions and periods, so that neighbours look different; chance does the rest. What is drawn is
made for this project and may be used freely; the manner follows Dunhuang Academy, "The Art of Dunhuang".
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from murals.drawing.brush import OVERSAMPLING, WALL_UNITS, Brush, prepare_wall
from murals.drawing.compositions import COMPOSITIONS
from murals.drawing.palette import PERIODS, choose_palette
from murals.drawing.plaster import age
from murals.errors import MuralsError

MIN_SIDE = 64  # pixels; below it no figure can be told from another


def draw_murals(count: int, seed: int, *, height: int = 768, width: int = 1024) -> list[NDArray[np.float32]]:
    """Return `count` different murals; the first is `draw_mural(seed)`, the next `draw_mural(seed + 1)` and so on."""
    return [draw_mural(seed + i, height=height, width=width) for i in range(count)]


def draw_mural(seed: int, *, height: int = 768, width: int = 1024) -> NDArray[np.float32]:
    """Return a clean mural, (height, width, 3) float32 RGB in [0, 1]; the same seed and size give the same pixels.

    Raises
    ------
    MuralsError
        If a side is under 64 px, or the seed is negative.
    """
    _check_request(seed, height, width)
    rng = np.random.default_rng(seed)
    palette = choose_palette(rng, seed % len(PERIODS))
    wall = prepare_wall(height, width, palette.ground, rng)
    brush = Brush(wall, palette, rng)
    COMPOSITIONS[seed % len(COMPOSITIONS)](brush)
    painted = cv2.resize(wall.pixels, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    return age(painted, palette.plaster, rng, scale=wall.scale / OVERSAMPLING)


def _check_request(seed: int, height: int, width: int) -> None:
    if min(height, width) < MIN_SIDE:
        raise MuralsError(
            f"a sample mural needs at least {MIN_SIDE} px a side, got {width}x{height}: ask for {WALL_UNITS} or so"
        )
    if seed < 0:
        raise MuralsError(f"a seed is 0 or more, got {seed}: give another --seed")
