"""Fading: light and rubbing have removed the colour in places, and the ground shows through, grain by grain."""

import numpy as np

from murals.data.recipes.cover import level_of
from murals.data.recipes.layer import LIME, Layer, in_this_light, opacity_within
from murals.data.recipes.noise import fractal_noise, grain

PATCH = (90.0, 240.0)  # px; every range here is drawn from evenly
MOST_OPACITY = (0.45, 0.85)
RISE = 1.6  # opacity per unit of the field above its level: a soft edge
GROUND = 0.55  # what is left is this much ground, the rest is the painting without its colour
GRAIN = 0.16


def draw_fading(image: np.ndarray, rng: np.random.Generator, area: int, free: np.ndarray) -> Layer:
    """Return faded patches that cover exactly `area` of the free pixels; where paint is lost there is none to fade."""
    wear = fractal_noise(free.shape, rng, widest=rng.uniform(*PATCH), roughness=0.6)
    level = level_of(wear, area, free)
    worn = (wear > level) & free
    opacity = np.clip(RISE * (wear - level), 0, rng.uniform(*MOST_OPACITY)) if np.isfinite(level) else wear
    opacity = opacity * (1 + GRAIN * grain(free.shape, rng, width=2))
    grey = image.mean(2, keepdims=True)
    colour = GROUND * in_this_light(LIME, image, rng) + (1 - GROUND) * (0.3 * image + 0.7 * grey)
    return Layer(colour.astype(np.float32), opacity_within(worn, opacity), tinted=True)
