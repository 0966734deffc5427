"""Colours of what covers a loss: as often those of the wall as foreign ones, so that they tell nothing.

Colours are RGB `(3,)` float32 in [0, 1].
"""

import colorsys

import numpy as np

from murals.data.recipes.layer import EARTH, LIME, in_this_light

NEAR, WALL, GROUND = 0.45, 0.15, 0.12  # how often: colours from around the loss, from anywhere on the wall, of grounds
JITTER = 0.04  # deviation by which a colour of the wall is missed
VARIATION = 0.1  # deviation between the two tones of a material
GREY = 0.3  # share of the foreign colours that are all but grey


def draw_tones(image: np.ndarray, around: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return a colour and a variation of it for a loss in `image` `(H, W, 3)`, where it shows `around` `(h, w, 3)`."""
    tone = _draw_tone(image, around, rng)
    other = tone * (1 + rng.normal(0, VARIATION)) + rng.normal(0, VARIATION / 4, 3)
    return tone, np.clip(other, 0, 1).astype(np.float32)


def draw_foreign(rng: np.random.Generator) -> np.ndarray:
    """Return any colour: every hue, dark or light, grey or strong."""
    saturation = rng.uniform(0, 0.12) if rng.random() < GREY else rng.uniform(0.12, 1)
    return np.array(colorsys.hls_to_rgb(rng.random(), rng.uniform(0.02, 0.98), saturation), np.float32)


def _draw_tone(image: np.ndarray, around: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    lot = rng.random()
    if lot < NEAR:
        return _missed(around.reshape(-1, 3).mean(0), rng)
    if lot < NEAR + WALL:
        y, x = (int(rng.integers(side)) for side in image.shape[:2])
        return _missed(image[y, x], rng)
    if lot < NEAR + WALL + GROUND:
        return in_this_light((LIME, EARTH)[int(rng.integers(2))], image, rng)
    return draw_foreign(rng)


def _missed(colour: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return np.clip(colour + rng.normal(0, JITTER, 3), 0, 1).astype(np.float32)
