"""Open cracks alone: thin, opaque, of any colour.

The clean image is `(H, W, 3)` float32 in [0, 1], 512 px a side for true proportions; the mask is `(H, W)` uint8, 255 =
lost. The cracks are 1 to 6 px wide and filled with white, dark, dust or any colour; the mask is exactly as wide.
Outside the mask damaged and clean are bit-identical.
"""

from collections.abc import Sequence

import numpy as np

from murals.data.recipes.cover import MARGIN, draw_target
from murals.data.recipes.fissures import draw_all_fissures
from murals.data.recipes.layer import EARTH, Layer, in_this_light, lay_over, opacity_within
from murals.data.recipes.materials import Tones, earth, plain, plaster
from murals.data.recipes.rims import dark_rim, light_rim, no_rim
from murals.data.recipes.tones import draw_foreign, draw_tones
from murals.images.kinds import Kinds, join_kinds

NATURAL_RATIO = (0.02, 0.08)  # share of the image that is lost, where none is asked for
THIN_MARGIN = 0.02  # shrinking by nearest moves the share of lines of a pixel more than that of other damage
WHITE, DARK, DUST, FOREIGN = 0.25, 0.25, 0.15, 0.15  # how often; the others have colours of the wall or its grounds
LIGHT_TONES, DARK_TONES = (0.75, 1.0), (0.02, 0.25)  # of white and of dark cracks, drawn from evenly
ALIKE = 0.7  # share of the walls whose cracks have one colour
FILLINGS = (plain, plaster, earth)
RIMS = (no_rim, no_rim, dark_rim, light_rim)  # a soft rim would be all of a thin crack


def damage_cracks(
    clean: np.ndarray, rng: np.random.Generator, *, ratio: tuple[float, float] | None = None
) -> tuple[np.ndarray, Kinds]:
    """Return `(damaged, mask)`; the lost share of the image is drawn evenly from `ratio`."""
    margin = THIN_MARGIN if ratio else MARGIN
    target = draw_target(ratio or NATURAL_RATIO, clean.shape[:2], rng, margin=margin)
    cracks = draw_all_fissures(rng, target, np.ones(clean.shape[:2], bool))
    return cover_fissures(clean, cracks, rng), join_kinds(np.any(cracks, axis=0))


def cover_fissures(image: np.ndarray, cracks: Sequence[np.ndarray], rng: np.random.Generator) -> np.ndarray:
    """Return the image with each of `cracks` `(H, W)` bool filled."""
    image = image.copy()
    tones = _draw_crack_tones(image, rng)
    alike = rng.random() < ALIKE
    for system in cracks:
        tones = tones if alike else _draw_crack_tones(image, rng)
        filling, rim = FILLINGS[int(rng.integers(len(FILLINGS)))], RIMS[int(rng.integers(len(RIMS)))]
        colour, opacity = rim(np.clip(filling(system.shape, tones, rng), 0, 1), system, rng)
        image = lay_over(image, Layer(np.clip(colour, 0, 1), opacity_within(system, opacity)))
    return image


def _draw_crack_tones(image: np.ndarray, rng: np.random.Generator) -> Tones:
    """Return a colour and a variation of it: light, dark, dust, or whatever else fills a crack."""
    lot = rng.random()
    if lot < WHITE:
        tone = np.float32(rng.uniform(*LIGHT_TONES)) * np.array([1, 0.98, 0.94], np.float32)
    elif lot < WHITE + DARK:
        tone = np.float32(rng.uniform(*DARK_TONES)) * np.array([1, 0.9, 0.8], np.float32)
    elif lot < WHITE + DARK + DUST:
        tone = in_this_light(EARTH, image, rng)
    elif lot < WHITE + DARK + DUST + FOREIGN:
        tone = draw_foreign(rng)
    else:
        return draw_tones(image, image, rng)
    return tone, np.clip(tone * np.float32(rng.uniform(0.8, 1.1)), 0, 1)
