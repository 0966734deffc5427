"""The baseline of image translation: the best constant colour.

The median minimises L1, so it is the best constant over the training set. Read the error of a trained network on
validation beside that of this colour. It is computed from histograms, exactly, at the images' own size.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from murals.data.aligned import AlignedPair
from murals.progress import SILENT, Progress

logger = logging.getLogger("murals")

_LEVELS = 256


@dataclass(frozen=True)
class ConstantColour:
    """The colour, RGB in [0, 1], and its L1 on [-1, 1], averaged over the images of each side."""

    colour: tuple[float, float, float]
    train_l1: float
    valid_l1: float


def best_constant(
    train: Sequence[AlignedPair], valid: Sequence[AlignedPair], *, progress: Progress = SILENT
) -> ConstantColour:
    """Return the median colour of the training targets and its error; every target is read.

    Grey targets are logged: as RGB they have three equal channels.

    Raises
    ------
    MuralsError
        If a target cannot be read.
    """
    counts = {side: _histograms(pairs, progress) for side, pairs in (("train", train), ("valid", valid))}
    medians = np.array([_median(channel) for channel in counts["train"].mean(0)])
    errors = {side: _l1(histograms, medians) for side, histograms in counts.items()}
    red, green, blue = (float(level) / (_LEVELS - 1) for level in medians)
    return ConstantColour((red, green, blue), errors["train"], errors["valid"])


def _histograms(pairs: Sequence[AlignedPair], progress: Progress) -> NDArray[np.float64]:
    """Return the share of each level in each channel of each target, `(images, 3, 256)`."""
    shares, grey = [], 0
    for pair in progress.track(pairs, "reading the pairs"):
        pair.input.read()  # so that a broken one is told now, not in the first epoch
        image = pair.target.read()
        shares.append(_shares(image))
        grey += bool((image == image[..., :1]).all())
    if grey:
        logger.warning("%d of %d targets are grey: they are read as RGB with three equal channels", grey, len(pairs))
    return np.stack(shares)


def _shares(image: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the share of each level in each channel of `(H, W, 3)`, `(3, 256)`."""
    channels = image.reshape(-1, 3).T
    return np.stack([np.bincount(channel, minlength=_LEVELS) for channel in channels]) / channels.shape[1]


def _median(shares: NDArray[np.float64]) -> int:
    """Return the level below which half of the pixels lie."""
    return int(np.searchsorted(np.cumsum(shares), 0.5 * shares.sum()))


def _l1(histograms: NDArray[np.float64], colour: NDArray[np.int_]) -> float:
    """Return the mean distance of all pixels to `colour` on [-1, 1]."""
    distances = np.abs(np.arange(_LEVELS) - colour[:, None]) * 2 / (_LEVELS - 1)  # (3, 256)
    return float((histograms * distances).sum(2).mean())
