"""Damage as walls really suffer it: cracks, flaking, scratches, salt, fading and stains, composed.

The clean image is `(H, W, 3)` float32 in [0, 1], 512 px a side for true proportions; the mask is `(H, W)` uint8 of
everything that changed: 255 if the paint is lost, 128 if it is veiled but legible. Fading and stains are patches with
an edge and belong to the mask like the rest: a change of tone over the whole wall would alter pixels that no mask
marks, and teach the network to change sound paint. So outside the mask damaged and clean are bit-identical.
"""

from dataclasses import asdict, astuple, dataclass
from typing import NamedTuple

import numpy as np

from murals.data.recipes.cover import draw_target
from murals.data.recipes.cracks import draw_cracks
from murals.data.recipes.fading import draw_fading
from murals.data.recipes.flakes import draw_flakes
from murals.data.recipes.layer import Effect, kinds_of, lay_over, still_shown
from murals.data.recipes.salt import draw_salt
from murals.data.recipes.scratches import draw_scratches
from murals.data.recipes.stains import draw_stains
from murals.errors import MuralsError

NATURAL_RATIO = (0.04, 0.28)  # share of the image that is damaged, where none is asked for
UNEVENNESS = 0.9  # shape of the gamma distribution that makes one wall crack and the next one flake
LEAST_PART = 0.03  # an effect with less of the damage than this is left away
MOST_RATIO = 0.9  # of the image, however strong the effects


@dataclass(frozen=True)
class Strengths:
    """The amount of each effect: 0 is none, 1 is usual, 2 is twice its part in the damage."""

    cracks: float = 1.0
    flakes: float = 1.0
    scratches: float = 1.0
    salt: float = 1.0
    fading: float = 1.0
    stains: float = 1.0


class Wall(NamedTuple):
    """A wall under decay: its image `(H, W, 3)`, changed pixels `(H, W)`, and share of visible paint `(H, W)`."""

    image: np.ndarray
    mask: np.ndarray
    shown: np.ndarray


# In the order in which they come over a wall, with the usual part of each in the damage.
EFFECTS: dict[str, tuple[Effect, float]] = {
    "cracks": (draw_cracks, 0.10),
    "flakes": (draw_flakes, 0.45),
    "scratches": (draw_scratches, 0.05),
    "salt": (draw_salt, 0.08),
    "fading": (draw_fading, 0.16),
    "stains": (draw_stains, 0.16),
}


def damage_mural(
    clean: np.ndarray,
    rng: np.random.Generator,
    *,
    ratio: tuple[float, float] | None = None,
    strengths: Strengths | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Return `(damaged, mask)`, the mask as kinds of damage; its share of the image is drawn evenly from `ratio`."""
    strengths = strengths or Strengths()
    target = draw_target(ratio or _natural_ratio(strengths), clean.shape[:2], rng)
    weights = _draw_weights(strengths, rng)
    wall = Wall(clean, np.zeros(clean.shape[:2], bool), np.ones(clean.shape[:2], np.float32))
    while (covered := int(wall.mask.sum())) < target:
        wall = _go_over(wall, target, weights, rng)
        if wall.mask.sum() == covered:  # what is left is less than the thinnest line
            break
    return wall.image, kinds_of(wall.mask, wall.shown)


def _go_over(wall: Wall, target: int, weights: dict[str, float], rng: np.random.Generator) -> Wall:
    """Return the wall after each effect has covered its part of the area that is missing to `target` px."""
    to_come = sum(weights.values())
    for name, weight in weights.items():
        area = round((target - int(wall.mask.sum())) * weight / to_come)
        to_come -= weight
        if area > 0:
            layer = EFFECTS[name][0](wall.image, rng, area, ~wall.mask)
            mask = wall.mask | (layer.opacity > 0)
            wall = Wall(lay_over(wall.image, layer), mask, still_shown(wall.shown, layer))
    return wall


def _natural_ratio(strengths: Strengths) -> tuple[float, float]:
    """Return the usual range of damage, scaled with the strengths."""
    parts = [part for _, part in EFFECTS.values()]
    scale = sum(part * strength for part, strength in zip(parts, astuple(strengths), strict=True)) / sum(parts)
    low, high = (min(bound * scale, MOST_RATIO) for bound in NATURAL_RATIO)
    return low, high


def _draw_weights(strengths: Strengths, rng: np.random.Generator) -> dict[str, float]:
    """Return how the damage of one wall is divided among the effects."""
    usual = {name: part * getattr(strengths, name) for name, (_, part) in EFFECTS.items()}
    if min(usual.values()) < 0 or not any(usual.values()):
        raise MuralsError(f"strengths {asdict(strengths)}: expected none below zero and at least one above")
    drawn = {name: part * float(rng.gamma(UNEVENNESS)) for name, part in usual.items() if part}
    least = LEAST_PART * sum(drawn.values())
    return {name: weight for name, weight in drawn.items() if weight >= least}
