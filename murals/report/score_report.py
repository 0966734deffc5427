"""The numbers of a score put together: means by method, means by mask ratio, as tables and as plain data."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.table import Table as RichTable

from murals.report.measure import BORDER, MEASURES, REGIONS, ImageScore, mean_of, pooled_psnr_of
from murals.report.table import NOTHING, Table, number

RATIO_BINS = ((0.0, 0.1), (0.1, 0.2), (0.2, 0.3), (0.3, 0.4), (0.4, 1.0))  # shares of the image, as papers report
DIGITS = {"psnr": 2, "ssim": 4, "l1": 4, "delta_e": 2}
WORDS = {"psnr": "PSNR", "ssim": "SSIM", "l1": "L1", "delta_e": "delta-E"}


@dataclass(frozen=True)
class PictureSet:
    """The pictures of one image by what they show (`damaged`, `mask`, a method, `clean`), each `(H, W, 3)` uint8."""

    name: str
    images: dict[str, NDArray[np.uint8]]


@dataclass(frozen=True)
class ScoreReport:
    """Every method on every image, the protocol, and pictures of some of them."""

    scores: list[ImageScore]
    protocol: dict[str, str]
    pictures: list[PictureSet]
    batch: int  # images pooled in the original's PSNR

    @property
    def methods(self) -> list[str]:
        """The methods in the order they were run."""
        return list(dict.fromkeys(score.method for score in self.scores))

    def of(self, method: str) -> list[ImageScore]:
        """Return the scores of one method, in the order of the pairs."""
        return [score for score in self.scores if score.method == method]

    def means(self) -> list[dict[str, Any]]:
        """Return a row for each method: `method`, `images`, `pooled_psnr`, and the mean of each measure."""
        rows = []
        for method in self.methods:
            mine = self.of(method)
            row = {"method": method, "images": len(mine), "pooled_psnr": pooled_psnr_of(mine, self.batch)}
            rows.append(row | {key: mean_of(mine, key) for key in measure_names()})
        return rows

    def by_mask_ratio(self) -> list[dict[str, Any]]:
        """Return a row for each method and bin of mask ratio that holds images: their number and their means."""
        rows = []
        for low, high in RATIO_BINS:
            for method in self.methods:
                mine = [score for score in self.of(method) if _is_within(score.mask_ratio, low, high)]
                if mine:
                    row = {"method": method, "from": low, "to": high, "images": len(mine)}
                    rows.append(row | {key: mean_of(mine, key) for key in measure_names()})
        return rows

    def text_tables(self) -> list[Table]:
        """Return the tables of whole images, hole, border and mask ratios, as far as there are masks."""
        tables = [_whole_table(self.means(), self.batch)]
        if any(score.mask_ratio is not None for score in self.scores):
            tables += [_region_table(self.means(), "hole", "Inside the mask")]
            tables += [_region_table(self.means(), "border", f"Within {BORDER} px of the mask's edge")]
            tables += [_ratio_table(self.by_mask_ratio(), self.methods)]
        return tables

    def tables(self) -> list[RichTable]:
        """Return the tables and the protocol for the terminal."""
        protocol = Table("Protocol", ("", ""), list(self.protocol.items()), labels=2)
        return [table.as_rich() for table in (*self.text_tables(), protocol)]

    def as_plain(self) -> dict[str, Any]:
        """Return protocol and means as JSON values; what is not a number is None."""
        return {
            "protocol": self.protocol,
            "methods": [_without_nan(row) for row in self.means()],
            "by_mask_ratio": [_without_nan(row) for row in self.by_mask_ratio()],
        }


def measure_names() -> list[str]:
    """Return `image_psnr`, `image_ssim` ... `border_delta_e`."""
    return [f"{region}_{measure}" for region in REGIONS for measure in MEASURES]


def image_row(score: ImageScore) -> dict[str, Any]:
    """Return one image by one method as a flat row, unrounded."""
    height, width = score.size
    row = {"name": score.name, "method": score.method, "width": width, "height": height}
    row |= {"mask_ratio": score.mask_ratio, "raw_mse": score.raw_mse}
    return row | {key: score.measures.get(key) for key in measure_names()}


def _whole_table(means: Sequence[dict[str, Any]], batch: int) -> Table:
    columns = ("method", "images", "PSNR", f"pooled of {batch}", *(WORDS[m] for m in MEASURES[1:]))
    rows = [
        (
            row["method"],
            str(row["images"]),
            number(row["image_psnr"], 2),
            number(row["pooled_psnr"], 2),
            *(number(row[f"image_{m}"], DIGITS[m]) for m in MEASURES[1:]),
        )
        for row in means
    ]
    return Table("Whole image", columns, rows)


def _region_table(means: Sequence[dict[str, Any]], region: str, title: str) -> Table:
    """Return the measures of one region; methods that no image with a mask was given to are left out."""
    rows = [
        (row["method"], *(number(row[f"{region}_{m}"], DIGITS[m]) for m in MEASURES))
        for row in means
        if not math.isnan(row[f"{region}_psnr"])
    ]
    return Table(title, ("method", *(WORDS[m] for m in MEASURES)), rows)


def _ratio_table(rows: Sequence[dict[str, Any]], methods: Sequence[str]) -> Table:
    """Return PSNR of the whole image and of the hole, a column for each bin that holds images."""
    bins = {(row["from"], row["to"]): row["images"] for row in rows}
    cells = {(row["method"], row["from"]): row for row in rows}
    columns = ["method", *(f"{_bin_name(*edges)} ({images})" for edges, images in bins.items())]
    body = [[method, *(_ratio_cell(cells.get((method, low))) for low, _ in bins)] for method in methods]
    return Table("By mask ratio", columns, body, note="PSNR of the whole image / of the hole, in dB; (images)")


def _ratio_cell(row: dict[str, Any] | None) -> str:
    return f"{number(row['image_psnr'], 2)} / {number(row['hole_psnr'], 2)}" if row else NOTHING


def _bin_name(low: float, high: float) -> str:
    return f"{100 * low:.0f} % and more" if high == 1 else f"{100 * low:.0f}-{100 * high:.0f} %"


def _is_within(ratio: float | None, low: float, high: float) -> bool:
    return ratio is not None and (low <= ratio < high or ratio == high == 1)


def _without_nan(row: dict[str, Any]) -> dict[str, Any]:
    return {key: None if isinstance(value, float) and math.isnan(value) else value for key, value in row.items()}
