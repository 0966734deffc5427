"""Scores of proposed masks against the known ones, pixel by pixel.

Masks are `(H, W)` bool, True = damaged.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from murals.figures.table import Table, number

PER_CENT = 100


@dataclass(frozen=True)
class ProposalScore:
    """The pixels of one image: true positives, false positives, false negatives."""

    name: str
    hits: int
    false_alarms: int
    misses: int

    @property
    def iou(self) -> float:
        """Intersection over union of the two masks, in [0, 1]; NaN if both are empty."""
        return _share(self.hits, self.hits + self.false_alarms + self.misses)


def score_proposal(name: str, proposed: NDArray[np.bool_], mask: NDArray[np.bool_]) -> ProposalScore:
    """Count the pixels of `proposed` (H, W) against the known `mask` (H, W)."""
    counts = ((proposed & mask).sum(), (proposed & ~mask).sum(), (~proposed & mask).sum())
    return ProposalScore(name, *map(int, counts))


def summarise(scores: Sequence[ProposalScore]) -> dict[str, float]:
    """Return `iou`, `precision` and `recall` of all pixels pooled, and `mean_iou` over the images, all in [0, 1]."""
    hits, alarms, misses = (sum(getattr(s, field) for s in scores) for field in ("hits", "false_alarms", "misses"))
    known = [score.iou for score in scores if not math.isnan(score.iou)]
    return {
        "iou": _share(hits, hits + alarms + misses),
        "precision": _share(hits, hits + alarms),
        "recall": _share(hits, hits + misses),
        "mean_iou": math.fsum(known) / len(known) if known else math.nan,
    }


def proposal_table(scores: Sequence[ProposalScore], threshold: float) -> Table:
    """Return a table of one row: all pixels pooled, and the mean IoU of the images."""
    found = summarise(scores)
    columns = ("threshold", "images", "IoU", "precision", "recall", "IoU, mean of images")
    row = (f"{threshold:g}", str(len(scores)), *(number(PER_CENT * value, 1) for value in found.values()))
    return Table("Proposed masks, in %", columns, [row], note=_note(scores))


def _note(scores: Sequence[ProposalScore]) -> str:
    """Return what a zero or a missing number means, if there is one."""
    if not any(score.hits + score.false_alarms for score in scores):
        return "The model proposed no damage at this threshold: it found none, and there is no precision to tell."
    if not any(score.hits for score in scores):
        return "Not one damaged pixel was found: all that the model proposed is sound."
    return ""


def _share(part: int, whole: int) -> float:
    return part / whole if whole else math.nan
