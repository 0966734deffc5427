"""Comparison of a finished training with the packaged model, on the validation pairs of the training.

The checkpoint keeps both numbers (`Comparison`). By them `murals restore` decides which model it takes.
"""

import math
from pathlib import Path

from murals.data.items import Item, read_item
from murals.data.pairs import Pair, find_pairs
from murals.images.tensors import to_tensor
from murals.learn.checkpoint import Checkpoint, annotate, packaged_checkpoint
from murals.learn.metrics import hole_psnr, psnr
from murals.learn.speaker import KEPT_AS, Comparison
from murals.progress import SILENT, Progress
from murals.restoration.predict import Restorer

MOST = 100  # pairs that are scored, evenly over the validation ones: minutes on two cores, and the mean is steady


def compare_with_packaged(
    checkpoint: Checkpoint, data: str | Path, *, size: int | None, device: str = "auto", progress: Progress = SILENT
) -> Checkpoint:
    """Score `checkpoint` and the packaged model on `data/val`; return the checkpoint with both numbers noted.

    Parameters
    ----------
    size
        Side of the images in pixels, as in training; None is the pairs' own size.

    Returns
    -------
    checkpoint
        The checkpoint as it was if this installation has no packaged model.
    """
    packaged = packaged_checkpoint()
    if packaged is None:
        return checkpoint
    pairs = find_pairs(data, "val")
    chosen = pairs[:: max(1, -(-len(pairs) // MOST))]
    restorers = [Restorer.open(model, device=device) for model in (checkpoint, packaged)]
    levels = [
        [_level(read_item(pair, size=size), restorer) for restorer in restorers]
        for pair in progress.track(chosen, "beside the packaged model")
    ]
    own, theirs = (_mean(column) for column in zip(*levels, strict=True))
    region = "holes" if _masked(pairs) else "whole images"
    comparison = Comparison(own, theirs, len(chosen), region, packaged.info["weights_sha256"])
    return annotate(checkpoint, **{KEPT_AS: comparison.as_plain()})


def _level(item: Item, restorer: Restorer) -> float:
    """Return the PSNR in dB of the restored `item`: over the hole, or over the whole image if there is no mask."""
    restored, clean = to_tensor(restorer(item.damaged, item.kinds)), to_tensor(item.clean)
    if item.kinds is None:
        return psnr(restored, clean).item()
    return hole_psnr(restored, clean, to_tensor(item.kinds)).item()


def _masked(pairs: list[Pair]) -> bool:
    return all(pair.mask for pair in pairs)


def _mean(levels: tuple[float, ...]) -> float:
    """Return the mean of the levels that are numbers; an image without a hole has none."""
    known = [level for level in levels if not math.isnan(level)]
    return math.fsum(known) / len(known) if known else math.nan
