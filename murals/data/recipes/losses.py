"""Losses under opaque covers: no paint can be seen in them, and what can be seen misleads as often as it helps.

The clean image is `(H, W, 3)` float32 in [0, 1], 512 px a side for true proportions; the mask is `(H, W)` uint8, 255 =
lost. Pits, pieces, clouds and cracks are covered by plain colour, plaster, wood, earth, paper, other pictures or other
paint of the same wall, with rims of all kinds, which belong to the mask. From such pairs a network learns not to trust
what lies under a mask. Outside the mask damaged and clean are bit-identical.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from murals.data.recipes.cover import draw_target, keep_innermost
from murals.data.recipes.fissures import draw_all_fissures
from murals.data.recipes.layer import Layer, lay_over, opacity_within
from murals.data.recipes.materials import MATERIALS, Material, Tones, other_paint, picture
from murals.data.recipes.open_cracks import cover_fissures
from murals.data.recipes.rims import RIMS, Rim
from murals.data.recipes.shapes import draw_least_side, draw_loss
from murals.data.recipes.tones import draw_tones
from murals.images.kinds import Kinds, join_kinds

NATURAL_RATIO = (0.05, 0.35)  # share of the image that is lost, where none is asked for
HABITS = (1, 3)  # kinds of cover on one wall, both ends belong to it
CRACKED = 0.4  # share of the walls that have cracks too,
CRACKS = (0.03, 0.3)  # and how much of the damage they are
PICTURED, PAINTED = 0.12, 0.3  # share of the covers that are other pictures, and paint of the same wall
ALIKE = 0.35  # share of the materials that have the same colours in every loss

Window = tuple[slice, slice]
Cover = Callable[[np.ndarray, Window, np.random.Generator], np.ndarray]  # of a window `(h, w, 3)` of the clean image


class Habit(NamedTuple):
    """The appearance of one kind of loss on one wall."""

    cover: Cover
    rim: Rim


def damage_losses(
    clean: np.ndarray,
    rng: np.random.Generator,
    *,
    ratio: tuple[float, float] | None = None,
    others: Sequence[np.ndarray] = (),
) -> tuple[np.ndarray, Kinds]:
    """Return `(damaged, mask)`; the lost share of the image is drawn evenly from `ratio`.

    `others` are tiles like `clean` of other photographs, from which covers are cut. Without them covers are cut from
    `clean` itself, turned and in other colours.
    """
    target = draw_target(ratio or NATURAL_RATIO, clean.shape[:2], rng)
    free = np.ones(clean.shape[:2], bool)
    cracks = draw_all_fissures(rng, round(target * rng.uniform(*CRACKS)), free) if rng.random() < CRACKED else []
    for system in cracks:
        free &= ~system
    losses = _draw_losses(rng, target - int((~free).sum()), free)
    habits = [_draw_habit(clean, others, rng) for _ in range(int(rng.integers(*HABITS, endpoint=True)))]
    damaged = cover_fissures(clean, cracks, rng)
    for loss in losses:
        _cover(damaged, clean, loss, habits[int(rng.integers(len(habits)))], rng)
    return damaged, join_kinds(np.any([*cracks, *losses], axis=0))


def _draw_losses(rng: np.random.Generator, area: int, free: np.ndarray) -> list[np.ndarray]:
    """Return losses `(H, W)` bool that do not overlap and cover exactly `area` of the free pixels."""
    losses: list[np.ndarray] = []
    least = draw_least_side(free.shape, rng)
    while area > 0:
        loss = keep_innermost(draw_loss(free.shape, rng, least=least) & free, area)
        if loss.any():
            losses.append(loss)
            area -= int(loss.sum())
            free = free & ~loss
    return losses


def _draw_habit(clean: np.ndarray, others: Sequence[np.ndarray], rng: np.random.Generator) -> Habit:
    return Habit(_draw_cover(clean, others, rng), RIMS[int(rng.integers(len(RIMS)))])


def _draw_cover(clean: np.ndarray, others: Sequence[np.ndarray], rng: np.random.Generator) -> Cover:
    lot = rng.random()
    if lot < PICTURED:
        return partial(_of_picture, others or (clean,))
    if lot < PICTURED + PAINTED:
        return _of_paint
    tones = draw_tones(clean, clean, rng) if rng.random() < ALIKE else None
    return partial(_of_material, MATERIALS[int(rng.integers(len(MATERIALS)))], tones)


def _of_picture(
    sources: Sequence[np.ndarray], clean: np.ndarray, window: Window, rng: np.random.Generator
) -> np.ndarray:
    return picture(clean[window].shape[:2], sources[int(rng.integers(len(sources)))], rng)


def _of_paint(clean: np.ndarray, window: Window, rng: np.random.Generator) -> np.ndarray:
    return other_paint(clean[window].shape[:2], (window[0].start, window[1].start), clean, rng)


def _of_material(
    material: Material, tones: Tones | None, clean: np.ndarray, window: Window, rng: np.random.Generator
) -> np.ndarray:
    around = clean[window]
    return material(around.shape[:2], tones or draw_tones(clean, around, rng), rng)


def _cover(damaged: np.ndarray, clean: np.ndarray, loss: np.ndarray, habit: Habit, rng: np.random.Generator) -> None:
    """Lay the cover over `damaged` where `loss` `(H, W)` is."""
    window = _window(loss)
    colour, opacity = habit.rim(np.clip(habit.cover(clean, window, rng), 0, 1), loss[window], rng)
    layer = Layer(np.clip(colour, 0, 1), opacity_within(loss[window], opacity))
    damaged[window] = lay_over(damaged[window], layer)


def _window(loss: np.ndarray) -> Window:
    """Return where the loss lies, with a rim of a pixel unless the image ends there."""
    rows, columns = (np.flatnonzero(loss.any(axis)) for axis in (1, 0))
    return (
        slice(max(0, int(rows[0]) - 1), int(rows[-1]) + 2),
        slice(max(0, int(columns[0]) - 1), int(columns[-1]) + 2),
    )
