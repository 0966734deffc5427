"""A damaged image, its mask and a checkpoint become a restored image; outside the mask not one bit changes.

In: `(H, W, 3)` or grey `(H, W)`, uint8, uint16 or float in [0, 1], and a mask `(H, W)`. Out: the shape and dtype that
came in. Without a mask the network repaints the whole image.

A loaded model that states its contract is spandrel's idea: https://github.com/chaiNNer-org/spandrel
"""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypedDict, Unpack

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from murals.device import pick_device
from murals.errors import MuralsError
from murals.images import from_float, luminance, to_float, to_tensor
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
    form.
    """

    net: MuralNet
    device: torch.device
    name: str  # for messages and records: the checkpoint's path
    info: Mapping[str, Any] = field(default_factory=dict)  # the checkpoint's plain data

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
        return 1 / (1 + np.exp(-logit))

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
        painted = self.net(seen[:, :3], mask).float().cpu()
        if not torch.isfinite(painted).all():
            raise MuralsError(
                f"{self.name} paints values that are no numbers (NaN or infinite): take another checkpoint "
                "with --model, or train it again with a lower --lr"
            )
        return painted


def restore(
    image: NDArray[Any],
    mask: NDArray[Any] | None = None,
    model: str | Path | Checkpoint | Restorer | None = None,
    *,
    tile: int = TILE,
    overlap: int = OVERLAP,
    dilate: int = 0,
    feather: int = 0,
    device: str = "auto",
    progress: Progress = SILENT,
) -> NDArray[Any]:
    """Return `image` restored, in its own shape and dtype: (H, W, 3) or grey (H, W), uint8, uint16 or float in [0, 1].

    `mask` (H, W) is bool, 0..1 or 0..255, more than half = repair; pixels outside it, once grown by `dilate` pixels,
    are bit-identical to the input. `feather` pixels inside the grown mask fade from the old to the new: dilate by as
    much as you feather, or the rim of the damage shows through. `model` is a checkpoint, its path, a loaded
    `Restorer` (whose device then holds), or None for the newest under `models/`. Raises `MuralsError` for what does
    not fit together.
    """
    rgb = _as_rgb(image)
    if mask is None and (dilate or feather):
        raise MuralsError(f"--dilate {dilate} --feather {feather} without a mask: name one, or leave them out")
    weight = None if mask is None else repair_weight(as_mask(mask, rgb.shape[:2]), dilate=dilate, feather=feather)
    if weight is not None and not weight.any():
        logger.warning("the mask marks nothing: the image is returned as it came")
        return image.copy()
    restorer = model if isinstance(model, Restorer) else Restorer.open(model, device=device)
    hole = None if weight is None else weight > 0
    painted = restorer(to_float(rgb), hole, tile=tile, overlap=overlap, progress=progress)
    restored = from_float(painted, image.dtype) if weight is None else paste(rgb, painted, weight)
    return restored if image.ndim == 3 else luminance(restored)


def as_mask(mask: NDArray[Any], size: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return `mask` (bool, 0..1 or 0..255) as bool, more than half = repair; its shape must be `size`, (H, W)."""
    if mask.shape != size:
        raise MuralsError(
            f"the mask is {_size(mask)} but the image is {_size_of(size)}: draw the mask at {_size_of(size)}"
        )
    top = mask.max(initial=0)
    if not (mask.min(initial=0) >= 0 and top <= 255):  # also where either is NaN
        raise MuralsError(f"the mask holds values from {mask.min()} to {top}: expected bool, 0..1 or 0..255")
    return mask > (0.5 if top <= 1 else 127.5)


def repair_weight(mask: NDArray[np.bool_], *, dilate: int = 0, feather: int = 0) -> NDArray[np.float32]:
    """Return the share of each pixel that is repainted, (H, W) float32 in [0, 1]; zero outside the grown mask.

    The mask grows by a disc of radius `dilate` pixels. Within `feather` pixels of the grown border the share falls
    outwards by the cubic 3 t^2 - 2 t^3, smooth at both ends; the border of the image is no border of the mask.
    """
    if dilate < 0 or feather < 0:
        raise MuralsError(f"--dilate {dilate} --feather {feather}: expected pixels, zero or more")
    hole = mask if not dilate or not mask.any() else _distance(~mask) <= dilate
    if not feather:
        return hole.astype(np.float32)
    t = np.minimum(_distance(hole) / (feather + 1), 1.0)  # the outermost pixel of the hole is at distance 1
    return np.asarray(t * t * (3.0 - 2.0 * t), np.float32)


def paste(image: NDArray[Any], painted: NDArray[np.float32], weight: NDArray[np.float32]) -> NDArray[Any]:
    """Return `image` (H, W, 3) with `painted` mixed in by `weight`; where that is zero, the very values of `image`."""
    hole, restored = weight > 0, image.copy()
    share = weight[hole][:, None]
    mixed = (1.0 - share) * to_float(image[hole]) + share * painted[hole]
    restored[hole] = from_float(mixed, image.dtype)
    return restored


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


def _as_rgb(image: NDArray[Any]) -> NDArray[Any]:
    """Return the image as (H, W, 3), a grey one with three equal channels; raises `MuralsError` for any other form."""
    if image.ndim not in (2, 3) or (image.ndim == 3 and image.shape[2] != 3) or not image.size:
        raise MuralsError(f"an image of shape {image.shape}: expected (H, W, 3) RGB or (H, W) grey, without alpha")
    if image.dtype not in (np.uint8, np.uint16) and image.dtype.kind != "f":
        raise MuralsError(f"an image of {image.dtype}: expected uint8, uint16 or float in [0, 1]")
    if image.dtype.kind == "f" and not (image.min() >= 0 and image.max() <= 1):  # also where either is NaN
        span = f"{image.min():g} to {image.max():g}"
        raise MuralsError(f"a float image with values from {span}: expected 0 to 1, divide it by its white")
    return image if image.ndim == 3 else np.repeat(image[..., None], 3, axis=2)


def _distance(inside: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return the distance in pixels of each pixel of `inside` to the nearest one that is not; huge where all are."""
    return cv2.distanceTransform(inside.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)


def _whole(image: NDArray[Any]) -> int:
    """Return the tile that holds the whole image: a larger one needs no less memory."""
    return -(-max(image.shape[:2]) // STRIDE) * STRIDE


def _size(array: NDArray[Any]) -> str:
    return _size_of(array.shape[:2]) if array.ndim == 2 else f"of shape {array.shape}"


def _size_of(size: tuple[int, ...]) -> str:
    return f"{size[1]}x{size[0]}"
