"""The history of one phase: a row for each epoch, which of them is the best, and the summary of them all.

Rows are plain dictionaries, as `murals.learn.run.Run` writes them to `history.csv`; those of earlier phases stay before
them.
"""

from dataclasses import dataclass
from functools import reduce
from typing import Any

from murals.learn.monitors import Monitor
from murals.learn.run import Run

Row = dict[str, Any]


@dataclass(frozen=True)
class PhaseSummary:
    """One row of the table of phases; PSNR in dB, `epoch` counts from 1, 0 is the start; best as `keep` has it."""

    phase: str
    trained: str
    start_psnr: float
    best_train_psnr: float
    best_valid_psnr: float
    best_epoch: int
    train_loss: float
    valid_loss: float
    last_epoch: int
    stopped_early: bool

    @property
    def gain(self) -> float:
        """What the phase added to validation PSNR, in dB; never below zero where that is kept, since epoch 0 counts."""
        return self.best_valid_psnr - self.start_psnr


class PhaseHistory:
    """The rows of a training up to now; each change is written to the run's folder."""

    def __init__(self, run: Run, phase: str, monitor: Monitor) -> None:
        """Read the history of `run`; `monitor` tells which epoch of `phase` is the best."""
        self.run, self.phase, self.monitor = run, phase, monitor
        self.rows = run.history()

    @property
    def step(self) -> int:
        """The training steps up to the last row, over all phases."""
        return int(self.rows[-1]["step"]) if self.rows else 0

    @property
    def mine(self) -> list[Row]:
        """The rows of this phase."""
        return [row for row in self.rows if row["phase"] == self.phase]

    @property
    def best(self) -> Row:
        """The row of the best epoch; of equals the first."""
        column, better = self.monitor.column, self.monitor.better
        return reduce(lambda best, row: row if better(row[column], best[column]) else best, self.mine)

    def begin(self, row: Row) -> None:
        """Start the phase with the row of epoch 0, in the place of rows that an earlier attempt left."""
        self.rows = [row for row in self.rows if row["phase"] != self.phase]
        self.add(row, steps=0)

    def add(self, row: Row, *, steps: int) -> None:
        """Append the row of an epoch of `steps` training steps, and write the history."""
        self.rows.append({"phase": self.phase, "epoch": row["epoch"], "step": self.step + steps, **row})
        self.run.save_history(self.rows)

    def forget_after(self, epochs: int) -> None:
        """Drop the rows of epochs that a resumed phase will train again."""
        self.rows = [row for row in self.rows if row["phase"] != self.phase or row["epoch"] <= epochs]

    def summary(self, *, trained: str, stopped_early: bool) -> PhaseSummary:
        """Return the row of the table of phases; `trained` says in words what the phase trains."""
        mine, best = self.mine, self.best
        return PhaseSummary(
            phase=self.phase,
            trained=trained,
            start_psnr=mine[0]["valid_psnr"],
            best_train_psnr=max((row["train_psnr"] for row in mine if "train_psnr" in row), default=float("nan")),
            best_valid_psnr=best["valid_psnr"],
            best_epoch=int(best["epoch"]),
            train_loss=best.get("train_loss", float("nan")),
            valid_loss=best["valid_loss"],
            last_epoch=int(mine[-1]["epoch"]),
            stopped_early=stopped_early,
        )
