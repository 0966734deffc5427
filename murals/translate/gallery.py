"""Grids of input, target and output of a translation as pictures.

Each row is an image, with its L1 on [-1, 1] below the output.
"""

from collections.abc import Sequence
from pathlib import Path

from torch import Tensor

from murals.figures.samples import draw_columns
from murals.learn.metrics import l1


def draw_translations(
    triples: tuple[Tensor, Tensor, Tensor], path: str | Path, *, names: Sequence[str] | None = None
) -> None:
    """Draw (input, output, target), each (B, 3, H, W) in [0, 1], as columns; an older picture is replaced."""
    image, output, target = triples
    errors = [f"output  L1 {2 * float(error):.3f}" for error in l1(output, target)]
    captions = [f"input  {name}".rstrip() for name in names or [""] * len(image)]
    draw_columns([(image, captions), (target, ["target"] * len(target)), (output, errors)], path)
