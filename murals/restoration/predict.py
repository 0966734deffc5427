"""The backend for torch checkpoints: a network that paints images of any size and proposes masks.

Images are RGB float32 `(H, W, 3)` in [0, 1]; masks are `(H, W)`, bool or kinds of damage. Lost paint is removed from
the image before any network sees it. Memory is bounded by tiles.

References
----------
A loaded model that states its contract: spandrel, https://github.com/chaiNNer-org/spandrel
"""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any, Unpack

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from murals.config import STRIDE
from murals.device import is_out_of_memory, pick_device
from murals.errors import MuralsError
from murals.images import as_kinds, join_kinds, marked
from murals.images.tensors import to_tensor
from murals.learn.checkpoint import Checkpoint
from murals.learn.fill import fill_holes, hide_lost
from murals.learn.network import MuralNet, pad_to_stride
from murals.learn.saved_network import load_network
from murals.learn.speaker import Speaker, find_speaker
from murals.progress import SILENT, Progress
from murals.restoration.backend import Mask, Tiling
from murals.restoration.options import OVERLAP, TILE, check_tiling
from murals.restoration.tiles import plan_bands, smaller_tiles

Look = Callable[..., Tensor]  # a tile, its mask and its membrane, if there are any -> some channels of the same size

logger = logging.getLogger("murals")


