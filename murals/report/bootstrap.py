"""How far a mean over these images may lie from the mean over all such images: bootstrap intervals, seeded.

In: one number an image. Out: `Interval`s. The images are taken for independent draws; tiles of one wall are not, and
then the true interval is wider.

Percentile bootstrap: Efron, Tibshirani 1993, An Introduction to the Bootstrap, chapter 13.
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
    """A mean, and the ends of its interval at the level of `LEVEL`; NaN where there is no number, or no second one."""

    mean: float
    low: float
    high: float

    def as_plain(self) -> list[float | None]:
        """Return the ends as JSON values."""
        return [None if math.isnan(end) else end for end in (self.low, self.high)]


def mean_interval(values: Sequence[float]) -> Interval:
    """Return the mean of `values` and its interval; NaN stands for an image without the number and is left out.

    One number alone says nothing of how far others lie from it: its interval has no ends.
    """
    known = np.array([value for value in values if not math.isnan(value)])
    if known.size < 2:
        return Interval(float(known.mean()) if known.size else math.nan, math.nan, math.nan)
    low, high = np.quantile(_resampled_means(known), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(known.mean()), float(low), float(high))


def difference_interval(ours: Sequence[float], theirs: Sequence[float]) -> Interval:
    """Return the mean of `ours - theirs`, image by image, and its interval: what both find hard cancels out."""
    return mean_interval([a - b for a, b in zip(ours, theirs, strict=True)])


def _resampled_means(values: NDArray[Any]) -> NDArray[Any]:
    """Return the means of `RESAMPLES` draws with replacement, each as large as `values` (N,)."""
    drawn = np.random.default_rng(SEED).integers(len(values), size=(RESAMPLES, len(values)), dtype=np.int32)
    return values[drawn].mean(axis=1)
