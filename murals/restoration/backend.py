"""What a restoration asks of a network, and how one is opened: the last step at which no torch is loaded.

In: a checkpoint, its path, or nothing. Out: a `Backend`. Everything else in `restoration/` knows only this; the one
backend there is, of torch checkpoints, is `murals.restoration.predict.Restorer`.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol, TypedDict, Unpack

import numpy as np
from numpy.typing import NDArray

from murals.images import Kinds
from murals.learn.checkpoint import Checkpoint
from murals.learn.speaker import Speaker
from murals.progress import Progress

Image = NDArray[np.float32]
Mask = NDArray[np.bool_] | Kinds


class Tiling(TypedDict, total=False):
    """How an image is taken apart: sides of the tiles and their overlap in pixels; and who is told how far it is."""

    tile: int
    overlap: int
    progress: Progress


class Backend(Protocol):
    """A loaded network; images are RGB float32 (H, W, 3) in [0, 1], masks (H, W), bool or of kinds."""

    @property
    def name(self) -> str:
        """The checkpoint's path, for messages and records."""

    @property
    def info(self) -> Mapping[str, Any]:
        """The checkpoint's plain data."""

    @property
    def reason(self) -> str:
        """Why this model and no other restores."""

    @property
    def introduction(self) -> str:
        """The model's name and the reason, as a line for people."""

    def __call__(self, image: Image, mask: Mask | None = None, **tiling: Unpack[Tiling]) -> Image:
        """Return the restored image (H, W, 3); outside a mask it is `image` itself."""

    def propose(self, image: Image, **tiling: Unpack[Tiling]) -> Image:
        """Return how sure the network is that a pixel is damaged (H, W), in [0, 1]."""

    def legible(self, image: Image, damage: NDArray[np.bool_], **tiling: Unpack[Tiling]) -> Image:
        """Return how legible the paint is under `damage` (H, W), in [0, 1]."""


Model = str | Path | Checkpoint | Speaker | Backend | None


def open_backend(model: Model, *, device: str = "auto") -> Backend:
    """Return `model` where it is loaded already, else load what it names; None is what `find_speaker` finds.

    Raises `MuralsError` where there is no such checkpoint, it is damaged, or the device is not there.
    """
    if not isinstance(model, str | Path | Checkpoint | Speaker | None):
        return model
    from murals.restoration.predict import Restorer  # torch and fastai take seconds to load

    return Restorer.open(model, device=device)
