"""TensorBoard events of a training: the numbers of each epoch, over one step count that continues over the phases.

The event file lies in the run's folder (`tensorboard --logdir models`).

References
----------
https://docs.pytorch.org/docs/stable/tensorboard.html
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import torch
from torch import Tensor
from torch.utils.tensorboard import SummaryWriter
from torchvision.utils import make_grid

SIDES = ("train", "valid")
_GAP = 4  # pixels between two pictures of the grid


class TensorBoardWriter:
    """A writer to one event file; used as a context, so that the file is complete if the phase ends or fails."""

    def __init__(self, folder: Path) -> None:
        """Make a new event file in `folder`."""
        self.writer = SummaryWriter(str(folder))

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Flush and close the file."""
        self.writer.close()

    def write_epoch(self, row: Mapping[str, Any]) -> None:
        """Write a row of the history at its step: `train_psnr` becomes `psnr/train`, `lr` becomes `lr`."""
        step = int(row["step"])
        for name, value in row.items():
            side, _, measure = name.partition("_")
            if side in SIDES:
                self.writer.add_scalar(f"{measure}/{side}", value, step)
        if "lr" in row:
            self.writer.add_scalar("lr", row["lr"], step)
        self.writer.flush()  # a training is looked at while it runs

    def write_samples(self, triples: Sequence[Tensor], step: int, *, label: str = "damaged, restored, clean") -> None:
        """Write three batches, each `(B, 3, H, W)` in [0, 1], as one picture with a row for each image."""
        side_by_side = torch.stack(list(triples), dim=1).flatten(0, 1)  # (B * 3, 3, H, W)
        grid = make_grid(side_by_side.clamp(0, 1), nrow=len(triples), padding=_GAP, pad_value=1.0)
        self.writer.add_image(label, grid, step)
        self.writer.flush()
