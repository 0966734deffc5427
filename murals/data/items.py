"""Pairs in memory, as they are scored: damaged and clean image and the kinds of damage."""

import logging
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from murals.data.pairs import Pair
from murals.errors import MuralsError
from murals.images import Kinds, join_kinds, lost, marked, read_image, read_kinds

LEAST_SIZE = 11  # px; SSIM's window

Image = NDArray[np.float32]
Mask = NDArray[np.bool_]

logger = logging.getLogger("murals")


@dataclass(frozen=True)
class Item:
    """A pair in memory: damaged and clean `(H, W, 3)` float32 in [0, 1].

    `kinds` `(H, W)` uint8 is the mask: 255 lost, 128 veiled, 0 sound; None if the pair has none. `wall` is the wall of
    which the image shows a part.
    """

    name: str
    damaged: Image
    clean: Image
    kinds: Kinds | None
    wall: str = ""

    @property
    def hole(self) -> Mask | None:
        """Where the mask marks damage of either kind, (H, W); None without a mask."""
        return None if self.kinds is None else np.asarray(marked(self.kinds))

    @property
    def mask_ratio(self) -> float | None:
        """The share of the image that is damaged, in [0, 1]; None without a mask."""
        return None if self.hole is None else float(self.hole.mean())

    @property
    def veiled_ratio(self) -> float | None:
        """The share of the image that is veiled, in [0, 1]; None without a mask."""
        return None if self.kinds is None else float((marked(self.kinds) & ~lost(self.kinds)).mean())


def read_item(pair: Pair, *, size: int | None = None, wall: str = "") -> Item:
    """Read the files of a pair, resized to a short side of `size` pixels.

    Raises
    ------
    MuralsError
        If the two images differ in size.
    """
    damaged, clean = read_image(pair.damaged), read_image(pair.clean)
    if damaged.shape != clean.shape:
        raise MuralsError(
            f"{pair.damaged} is {_size(damaged)} but {pair.clean} is {_size(clean)}: "
            'a pair needs one size; "murals check" lists all such pairs'
        )
    kinds = read_kinds(pair.mask, damaged.shape[:2], of=pair.damaged) if pair.mask else None
    item = Item(pair.name, damaged, clean, kinds, wall)
    return item if size is None or size == min(damaged.shape[:2]) else resize_item(item, size)


def resize_item(item: Item, size: int) -> Item:
    """Resize the short side to `size` pixels, by the methods of the training loaders.

    These are area averaging, or cubic interpolation to enlarge. A pixel with any share of damage is damaged, and one
    with any share of lost paint is lost.

    Raises
    ------
    MuralsError
        If `size` is too small to score.
    """
    if size < LEAST_SIZE:
        raise MuralsError(f"--size {size} is too small to score: SSIM needs {LEAST_SIZE} pixels at least")
    height, width = item.clean.shape[:2]
    scale = size / min(height, width)
    if scale > 1:
        logger.warning("%s is %dx%d: enlarged to %d px, which adds no detail", item.name, width, height, size)
    shape = max(size, round(width * scale)), max(size, round(height * scale))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    damaged, clean = (
        np.clip(cv2.resize(image, shape, interpolation=how), 0, 1) for image in (item.damaged, item.clean)
    )
    kinds = None if item.kinds is None else _resized_kinds(item.kinds, shape)
    return replace(item, damaged=damaged, clean=clean, kinds=kinds)


def _resized_kinds(kinds: Kinds, shape: tuple[int, int]) -> Kinds:
    def touched(mask: Mask) -> Mask:
        return np.asarray(cv2.resize(mask.astype(np.float32), shape, interpolation=cv2.INTER_AREA) > 0)

    return join_kinds(touched(lost(kinds)), touched(marked(kinds)))


def _size(image: Image) -> str:
    return f"{image.shape[1]}x{image.shape[0]}"
