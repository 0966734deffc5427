"""Reading of the two loss curves of a training: gap, plateau, over- or underfitting, as a sentence.

These are rules of thumb, and their numbers are constants of this module.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from murals.errors import MuralsError

LEVEL = 0.01  # within 1 % of its lowest, a curve counts as level
RISEN = 0.02  # 2 % above its lowest at the end, validation has turned
WIDE = 0.15  # a gap of 15 % of the validation loss is more than chance


@dataclass(frozen=True)
class Reading:
    """The numbers at the end of a training, and what they say; epochs count from 1."""

    epochs: int
    train_loss: float
    valid_loss: float
    best_epoch: int
    best_loss: float
    plateau_epoch: int
    verdict: str

    @property
    def gap(self) -> float:
        """How much higher the validation loss ended than the training loss."""
        return self.valid_loss - self.train_loss

    def sentence(self) -> str:
        """Return the reading as text."""
        return (
            f"Training ended at a loss of {self.train_loss:.3f}, validation at {self.valid_loss:.3f} (gap "
            f"{self.gap:+.3f}, {100 * self.gap / self.valid_loss:+.0f} % of it); validation was lowest, "
            f"{self.best_loss:.3f}, in epoch {self.best_epoch} of {self.epochs} and level from epoch "
            f"{self.plateau_epoch} on. {self.verdict}"
        )


def read_curves(rows: Sequence[Mapping[str, Any]], measure: str = "loss") -> Reading:
    """Read the history of one phase: the loss, or a part of it such as `loss_l1`.

    Parameters
    ----------
    rows
        Rows of the history with `epoch`, and `train_` and `valid_` of the measure.

    Raises
    ------
    MuralsError
        If no epoch was trained.
    """
    trained = [row for row in rows if f"train_{measure}" in row]
    if not trained:
        raise MuralsError("the history holds no trained epoch: train at least one to read its curves")
    valid = [row[f"valid_{measure}"] for row in trained]
    best = min(range(len(valid)), key=valid.__getitem__)
    plateau = next(i for i, loss in enumerate(valid) if loss <= valid[best] * (1 + LEVEL))
    train, last = trained[-1][f"train_{measure}"], valid[-1]
    return Reading(
        epochs=len(trained),
        train_loss=train,
        valid_loss=last,
        best_epoch=best + 1,
        best_loss=valid[best],
        plateau_epoch=plateau + 1,
        verdict=_verdict(train, valid, best, plateau),
    )


def beside_constant(valid_l1: float, constant_l1: float) -> str:
    """Return a sentence that compares the validation L1 with that of the best constant colour, both on [-1, 1]."""
    if valid_l1 >= constant_l1:
        return (
            f"Over validation one colour for all pixels is nearer (L1 {constant_l1:.3f} against {valid_l1:.3f}): what "
            "was learned does not carry over."
        )
    share = 1 - valid_l1 / constant_l1
    return (
        f"Over validation L1 is {valid_l1:.3f}, {share:.0%} below the {constant_l1:.3f} of one colour for all pixels."
    )


def _verdict(train: float, valid: Sequence[float], best: int, plateau: int) -> str:
    wide = valid[-1] - train > WIDE * valid[-1]
    if valid[-1] > valid[best] * (1 + RISEN):
        return (
            f"Overfitting: since epoch {best + 1} validation rises while training falls; stop there, use more data or "
            "jitter, or a smaller network."
        )
    if plateau >= len(valid) - 2:
        return "Not done: validation was still falling at the end; more epochs, or a higher learning rate, would help."
    if wide:
        return (
            "Memorising without harm: validation is level while training is far below it; more data or jitter would "
            "help more than more epochs."
        )
    return (
        "Underfitting: both are level and close together; a larger network, skips, or another loss would help more "
        "than more epochs."
    )
