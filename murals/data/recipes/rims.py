"""The edge of a loss: none, dark, light, in relief, or soft.

Each takes the colour `(h, w, 3)` of a window and the loss `(h, w)` bool in it, which ends within the window unless the
image ends there too. A rim changes only pixels inside the loss, so that the mask marks them.
"""

from collections.abc import Callable

import cv2
import numpy as np

from murals.data.recipes.flakes import edge_light

WIDTH = (0.7, 3.0)  # px; every range here is drawn from evenly
STRENGTH = (0.25, 0.85)
SOFT = (1.5, 6.0)  # px over which a soft rim fades,
MOST_SOFT = 0.5  # at most this share of the depth of the loss: its middle stays opaque

Rim = Callable[[np.ndarray, np.ndarray, np.random.Generator], tuple[np.ndarray, np.ndarray]]


def no_rim(colour: np.ndarray, loss: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return the colour `(h, w, 3)` as it is and its opacity `(h, w)`, as all rims do."""
    return colour, np.ones(loss.shape, np.float32)


def dark_rim(colour: np.ndarray, loss: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Darken along the edge: dirt, shadow, old glue."""
    return no_rim(colour * (1 - _edge(loss, rng))[..., None], loss, rng)


def light_rim(colour: np.ndarray, loss: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Lighten along the edge: the white ground that shows between paint and wall."""
    edge = _edge(loss, rng)[..., None]
    return no_rim(colour + edge * (1 - colour), loss, rng)


def relief_rim(colour: np.ndarray, loss: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Shade the edge as a step down in the light from the upper left."""
    return no_rim(colour * edge_light(loss)[..., None], loss, rng)


def soft_rim(colour: np.ndarray, loss: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Let the cover fade out towards the edge."""
    depth = _depth(loss)
    width = min(rng.uniform(*SOFT), max(1.0, MOST_SOFT * float(depth.max())))
    return colour, np.clip(depth / width, 0, 1).astype(np.float32)


RIMS: tuple[Rim, ...] = (no_rim, dark_rim, light_rim, relief_rim, soft_rim)


def _edge(loss: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return how much of a rim each pixel `(h, w)` has, in [0, 1]."""
    return rng.uniform(*STRENGTH) * np.exp(-np.maximum(_depth(loss) - 1, 0) / rng.uniform(*WIDTH))


def _depth(loss: np.ndarray) -> np.ndarray:
    """Return the distance in px to the edge of the loss `(h, w)`; where the window ends there is no edge."""
    return cv2.distanceTransform(loss.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
