"""The table of phases, as in the original project: what was trained, the best PSNR, the gain of the phase.

It is written for the terminal, as `phases.md` and as `phases.csv`. Epoch 0 is the start itself, so a phase that does
not help keeps its row with a gain of +0.00.
"""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.table import Table as RichTable

from murals.figures.table import Table, number
from murals.files import csv_text, write_text
from murals.learn.phase_history import PhaseSummary

COLUMNS = ("phase", "trained", "PSNR", "gain", "loss", "epoch", "stopped early")
NOTE = (
    "PSNR (dB, the best of each) and loss (at the best epoch): training / validation. Gain: validation PSNR over the "
    "phase's own start, which is epoch 0. Epoch: the best of all that were run."
)


def phase_table(summaries: Sequence[PhaseSummary]) -> RichTable:
    """Return the table for the terminal."""
    return phase_rows(summaries).as_rich()


def phase_rows(summaries: Sequence[PhaseSummary]) -> Table:
    """Return the table as text, for the terminal, Markdown and pages."""
    return Table("The phases", COLUMNS, [_row(summary) for summary in summaries], note=NOTE, labels=2)


def write_phase_table(summaries: Sequence[PhaseSummary], folder: Path) -> None:
    """Write `phases.md`, rounded for people, and `phases.csv`, unrounded, into `folder`; older files are replaced."""
    write_text(folder / "phases.md", phase_rows(summaries).as_markdown(), overwrite=True)
    write_text(folder / "phases.csv", phases_csv(summaries), overwrite=True)


def phases_csv(summaries: Sequence[PhaseSummary]) -> str:
    """Return a line for each phase with the fields of `PhaseSummary` and `gain`.

    Decibels are unrounded, a missing number is `nan`.
    """
    rows = [asdict(summary) | {"gain": summary.gain} for summary in summaries]
    return csv_text(rows)


def _row(summary: PhaseSummary) -> tuple[str, ...]:
    return (
        summary.phase.upper(),
        summary.trained,
        f"{number(summary.best_train_psnr, 2)} / {number(summary.best_valid_psnr, 2)}",
        number(summary.gain, 2, signed=True),
        f"{number(summary.train_loss, 4)} / {number(summary.valid_loss, 4)}",
        f"{summary.best_epoch} of {summary.last_epoch}",
        "yes" if summary.stopped_early else "no",
    )
