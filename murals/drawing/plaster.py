"""The ground: what four walls of clay, straw and lime, and some centuries, do to flat colour.

In: a painted picture `(H, W, 3)` in [0, 1]. Out: the same, with grain, granulation, unevenness and an age tone;
nothing is lost, for this is the sound state that a restorer has to find again.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

AGE_TONE = (0.86, 0.76, 0.60)


def age(picture: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """Lay the texture of the wall over `picture`."""
    h, w = picture.shape[:2]
    broad = 0.045 * clouds(h, w, 90, rng) + 0.03 * clouds(h, w, 24, rng)
    grain = 0.018 * clouds(h, w, 3, rng) + 0.012 * rng.standard_normal((h, w)).astype(np.float32)
    pigment = 0.03 * clouds(h, w, 5, rng) * (1.0 - picture.mean(2))  # dark, coarse pigment granulates most
    toned = picture * (1 + broad + grain + pigment)[..., None]
    veil = (0.10 + 0.05 * clouds(h, w, 140, rng)).clip(0, 0.3)[..., None]
    toned = toned * (1 - veil) + np.array(AGE_TONE, np.float32) * veil
    return _straw(toned, rng).clip(0, 1).astype(np.float32)


def clouds(h: int, w: int, size: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """Return smooth noise `(h, w)` of mean 0 and variance about 1 whose features are about `size` pixels."""
    rows, columns = max(int(h / size), 1) + 3, max(int(w / size), 1) + 3
    coarse = rng.standard_normal((rows, columns)).astype(np.float32)
    return cv2.resize(coarse, (w, h), interpolation=cv2.INTER_CUBIC)


def _straw(picture: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """Let a few straws of the clay show through."""
    h, w = picture.shape[:2]
    marks = np.zeros((h, w), np.uint8)
    for _ in range(h * w // 9000):
        x, y = rng.uniform(0, w), rng.uniform(0, h)
        turn, length = rng.uniform(0, np.pi), rng.uniform(3, 9)
        end = (x + length * np.cos(turn), y + length * np.sin(turn))
        cv2.line(marks, (int(x), int(y)), (int(end[0]), int(end[1])), int(rng.integers(60, 150)), 1, cv2.LINE_AA)
    alpha = marks.astype(np.float32)[..., None] / 255 * 0.35
    return (picture * (1 - alpha) + np.array((0.66, 0.55, 0.38), np.float32) * alpha).astype(np.float32)
