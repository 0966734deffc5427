"""Salt efflorescence: white speckles that crowd together where water dried out of the wall."""

import numpy as np

from murals.data.recipes.cover import level_of
from murals.data.recipes.layer import SALT, Layer, in_this_light, opacity_within
from murals.data.recipes.noise import fractal_noise, grain

CLUSTER = (70.0, 180.0)  # px; drawn from evenly
SPECKLE = 7.0  # px
SPECKLING = (0.6, 1.3)  # how much speckles break up a cluster
RISE = 1.3  # opacity per unit of the field above its level
MOST_OPACITY = 0.9


def draw_salt(image: np.ndarray, rng: np.random.Generator, area: int, free: np.ndarray) -> Layer:
    """Return speckles of salt that cover exactly `area` of the free pixels."""
    clusters = fractal_noise(free.shape, rng, widest=rng.uniform(*CLUSTER))
    speckles = fractal_noise(free.shape, rng, widest=SPECKLE, finest=1.5, roughness=0.8)
    crust = clusters + rng.uniform(*SPECKLING) * speckles
    level = level_of(crust, area, free)
    opacity = np.clip(0.25 + RISE * (crust - level), 0, MOST_OPACITY) if np.isfinite(level) else crust
    colour = in_this_light(SALT, image, rng) + 0.03 * grain(free.shape, rng)[..., None]
    return Layer(np.clip(colour, 0, 1), opacity_within((crust > level) & free, opacity))
