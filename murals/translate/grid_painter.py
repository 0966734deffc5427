"""Pictures of a translation training: curves, and grids of input, target and output."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from fastai.learner import Learner
from torch import Tensor

from murals.data.aligned import AlignedPair
from murals.learn.callbacks import restored_triples
from murals.learn.run import Run
from murals.runs.curves import draw_curves
from murals.runs.tensorboard import TensorBoardWriter
from murals.train.painter import DRAW_EVERY, Painter
from murals.translate.gallery import draw_translations
from murals.translate.results import evenly

SAMPLES = 4  # images a grid


class GridPainter(Painter):
    """Shows a translation while it trains: numbers after each epoch, curves now and then, grids regularly."""

    def __init__(
        self,
        run: Run,
        learn: Learner,
        board: TensorBoardWriter,
        sides: Mapping[str, Sequence[AlignedPair]],
        *,
        every: int,
    ) -> None:
        """Take the pairs of `train` and `val`, by side; the same few are shown each time."""
        super().__init__(run, learn, board)
        self.every = every
        self.shown = {side: evenly(pairs, SAMPLES) for side, pairs in sides.items()}
        self.batches = {side: self._load(pairs) for side, pairs in self.shown.items()}

    def after_epoch(self, run: Run, learn: Learner) -> None:
        """Write the numbers; draw curves if the last are old, and grids if they are due."""
        row = run.history()[-1]
        self.board.write_epoch(row)
        epoch = int(row["epoch"])
        if epoch % self.every == 0:
            self.draw_grids(self.run.folder / "grids", f"epoch-{epoch:04}")
        if time.monotonic() - self.drawn >= DRAW_EVERY:
            draw_curves(run.history(), run.folder / "curves.png")
            self.drawn = time.monotonic()

    def draw(self) -> None:
        """Draw `curves.png` and the grids of the kept weights."""
        draw_curves(self.run.history(), self.run.folder / "curves.png")
        self.draw_grids(self.run.folder, "samples")

    def draw_grids(self, folder: Path, stem: str) -> None:
        """Draw `STEM.train.png` and `STEM.val.png`, and write both to TensorBoard."""
        for side, batch in self.batches.items():
            image, output, target = restored_triples(self.learn.model, batch)
            names = [pair.name for pair in self.shown[side]]
            draw_translations((image, output, target), folder / f"{stem}.{side}.png", names=names)
            step = int(self.run.history()[-1]["step"])
            self.board.write_samples((image, target, output), step, label=f"{side}: input, target, output")

    def _load(self, pairs: Sequence[AlignedPair]) -> list[Tensor]:
        loader = self.learn.dls.test_dl(list(pairs), with_labels=True, bs=len(pairs))
        return [t.as_subclass(Tensor) for t in next(iter(loader))]
