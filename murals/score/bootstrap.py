"""Bootstrap confidence intervals of means over images, seeded.

Tiles of one wall are alike, so walls are drawn with all of their images, instead of single images.

References
----------
Percentile bootstrap: Efron, Tibshirani 1993, An Introduction to the Bootstrap, chapter 13.
Of clusters: Davison, Hinkley 1997, Bootstrap Methods and their Application, section 3.8.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.95
RESAMPLES = 10_000  # the ends of an interval of decibels then repeat to about .01
SEED = 0


@dataclass(frozen=True)
class Interval:
    """A mean and the ends of its confidence interval at `LEVEL`; NaN if there is no number, or only one."""

    mean: float
    low: float
    high: float

    def as_plain(self) -> list[float | None]:
        """Return the ends as JSON values."""
        return [None if math.isnan(end) else end for end in (self.low, self.high)]


def mean_interval(values: Sequence[float], walls: Sequence[str] | None = None) -> Interval:
    """Return the mean of `values` over images and its confidence interval.

    Parameters
    ----------
    values
        One number an image; NaN for an image without the number.
    walls
        The wall that each image shows. Without it every image is a wall of its own. One wall alone does not tell how
        far others are from it: its interval has no ends.
    """
    names = range(len(values)) if walls is None else walls
    known = [(value, wall) for value, wall in zip(values, names, strict=True) if not math.isnan(value)]
    if not known:
        return Interval(math.nan, math.nan, math.nan)
    numbers = np.array([value for value, _ in known])
    order = {wall: place for place, wall in enumerate(dict.fromkeys(wall for _, wall in known))}
    places = np.array([order[wall] for _, wall in known])
    sums, counts = np.bincount(places, numbers), np.bincount(places)
    if len(sums) < 2:
        return Interval(float(numbers.mean()), math.nan, math.nan)
    low, high = np.quantile(_resampled_means(sums, counts), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(numbers.mean()), float(low), float(high))


def difference_interval(ours: Sequence[float], theirs: Sequence[float], walls: Sequence[str] | None = None) -> Interval:
    """Return the mean of `ours - theirs`, image by image, and its interval: what is hard for both cancels out."""
    return mean_interval([a - b for a, b in zip(ours, theirs, strict=True)], walls)


def _resampled_means(sums: NDArray[Any], counts: NDArray[Any]) -> NDArray[Any]:
    """Return the means over images of `RESAMPLES` draws of walls with replacement, as many walls as there are.

    `sums` and `counts` `(W,)` are those of the images of each wall.
    """
    drawn = np.random.default_rng(SEED).integers(len(sums), size=(RESAMPLES, len(sums)), dtype=np.int32)
    return sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
