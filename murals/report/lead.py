"""Is the model really better than the best baseline? The difference image by image, with its interval.

In: the scores of the model and of its rivals. Out: `Lead`s and their table.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from murals.report.bootstrap import LEVEL, Interval, difference_interval
from murals.report.measure import ImageScore
from murals.report.table import NOTHING, Table, number

INTERVAL = f"{LEVEL:.0%} interval"  # the heading of its column
_WORDS = {"image_psnr": "PSNR, whole image", "hole_psnr": "PSNR, inside the mask"}


@dataclass(frozen=True)
class Lead:
    """How much better than the best baseline the model is by one measure; less than zero where it is worse."""

    measure: str
    ours: str
    baseline: str
    difference: Interval

    def as_plain(self) -> dict[str, Any]:
        """Return the lead as JSON values."""
        return {**vars(self), "difference": self.difference.mean, "interval": self.difference.as_plain()}


def find_lead(measure: str, ours: Sequence[ImageScore], rivals: Sequence[Sequence[ImageScore]]) -> Lead | None:
    """Return the lead of `ours` over the rival of the highest mean of `measure`; None without either.

    Only images count that `ours` has a number for, and only rivals that have them all.
    """
    mine = _known(ours, measure)
    theirs = {scores[0].method: _known(scores, measure) for scores in rivals if scores}
    complete = {method: values for method, values in theirs.items() if mine and mine.keys() <= values.keys()}
    if not complete:
        return None
    best = max(complete, key=lambda method: math.fsum(complete[method][name] for name in mine))
    difference = difference_interval(list(mine.values()), [complete[best][name] for name in mine])
    return Lead(measure, ours[0].method, best, difference)


def lead_table(leads: Sequence[Lead]) -> Table:
    """Return a row for each measure."""
    rows = [
        (
            _WORDS[lead.measure],
            lead.ours,
            lead.baseline,
            number(lead.difference.mean, 2, signed=True),
            ends_of(lead.difference, signed=True),
        )
        for lead in leads
    ]
    columns = ("measure", "ours", "best baseline", "difference, dB", INTERVAL)
    return Table("Ours against the best baseline, image by image", columns, rows, labels=3)


def ends_of(interval: Interval, *, signed: bool = False) -> str:
    """Return the ends in decibels, `24.31 to 25.02`, or a dash where there is no number."""
    if math.isnan(interval.low):
        return NOTHING
    return f"{number(interval.low, 2, signed=signed)} to {number(interval.high, 2, signed=signed)}"


def _known(scores: Sequence[ImageScore], measure: str) -> dict[str, float]:
    """Return `measure` by the image's name, without the images that have no number."""
    numbers = {score.name: score.measures.get(measure, math.nan) for score in scores}
    return {name: value for name, value in numbers.items() if not math.isnan(value)}
