"""Cracks: walks that wander and branch, dark inside, with a lip that catches the light."""

import cv2
import numpy as np

from murals.data.recipes.layer import Layer, opacity_within
from murals.data.recipes.lines import MARGIN, Segment, draw_lines, fit_lines

STEP = (3.0, 10.0)  # px; every range here is drawn from evenly
LENGTH = (60.0, 420.0)  # px of a main crack
WIDTH = (0.5, 2.3)  # px where it begins
WANDER = 0.5  # radians from step to step
BRANCHING = 0.06  # chance of a branch at a step
BRANCH_ANGLE = (0.5, 1.2)  # radians to either side
BRANCH_LENGTH = (0.2, 0.6)  # of what is left of its stem
DEPTH = 0.25  # brightness of the crack's inside, relative to the painting
OPACITY = 0.9
LIP = 0.35  # opacity of the lit edge
LIP_BRIGHTNESS = 1.25


def draw_cracks(image: np.ndarray, rng: np.random.Generator, area: int, free: np.ndarray) -> Layer:
    """Return cracks that cover at most `area` of the free pixels."""
    segments, region = fit_lines(enough_cracks(free.shape, rng, area), area, free)
    inside = cv2.GaussianBlur(draw_lines(free.shape, segments), (0, 0), 0.5)
    lip = np.roll(inside, (1, 1), (0, 1)) * (1 - inside)  # light comes from the upper left
    lit = (LIP * lip / np.maximum(LIP * lip + inside, 1e-6))[..., None]  # (H, W, 1)
    colour = image * (DEPTH + (LIP_BRIGHTNESS - DEPTH) * lit)
    return Layer(np.clip(colour, 0, 1), opacity_within(region, OPACITY * inside + LIP * lip))


def enough_cracks(
    size: tuple[int, int], rng: np.random.Generator, area: int, *, width: tuple[float, float] = WIDTH
) -> list[Segment]:
    """Return cracks that take at least `area` px, were they not to cross or to leave the image.

    A crack begins with a width within `width` px, drawn evenly, and grows thinner.
    """
    segments: list[Segment] = []
    taken = 0.0
    while taken < area:
        start, towards = rng.uniform((0, 0), size[::-1], (2, 2))  # both inside, so that a crack does not leave at once
        heading = np.arctan2(*(towards - start)[::-1])
        crack = _walk(tuple(start), heading, rng.uniform(*LENGTH), rng.uniform(*width), rng)
        segments += crack
        taken += sum(np.hypot(s.x1 - s.x0, s.y1 - s.y0) * (s.width + MARGIN) for s in crack)
    return segments


def _walk(
    start: tuple[float, float], heading: float, length: float, width: float, rng: np.random.Generator
) -> list[Segment]:
    """Return one crack and its branches; it wanders about its first heading and grows thinner towards its end."""
    (x, y), left, main = start, length, heading
    segments: list[Segment] = []
    while left > 0:
        step = rng.uniform(*STEP)
        heading = main + 0.7 * (heading - main) + rng.normal(0, WANDER)
        now = width * (0.25 + 0.75 * left / length) * rng.uniform(0.6, 1.3)
        ahead = x + step * np.cos(heading), y + step * np.sin(heading)
        segments.append(Segment(x, y, *ahead, now))
        (x, y), left = ahead, left - step
        if rng.random() < BRANCHING:
            turn = rng.choice((-1, 1)) * rng.uniform(*BRANCH_ANGLE)
            segments += _walk((x, y), heading + turn, left * rng.uniform(*BRANCH_LENGTH), now * 0.7, rng)
    return segments
