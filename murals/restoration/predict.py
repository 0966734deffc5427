"""The backend for torch checkpoints: a network that paints images of any size and proposes masks.

Images are RGB float32 `(H, W, 3)` in [0, 1]; masks are `(H, W)`, bool or kinds of damage. Lost paint is removed from
the image before any network sees it. Memory is bounded by tiles.

References
----------
A loaded model that states its contract: spandrel, https://github.com/chaiNNer-org/spandrel
"""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Unpack

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from murals.config import STRIDE
from murals.device import is_out_of_memory, pick_device
from murals.errors import MuralsError
from murals.images import Pixels, as_kinds, join_kinds, to_float, whole
from murals.images.tensors import to_tensor
from murals.learn.checkpoint import Checkpoint
from murals.learn.fill import fill_holes, hide_lost
from murals.learn.network import MuralNet
from murals.learn.saved_network import load_network
from murals.learn.speaker import Speaker, find_speaker
from murals.restoration.backend import Image, Judged, Mask, Tiling
from murals.restoration.tiled import TiledBackend
from murals.restoration.tiles import Planes, See, Strip, joined, see_whole, smaller_tiles

Look = Callable[..., Tensor]  # a tile, its mask and its membrane, if there are any -> some channels of the same size

logger = logging.getLogger("murals")


@dataclass(frozen=True)
class Restorer(TiledBackend):
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

    def see(self, image: Image, mask: Mask | None) -> Planes:
        """Return what the network may see, (3, H, W) or (7, H, W): the image, its mask, and its membrane.

        Lost paint is removed. A network without masks gets the image alone.
        """
        seen = to_tensor(image)
        if mask is not None:
            kinds = to_tensor(as_kinds(mask))  # (1, 1, H, W)
            shown = hide_lost(seen, kinds)
            seen = torch.cat([shown, kinds, fill_holes(seen, kinds)], 1) if self.net.config.masked else shown
        planes: Planes = seen[0].numpy()
        return planes

    def paint(self, seen: Planes) -> Planes:
        """Return what the network paints of a tile that is `seen` (C, h, w), (3, h, w), not clamped."""
        return self._look_at(seen, lambda *parts: self.net(*parts)[:, :3])

    def judge(self, seen: Planes) -> Planes:
        """Return the probabilities of damage, and of a veil where there is damage, of a tile, (2, h, w).

        An older network, which knows no kinds, says nothing of veils: `legible` does.
        """
        if not self.net.config.masked:
            raise MuralsError(
                f"{self.name} was trained without masks and cannot find damage by itself: name the damage with --mask, "
                "repaint everything with --whole, or take another model with --model"
            )
        told = self._look_at(seen, lambda image: self.net(image)[:, 3 : 5 if self.net.config.kinds else 4].sigmoid())
        return told if len(told) == 2 else np.concatenate([told, np.zeros_like(told)])

    def survey(self, pixels: Pixels, threshold: float, **tiling: Unpack[Tiling]) -> Iterator[Judged]:
        """Yield the damage of `pixels` (H, W, 3) of any depth, strip by strip, and how legible it is.

        An older network tells that of the picture as a whole.
        """
        if self.net.config.kinds:
            yield from super().survey(pixels, threshold, **tiling)
            return
        image = to_float(whole(pixels))
        damage = self.propose(image, **tiling)
        yield Judged(slice(0, len(image)), damage, self.legible(image, damage >= threshold, **tiling))

    def legible(self, image: Image, damage: NDArray[np.bool_], **tiling: Unpack[Tiling]) -> Image:
        """Return the share of the paint under `damage` (H, W) that the network would keep, (H, W) in [0, 1].

        That is how legible it is to a network that knows no kinds of damage.
        """
        see = see_whole(self.see(image, join_kinds(np.zeros_like(damage), damage)))
        strips = self.strips(image.shape, see, lambda seen: self._look_at(seen, self.net.legible), channels=1, **tiling)
        return joined(strips, image.shape, 1)[..., 0]

    def blend(self, size: tuple[int, ...], act: See, *, tile: int, overlap: int, **more: Any) -> Iterator[Strip]:
        """Yield the strips of a picture of `size` (H, W). If memory runs out, they begin again with smaller tiles.

        Raises
        ------
        MuralsError
            If even small tiles do not fit into memory, or the output is not finite.
        """
        for side in smaller_tiles(tile):
            fitting = min(overlap, side // 2 // STRIDE * STRIDE) if side < tile else overlap
            try:
                yield from super().blend(size, act, tile=side, overlap=fitting, **more)
                return
            except (MemoryError, RuntimeError) as error:
                if not is_out_of_memory(error):
                    raise
            logger.warning("out of memory on %s with tiles of %d pixels", self.device, side)
        raise MuralsError(
            f"out of memory on {self.device} even with tiles of {side} pixels: close other programs, "
            "try --device cpu, or restore the image in parts"
        )

    def _look_at(self, seen: Planes, look: Look) -> Planes:
        """Run the network on a tile: the image (3, h, w), with mask and membrane as further channels."""
        parts = torch.from_numpy(np.ascontiguousarray(seen))[None].to(self.device)
        with self._turn, torch.inference_mode():
            painted = look(*parts.split([3] if len(seen) == 3 else [3, 1, 3], 1)).float().cpu()
        if not torch.isfinite(painted).all():
            raise MuralsError(
                f"{self.name} paints values that are no numbers (NaN or infinite): take another checkpoint "
                "with --model, or train it again with a lower --lr"
            )
        planes: Planes = painted[0].numpy()
        return planes
