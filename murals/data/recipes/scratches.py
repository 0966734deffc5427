"""Scratches: bundles of nearly straight, broken lines that lay the ground bare."""

import cv2
import numpy as np

from murals.data.recipes.layer import LIME, Layer, in_this_light, opacity_within
from murals.data.recipes.lines import MARGIN, Segment, draw_lines, fit_lines

BUNDLE = (2, 8)  # scratches of one hand; both ends belong to it
SPREAD = 28.0  # px between the scratches of a bundle
TURN = 0.09  # radians between them
LENGTH = (30.0, 220.0)  # px; every range of fractions is drawn from evenly
WIDTH = (0.5, 1.9)  # px
BEND = 0.03  # radians from step to step
STEP = 9.0  # px
GAPS = 0.22  # share of the steps that leave no mark
OPACITY = 0.8


def draw_scratches(image: np.ndarray, rng: np.random.Generator, area: int, free: np.ndarray) -> Layer:
    """Return scratches that cover at most `area` of the free pixels."""
    segments, region = fit_lines(_enough(free.shape, rng, area), area, free)
    marks = cv2.GaussianBlur(draw_lines(free.shape, segments), (0, 0), 0.5)
    colour = np.broadcast_to(in_this_light(LIME, image, rng), image.shape)
    return Layer(colour, opacity_within(region, OPACITY * marks))


def _enough(size: tuple[int, int], rng: np.random.Generator, area: int) -> list[Segment]:
    """Return bundles that take at least `area` px, were they not to cross or to leave the image."""
    segments: list[Segment] = []
    taken = 0.0
    while taken < area:
        bundle = _bundle(size, rng)
        segments += bundle
        taken += sum(STEP * (segment.width + MARGIN) for segment in bundle)
    return segments


def _bundle(size: tuple[int, int], rng: np.random.Generator) -> list[Segment]:
    centre, heading = rng.uniform((0, 0), size[::-1]), rng.uniform(0, np.pi)
    segments: list[Segment] = []
    for _ in range(rng.integers(*BUNDLE, endpoint=True)):
        start = centre + rng.normal(0, SPREAD, 2)
        segments += _scratch(start, heading + rng.normal(0, TURN), rng)
    return segments


def _scratch(start: np.ndarray, heading: float, rng: np.random.Generator) -> list[Segment]:
    """Return one scratch, thin at both ends, with gaps where the tool left the wall."""
    steps = max(3, round(rng.uniform(*LENGTH) / STEP))
    bend, width = rng.normal(0, BEND), rng.uniform(*WIDTH)
    headings = heading + bend * np.arange(steps)
    points = start + STEP * np.cumsum(np.stack([np.cos(headings), np.sin(headings)], 1), 0)  # (steps, 2)
    widths = width * np.sin(np.pi * (np.arange(steps) + 0.5) / steps) ** 0.5 * rng.uniform(0.6, 1.2, steps)
    marked = rng.random(steps) > GAPS
    return [_segment(points[i - 1], points[i], widths[i]) for i in range(1, steps) if marked[i]]


def _segment(start: np.ndarray, end: np.ndarray, width: float) -> Segment:
    return Segment(float(start[0]), float(start[1]), float(end[0]), float(end[1]), float(width))
