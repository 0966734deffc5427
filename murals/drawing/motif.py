"""Single motifs on bare plaster, with their masks, for blending."""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from murals.drawing.apsaras import draw_apsara
from murals.drawing.brush import OVERSAMPLING, Brush, prepare_wall
from murals.drawing.flora import draw_lotus, draw_rosette
from murals.drawing.palette import PERIODS, choose_palette
from murals.drawing.plaster import age
from murals.errors import MuralsError, did_you_mean

RIM = 0.012  # of the short side: plaster that is cut out with the motif, so that its contour has a ground to blend from
CHANGED = 4  # levels by which paint differs from the ground


def draw_motif(name: str, seed: int, *, height: int, width: int) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Return a motif in the middle of a bare wall, (height, width, 3) float32 RGB in [0, 1], and its mask (height, width).

    The mask holds the motif, a rim of plaster and what they enclose. The same seed and size give the same pixels; seeds
    walk through the periods. Raises MuralsError for an unknown name.
    """
    if name not in MOTIFS:
        raise MuralsError(f"unknown motif '{name}': {did_you_mean(name, MOTIFS)} The motifs are {', '.join(MOTIFS)}")
    rng = np.random.default_rng(seed)
    palette = choose_palette(rng, seed % len(PERIODS))
    wall = prepare_wall(height, width, palette.ground, rng)
    MOTIFS[name](Brush(wall, palette, rng), seed)
    painted = cv2.resize(wall.pixels, (width, height), interpolation=cv2.INTER_AREA)
    mask = _cut_out(painted, palette.ground)
    picture = age(painted.astype(np.float32) / 255, palette.plaster, rng, scale=wall.scale / OVERSAMPLING)
    return picture, mask


def _draw_apsara(brush: Brush, start: int) -> None:
    """Draw a flying figure, her face left of the middle."""
    width, height = brush.wall.size
    size = min(width / 13, height / 7)
    draw_apsara(brush.placed((width / 2 - 3.4 * size, height / 2 - 0.6 * size), size=size), start)


def _draw_lotus(brush: Brush, start: int) -> None:
    width, height = brush.wall.size
    draw_lotus(brush.placed((width / 2, 0.72 * height), size=0.5 * min(width, height)), start, petals=9)


def _draw_rosette(brush: Brush, start: int) -> None:
    width, height = brush.wall.size
    draw_rosette(brush.placed((width / 2, height / 2), size=0.38 * min(width, height)), start)


def _cut_out(painted: NDArray[np.uint8], ground: tuple[int, int, int]) -> NDArray[np.bool_]:
    """Return where `painted` (H, W, 3) differs from the `ground`, with a rim, and without holes."""
    paint = np.abs(painted.astype(np.int16) - np.array(ground)).max(axis=2) > CHANGED
    side = 2 * max(round(RIM * min(paint.shape)), 1) + 1
    grown = cv2.dilate(paint.astype(np.uint8), cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)))
    contours, _ = cv2.findContours(grown, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return np.asarray(cv2.drawContours(grown, contours, -1, 1, cv2.FILLED)) > 0


MOTIFS: dict[str, Callable[[Brush, int], None]] = {
    "apsara": _draw_apsara,
    "lotus": _draw_lotus,
    "rosette": _draw_rosette,
}
