"""The tables of a score: whole image, hole, kinds of damage, border, share of damage.

In: rows of means by method, as `ScoreReport.means` and `by_mask_ratio` give them. Out: `Table`s of text.
"""

import math
from collections.abc import Sequence
from typing import Any

from murals.figures.table import NOTHING, Table, number
from murals.score.lead import COMPARED, INTERVAL, digits_of, ends_of
from murals.score.measure import BORDER, LOOKS, MEASURES, PERCEPTUAL

DIGITS = {"psnr": 2, "ssim": 4, "l1": 4, "delta_e": 2, **dict.fromkeys(PERCEPTUAL, 3), "texture": 2}
WORDS = {"psnr": "PSNR", "ssim": "SSIM", "l1": "L1", "delta_e": "delta-E", "texture": "texture"} | {
    name: name.removeprefix("perceptual_") for name in PERCEPTUAL
}
KINDS = {"lost": "Lost paint alone (255 in the mask)", "veiled": "Veiled paint alone (128 in the mask)"}
_SHORT = ("psnr", "ssim", "delta_e", *LOOKS)  # what fits beside each other in 80 columns
_LEGEND = "lite0, lite2: perceptual distance by two networks, lower is better. Texture: 1 is as lively as the truth."

Rows = Sequence[dict[str, Any]]


def whole_table(means: Rows, batch: int) -> Table:
    """Return the measures of the whole image, and the PSNR pooled over `batch` images."""
    columns = ("method", "images", "PSNR", INTERVAL, f"pooled of {batch}", *(WORDS[m] for m in MEASURES[1:]))
    rows = [
        (
            row["method"],
            str(row["images"]),
            number(row["image_psnr"], 2),
            ends_of(row["image_psnr_interval"]),
            number(row["pooled_psnr"], 2),
            *_cells(row, "image", MEASURES[1:]),
        )
        for row in means
    ]
    return Table("Whole image", columns, rows)


def hole_table(means: Rows) -> Table:
    """Return the pixel-wise measures of the fills in the hole."""
    columns = ("method", "PSNR", INTERVAL, *(WORDS[m] for m in MEASURES[1:]))
    rows = [
        (
            row["method"],
            *_cells(row, "hole", MEASURES[:1]),
            ends_of(row["hole_psnr_interval"]),
            *_cells(row, "hole", MEASURES[1:]),
        )
        for row in _having(means, "hole_psnr")
    ]
    return Table("Inside the mask", columns, rows)


def looks_table(means: Rows) -> Table:
    """Return the measures of appearance: perceptual distances with their intervals, and texture."""
    columns = ["method"]
    for name in LOOKS:
        columns += [WORDS[name], INTERVAL] if f"hole_{name}" in COMPARED else [WORDS[name]]
    rows = []
    for row in _having(means, f"hole_{LOOKS[0]}"):
        cells = [row["method"]]
        for name in LOOKS:
            key = f"hole_{name}"
            cells.append(number(row[key], DIGITS[name]))
            if key in COMPARED:
                cells.append(ends_of(row[f"{key}_interval"], digits_of(key)))
        rows.append(cells)
    return Table("Perceptual distance and texture inside the mask", columns, rows, note=_LEGEND)


def kind_table(means: Rows, kind: str) -> Table:
    """Return the measures over the pixels of one kind of damage, `lost` or `veiled`."""
    rows = [(row["method"], *_cells(row, kind, _SHORT)) for row in _having(means, f"{kind}_psnr")]
    return Table(KINDS[kind], ("method", *(WORDS[m] for m in _SHORT)), rows, note=_LEGEND)


def border_table(means: Rows) -> Table:
    """Return the measures of the band around the edge of the mask, where a seam would show."""
    rows = [(row["method"], *_cells(row, "border", MEASURES)) for row in _having(means, "border_psnr")]
    return Table(f"Within {BORDER} px of the mask's edge", ("method", *(WORDS[m] for m in MEASURES)), rows)


def ratio_table(rows: Rows, methods: Sequence[str]) -> Table:
    """Return PSNR of the whole image and of the hole, with a column for each bin that holds images."""
    bins = {(row["from"], row["to"]): row["images"] for row in rows}
    cells = {(row["method"], row["from"]): row for row in rows}
    columns = ["method", *(f"{_bin_name(*edges)} ({images})" for edges, images in bins.items())]
    body = [[method, *(_ratio_cell(cells.get((method, low))) for low, _ in bins)] for method in methods]
    return Table("By mask ratio", columns, body, note="PSNR of the whole image / of the hole, in dB; (images)")


def _having(means: Rows, key: str) -> Rows:
    """Return the rows that have a number of `key`."""
    return [row for row in means if not math.isnan(row[key])]


def _cells(row: dict[str, Any], region: str, measures: Sequence[str]) -> list[str]:
    return [number(row[f"{region}_{m}"], DIGITS[m]) for m in measures]


def _ratio_cell(row: dict[str, Any] | None) -> str:
    return f"{number(row['image_psnr'], 2)} / {number(row['hole_psnr'], 2)}" if row else NOTHING


def _bin_name(low: float, high: float) -> str:
    return f"{100 * low:.0f} % and more" if high == 1 else f"{100 * low:.0f}-{100 * high:.0f} %"
