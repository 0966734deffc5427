"""Control of the area that a recipe covers, to the pixel.

Masks are `(H, W)` bool, True = damaged; areas are counts of pixels.
"""

import cv2
import numpy as np

MARGIN = 0.005  # shrinking a mask by nearest moves its share a little: stay this far inside the bounds


def draw_target(
    ratio: tuple[float, float], size: tuple[int, int], rng: np.random.Generator, *, margin: float = MARGIN
) -> int:
    """Return an area in px, its share drawn evenly from `ratio`.

    The share stays `margin` inside the bounds, or in their middle if they are closer, so that it is still within them
    after the mask has been shrunk.
    """
    low, high = ratio
    margin = min(margin, (high - low) / 2)
    return round(rng.uniform(low + margin, high - margin) * size[0] * size[1])


def keep_innermost(mask: np.ndarray, area: int) -> np.ndarray:
    """Return the `area` pixels of `mask` that lie deepest inside: the same shape, but smaller."""
    if int(mask.sum()) <= area:
        return mask
    depth = cv2.distanceTransform(mask.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)  # px to the border
    kept = np.zeros(mask.size, bool)
    kept[np.argsort(-depth, axis=None, kind="stable")[:area]] = True
    return kept.reshape(mask.shape)


def level_of(field: np.ndarray, area: int, free: np.ndarray) -> float:
    """Return the level that `area` of the `free` pixels of `field` `(H, W)` lie above (infinity for none)."""
    values = field[free]
    if area <= 0 or not values.size:
        return float("inf")
    if area >= values.size:
        return float("-inf")
    return float(np.partition(values, values.size - area - 1)[values.size - area - 1])
