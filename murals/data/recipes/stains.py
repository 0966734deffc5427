"""Stains: water has run down the wall and dried, and left a dark rim at each of its tide marks."""

import cv2
import numpy as np

from murals.data.recipes.cover import level_of
from murals.data.recipes.layer import Layer, opacity_within
from murals.data.recipes.noise import fractal_noise

POOL = (80.0, 200.0)  # px wide; every range here is drawn from evenly
RUN = (1.4, 3.5)  # times as high as wide, for water runs down
TONES = ((0.62, 0.47, 0.30), (0.50, 0.46, 0.42), (0.70, 0.58, 0.42))  # rust, soot, clay: factors on the painting
DEPTH = (0.18, 0.5)  # opacity inside
RIM = 0.35  # opacity that the outer rim adds
RIM_WIDTH = 0.05  # of the field's deviation
RAG, RAGGEDNESS = 40.0, 0.13  # px, and how much it moves the outline, in the field's deviation
TIDES = (0.35, 0.8)  # where older tide marks lie, in the field's deviation
TIDE_MARK = 0.2  # opacity that each of them adds


def draw_stains(image: np.ndarray, rng: np.random.Generator, area: int, free: np.ndarray) -> Layer:
    """Return stains that cover exactly `area` of the free pixels; they darken older damage inside them too."""
    wetness = _wetness(free.shape, rng)
    level = level_of(wetness, area, free)
    above = wetness - level if np.isfinite(level) else np.full(free.shape, -np.inf)
    rims = RIM * _mark(above) + sum(TIDE_MARK * _mark(above - tide) for tide in rng.uniform(0, TIDES))
    opacity = rng.uniform(*DEPTH) * np.clip(0.6 + 0.25 * wetness, 0.3, 1) + rims
    tone = np.array(TONES[rng.integers(len(TONES))], np.float32)
    return Layer(image * tone, opacity_within(above > 0, opacity), tinted=True)


def _wetness(size: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Return noise `(H, W)` that is drawn out downwards."""
    short = max(2, round(size[0] / rng.uniform(*RUN)))
    field = fractal_noise((short, size[1]), rng, widest=rng.uniform(*POOL), roughness=0.45)
    drawn_out = cv2.resize(field, size[::-1], interpolation=cv2.INTER_LINEAR)
    return drawn_out + RAGGEDNESS * fractal_noise(size, rng, widest=RAG)


def _mark(above: np.ndarray) -> np.ndarray:
    """Return a line along `above` = 0, sharp outside and soft inside, `(H, W)` in [0, 1]."""
    return np.where(above > 0, np.exp(-np.maximum(above, 0) / RIM_WIDTH), 0.0)
