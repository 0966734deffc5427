"""Endless training pairs: clean photographs in memory, cropped, turned and damaged again at every access.

Samples are `(damaged, clean, mask)` as tensors `(3, S, S)`, `(3, S, S)`, `(1, S, S)`, uint8, mask 255 = lost, 128 =
veiled, 0 = sound; `as_float` turns each part of a batch into what the loaders of pairs give. No two are alike, so that
a small collection is not learned by heart. They are for long trainings; validation needs fixed pairs.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Dataset, get_worker_info

from murals.data.cuts import TILE, shrink_pair
from murals.data.damage import find_recipe
from murals.data.recipes.upstream import damage_upstream
from murals.errors import MuralsError
from murals.images.kinds import LOST, lost, marked
from murals.images.pixels import from_float, to_float

COVER = (0.04, 0.5)  # share of a crop that is damaged: an empty crop teaches nothing, a black one neither
ZOOM = (0.7, 1.25)  # a crop shows this many times its side
SMALL = 256  # px, the side to which a tile is shrunk for training
SHRINK = TILE // SMALL
UPSTREAM = "upstream"  # black shapes, drawn without their wall
ONLY_UPSTREAM: Mapping[str, float] = MappingProxyType({UPSTREAM: 1.0})
_TRIES = 8  # crops looked at for one whose cover fits
_KEPT = 256  # masks of the other recipes that are kept to be laid on other walls


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
        recipes: Mapping[str, float] = ONLY_UPSTREAM,
        again: float = 0.0,
        share: float = 0.5,
        dense: float = 0.0,
        sound: float = 0.0,
        seed: int = 0,
    ) -> None:
        """Prepare the source.

        Parameters
        ----------
        clean
            Images (H, W, 3) uint8 at the scale of 512 px tiles, which are damaged anew.
        pairs
            Pairs at half that scale, from which a `share` of the samples comes.
        crop
            Side of a sample in pixels.
        recipes
            Names of recipes for the clean images, and how often each is chosen.
        again
            Share of the crops for which a recipe other than `upstream` draws nothing, but a mask that it drew for
            another wall hides the paint in black: drawing is what takes the time.
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
        self.dense, self.sound, self.again = dense, sound, again
        self.share = share if clean and pairs else float(bool(pairs))
        self.recipes = {name: find_recipe(name) for name in recipes}
        self.chances = np.array([*recipes.values()]) / sum(recipes.values())
        self.drawn: deque[np.ndarray] = deque(maxlen=_KEPT)
        self.seed, self.worker = seed, 0
        self.rng = np.random.default_rng(seed)

    def __len__(self) -> int:
        """Return the number of samples in an epoch."""
        return self.length

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor, Tensor]:
        """Return a new sample, chosen by the random generator and not by `index`."""
        self._part_ways()
        make = self._from_pair if self.rng.random() < self.share else self._from_clean
        damaged, clean, mask = _turn(make(), int(self.rng.integers(8)))
        return _as_tensor(damaged), _as_tensor(clean), _as_tensor(mask[..., None])

    def _part_ways(self) -> None:
        """In a worker process of a loader, begin a generator of its own, and a new one in each epoch."""
        if (info := get_worker_info()) and info.seed != self.worker:
            self.worker = info.seed
            self.rng = np.random.default_rng([self.seed, self.worker])

    def _from_pair(self) -> BytePair:
        return self._cut(self.pairs[int(self.rng.integers(len(self.pairs)))])

    def _from_clean(self) -> BytePair:
        """Crop at a random scale, and damage at half the scale, as `murals damage --size 256` shrinks its tiles."""
        image = self.clean[int(self.rng.integers(len(self.clean)))]
        if self.rng.random() < self.sound:
            clean = self._scaled_crop(image, self.crop)
            return BytePair(clean, clean, np.zeros(clean.shape[:2], np.uint8))
        name = str(self.rng.choice([*self.recipes], p=self.chances))
        if name == UPSTREAM:
            pair = self._hidden(image, self._mask())
        elif self.drawn and self.rng.random() < self.again:
            pair = self._hidden(image, self._drawn_before())
        else:
            pair = self._damaged(image, name)
        if self.rng.random() < self.dense:
            hidden = marked(second := self._mask())
            pair = BytePair(pair.damaged * ~hidden[..., None], pair.clean, np.maximum(pair.mask, second))
        return pair

    def _hidden(self, image: np.ndarray, mask: np.ndarray) -> BytePair:
        """Return a crop of `image` that is black where `mask` `(S, S)` marks it."""
        clean = self._scaled_crop(image, self.crop)
        return BytePair(clean * ~marked(mask)[..., None], clean, mask)

    def _damaged(self, image: np.ndarray, name: str) -> BytePair:
        """Damage a tile of `image` by a recipe, keep its mask of lost paint, and return a crop of the shrunken tile."""
        clean = to_float(self._scaled_crop(image, max(TILE, self.crop * SHRINK)))
        damaged, mask = self.recipes[name](clean, self.rng)
        damaged, clean, mask = shrink_pair(damaged, clean, mask, len(clean) // SHRINK)
        if lost(mask).any():
            self.drawn.append(np.where(lost(mask), mask, 0))
        return self._cut(BytePair(from_float(damaged, np.uint8), from_float(clean, np.uint8), mask))

    def _drawn_before(self) -> np.ndarray:
        mask = self.drawn[int(self.rng.integers(len(self.drawn)))]
        mask = np.rot90(mask, int(self.rng.integers(4)))
        return mask[self._window(mask)]

    def _cut(self, pair: BytePair) -> BytePair:
        window = self._window(pair.mask)
        return BytePair(*(part[window] for part in pair))

    def _mask(self) -> np.ndarray:
        _, large = damage_upstream(np.zeros((TILE, TILE, 1), np.float32), self.rng)
        mask = large[::SHRINK, ::SHRINK]
        if self.crop <= SMALL:
            return mask[self._window(mask)]
        return np.pad(mask, ((0, self.crop - SMALL),) * 2)

    def _scaled_crop(self, image: np.ndarray, size: int) -> np.ndarray:
        """Return a crop `(size, size, 3)` that shows `SHRINK * crop * ZOOM` px of `image`, more for larger `size`."""
        shown = max(size, self.crop * SHRINK)
        side = min(round(shown * self.rng.uniform(*ZOOM)), *image.shape[:2])
        y, x = (int(self.rng.integers(length - side + 1)) for length in image.shape[:2])
        window = image[y : y + side, x : x + side]
        way = cv2.INTER_AREA if side > size else cv2.INTER_CUBIC
        return window if side == size else cv2.resize(window, (size, size), interpolation=way)

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
    """Return bytes `(H, W, C)` as uint8 `(C, H, W)`."""
    return torch.from_numpy(np.ascontiguousarray(image.transpose(2, 0, 1)))


def as_float(part: Tensor) -> Tensor:
    """Return one part of a batch as float32 in [0, 1]: as bytes it is small on its way to where it is used."""
    return part.float() / LOST
