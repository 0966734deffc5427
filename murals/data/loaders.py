"""fastai `DataLoaders` of damaged and clean pairs.

Batches are `(damaged, clean, mask)`, or `(damaged, clean)` if the pairs have no masks. Images are `(B, 3, H, W)`
float32 in [0, 1], masks `(B, 1, H, W)` float32, 1 = lost, 128/255 = veiled, 0 = sound. Flips, quarter turns, crops and
slight scaling are drawn once for a pair and applied to all three; colours are not changed. Nothing is normalised: the
model does that.

References
----------
DataBlock, https://docs.fast.ai/data.block.html
"""

import logging
import random
from pathlib import Path
from statistics import mode

import numpy as np
import torch
from fastai.data.block import DataBlock, TransformBlock
from fastai.data.core import DataLoaders
from fastai.data.transforms import IndexSplitter, IntToFloatTensor
from fastai.vision.augment import Resize, aug_transforms
from fastai.vision.core import PILImage, TensorImage
from fasttransform import Transform
from PIL.Image import Resampling

from murals import ranks
from murals.config import PhaseConfig
from murals.data.draws import draw_for_all
from murals.data.pairs import Pair, find_pairs
from murals.data.shown import OpenImage, PairPart, PairsDL, PILDamaged
from murals.device import pick_device
from murals.errors import MuralsError
from murals.images import LOST, VEILED, as_kinds, image_size, lost, marked, read_kinds

logger = logging.getLogger("murals")

MAX_ZOOM = 1.25  # a crop keeps at least 1 / 1.25 of each side
TRACE = 1e-3  # a share of damage below a quarter of a grey level is rounding of the warp
MIN_SIZE = 32  # below this the encoder's deepest feature is less than a pixel
DEFAULT_BATCH = PhaseConfig.batch_size


class TensorMaskImage(TensorImage):
    """A mask that is warped with its image, bilinearly, so that every pixel with a share of damage is known.

    Its planes `(B, 3, H, W)` are the marked pixels and, twice, the lost ones: in a single plane the edge of a loss
    would become a veil.
    """


class PILMaskImage(PILImage):
    """A mask as planes: red 255 = damage of either kind, green and blue 255 = lost."""

    _tensor_cls = TensorMaskImage


class HardenMask(Transform):
    """After warping, make any pixel with a share of loss lost, and any other with a share of damage veiled."""

    order = 200  # behind all geometric transforms

    def encodes(self, x: TensorMaskImage) -> torch.Tensor:
        """Return the planes `(B, 3, H, W)` as kinds over 255, `(B, 1, H, W)`."""
        damage, loss = (torch.gt(x[:, plane, None], TRACE).to(torch.float32) for plane in (0, 1))
        return torch.where(loss > 0, loss, damage * (VEILED / LOST))


def mural_dls(
    data: str | Path = "data",
    *,
    size: int | None = None,
    batch_size: int = DEFAULT_BATCH,
    seed: int = 0,
    workers: int = 0,
    augment: bool = True,
    device: str = "auto",
) -> DataLoaders:
    """Load the pairs of `data/train` and `data/val` for fastai.

    With fewer training pairs than `batch_size` the batch is smaller. Images larger than the pairs are enlarged. Both
    are logged.

    Parameters
    ----------
    size
        Side in pixels; None is the pairs' own.

    Raises
    ------
    MuralsError
        If a folder is missing, empty or holds an unmatched pair.
    """
    train, valid = find_pairs(Path(data), "train"), find_pairs(Path(data), "val")
    own = own_size([*train, *valid])
    size = _checked_size(size or own, own)
    batch_size = _checked_batch(batch_size, len(train))
    block = _block([*train, *valid], size, enlarge=size > own, augment=augment)
    block.splitter = IndexSplitter(range(len(train), len(train) + len(valid)))
    dls = block.dataloaders(
        [*train, *valid],
        bs=batch_size,
        val_bs=batch_size,
        num_workers=workers,
        device=pick_device(device),
        path=Path(),
    )
    dls.train.rng = random.Random(seed)  # the order of the pairs; fastai would draw its own
    dls.pairs, dls.size = (train, valid), size
    return dls


