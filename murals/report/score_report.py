"""The numbers of a score put together: means by method, means by mask ratio, as tables and as plain data."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.table import Table as RichTable

from murals.report.baselines import BASELINES
from murals.report.bootstrap import Interval, mean_interval
from murals.report.lead import INTERVAL, Lead, ends_of, find_lead, lead_table
from murals.report.measure import BORDER, MEASURES, REGIONS, ImageScore, mean_of, pooled_psnr_of
from murals.report.proposals import ProposalScore, proposal_table, summarise
from murals.report.table import NOTHING, Table, number

RATIO_BINS = ((0.0, 0.1), (0.1, 0.2), (0.2, 0.3), (0.3, 0.4), (0.4, 1.0))  # shares of the image, as papers report
COMPARED = ("image_psnr", "hole_psnr")  # the measures that get intervals
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
    proposals: list[ProposalScore] = field(default_factory=list)  # of the images whose damage the model looked for
    threshold: float | None = None  # of the proposed masks

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
            row |= {key: mean_of(mine, key) for key in measure_names()}
            rows.append(row | {f"{key}_interval": mean_interval(_numbers(mine, key)) for key in COMPARED})
        return rows

    def leads(self) -> list[Lead]:
        """Return how far the last method, the model at its best use, lies before the best baseline, by each measure."""
        ours, rivals = self.methods[-1], [method for method in self.methods if method in BASELINES]
        if not rivals or ours in BASELINES:
            return []
        found = (find_lead(key, self.of(ours), [self.of(method) for method in rivals]) for key in COMPARED)
        return [lead for lead in found if lead is not None]

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
        if leads := self.leads():
            tables += [lead_table(leads)]
        if self.proposals and self.threshold is not None:
            tables += [proposal_table(self.proposals, self.threshold)]
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
            "leads": [lead.as_plain() for lead in self.leads()],
            "proposals": self._plain_proposals(),
        }

    def _plain_proposals(self) -> dict[str, Any] | None:
        """Return the numbers of the proposed masks; None where the model proposes none."""
        if not self.proposals:
            return None
        return {"threshold": self.threshold, "images": len(self.proposals), **_without_nan(summarise(self.proposals))}


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
    columns = ("method", "images", "PSNR", INTERVAL, f"pooled of {batch}", *(WORDS[m] for m in MEASURES[1:]))
    rows = [
        (
            row["method"],
            str(row["images"]),
            number(row["image_psnr"], 2),
            ends_of(row["image_psnr_interval"]),
            number(row["pooled_psnr"], 2),
            *(number(row[f"image_{m}"], DIGITS[m]) for m in MEASURES[1:]),
        )
        for row in means
    ]
    return Table("Whole image", columns, rows)


def _region_table(means: Sequence[dict[str, Any]], region: str, title: str) -> Table:
    """Return the measures of one region; methods that no image with a mask was given to are left out."""
    level = f"{region}_psnr"
    compared = level in COMPARED
    rows = [
        (
            row["method"],
            number(row[level], 2),
            *([ends_of(row[f"{level}_interval"])] if compared else []),
            *(number(row[f"{region}_{m}"], DIGITS[m]) for m in MEASURES[1:]),
        )
        for row in means
        if not math.isnan(row[level])
    ]
    return Table(title, ("method", "PSNR", *([INTERVAL] if compared else []), *(WORDS[m] for m in MEASURES[1:])), rows)


def _numbers(scores: Sequence[ImageScore], key: str) -> list[float]:
    """Return `key` of each image, NaN where it has none."""
    return [score.measures.get(key, math.nan) for score in scores]


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
    """Return `row` as JSON values: None for what is no number, `[low, high]` for an interval."""
    plain = {key: value.as_plain() if isinstance(value, Interval) else value for key, value in row.items()}
    return {key: None if isinstance(value, float) and math.isnan(value) else value for key, value in plain.items()}
