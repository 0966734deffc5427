"""Hatching of a fill, so that it can be told from the original paint from close by.

The mean of the hatching over each period is zero, so that colours stay. After tratteggio, the fine vertical lines by
which Rome's Istituto Centrale del Restauro has filled losses in paintings since the 1940s: visible from close by, one
with the picture from a distance (Brandi, Teoria del restauro, 1963).
"""

import numpy as np
from numpy.typing import NDArray

PERIOD = 4  # pixels from line to line: a quarter of the size averages it away exactly
CONTRAST = 0.06  # how far lines and gaps lie from the fill, on [0, 1]: 15 of 255 levels


def hatch(painted: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return `painted` (H, W, 3) float32 in [0, 1] with vertical lines, two pixels light and two dark.

    All channels get the same lines. Near black and white the lines fade, because values must stay in [0, 1] and the
    mean must stay the same.
    """
    sign = np.where(np.arange(painted.shape[1]) % PERIOD < PERIOD // 2, 1.0, -1.0).astype(np.float32)  # (W,)
    room = np.minimum(painted, 1.0 - painted).min(axis=2)  # (H, W): what every channel can give and take
    contrast = np.clip(_least_in_period(room), 0.0, CONTRAST)
    return painted + (sign * contrast)[..., None]


def _least_in_period(room: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the smallest value of `room` (H, W) in each period, at every pixel of it, so that the mean is exact."""
    h, w = room.shape
    padded = np.pad(room, ((0, 0), (0, -w % PERIOD)), mode="edge").reshape(h, -1, PERIOD)
    return padded.min(axis=2).repeat(PERIOD, axis=1)[:, :w]
