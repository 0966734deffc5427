"""The backend for networks that `murals export` wrote: onnxruntime instead of torch, which takes seconds to load.

The file holds the U-Net and its head. What they see and what is made of their answer is done here, as in
`learn.network`. It is tied to its checkpoint by the checksum of the weights.

References
----------
https://onnxruntime.ai/docs/api/python
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Unpack

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from murals.config import STRIDE
from murals.errors import MuralsError
from murals.images import as_kinds, lost, marked
from murals.learn.checkpoint import Checkpoint
from murals.progress import SILENT, Progress
from murals.restoration.backend import Image, Mask, Tiling
from murals.restoration.membrane import fill_membrane
from murals.restoration.options import OVERLAP, TILE, check_tiling
from murals.restoration.tiles import blend_tiles

INPUT, OUTPUT, CHECKSUM = "seen", "answer", "weights_sha256"  # names in the file
CHANGE, KEEP, DAMAGE, VEIL = slice(0, 3), 3, 4, 5  # channels of the answer
KEEP_NOTHING = 3.0  # as in `learn.network`
Planes = NDArray[np.float32]  # (C, H, W)


@dataclass(frozen=True)
class OnnxRestorer:
    """An exported network. It behaves as `predict.Restorer` does, and threads may share it."""

    session: onnxruntime.InferenceSession
    name: str  # the checkpoint's path
    info: Mapping[str, Any] = field(default_factory=dict)
    reason: str = "named by the caller"

    @classmethod
    def open(cls, path: Path, checkpoint: Checkpoint, reason: str) -> "OnnxRestorer":
        """Open the exported network at `path`, which was made from `checkpoint`.

        Raises
        ------
        MuralsError
            If the file is damaged, or was made from other weights.
        """
        try:
            session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        except Exception as error:  # of types of its own
            raise MuralsError(f"{path} is no network that can be run ({error}): export it again") from error
        made_from = session.get_modelmeta().custom_metadata_map.get(CHECKSUM)
        if made_from != checkpoint.info.get(CHECKSUM):
            raise MuralsError(f"{path} was made from other weights than {checkpoint.path}: export it again")
        return cls(session, str(checkpoint.path), checkpoint.info, reason)

    @property
    def introduction(self) -> str:
        """The model's name and why it was chosen, as a line for people."""
        return f"model: {self.name} ({self.reason})"

    def __call__(self, image: Image, mask: Mask | None = None, **tiling: Unpack[Tiling]) -> Image:
        """Return the restored image (H, W, 3), clamped to [0, 1]; where nothing is wanted it is `image` itself."""
        if mask is None:
            return np.clip(self._run(image, None, _restored, channels=3, **tiling), 0.0, 1.0)
        where = np.asarray(marked(as_kinds(mask)))
        wanted = tiling.setdefault("wanted", where)
        painted = np.clip(self._run(image, mask, _restored, channels=3, **tiling), 0.0, 1.0)
        return np.where((where if wanted is None else where & wanted)[..., None], painted, image)

    def propose(self, image: Image, **tiling: Unpack[Tiling]) -> Image:
        """Return the predicted probability that each pixel is damaged, (H, W) in [0, 1]."""
        return self._run(image, None, lambda _, answer: _sigmoid(answer[[DAMAGE]]), channels=1, **tiling)[..., 0]

    def legible(self, image: Image, damage: NDArray[np.bool_], **tiling: Unpack[Tiling]) -> Image:
        """Return the predicted probability that each pixel is veiled, if it is damaged, (H, W) in [0, 1]."""
        return self._run(image, None, lambda _, answer: _sigmoid(answer[[VEIL]]), channels=1, **tiling)[..., 0]

    def _run(
        self,
        image: Image,
        mask: Mask | None,
        look: Callable[[Planes, Planes], Planes],
        *,
        channels: int,
        tile: int = TILE,
        overlap: int = OVERLAP,
        progress: Progress = SILENT,
        wanted: NDArray[np.bool_] | None = None,
    ) -> Image:
        """Return what `look` makes of what is seen and answered, (H, W, channels)."""
        check_tiling(tile, overlap)

        def look_at(seen: Planes) -> Planes:
            answer = self.session.run([OUTPUT], {INPUT: np.ascontiguousarray(seen[None])})[0][0]
            return look(seen, answer)

        size = min(tile, -(-max(image.shape[:2]) // STRIDE) * STRIDE)
        painted = blend_tiles(
            _seen(image, mask), look_at, tile=size, overlap=overlap, wanted=wanted, channels=channels, progress=progress
        )
        return np.ascontiguousarray(painted.transpose(1, 2, 0))


def _seen(image: Image, mask: Mask | None) -> Planes:
    """Return what the network sees, (8, H, W): the filled image, the mask, its veiled part, the veiled paint."""
    planes = image.astype(np.float32)
    if mask is None:
        return np.concatenate([planes, np.zeros((*planes.shape[:2], 5), np.float32)], axis=2).transpose(2, 0, 1)
    kinds = as_kinds(mask)
    hole = np.asarray(marked(kinds))
    veiled = hole & ~lost(kinds)
    filled = fill_membrane(planes, hole)
    hidden = (planes - filled) * veiled[..., None]
    told = np.stack([hole, veiled], axis=2).astype(np.float32)
    return np.concatenate([filled, told, hidden], axis=2).transpose(2, 0, 1)


def _restored(seen: Planes, answer: Planes) -> Planes:
    """Return the filled image, changed, with the share of the veiled paint that is kept, (3, h, w)."""
    kept = _sigmoid(answer[KEEP] - KEEP_NOTHING) * seen[5:8]
    restored: Planes = seen[:3] + answer[CHANGE] + kept
    if not np.isfinite(restored).all():
        raise MuralsError("the exported network paints values that are no numbers: export it again")
    return restored


def _sigmoid(x: Planes) -> Planes:
    return np.asarray(1 / (1 + np.exp(-x)), np.float32)
