"""The backend for networks that `murals export` wrote: onnxruntime instead of torch, which takes seconds to load.

The file holds the U-Net and its head. What they see and what is made of their answer is done here, as in
`learn.network`. It is tied to its checkpoint by the checksum of the weights.

References
----------
https://onnxruntime.ai/docs/api/python
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from murals.errors import MuralsError
from murals.images import as_kinds, lost, marked
from murals.learn.checkpoint import Checkpoint
from murals.restoration.backend import Image, Mask
from murals.restoration.membrane import fill_membrane
from murals.restoration.tiled import TiledBackend
from murals.restoration.tiles import Planes

INPUT, OUTPUT, CHECKSUM = "seen", "answer", "weights_sha256"  # names in the file
CHANGE, KEEP, DAMAGE, VEIL = slice(0, 3), 3, 4, 5  # channels of the answer
KEEP_NOTHING = 3.0  # as in `learn.network`


@dataclass(frozen=True)
class OnnxRestorer(TiledBackend):
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

    def see(self, image: Image, mask: Mask | None) -> Planes:
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

    def paint(self, seen: Planes) -> Planes:
        """Return what the network paints of a tile that is `seen` (8, h, w), (3, h, w), not clamped."""
        return _restored(seen, self._answer(seen))

    def judge(self, seen: Planes) -> Planes:
        """Return the probabilities of damage, and of a veil where there is damage, of a tile, (2, h, w)."""
        return _sigmoid(self._answer(seen)[[DAMAGE, VEIL]])

    def _answer(self, seen: Planes) -> Planes:
        answer: Planes = self.session.run([OUTPUT], {INPUT: np.ascontiguousarray(seen[None])})[0][0]
        return answer


def _restored(seen: Planes, answer: Planes) -> Planes:
    """Return the filled image, changed, with the share of the veiled paint that is kept, (3, h, w)."""
    kept = _sigmoid(answer[KEEP] - KEEP_NOTHING) * seen[5:8]
    restored: Planes = seen[:3] + answer[CHANGE] + kept
    if not np.isfinite(restored).all():
        raise MuralsError("the exported network paints values that are no numbers: export it again")
    return restored


def _sigmoid(x: Planes) -> Planes:
    return np.asarray(1 / (1 + np.exp(-x)), np.float32)
