"""Pictures of a training: curves and sample grids, in the run's folder and in TensorBoard."""

import time

from fastai.learner import Learner

from murals.learn.callbacks import restored_triples
from murals.learn.run import Run
from murals.runs.curves import draw_curves
from murals.runs.tensorboard import TensorBoardWriter
from murals.train.samples import draw_samples

SAMPLES = 4  # validation images in the grid
DRAW_EVERY = 30.0  # seconds; with few pairs an epoch takes less time than its pictures


class Painter:
    """Shows a phase while it trains: numbers to TensorBoard after each epoch, pictures now and then."""

    def __init__(self, run: Run, learn: Learner, board: TensorBoardWriter) -> None:
        """Take the samples at once: drawing must not change the random generators that a phase sets."""
        self.run, self.learn, self.board = run, learn, board
        self.samples = [t[:SAMPLES] for t in next(iter(learn.dls.valid))]
        self.drawn = 0.0

    def after_epoch(self, run: Run, learn: Learner) -> None:
        """Write the numbers; draw if the last pictures are old."""
        self.board.write_epoch(run.history()[-1])
        if time.monotonic() - self.drawn >= DRAW_EVERY:
            self.draw()

    def draw(self) -> None:
        """Draw `curves.png` and `samples.png`, and write the samples to TensorBoard."""
        rows = self.run.history()
        triples = restored_triples(self.learn.model, self.samples)
        draw_curves(rows, self.run.folder / "curves.png")
        draw_samples(triples, self.run.folder / "samples.png")
        self.board.write_samples(triples, int(rows[-1]["step"]))
        self.drawn = time.monotonic()
