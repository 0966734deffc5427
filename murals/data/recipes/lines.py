"""Chains of short segments, of which cracks and scratches are made.

A segment is `(x0, y0, x1, y1, width)` in pixels. Regions are `(H, W)` bool.
"""

from typing import NamedTuple

import cv2
import numpy as np

SUBPIXEL = 4  # binary digits of a coordinate behind the point, as OpenCV takes them
MARGIN = 2  # px, at least, by which a region is wider than its line: the paint beside a crack is broken too


class Segment(NamedTuple):
    """A straight piece of a line; lengths in pixels."""

    x0: float
    y0: float
    x1: float
    y1: float
    width: float


def fit_lines(
    segments: list[Segment], area: int, free: np.ndarray, *, margin: int = MARGIN
) -> tuple[list[Segment], np.ndarray]:
    """Return the longest start of the list that takes at most `area` of the `free` pixels, and the region it takes.

    The region is `margin` px wider than the lines.
    """
    first = _first_to_take(free.shape, segments, margin)
    new = np.bincount(first[free], minlength=len(segments) + 1)[: len(segments)]  # px that each segment adds
    count = int(np.searchsorted(np.cumsum(new), area, side="right"))
    return segments[:count], first < count


def draw_lines(size: tuple[int, int], segments: list[Segment]) -> np.ndarray:
    """Return how much of each pixel the lines cover, `(H, W)` float32 in [0, 1]."""
    canvas = np.zeros(size, np.uint8)
    for segment in segments:
        shade = int(255 * min(1.0, segment.width))  # a line thinner than a pixel is a pixel wide, but paler
        cv2.line(canvas, *_ends(segment), shade, max(1, round(segment.width)), cv2.LINE_AA, SUBPIXEL)
    return canvas.astype(np.float32) / 255


def _first_to_take(size: tuple[int, int], segments: list[Segment], margin: int) -> np.ndarray:
    """Return for each pixel `(H, W)` int32 the place of the first segment that takes it, their count if none does."""
    canvas = np.full(size, len(segments), np.int32)
    for place, segment in reversed(list(enumerate(segments))):  # earlier ones are drawn over later ones
        cv2.line(canvas, *_ends(segment), place, max(1, round(segment.width)) + margin, cv2.LINE_8, SUBPIXEL)
    return canvas


def _ends(segment: Segment) -> tuple[tuple[int, int], tuple[int, int]]:
    x0, y0, x1, y1 = (int(value * (1 << SUBPIXEL)) for value in segment[:4])
    return (x0, y0), (x1, y1)
