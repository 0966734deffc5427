"""A loaded translator: an image becomes its translation, of the same size.

Images are RGB float32 `(H, W, 3)` in [0, 1]. The network sees the whole image at once, resized to the square that it
was trained on, because it translates by what it takes the whole to be. The result is resized back.
"""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from murals.config import TRANSLATE, TranslatorConfig
from murals.device import pick_device
from murals.errors import MuralsError
from murals.images.tensors import to_array, to_tensor
from murals.learn.checkpoint import Checkpoint, find_checkpoints, open_checkpoint
from murals.learn.saved_network import load_network
from murals.learn.translator import Translator


@dataclass(frozen=True)
class ImageTranslator:
    """A network, its device, and what it was trained for."""

    net: Translator
    device: torch.device
    size: int  # pixels a side of the square that it was trained on
    direction: str
    side_by_side: bool  # its pairs were halves of one file
    name: str  # for messages: the checkpoint's path

    @classmethod
    def open(cls, model: str | Path | None = None, *, device: str = "auto") -> "ImageTranslator":
        """Load a checkpoint by its path or the folder of its run, or the newest translator under `models/`.

        Raises
        ------
        MuralsError
            If there is none, it is damaged, or it is a model that restores.
        """
        checkpoint = open_checkpoint(model) if model else newest_translator()
        if not isinstance(checkpoint.network, TranslatorConfig):
            raise MuralsError(f'{checkpoint.path} restores murals and does not translate: use it with "murals restore"')
        place, info = pick_device(device), checkpoint.info
        return cls(
            load_network(checkpoint, device=place),
            place,
            info["size"],
            info.get("direction", "AtoB"),
            info.get("layout") == "side-by-side",
            str(checkpoint.path),
        )

    def __call__(self, image: NDArray[np.float32], *, size: int | None = None) -> NDArray[np.float32]:
        """Return the translation of `image` (H, W, 3), at its own size.

        `size` is a side in pixels at which the network sees the image, instead of the trained one.
        """
        height, width = image.shape[:2]
        with torch.inference_mode():
            translated = self.net(to_tensor(_resized(image, size or self.size, size or self.size)).to(self.device))
        return np.clip(_resized(to_array(translated.float().cpu()), height, width), 0.0, 1.0)


def newest_translator(models: str | Path = "models") -> Checkpoint:
    """Return the newest checkpoint of `murals pix2pix train` under `models`."""
    found = find_checkpoints(models, phase=TRANSLATE)
    if not found:
        raise MuralsError(
            f'no translator under {models}: train one with "murals pix2pix train DATA", or name one with --model'
        )
    return found[0]


def _resized(image: NDArray[np.float32], height: int, width: int) -> NDArray[np.float32]:
    """Return the image at another size: area averaging if it shrinks, else cubic interpolation."""
    if image.shape[:2] == (height, width):
        return image
    shrinks = height * width < image.shape[0] * image.shape[1]
    resized = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC)
    return np.clip(resized, 0.0, 1.0).astype(np.float32)
