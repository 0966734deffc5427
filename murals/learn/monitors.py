"""The number of an epoch by which the best checkpoint of a phase is chosen."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Monitor:
    """The column of a monitored number, and when one number is better than the best before."""

    column: str
    better: Callable[[float, float], bool]  # better(new, best)
    words: str  # for the progress bar, with the number as `{}`


MONITORS = {
    "psnr": Monitor("valid_psnr", np.greater, "validation {:.2f} dB"),
    "loss": Monitor("valid_loss", np.less, "validation loss {:.4f}"),
    "last": Monitor("valid_loss", lambda new, best: True, "validation loss {:.4f}"),  # no one number tells
}
