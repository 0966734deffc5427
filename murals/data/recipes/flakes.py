"""Flaking: paint comes off in angular chips and shows the white ground, or the clay below it."""

import cv2
import numpy as np

from murals.data.recipes.cover import level_of
from murals.data.recipes.layer import EARTH, LIME, Layer, in_this_light
from murals.data.recipes.noise import cell_noise, fractal_noise, grain, relief

PATCH = (50.0, 190.0)  # px, the widest of the patches; every range here is drawn from evenly
CHIP = (4.0, 11.0)  # px
CHIPPING = (0.1, 0.38)  # how much chips break up the outline
BESIDE_CRACKS = 1.0  # paint is loose beside damage that is there already,
LOOSE = 9.0  # px wide
DEEP = (0.25, 0.8)  # share of a loss that goes down to the clay
ROUGHNESS = 0.055  # brightness, of the clay
SMOOTHNESS = 0.45  # roughness of the white ground, relative to the clay
STEP_SHADOW = 0.35  # where the white ground ends above the clay
SHADOW, RIM_LIGHT = 0.45, 0.1  # at the edges, the light coming from the upper left


def draw_flakes(image: np.ndarray, rng: np.random.Generator, area: int, free: np.ndarray) -> Layer:
    """Return losses of paint that cover exactly `area` of the free pixels."""
    looseness = _looseness(rng, free)
    level = level_of(looseness, area, free)
    lost = (looseness > level) & free
    ground = _ground(image, rng, looseness, lost)
    ground *= edge_light(lost)[..., None]
    return Layer(np.clip(ground, 0, 1, out=ground), lost.astype(np.float32))


def edge_light(lost: np.ndarray) -> np.ndarray:
    """Return a factor of brightness `(H, W)`: a thin shadow below the upper left edge, a lit edge opposite."""
    return 1 - SHADOW * _shadow_of_edge(lost, 1.0) + RIM_LIGHT * _shadow_of_edge(~lost, 1.0)


def _looseness(rng: np.random.Generator, free: np.ndarray) -> np.ndarray:
    """Return how readily the paint comes off, `(H, W)`: in patches, by chips, and first beside cracks."""
    size = free.shape
    patches = fractal_noise(size, rng, widest=rng.uniform(*PATCH), roughness=0.62)
    chips = rng.uniform(*CHIPPING) * cell_noise(size, rng, width=rng.uniform(*CHIP))
    distance = cv2.distanceTransform(free.astype(np.uint8), cv2.DIST_L2, 3)  # px to older damage
    return patches + chips + BESIDE_CRACKS * np.exp(-distance / LOOSE)


def _ground(image: np.ndarray, rng: np.random.Generator, looseness: np.ndarray, lost: np.ndarray) -> np.ndarray:
    """Return what lies below the paint `(H, W, 3)`: smooth ground near the rim of a loss, rough clay in its depth."""
    deep = looseness > level_of(looseness, round(rng.uniform(*DEEP) * int(lost.sum())), lost)
    lime, earth = in_this_light(LIME, image, rng), in_this_light(EARTH, image, rng)
    rough = fractal_noise(lost.shape, rng, widest=24, roughness=0.85)
    unevenness = ROUGHNESS * (relief(rough) + 0.4 * rough + 0.3 * grain(lost.shape, rng))
    unevenness *= np.where(deep, 1.0, SMOOTHNESS).astype(np.float32)
    tone = np.where(deep[..., None], earth, lime)  # (H, W, 3)
    tone *= (1 - STEP_SHADOW * _shadow_of_edge(deep & lost, 0.8))[..., None]
    tone += unevenness[..., None]
    return tone


def _shadow_of_edge(hole: np.ndarray, softness: float) -> np.ndarray:
    """Return the shadow `(H, W)` in [0, 1] that the upper left edge of a hole casts into it; `softness` in px."""
    slope = relief(cv2.GaussianBlur(hole.astype(np.float32), (0, 0), softness))
    return np.clip(2 * slope, 0, 1)
