"""Chains of short segments, as cracks and scratches are made of.

A segment is `(x0, y0, x1, y1, width)` in pixels. Regions are `(H, W)` bool.
"""

from typing import NamedTuple

import cv2
import numpy as np

SUBPIXEL = 4  # binary digits of a coordinate behind the point, as OpenCV takes them
MARGIN = 2  # px by which a region is wider than its line: the paint beside a crack is broken too


class Segment(NamedTuple):
    """A straight piece of a line; lengths in pixels."""

    x0: float
    y0: float
    x1: float
    y1: float
    width: float


def draw_lines(size: tuple[int, int], segments: list[Segment]) -> np.ndarray:
    """Return how much of each pixel the lines cover, `(H, W)` float32 in [0, 1]."""
    canvas = np.zeros(size, np.uint8)
    for segment in segments:
        # a line thinner than a pixel is a pixel wide and paler
        shade = int(255 * min(1.0, segment.width))
        cv2.line(canvas, *_ends(segment), shade, max(1, round(segment.width)), cv2.LINE_AA, SUBPIXEL)
    return canvas.astype(np.float32) / 255


def region_of(size: tuple[int, int], segments: list[Segment]) -> np.ndarray:
    """Return the pixels that the lines and a margin beside them take."""
    canvas = np.zeros(size, np.uint8)
    for segment in segments:
        cv2.line(canvas, *_ends(segment), 1, max(1, round(segment.width)) + MARGIN, cv2.LINE_8, SUBPIXEL)
    return canvas.astype(bool)


def longest_start(segments: list[Segment], area: int, free: np.ndarray) -> list[Segment]:
    """Return the longest start of the list whose region takes at most `area` of the `free` pixels."""
    low, high = 0, len(segments)  # `low` segments fit
    while low < high:
        middle = (low + high + 1) // 2
        if int((region_of(free.shape, segments[:middle]) & free).sum()) <= area:
            low = middle
        else:
            high = middle - 1
    return segments[:low]


def _ends(segment: Segment) -> tuple[tuple[int, int], tuple[int, int]]:
    scale = 1 << SUBPIXEL
    x0, y0, x1, y1 = (round(value * scale) for value in segment[:4])
    return (x0, y0), (x1, y1)
