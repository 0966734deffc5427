"""The interface between a restoration and a network, and the function that opens one.

Everything else in `restoration/` knows only the interface, so that it loads without torch. There are two backends:
`murals.restoration.predict.Restorer` for torch checkpoints, `murals.restoration.onnx_backend.OnnxRestorer` for networks
that `murals export` wrote.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol, TypedDict, Unpack, get_args

import numpy as np
from numpy.typing import NDArray

from murals.errors import MuralsError
from murals.images import Kinds, Pixels
from murals.learn.checkpoint import Checkpoint
from murals.learn.speaker import Speaker, find_speaker
from murals.progress import Progress

Image = NDArray[np.float32]
Mask = NDArray[np.bool_] | Kinds


class Tiling(TypedDict, total=False):
    """Options of tiling."""

    tile: int  # side of a tile in pixels
    overlap: int  # pixels that two tiles share
    progress: Progress
    wanted: NDArray[np.bool_] | None  # (H, W), the part of the mask to be painted; None is all of it


class Painted(NamedTuple):
    """Some rows of a restored picture."""

    rows: slice
    image: Image  # (h, W, 3)


class Judged(NamedTuple):
    """What a network sees in some rows of a picture. If memory runs out on the way, they begin again from the top."""

    rows: slice
    damage: Image  # (h, W), the probability of damage
    legible: Image  # (h, W) in [0, 1], how legible the paint under damage is: low if lost, high if veiled


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
        """Why this model was chosen, in words."""

    @property
    def introduction(self) -> str:
        """The model's name and the reason, as a line for people."""

    def __call__(self, image: Image, mask: Mask | None = None, **tiling: Unpack[Tiling]) -> Image:
        """Return the restored image (H, W, 3); outside a mask, and outside `wanted`, it is `image` itself."""

    def in_strips(self, pixels: Pixels, kinds: Kinds, **tiling: Unpack[Tiling]) -> Iterator[Painted]:
        """Yield what a call gives of `pixels` (H, W, 3) of any depth where something is wanted, from the top."""

    def propose(self, image: Pixels, **tiling: Unpack[Tiling]) -> Image:
        """Return the predicted probability that each pixel is damaged, (H, W) in [0, 1]."""

    def survey(self, pixels: Pixels, threshold: float, **tiling: Unpack[Tiling]) -> Iterator[Judged]:
        """Yield what the network sees in `pixels` (H, W, 3) of any depth, where `threshold` or more is damage."""


NAMED = "named by the caller"
Which = Literal["auto", "torch", "onnx"]
BACKENDS: tuple[Which, ...] = get_args(Which)
Model = str | Path | Checkpoint | Speaker | Backend | None


def open_backend(model: Model, *, device: str = "auto", backend: Which = "auto") -> Backend:
    """Return a loaded model.

    Parameters
    ----------
    model
        A loaded model, which is returned as it is; or a checkpoint, or its path; or None for the one that
        `find_speaker` finds.
    backend
        `onnx` runs the network that `murals export` wrote beside its checkpoint, on the CPU; `torch` the checkpoint
        itself. `auto` takes the exported one where there is one and no graphics card could be meant.

    Raises
    ------
    MuralsError
        If there is no such checkpoint, it is damaged, the device does not exist, or there is no exported network.
    """
    if not isinstance(model, str | Path | Checkpoint | Speaker | None):
        return model
    if backend != "torch" and (backend == "onnx" or device == "cpu" or (device == "auto" and not _has_card())):
        found = Speaker(model, NAMED) if isinstance(model, Checkpoint) else model
        speaker = found if isinstance(found, Speaker) else find_speaker(found)
        exported = speaker.checkpoint.path.with_suffix(".onnx")
        if exported.is_file():
            from murals.restoration.onnx_backend import OnnxRestorer

            return OnnxRestorer.open(exported, speaker.checkpoint, speaker.reason)
        if backend == "onnx":
            raise MuralsError(
                f"there is no exported network {exported}: write it, murals export {speaker.checkpoint.path}"
            )
        model = speaker
    from murals.restoration.predict import Restorer  # torch and fastai take seconds to load

    return Restorer.open(model, device=device)


def _has_card() -> bool:
    """Tell whether this machine may have a graphics card that torch uses, without loading torch."""
    return sys.platform == "darwin" or Path("/dev/nvidiactl").exists() or Path("/dev/kfd").exists()
