"""Endless training pairs: clean photographs in memory, cropped, turned and damaged again at every access.

Samples are `(damaged, clean, mask)` as tensors `(3, S, S)`, `(3, S, S)`, `(1, S, S)`, float32 in [0, 1], mask 1 = lost,
128/255 = veiled, 0 = sound, as from the loaders of pairs. No two are alike, so that a small collection is not learned
by heart. They are for long trainings; validation needs fixed pairs.
"""

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Dataset

from murals.data.cuts import TILE
from murals.data.recipes.upstream import damage_upstream
from murals.errors import MuralsError
from murals.images.kinds import LOST, marked

COVER = (0.04, 0.5)  # share of a crop that is damaged: an empty crop teaches nothing, a black one neither
ZOOM = (0.7, 1.25)  # a crop shows this many times its side
SMALL = 256  # px, the side to which a tile is shrunk for training
SHRINK = TILE // SMALL
_TRIES = 8  # crops looked at for one whose cover fits


class BytePair(NamedTuple):
    """A pair in memory: damaged and clean `(H, W, 3)` uint8, mask `(H, W)` uint8: 255 lost, 128 veiled, 0 sound."""

    damaged: np.ndarray
    clean: np.ndarray
    mask: np.ndarray


class FreshPairs(Dataset):
    """An endless source of samples with a nominal `length`, the number of samples between two validations."""

    def __init__(
        self,
        clean: Sequence[np.ndarray],
        pairs: Sequence[BytePair],
        *,
        crop: int,
        length: int,
        share: float = 0.5,
        dense: float = 0.0,
        sound: float = 0.0,
        seed: int = 0,
    ) -> None:
        """Prepare the source.

        Parameters
        ----------
        clean
            Images (H, W, 3) uint8 at the scale of 512 px tiles, which the recipe `upstream` damages.
        pairs
            Pairs at half that scale, from which a `share` of the samples comes.
        crop
            Side of a sample in pixels.
        dense
            Share of the clean crops under two masks instead of one: only holes are learned from, and two cost no more.
        sound
            Share without any mask, from which a network learns that there may be nothing to propose.

        Raises
        ------
        MuralsError
            If an image is smaller than a crop, or there is none.
        """
        if not clean and not pairs:
            raise MuralsError("fresh pairs need clean images or pairs, got neither")
        sides = [min(image.shape[:2]) for image in [*clean, *(pair.clean for pair in pairs)]]
        if min(sides) < crop:
            raise MuralsError(f"crops of {crop} px do not fit an image of {min(sides)} px: choose a smaller crop")
        self.clean, self.pairs, self.crop, self.length = clean, pairs, crop, length
        self.dense, self.sound = dense, sound
        self.share = share if clean and pairs else float(bool(pairs))
        self.rng = np.random.default_rng(seed)

    def __len__(self) -> int:
        """Return the number of samples in an epoch."""
        return self.length

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor, Tensor]:
        """Return a new sample, chosen by the random generator and not by `index`."""
        make = self._from_pair if self.rng.random() < self.share else self._from_clean
        damaged, clean, mask = _turn(make(), int(self.rng.integers(8)))
        return _as_tensor(damaged), _as_tensor(clean), torch.from_numpy(mask[None].astype(np.float32) / LOST)

    def _from_pair(self) -> BytePair:
        pair = self.pairs[int(self.rng.integers(len(self.pairs)))]
        window = self._window(pair.mask)
        return BytePair(*(part[window] for part in pair))

    def _from_clean(self) -> BytePair:
        """Crop at a random scale, and damage by masks at half the scale, as `murals damage --size 256` shrinks them."""
        clean = self._scaled_crop(self.clean[int(self.rng.integers(len(self.clean)))])
        if self.rng.random() < self.sound:
            return BytePair(clean, clean, np.zeros(clean.shape[:2], np.uint8))
        mask = self._mask()
        if self.rng.random() < self.dense:
            mask = np.maximum(mask, self._mask())
        return BytePair(clean * ~marked(mask)[..., None], clean, mask)

    def _mask(self) -> np.ndarray:
        _, large = damage_upstream(np.zeros((TILE, TILE, 1), np.float32), self.rng)
        mask = large[::SHRINK, ::SHRINK]
        if self.crop <= SMALL:
            return mask[self._window(mask)]
        return np.pad(mask, ((0, self.crop - SMALL),) * 2)

    def _scaled_crop(self, image: np.ndarray) -> np.ndarray:
        side = min(round(self.crop * SHRINK * self.rng.uniform(*ZOOM)), *image.shape[:2])
        y, x = (int(self.rng.integers(length - side + 1)) for length in image.shape[:2])
        window = image[y : y + side, x : x + side]
        way = cv2.INTER_AREA if side > self.crop else cv2.INTER_CUBIC
        return window if side == self.crop else cv2.resize(window, (self.crop, self.crop), interpolation=way)

    def _window(self, mask: np.ndarray) -> tuple[slice, slice]:
        """Return a window of `mask` whose cover is within `COVER`, or the last of some tries."""
        for _ in range(_TRIES):
            y, x = (int(self.rng.integers(length - self.crop + 1)) for length in mask.shape)
            window = slice(y, y + self.crop), slice(x, x + self.crop)
            if COVER[0] <= marked(mask[window]).mean() <= COVER[1]:
                break
        return window


def _turn(pair: BytePair, way: int) -> BytePair:
    """Return the pair in one of the eight turns and flips of a square."""
    parts = (np.rot90(part, way % 4) for part in pair)
    return BytePair(*(np.flip(part, 1) if way >= 4 else part for part in parts))


def _as_tensor(image: np.ndarray) -> Tensor:
    """Return bytes `(H, W, 3)` as float32 `(3, H, W)` in [0, 1]."""
    return torch.from_numpy(np.ascontiguousarray(image.transpose(2, 0, 1))).float().div_(255)
