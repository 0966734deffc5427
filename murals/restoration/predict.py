"""A checkpoint becomes a `Restorer`: a network that paints images of any size, and proposes where they are damaged.

In: RGB float32 `(H, W, 3)` in [0, 1], and perhaps a mask `(H, W)` bool. Out: the same form. Memory is bounded by tiles.

A loaded model that states its contract is spandrel's idea: https://github.com/chaiNNer-org/spandrel
"""

import logging
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypedDict, Unpack

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from murals.device import pick_device
from murals.errors import MuralsError
from murals.images import to_tensor
from murals.learn.checkpoint import Checkpoint, load_network, newest_checkpoint, open_checkpoint
from murals.learn.encoder import STRIDE
from murals.learn.network import MuralNet
from murals.progress import SILENT, Progress
from murals.restoration.tiles import OVERLAP, TILE, check_tiling, run_tiles

SMALLEST_TILE = 128  # where halving ends: below, a tile sees too little of its surroundings
_OUT_OF_MEMORY = (
    "out of memory",
    "can't allocate memory",
    "alloc_failed",
    "bad_alloc",
)  # torch, its CPU, CUDA's libraries, C++

logger = logging.getLogger("murals")


class Tiling(TypedDict, total=False):
    """How an image is taken apart: sides of the tiles and their overlap in pixels; and who is told how far it is."""

    tile: int
    overlap: int
    progress: Progress


@dataclass(frozen=True)
class Restorer:
    """A loaded network with its device.

    In: RGB float32 `(H, W, 3)` in [0, 1], of any size, and perhaps a bool mask `(H, W)`, True = repair. Out: the same
    form. Threads may share one: fastai's `DynamicUnet` keeps the features of its encoder in hooks while it runs, which
    would mix two pictures, so the tiles of all threads take turns.
    """

    net: MuralNet
    device: torch.device
    name: str  # for messages and records: the checkpoint's path
    info: Mapping[str, Any] = field(default_factory=dict)  # the checkpoint's plain data
    _turn: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False, compare=False)

    @classmethod
    def open(cls, model: str | Path | Checkpoint | None = None, *, device: str = "auto") -> "Restorer":
        """Load a checkpoint: an opened one, its path or its run's folder, or the newest one under `models/`.

        Raises `MuralsError` where there is none, it is damaged, or the device is not there.
        """
        place = pick_device(device)
        if not isinstance(model, Checkpoint):
            model = newest_checkpoint() if model is None else open_checkpoint(model)
        net = load_network(model, device=place).to(memory_format=torch.channels_last)  # a quarter faster on a CPU
        return cls(net, place, str(model.path), model.info)

    def __call__(
        self, image: NDArray[np.float32], mask: NDArray[np.bool_] | None = None, **tiling: Unpack[Tiling]
    ) -> NDArray[np.float32]:
        """Return the restored image (H, W, 3), clamped to [0, 1]; outside a mask it is `image` itself."""
        painted = np.clip(self.raw(image, mask, **tiling), 0.0, 1.0)
        return painted if mask is None else np.where(mask[..., None], painted, image)

    def raw(
        self, image: NDArray[np.float32], mask: NDArray[np.bool_] | None = None, **tiling: Unpack[Tiling]
    ) -> NDArray[np.float32]:
        """Return what the network paints (H, W, 3), not clamped; tiles that a mask does not touch are left zero.

        Where memory is short the tiles are halved with a warning. Raises `MuralsError` where even small ones do not
        fit, and where the network's output is not finite.
        """
        return self._run(image, mask, slice(3), **tiling)

    def propose(self, image: NDArray[np.float32], **tiling: Unpack[Tiling]) -> NDArray[np.float32]:
        """Return how sure the network is that a pixel is damaged (H, W), in [0, 1].

        Raises `MuralsError` for a network that was trained without masks.
        """
        if not self.net.config.masked:
            raise MuralsError(
                f"{self.name} was trained without masks and cannot find damage by itself: name the damage with --mask, "
                "repaint everything with --whole, or take another model with --model"
            )
        logit = self._run(image, None, slice(3, 4), **tiling)[..., 0]
        return np.asarray(1 / (1 + np.exp(-logit)), np.float32)

    def _run(
        self,
        image: NDArray[np.float32],
        mask: NDArray[np.bool_] | None,
        channels: slice,
        *,
        tile: int = TILE,
        overlap: int = OVERLAP,
        progress: Progress = SILENT,
    ) -> NDArray[np.float32]:
        """Return some channels of the network's output (H, W, C), in smaller tiles where memory is short."""
        check_tiling(tile, overlap)
        for size in smaller_tiles(min(tile, _whole(image))):
            fitting = min(overlap, size // 2 // STRIDE * STRIDE) if size < tile else overlap
            try:
                return self._paint_tiles(image, mask, channels, tile=size, overlap=fitting, progress=progress)
            except (MemoryError, RuntimeError) as error:
                if not is_out_of_memory(error):
                    raise
            logger.warning("out of memory on %s with tiles of %d pixels", self.device, size)
        raise MuralsError(
            f"out of memory on {self.device} even with tiles of {size} pixels: close other programs, "
            "try --device cpu, or restore the image in parts"
        )

    def _paint_tiles(
        self,
        image: NDArray[np.float32],
        mask: NDArray[np.bool_] | None,
        channels: slice,
        *,
        tile: int,
        overlap: int,
        progress: Progress,
    ) -> NDArray[np.float32]:
        """Run the network over `image`, which stays on the CPU: only a tile at a time goes to the device."""
        seen, wanted = to_tensor(image), None
        if mask is not None:
            hole = to_tensor(mask)  # (1, 1, H, W)
            seen, wanted = torch.cat([seen, hole], 1), hole > 0
        with torch.inference_mode():
            painted = run_tiles(
                seen,
                lambda x: self._paint(x)[:, channels],
                tile=tile,
                overlap=overlap,
                wanted=wanted,
                channels=len(range(4)[channels]),
                progress=progress,
            )
        return painted[0].permute(1, 2, 0).numpy()

    def _paint(self, seen: Tensor) -> Tensor:
        """Run the network on a tile: the image (1, 3, h, w), with the mask as a fourth channel where there is one."""
        seen = seen.to(self.device)
        mask = seen[:, 3:] if seen.shape[1] > 3 and self.net.config.masked else None
        with self._turn:
            painted = self.net(seen[:, :3], mask).float().cpu()
        if not torch.isfinite(painted).all():
            raise MuralsError(
                f"{self.name} paints values that are no numbers (NaN or infinite): take another checkpoint "
                "with --model, or train it again with a lower --lr"
            )
        return painted


def smaller_tiles(tile: int) -> Iterator[int]:
    """Yield `tile`, then its halves in multiples of 32, down to 128 pixels."""
    yield tile
    while tile > SMALLEST_TILE:
        tile = max(SMALLEST_TILE, tile // 2 // STRIDE * STRIDE)
        yield tile


def is_out_of_memory(error: BaseException) -> bool:
    """Tell whether an error says that memory is short; torch says so in several ways."""
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    return any(words in str(error).lower() for words in _OUT_OF_MEMORY)


def _whole(image: NDArray[Any]) -> int:
    """Return the tile that holds the whole image: a larger one needs no less memory."""
    return -(-max(image.shape[:2]) // STRIDE) * STRIDE
