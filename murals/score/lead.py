"""The lead of a fill over the best peer, measure by measure, with its confidence interval.

Each measure has its own best peer.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from murals.figures.table import NOTHING, Table, number
from murals.score.bootstrap import LEVEL, Interval, difference_interval
from murals.score.measure import PERCEPTUAL, ImageScore

INTERVAL = f"{LEVEL:.0%} interval"  # the heading of its column
DISTANCES = tuple(f"hole_{name}" for name in PERCEPTUAL)  # lower is better
COMPARED = ("image_psnr", "hole_psnr", *DISTANCES)
_WORDS = {"image_psnr": "PSNR, whole image", "hole_psnr": "PSNR, inside the mask"} | {
    key: f"perceptual, {key.rpartition('_')[2]}" for key in DISTANCES
}


@dataclass(frozen=True)
class Lead:
    """How much better than the best peer a fill is by one measure; below zero if it is worse."""

    measure: str
    ours: str
    peer: str
    lead: Interval

    def as_plain(self) -> dict[str, Any]:
        """Return the lead as JSON values."""
        return {**vars(self), "lead": self.lead.mean, "interval": self.lead.as_plain()}


def find_lead(measure: str, ours: Sequence[ImageScore], rivals: Sequence[Sequence[ImageScore]]) -> Lead | None:
    """Return the lead of `ours` over the rival with the best mean of `measure`; None if one of them is missing.

    Only images for which `ours` has a number count, and only rivals that have all of these.
    """
    sign = -1 if measure in DISTANCES else 1
    mine = _known(ours, measure)
    theirs = {scores[0].method: _known(scores, measure) for scores in rivals if scores}
    complete = {method: values for method, values in theirs.items() if mine and mine.keys() <= values.keys()}
    if not complete:
        return None
    best = max(complete, key=lambda method: sign * math.fsum(complete[method][name] for name in mine))
    walls = {score.name: score.wall or score.name for score in ours}
    pairs = [(sign * value, sign * complete[best][name]) for name, value in mine.items()]
    lead = difference_interval([a for a, _ in pairs], [b for _, b in pairs], [walls[name] for name in mine])
    return Lead(measure, ours[0].method, best, lead)


def lead_table(leads: Sequence[Lead]) -> Table:
    """Return a table with a row for each fill and measure."""
    rows = [
        (
            _WORDS[lead.measure],
            lead.ours,
            lead.peer,
            number(lead.lead.mean, digits_of(lead.measure), signed=True),
            ends_of(lead.lead, digits_of(lead.measure), signed=True),
        )
        for lead in leads
    ]
    columns = ("measure", "ours", "best peer", "lead", INTERVAL)
    note = "Above 0 is better than the best peer of that measure: dB more, or a smaller perceptual distance."
    return Table("Lead over the best peer, image by image", columns, rows, labels=3, note=note)


def digits_of(measure: str) -> int:
    """Return the number of decimals that a measure is shown with: two for decibels, three for distances."""
    return 3 if measure in DISTANCES else 2


def ends_of(interval: Interval, digits: int = 2, *, signed: bool = False) -> str:
    """Return the ends as text, `24.31 to 25.02`, or a dash if there is no number."""
    if math.isnan(interval.low):
        return NOTHING
    return f"{number(interval.low, digits, signed=signed)} to {number(interval.high, digits, signed=signed)}"


def _known(scores: Sequence[ImageScore], measure: str) -> dict[str, float]:
    """Return `measure` by the image's name, without images that have no number."""
    numbers = {score.name: score.measures.get(measure, math.nan) for score in scores}
    return {name: value for name, value in numbers.items() if not math.isnan(value)}
