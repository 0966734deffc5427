"""Measures of a trained translator, image by image: L1 on [-1, 1], PSNR in dB, SSIM.

The network runs in eval mode, without jitter, on the square that it was trained on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

import torch
from fastai.data.core import DataLoaders
from torch import Tensor, nn

from murals.data.aligned import AlignedPair
from murals.learn.metrics import l1, psnr, ssim
from murals.progress import SILENT, Progress

MEASURING_BATCH = 16  # images; what a small machine's memory holds in any network here


@dataclass(frozen=True)
class ImageMeasures:
    """The measures of one image, and its side of the split, `train` or `val`."""

    name: str
    side: str
    l1: float
    psnr: float
    ssim: float


def measure_translator(
    net: nn.Module, dls: DataLoaders, pairs: Sequence[AlignedPair], *, side: str, progress: Progress = SILENT
) -> list[ImageMeasures]:
    """Translate all `pairs` and return their measures in order."""
    rows: list[ImageMeasures] = []
    names = iter(pair.name for pair in pairs)
    for _image, output, target in translate_pairs(net, dls, pairs, progress=progress):
        measures = zip(2 * l1(output, target), psnr(output, target), ssim(output, target), strict=True)
        rows += [ImageMeasures(next(names), side, *(float(value) for value in values)) for values in measures]
    return rows


def translate_pairs(
    net: nn.Module, dls: DataLoaders, pairs: Sequence[AlignedPair], *, progress: Progress = SILENT
) -> Iterable[tuple[Tensor, Tensor, Tensor]]:
    """Yield batches (input, output, target), each `(B, 3, S, S)` in [0, 1] on the CPU, in the order of `pairs`."""
    loader = dls.test_dl(list(pairs), with_labels=True, bs=MEASURING_BATCH)
    net.eval()
    for batch in progress.track(loader, "measuring", total=len(loader)):
        image, target = (t.as_subclass(Tensor) for t in batch)
        with torch.inference_mode():
            output = net(image).clamp(0, 1)
        yield image.cpu(), output.cpu(), target.cpu()


def mean_l1(rows: Sequence[ImageMeasures], side: str) -> float:
    """Return the L1 on [-1, 1], averaged over the images of one side."""
    return fmean(row.l1 for row in rows if row.side == side)
