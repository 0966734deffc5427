"""The sample grid of a training: rows of damaged | restored | clean with their PSNR."""

from collections.abc import Sequence
from pathlib import Path

from torch import Tensor

from murals.errors import MuralsError
from murals.figures.samples import draw_columns
from murals.learn.metrics import psnr


def draw_samples(
    triples: Sequence[Tensor], path: str | Path, *, masks: Tensor | None = None, names: Sequence[str] | None = None
) -> None:
    """Draw rows of damaged, restored and clean images with their PSNR; an older picture is replaced.

    Parameters
    ----------
    triples
        (damaged, restored, clean), each (B, 3, H, W) in [0, 1].
    masks
        (B, 1, H, W), drawn after the damaged images.
    names
        Captions of the rows, below the clean images.

    Raises
    ------
    MuralsError
        If the batches differ in shape.
    """
    damaged, restored, clean = triples
    if not damaged.shape == restored.shape == clean.shape or damaged.ndim != 4 or damaged.shape[1] != 3:
        shapes = ", ".join(str(tuple(batch.shape)) for batch in triples)
        raise MuralsError(f"cannot draw {path}: expected three batches of one shape (B, 3, H, W), got {shapes}")
    columns = [(damaged, _with_psnr("damaged", damaged, clean))]
    if masks is not None:
        columns.append((masks.expand_as(damaged), ["mask"] * len(masks)))
    columns.append((restored, _with_psnr("restored", restored, clean)))
    columns.append((clean, [f"clean  {name}".rstrip() for name in names or [""] * len(clean)]))
    draw_columns(columns, path)


def _with_psnr(word: str, images: Tensor, clean: Tensor) -> list[str]:
    return [f"{word}  {level:.2f} dB" for level in psnr(images, clean).tolist()]
