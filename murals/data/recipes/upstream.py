"""Black strokes or boxes, drawn like those of the original project's mask generator, but seeded.

The clean image is `(H, W, 3)` float32 in [0, 1], 512 px a side in the original project. `damaged = clean * (1 - mask)`;
the mask is `(H, W)` uint8, 255 = lost, because no paint shows through black. Half of the masks are strokes, half are
boxes; they cover 10.5 % on average. The constants below are the numbers of that generator.
"""

from collections.abc import Callable

import cv2
import numpy as np

from murals.data.recipes.cover import draw_target, keep_innermost
from murals.images.kinds import join_kinds

STROKES = (5, 15)  # per mask; every range here includes both ends
SEGMENTS = (1, 10)  # per stroke
SEGMENT_LENGTH = (10, 60)  # px
STROKE_WIDTH = (10, 30)  # px, of each segment
BOXES = (1, 5)  # per mask
LEAST_BOX_SIDE = 30  # px
BOX_SHARE = 3  # a box's side is at most the image's side divided by this

Shape = Callable[[tuple[int, int], np.random.Generator], np.ndarray]


def damage_upstream(
    clean: np.ndarray, rng: np.random.Generator, *, ratio: tuple[float, float] | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Return `(damaged, mask)` with black strokes or boxes; `ratio` bounds the share of the image they cover."""
    size = clean.shape[:2]
    draw_one, counts = (draw_stroke, STROKES) if rng.random() < 0.5 else (draw_box, BOXES)
    if ratio is None:
        mask = draw_several(draw_one, size, _between(counts, rng), rng)
    else:
        mask = draw_until(draw_one, size, draw_target(ratio, size, rng), rng)
    return clean * ~mask[..., None], join_kinds(mask)


def draw_several(draw_one: Shape, size: tuple[int, int], count: int, rng: np.random.Generator) -> np.ndarray:
    """Return the union `(H, W)` bool of `count` shapes."""
    mask = np.zeros(size, bool)
    for _ in range(count):
        mask |= draw_one(size, rng)
    return mask


def draw_until(draw_one: Shape, size: tuple[int, int], area: int, rng: np.random.Generator) -> np.ndarray:
    """Return a union `(H, W)` bool of shapes that covers exactly `area` px; the last shape is made smaller to fit."""
    mask = np.zeros(size, bool)
    while (left := area - int(mask.sum())) > 0:
        mask |= keep_innermost(draw_one(size, rng) & ~mask, left)
    return mask


def draw_stroke(size: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Return one stroke `(H, W)` bool: a chain of segments, each of its own direction, length and width.

    A stroke may leave the image; what lies outside is lost.
    """
    canvas = np.zeros(size, np.uint8)
    start = _between((0, size[1]), rng), _between((0, size[0]), rng)  # x, y
    for _ in range(_between(SEGMENTS, rng)):
        angle, length = rng.uniform(0, 2 * np.pi), _between(SEGMENT_LENGTH, rng)
        end = int(start[0] + length * np.cos(angle)), int(start[1] + length * np.sin(angle))
        cv2.line(canvas, start, end, 1, _between(STROKE_WIDTH, rng))
        start = end
    return canvas.astype(bool)


def draw_box(size: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Return one box `(H, W)` bool, cut off where it leaves the image on the right or below."""
    mask = np.zeros(size, bool)
    y, x = (_between((0, max(0, side - LEAST_BOX_SIDE)), rng) for side in size)
    height, width = (_between((LEAST_BOX_SIDE, max(LEAST_BOX_SIDE, side // BOX_SHARE)), rng) for side in size)
    mask[y : y + height + 1, x : x + width + 1] = True  # both ends belong to the box, as OpenCV draws it
    return mask


def _between(bounds: tuple[int, int], rng: np.random.Generator) -> int:
    return int(rng.integers(*bounds, endpoint=True))
