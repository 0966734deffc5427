"""Numbers as people read them: areas and lengths in units that suit their size."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from murals.figures.table import NOTHING

THIN = "\u202f"  # a narrow space, at which no line breaks
_GROUPED = 10_000  # numbers from here are written in groups of three digits
_AREAS = ((1e7, 1e6, "m²"), (1000.0, 100.0, "cm²"), (0.0, 1.0, "mm²"))  # from so many mm², mm² per unit, unit
_METRES = 10_000.0  # mm from which a single length is told in metres; columns keep millimetres


@dataclass(frozen=True)
class Unit:
    """One unit for a column of numbers."""

    name: str
    per: float  # pixels in the unit, or square pixels
    digits: int

    def cell(self, pixels: float | None) -> str:
        """Return a number without its unit; a dash for None."""
        if pixels is None:
            return NOTHING
        text = f"{pixels / self.per:,.{self.digits}f}"
        return text.replace(",", THIN if pixels / self.per >= _GROUPED else "")

    def words(self, pixels: float | None) -> str:
        """Return a number with its unit."""
        return NOTHING if pixels is None else f"{self.cell(pixels)} {self.name}"


def unit_for(kind: Literal["length", "area"], pixels: Sequence[float], mm_per_px: float | None) -> Unit:
    """Return the unit for a column: pixels without a scale, else mm, or for areas what suits the largest of `pixels`.

    There are no more decimals than half a pixel justifies.
    """
    largest = max(pixels, default=0.0)
    if mm_per_px is None:
        return Unit("px", 1.0, 0 if kind == "area" or largest >= 100 else 1)
    if kind == "length":
        justified = max(0, math.ceil(-math.log10(mm_per_px / 2)))
        return Unit("mm", 1 / mm_per_px, min(justified, _decimals(largest * mm_per_px)))
    factor = mm_per_px**2
    mm, name = next((mm, name) for least, mm, name in _AREAS if largest * factor >= least)
    return Unit(name, mm / factor, _decimals(largest * factor / mm))


def _decimals(largest: float) -> int:
    """Return how many decimals a column needs whose largest number is given."""
    return 2 if largest < 100 else 1 if largest < 1000 else 0


def length_words(pixels: float | None, mm_per_px: float | None) -> str:
    """Return one length with the unit that suits it."""
    if pixels is not None and mm_per_px is not None and pixels * mm_per_px >= _METRES:
        return f"{pixels * mm_per_px / 1000:.1f} m"
    return unit_for("length", [pixels or 0.0], mm_per_px).words(pixels)


def area_words(pixels: float | None, mm_per_px: float | None) -> str:
    """Return one area with the unit that suits it."""
    return unit_for("area", [pixels or 0.0], mm_per_px).words(pixels)


def share_words(share: float) -> str:
    """Return a share in percent, with at least two digits that count."""
    if share == 0:
        return "0 %"
    return f"{100 * share:.1f} %" if share >= 0.1 else f"{100 * share:.2f} %" if share >= 0.0001 else "< 0.01 %"


def counted(count: int, one: str) -> str:
    """Return `1 crack`, `2 cracks`."""
    return f"{count} {one}{'' if count == 1 else 's'}"
