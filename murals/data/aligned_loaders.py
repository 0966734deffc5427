"""fastai `DataLoaders` of aligned pairs: batches `(input, target)`, each `(B, 3, S, S)` float32 in [0, 1].

With jitter a training pair is loaded at 286 / 256 of the size, cropped at random and flipped at random, both images
alike; validation is never cropped. Every batch is used, the last short one too.

References
----------
Isola et al. 2017, https://arxiv.org/abs/1611.07004, section 6.2
"""

import random
from collections import Counter
from collections.abc import Sequence
from operator import attrgetter
from pathlib import Path

import numpy as np
from fastai.data.block import DataBlock, TransformBlock
from fastai.data.core import DataLoaders
from fastai.data.transforms import IndexSplitter, IntToFloatTensor, ToTensor
from fastai.vision.augment import RandTransform
from fastai.vision.core import PILImage
from numpy.typing import NDArray
from PIL.Image import Resampling, Transpose

from murals.data.aligned import AlignedPair, Half
from murals.device import pick_device
from murals.errors import MuralsError
from murals.images import read_image8

LARGEST_DEFAULT = 256  # pixels a side; what both originals train on
LOAD, CROP = 286, 256  # Isola et al. 2017: load a little larger, crop
KEPT_BYTES = 1 << 30  # decoded files that a training keeps in memory; all of facades is 200 MB


class Shelf:
    """A cache of decoded files of limited size: decoding took as long as training the small network."""

    def __init__(self, room: int = KEPT_BYTES) -> None:
        """Set the size in bytes."""
        self.room, self.kept = room, dict[Path, NDArray[np.uint8]]()

    def open(self, half: Half) -> PILImage:
        """Return one half as fastai's image."""
        whole = self.kept.get(half.path)
        if whole is None:
            whole = read_image8(half.path)
            if whole.nbytes <= self.room:
                self.room -= whole.nbytes
                self.kept[half.path] = whole
        return PILImage.create(np.ascontiguousarray(half.of(whole)))


class FitSquare(RandTransform):
    """Resize both images of a pair to one square; with jitter, crop a training pair at random and maybe mirror it."""

    split_idx, order = None, 1

    def __init__(self, size: int, *, jitter: bool) -> None:
        """Set the side of the square in pixels."""
        super().__init__()
        self.size, self.jitter = size, jitter

    def before_call(self, b: object, split_idx: int) -> None:
        """Draw crop and mirroring once for a pair."""
        jitter = self.jitter and split_idx == 0
        self.load = round(self.size * LOAD / CROP) if jitter else self.size
        self.left, self.top = (random.randint(0, self.load - self.size) for _ in range(2))
        self.mirrored = jitter and random.random() < 0.5

    def encodes(self, image: PILImage) -> PILImage:
        """Apply what was drawn for the pair to one image."""
        if image.size != (self.load, self.load):
            shrinks = min(image.size) > self.load
            image = image.resize((self.load, self.load), Resampling.BOX if shrinks else Resampling.BICUBIC)
        if self.load != self.size:
            image = image.crop((self.left, self.top, self.left + self.size, self.top + self.size))
        return image.transpose(Transpose.FLIP_LEFT_RIGHT) if self.mirrored else image


def translate_dls(
    train: Sequence[AlignedPair],
    valid: Sequence[AlignedPair],
    *,
    size: int | None = None,
    batch_size: int = 1,
    jitter: bool = False,
    seed: int = 0,
    workers: int = 0,
    device: str = "auto",
) -> DataLoaders:
    """Load the pairs for fastai.

    Images that are not square are squeezed to a square, as in pix2pix.

    Parameters
    ----------
    size
        Side in pixels; None is the images' own short side, at most 256.

    Raises
    ------
    MuralsError
        If the batch size is below 1.
    """
    if batch_size < 1:
        raise MuralsError(f"a batch of {batch_size} images cannot be: choose --batch-size 1 or more")
    pairs = [*train, *valid]
    size = size or min(usual_size(pairs), LARGEST_DEFAULT)
    shelf = Shelf()
    block = DataBlock(
        blocks=(_image_block(shelf), _image_block(shelf)),
        n_inp=1,
        getters=[attrgetter("input"), attrgetter("target")],
        splitter=IndexSplitter(range(len(train), len(pairs))),
        item_tfms=FitSquare(size, jitter=jitter),
    )
    dls = block.dataloaders(
        pairs,
        bs=min(batch_size, len(train)),
        val_bs=min(batch_size, len(valid)),
        num_workers=workers,
        drop_last=False,
        device=pick_device(device),
        path=Path(),
    )
    dls.train.rng = random.Random(seed)  # the order of the pairs; fastai would draw its own
    dls.pairs, dls.size = tuple([pair.files for pair in side] for side in (train, valid)), size
    return dls


def usual_size(pairs: Sequence[AlignedPair]) -> int:
    """Return the short side that most halves have, in pixels."""
    return Counter(min(pair.input.size()) for pair in pairs).most_common(1)[0][0]


def _image_block(shelf: Shelf) -> TransformBlock:
    def open_half(half: Half) -> PILImage:  # fastai dispatches on the types of a plain function
        return shelf.open(half)

    return TransformBlock(type_tfms=open_half, item_tfms=ToTensor, batch_tfms=IntToFloatTensor)
