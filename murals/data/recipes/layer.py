"""One effect of decay as a layer of colour over the painting, and the tones that several effects share.

Every effect is a function `(image, rng, area, free) -> Layer`: the painting `(H, W, 3)` float32 in [0, 1] as it is now,
a generator, and the number of pixels that it may cover of those that are still `free` `(H, W)` bool.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from murals.images.kinds import Kinds, join_kinds

VISIBLE = (
    0.04  # opacity from which a layer is damage; anything fainter is left away, so that sound pixels stay as they are
)
LIME = (0.88, 0.84, 0.76)  # the white ground below the paint
EARTH = (0.70, 0.57, 0.45)  # clay and straw below the ground
SALT = (0.94, 0.93, 0.90)
OPAQUE = (
    0.85  # opacity from which paint is lost: a contrast of .3 shows through with .045, less than the plaster is rough
)
DARKEST_WALL, BRIGHTEST_WALL = 0.45, 1.05  # how far a photograph's light may dim or lift these tones


class Layer(NamedTuple):
    """Colour `(H, W, 3)` and opacity `(H, W)`, both in [0, 1]; opacity 0 is sound, all else is at least `VISIBLE`.

    `tinted`: the colour is the paint's own, faded or darkened, so that it stays legible however opaque the layer is.
    """

    colour: np.ndarray
    opacity: np.ndarray
    tinted: bool = False


Effect = Callable[[np.ndarray, np.random.Generator, int, np.ndarray], Layer]


def lay_over(image: np.ndarray, layer: Layer) -> np.ndarray:
    """Return the image `(H, W, 3)` under the layer; where the opacity is 0 no bit changes."""
    out = layer.colour - image
    out *= layer.opacity[..., None]
    out += image  # x + 0 * (y - x) is x exactly
    return np.clip(out, 0, 1, out=out)


def still_shown(shown: np.ndarray, layer: Layer) -> np.ndarray:
    """Return the share of the paint `(H, W)` in [0, 1] that still shows below the layer, where `shown` did before."""
    return shown if layer.tinted else shown * (1 - layer.opacity)


def kinds_of(mask: np.ndarray, shown: np.ndarray) -> Kinds:
    """Return the kinds of damage `(H, W)` uint8 within `mask` `(H, W)` bool: lost where what is over it is `OPAQUE`."""
    return join_kinds(mask & (shown <= 1 - OPAQUE), mask)


def opacity_within(region: np.ndarray, opacity: np.ndarray) -> np.ndarray:
    """Return the opacity `(H, W)` float32: 0 outside the region, from `VISIBLE` to 1 inside it."""
    return np.where(region, np.clip(opacity, VISIBLE * 1.01, 1.0), 0.0).astype(np.float32)


def in_this_light(tone: tuple[float, float, float], image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the tone `(3,)` as it would look in the light of this photograph, no two walls quite the same."""
    pixels = image[::8, ::8].reshape(-1, 3)
    brightest = np.quantile(pixels.mean(1), 0.9) / np.mean(LIME)
    cast = pixels.mean(0) / max(float(pixels.mean()), 1e-3)  # of the photograph, 1 is neutral
    light = np.clip(brightest, DARKEST_WALL, BRIGHTEST_WALL) * cast**0.25
    return np.clip(np.array(tone) * light * rng.normal(1, 0.05) * rng.normal(1, 0.012, 3), 0, 1).astype(np.float32)