@dataclass(frozen=True)
class Restorer:
    """A loaded network and its device.

    It takes RGB float32 `(H, W, 3)` in [0, 1] of any size, with or without a mask `(H, W)`: bool, True = lost, or uint8
    with `LOST` and `VEILED`. The result has the form of the image and does not depend on what the image shows where
    paint is lost. Threads may share a `Restorer`: their tiles take turns, because fastai's `DynamicUnet` keeps features
    of its encoder in hooks while it runs, which would mix two pictures.
    """

    net: MuralNet
    device: torch.device
    name: str  # for messages and records: the checkpoint's path
    info: Mapping[str, Any] = field(default_factory=dict)  # the checkpoint's plain data
    reason: str = "named by the caller"  # why this model and no other restores
    _turn: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False, compare=False)

    @classmethod
    def open(cls, model: str | Path | Checkpoint | Speaker | None = None, *, device: str = "auto") -> "Restorer":
        """Load a checkpoint: an open one, its path or the folder of its run, or the one that `find_speaker` finds.

        Raises
        ------
        MuralsError
            If there is no checkpoint, it is damaged, or the device does not exist.
        """
        place = pick_device(device)
        if not isinstance(model, Checkpoint | Speaker):
            model = find_speaker(model)
        speaker = Speaker(model, cls.reason) if isinstance(model, Checkpoint) else model
        checkpoint = speaker.checkpoint
        net = load_network(checkpoint, device=place).to(memory_format=torch.channels_last)  # a quarter faster on a CPU
        return cls(net, place, str(checkpoint.path), checkpoint.info, speaker.reason)

    @property
    def introduction(self) -> str:
        """The model's name and why it was chosen, as a line for people."""
        return f"model: {self.name} ({self.reason})"

    def __call__(
        self, image: NDArray[np.float32], mask: Mask | None = None, **tiling: Unpack[Tiling]
    ) -> NDArray[np.float32]:
        """Return the restored image (H, W, 3), clamped to [0, 1]; where nothing is wanted it is `image` itself."""
        painted = np.clip(self.raw(image, mask, **tiling), 0.0, 1.0)
        if mask is None:
            return painted
        where, wanted = marked(as_kinds(mask)), tiling.get("wanted")
        return np.where((where if wanted is None else where & wanted)[..., None], painted, image)

    def raw(
        self, image: NDArray[np.float32], mask: Mask | None = None, **tiling: Unpack[Tiling]
    ) -> NDArray[np.float32]:
        """Return the output of the network (H, W, 3), not clamped; tiles without a masked pixel stay zero.

        If memory runs out, the tiles are halved with a warning.

        Raises
        ------
        MuralsError
            If even small tiles do not fit into memory, or the output is not finite.
        """
        return self._run(image, mask, lambda *seen: self.net(*seen)[:, :3], channels=3, **tiling)

    def propose(self, image: NDArray[np.float32], **tiling: Unpack[Tiling]) -> NDArray[np.float32]:
        """Return the predicted probability that each pixel is damaged, (H, W) in [0, 1].

        Raises
        ------
        MuralsError
            If the network was trained without masks.
        """
        if not self.net.config.masked:
            raise MuralsError(
                f"{self.name} was trained without masks and cannot find damage by itself: name the damage with --mask, "
                "repaint everything with --whole, or take another model with --model"
            )
        return self._run(image, None, lambda x: self.net(x)[:, 3:4].sigmoid(), channels=1, **tiling)[..., 0]

    def legible(
        self, image: NDArray[np.float32], damage: NDArray[np.bool_], **tiling: Unpack[Tiling]
    ) -> NDArray[np.float32]:
        """Return how legible the paint under `damage` (H, W) is, (H, W) in [0, 1]: low if lost, high if veiled.

        A network that knows the kinds of damage predicts the probability of a veil. For an older network it is the
        share of the paint that the network would keep. The network must be one that proposes masks.
        """
        if self.net.config.kinds:
            return self._run(image, None, lambda x: self.net(x)[:, 4:5].sigmoid(), channels=1, **tiling)[..., 0]
        veil = join_kinds(np.zeros_like(damage), damage)
        return self._run(image, veil, lambda *seen: self.net.legible(*seen), channels=1, **tiling)[..., 0]

    def _run(
        self,
        image: NDArray[np.float32],
        mask: Mask | None,
        look: Look,
        *,
        channels: int,
        tile: int = TILE,
        overlap: int = OVERLAP,
        progress: Progress = SILENT,
        wanted: NDArray[np.bool_] | None = None,
    ) -> NDArray[np.float32]:
        """Return the output of `look` on the image (H, W, channels), with smaller tiles if memory runs out."""
        seen = self._as_seen(image, mask)
        if mask is not None:
            wanted = np.asarray(marked(as_kinds(mask))) if wanted is None else wanted
        check_tiling(tile, overlap)
        for size in smaller_tiles(min(tile, _whole(image))):
            fitting = min(overlap, size // 2 // STRIDE * STRIDE) if size < tile else overlap
            try:
                return self._look_at_tiles(seen, look, channels, wanted, tile=size, overlap=fitting, progress=progress)
            except (MemoryError, RuntimeError) as error:
                if not is_out_of_memory(error):
                    raise
            logger.warning("out of memory on %s with tiles of %d pixels", self.device, size)
        raise MuralsError(
            f"out of memory on {self.device} even with tiles of {size} pixels: close other programs, "
            "try --device cpu, or restore the image in parts"
        )

    def _look_at_tiles(
        self,
        seen: Tensor,
        look: Look,
        channels: int,
        wanted: NDArray[np.bool_] | None,
        *,
        tile: int,
        overlap: int,
        progress: Progress,
    ) -> NDArray[np.float32]:
        """Run the network on what is `seen`, which stays on the CPU: only one tile at a time goes to the device."""
        with torch.inference_mode():
            painted = run_tiles(
                seen,
                lambda x: self._look_at(x, look),
                tile=tile,
                overlap=overlap,
                wanted=None if wanted is None else to_tensor(wanted) > 0,
                channels=channels,
                progress=progress,
            )
        return painted[0].permute(1, 2, 0).numpy()

    def _look_at(self, seen: Tensor, look: Look) -> Tensor:
        """Run the network on a tile: the image (1, 3, h, w), with mask and membrane as further channels."""
        parts = seen.to(self.device).split([3] if seen.shape[1] == 3 else [3, 1, 3], 1)
        with self._turn:
            painted = look(*parts).float().cpu()
        if not torch.isfinite(painted).all():
            raise MuralsError(
                f"{self.name} paints values that are no numbers (NaN or infinite): take another checkpoint "
                "with --model, or train it again with a lower --lr"
            )
        return painted

    def _as_seen(self, image: NDArray[np.float32], mask: Mask | None) -> Tensor:
        """Return what the network may see, (1, C, H, W): the image, its mask, and its membrane.

        Lost paint is removed. The membrane is solved here, on the whole picture, because a tile inside a large hole
        sees no border. A network without masks gets the image alone.
        """
        seen = to_tensor(image)
        if mask is None:
            return seen
        kinds = to_tensor(as_kinds(mask))  # (1, 1, H, W)
        shown = hide_lost(seen, kinds)
        if not self.net.config.masked:
            return shown
        return torch.cat([shown, kinds, fill_holes(seen, kinds)], 1)


def run_tiles(
    image: Tensor,
    net_fn: Callable[[Tensor], Tensor],
    *,
    tile: int = TILE,
    overlap: int = OVERLAP,
    wanted: Tensor | None = None,
    channels: int = 3,
    progress: Progress = SILENT,
) -> Tensor:
    """Apply `net_fn` to overlapping tiles of an image, and blend the results.

    Parameters
    ----------
    image
        (1, C, H, W). An image smaller than a tile is one tile.
    net_fn
        Takes (1, C, h, w), h and w multiples of 32, and returns (1, channels, h, w).
    tile, overlap
        In pixels; `tile` is a multiple of 32.
    wanted
        (1, 1, H, W) bool: tiles without a wanted pixel are skipped and stay zero.

    Returns
    -------
    blended
        (1, channels, H, W) on the device of `image`.

    Raises
    ------
    MuralsError
        If `tile` or `overlap` is invalid.
    """
    check_tiling(tile, overlap)
    h, w = image.shape[-2:]
    padded = pad_to_stride(image)
    rows, columns = (plan_bands(length, tile=tile, overlap=overlap) for length in padded.shape[-2:])
    tiles = [(y, x) for y, x in product(rows, columns) if wanted is None or wanted[..., y.span, x.span].any()]
    blended = image.new_zeros(1, channels, *padded.shape[-2:])
    for y, x in progress.track(tiles, "tiles"):
        weights = torch.from_numpy(y.weights[:, None] * x.weights).to(image)  # (h, w)
        blended[..., y.span, x.span].addcmul_(net_fn(padded[..., y.span, x.span]), weights)
    return blended[..., :h, :w]


def _whole(image: NDArray[Any]) -> int:
    """Return the tile size that holds the whole image: a larger one needs no less memory."""
    return -(-max(image.shape[:2]) // STRIDE) * STRIDE
