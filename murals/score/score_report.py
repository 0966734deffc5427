"""The report of a score: means by method and by share of damage, as tables and plain data."""

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.table import Table as RichTable

from murals.figures.table import Table
from murals.score.bootstrap import Interval, mean_interval
from murals.score.lead import COMPARED, Lead, find_lead, lead_table
from murals.score.measure import HOLES, LOOKS, MEASURES, REGIONS, ImageScore, mean_of, numbers_of, pooled_psnr_of
from murals.score.methods import FILLS
from murals.score.peers import PEERS
from murals.score.proposals import ProposalScore, proposal_table, summarise
from murals.score.score_tables import (
    KINDS,
    border_table,
    hole_table,
    kind_table,
    looks_table,
    ratio_table,
    whole_table,
)

RATIO_BINS = ((0.0, 0.1), (0.1, 0.2), (0.2, 0.3), (0.3, 0.4), (0.4, 1.0))  # shares of the image, as papers report


@dataclass(frozen=True)
class PictureSet:
    """The pictures of one image by name (`damaged`, `mask`, a method, `clean`), each `(H, W, 3)` uint8."""

    name: str
    images: dict[str, NDArray[np.uint8]]


@dataclass(frozen=True)
class ScoreReport:
    """Every method on every image, the protocol, and pictures of some of them."""

    scores: list[ImageScore]
    protocol: dict[str, str]
    pictures: list[PictureSet]
    batch: int  # images pooled in the PSNR of the original project
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
            walls = [score.wall or score.name for score in mine]
            rows.append(row | {f"{key}_interval": mean_interval(numbers_of(mine, key), walls) for key in COMPARED})
        return rows

    def leads(self) -> list[Lead]:
        """Return the lead of each fill of the model over the best peer that ran, by each measure."""
        rivals = [self.of(method) for method in self.methods if method in PEERS]
        ours = [self.of(method) for method in self.methods if method in FILLS]
        found = (find_lead(key, mine, rivals) for mine in ours for key in COMPARED)
        return [lead for lead in found if lead is not None]

    def by_mask_ratio(self) -> list[dict[str, Any]]:
        """Return a row for each method and each bin of mask ratio that holds images: their number and means."""
        rows = []
        for low, high in RATIO_BINS:
            for method in self.methods:
                mine = [score for score in self.of(method) if _is_within(score.mask_ratio, low, high)]
                if mine:
                    row = {"method": method, "from": low, "to": high, "images": len(mine)}
                    rows.append(row | {key: mean_of(mine, key) for key in measure_names()})
        return rows

    def text_tables(self) -> list[Table]:
        """Return the tables of whole images, hole, kinds, border and mask ratios, as far as there are masks."""
        means = self.means()
        tables = [whole_table(means, self.batch)]
        if any(score.mask_ratio is not None for score in self.scores):
            tables += [hole_table(means), looks_table(means)]
            if self._has_veiled():
                tables += [kind_table(means, kind) for kind in KINDS]
            tables += [border_table(means), ratio_table(self.by_mask_ratio(), self.methods)]
        if leads := self.leads():
            tables += [lead_table(leads)]
        if self.proposals and self.threshold is not None:
            tables += [proposal_table(self.proposals, self.threshold)]
        return [table for table in tables if table.rows]

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

    def _has_veiled(self) -> bool:
        """Tell whether any mask marks veiled paint; otherwise all damage is lost, and the hole says everything."""
        return any(not math.isnan(score.measures.get("veiled_psnr", math.nan)) for score in self.scores)

    def _plain_proposals(self) -> dict[str, Any] | None:
        """Return the numbers of the proposed masks; None if the model proposes none."""
        if not self.proposals:
            return None
        return {"threshold": self.threshold, "images": len(self.proposals), **_without_nan(summarise(self.proposals))}


def measure_names() -> list[str]:
    """Return `image_psnr`, `image_ssim` ... `hole_texture` ... `border_delta_e`."""
    return [f"{region}_{name}" for region in REGIONS for name in (*MEASURES, *(LOOKS if region in HOLES else ()))]


def image_row(score: ImageScore) -> dict[str, Any]:
    """Return the measures of one image by one method as a flat row, unrounded."""
    height, width = score.size
    row = {"name": score.name, "wall": score.wall, "method": score.method, "width": width, "height": height}
    row |= {"mask_ratio": score.mask_ratio, "raw_mse": score.raw_mse}
    return row | {key: score.measures.get(key) for key in measure_names()}


def _is_within(ratio: float | None, low: float, high: float) -> bool:
    return ratio is not None and (low <= ratio < high or ratio == high == 1)


def _without_nan(row: dict[str, Any]) -> dict[str, Any]:
    """Return `row` as JSON values: None for NaN, `[low, high]` for an interval."""
    plain = {key: value.as_plain() if isinstance(value, Interval) else value for key, value in row.items()}
    return {key: None if isinstance(value, float) and math.isnan(value) else value for key, value in plain.items()}
