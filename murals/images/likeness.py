"""Tests whether a drawing is really a photograph: by its texture, and by its likeness to the photograph to mark."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Mask = NDArray[np.bool_]

_BLACK, _WHITE = 25, 230  # levels beyond which a pixel is as good as black or white, and no middle tone
_ROUGH = 3  # levels of the Laplacian that a soft brush stays below and paint, plaster and grain do not
_TEXTURED = 0.2  # share of rough middle tones; 0.05 in a JPEG of many thin cracks, over 0.5 in photographs
_MOSTLY, _FEW, _DRAWN = 0.5, 8, 0.8  # of a drawing with more middle tones than that, few colours hold so much of them
_LEAST = 0.05  # share of middle tones below which nothing can be compared
_ALIKE = 0.6  # correlation of two textures from which they are of one wall
_CLIPPED = 32  # levels of a difference of neighbours that count: more is an edge, which a mask has too
_SAME = 2.0  # mean difference in levels of two copies of one photograph


def looks_photographed(pixels: Pixels, counted: Mask) -> bool:
    """Tell whether `pixels` (H, W, 3) look like a photograph: rough middle tones, or many middle tones of many colours.

    Only the pixels `counted` (H, W) are looked at.
    """
    if not counted.any():
        return False
    middle = _middle(pixels) & counted
    grey = cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2GRAY)
    rough = middle & (np.abs(cv2.Laplacian(grey, cv2.CV_16S)) >= _ROUGH)
    everything = counted.sum()
    if rough.sum() > _TEXTURED * everything:
        return True
    return bool(middle.sum() > _MOSTLY * everything) and _held_by_few(pixels[middle]) < _DRAWN


def _held_by_few(colours: Pixels) -> float:
    """Return the share of `colours` (N, 3) that the `_FEW` most frequent ones have, at 16 levels a channel."""
    coarse = (colours >> 4).astype(np.uint16) @ np.array([256, 16, 1], np.uint16)
    return float(np.sort(np.bincount(coarse))[-_FEW:].sum() / len(colours))


def shows_the_same(pixels: Pixels, photograph: Pixels, counted: Mask) -> bool:
    """Tell whether `pixels` show the wall of `photograph`: a copy, under a layer, in grey or in other tones."""
    if not counted.any():
        return False
    if float(cv2.absdiff(pixels, photograph)[counted].mean()) < _SAME:
        return True
    middle = _middle(pixels) & counted
    if middle.sum() < _LEAST * counted.sum():
        return False
    ours, theirs = (cv2.cvtColor(np.ascontiguousarray(one), cv2.COLOR_RGB2GRAY) for one in (pixels, photograph))
    return _correlation(_differences(ours, middle), _differences(theirs, middle)) > _ALIKE


def _middle(pixels: Pixels) -> Mask:
    """Return which pixels (H, W) are neither nearly black nor nearly white."""
    return np.asarray((pixels.max(axis=2) > _BLACK) & (pixels.min(axis=2) < _WHITE))


def _differences(grey: NDArray[np.uint8], where: Mask) -> NDArray[np.float32]:
    """Return the clipped differences between neighbours that both lie in `where`, to the right and below."""
    levels = grey.astype(np.int16)
    right = np.diff(levels, axis=1)[where[:, 1:] & where[:, :-1]]
    below = np.diff(levels, axis=0)[where[1:] & where[:-1]]
    return np.clip(np.concatenate([right, below]), -_CLIPPED, _CLIPPED).astype(np.float32)


def _correlation(a: NDArray[Any], b: NDArray[Any]) -> float:
    """Return the correlation of two series with zero mean; 0 if one is constant."""
    scale = float(np.sqrt((a * a).sum(dtype=np.float64) * (b * b).sum(dtype=np.float64)))
    return float((a * b).sum(dtype=np.float64)) / scale if scale else 0.0