def blank_dls(size: int, *, device: str = "auto") -> DataLoaders:
    """Return loaders without pairs, for prediction, that open and scale images like `mural_dls` of `size`."""
    blank = np.zeros((size, size, 3), np.uint8)
    block = DataBlock(
        blocks=(_image_block(PILDamaged), _image_block(PILImage)),
        dl_type=PairsDL,
        n_inp=1,
        getters=[PairPart("damaged"), PairPart("clean")],
        splitter=IndexSplitter([1]),
        item_tfms=_resize(size, enlarge=False),
    )
    dls = block.dataloaders([blank, blank], bs=1, num_workers=0, device=pick_device(device), path=Path()).new_empty()
    dls.pairs, dls.size = ([], []), size
    return dls


def own_size(pairs: list[Pair]) -> int:
    """Return the most frequent short side of the clean images, in pixels."""
    return mode(min(image_size(pair.clean)) for pair in pairs)


def _block(pairs: list[Pair], size: int, *, enlarge: bool, augment: bool) -> DataBlock:
    """Return the description of how a `Pair` becomes tensors."""
    masked = all(pair.mask for pair in pairs)
    names = ["damaged", "clean", "mask"] if masked else ["damaged", "clean"]
    blocks = [_image_block(PILDamaged), _image_block(PILImage), *([_mask_block()] if masked else [])]
    return DataBlock(
        blocks=tuple(blocks),
        dl_type=PairsDL,
        n_inp=1,
        getters=[PairPart(name) for name in names],
        item_tfms=_resize(size, enlarge=enlarge),
        batch_tfms=[*(_augmentations() if augment else []), HardenMask()],
    )


def _resize(size: int, *, enlarge: bool) -> Resize:
    resample = Resampling.BICUBIC if enlarge else Resampling.BOX  # BOX is the mean over the area
    return Resize(size, resamples=(resample, resample))


def _augmentations() -> list[Transform]:
    """Return flips and quarter turns (the dihedral group) and a crop with slight scaling, as one warp."""
    warps = aug_transforms(flip_vert=True, max_rotate=0.0, max_zoom=MAX_ZOOM, max_lighting=0.0, max_warp=0.0)
    if ranks.world() > 1:
        for warp in warps:
            warp.aff_fs = warp.aff_fs.map(draw_for_all)
    return warps


def _image_block(kind: type[PILImage]) -> TransformBlock:
    return TransformBlock(type_tfms=OpenImage(kind), batch_tfms=IntToFloatTensor)


def _mask_block() -> TransformBlock:
    return TransformBlock(type_tfms=_open_mask, batch_tfms=IntToFloatTensor)


def _open_mask(path: Path) -> PILMaskImage:
    kinds = read_kinds(path)
    damage, loss = (as_kinds(part(kinds)) for part in (marked, lost))
    return PILMaskImage.create(np.stack([damage, loss, loss], 2))


def _checked_size(size: int, own: int) -> int:
    if size < MIN_SIZE:
        raise MuralsError(f"images of {size} px are too small to train on: choose --size {MIN_SIZE} or more")
    if size > own:
        logger.warning("the pairs are %d px, training wants %d px: they are enlarged", own, size)
    return size


def _checked_batch(batch_size: int, pairs: int) -> int:
    """Return a batch size that the pairs can fill: fastai's training loader drops an incomplete batch.

    Several processes have equal shares of it.
    """
    if batch_size < 1:
        raise MuralsError(f"a batch of {batch_size} images cannot be: choose --batch-size 1 or more")
    if pairs < batch_size:
        logger.warning("%d training pairs do not fill a batch of %d: the batch is %d", pairs, batch_size, pairs)
    batch_size, world = min(batch_size, pairs), ranks.world()
    if batch_size < world:
        raise MuralsError(f"a batch of {batch_size} images is less than one for each of {world} processes: start fewer")
    if batch_size % world:
        equal = batch_size - batch_size % world
        logger.warning("a batch of %d is no equal share for %d processes: the batch is %d", batch_size, world, equal)
    return batch_size - batch_size % world
