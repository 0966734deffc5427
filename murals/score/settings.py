"""The options of `murals score`. Standard library only."""

from dataclasses import dataclass
from pathlib import Path

from murals.options import device_option, option, overwrite_option
from murals.restoration.options import threshold_option

SPLITS = ("train", "val", "test")


@dataclass(frozen=True)
class ScoreSettings:
    """The options of `murals score`."""

    model: Path | None = option(None, "Checkpoint or run; the newest best one unless given.", argument=True)
    data: Path | None = option(None, "Folder of pairs; data unless given.", argument=True)
    beside: tuple[Path, ...] = option((), "Another model for the same table; may be given again.")
    split: str | None = option(None, "train, val or test; test where it has pairs, else val.")
    size: int | None = option(None, "Side of the images in pixels; the pairs' own unless given.")
    raw: bool = option(False, "Score the model with the mask hidden too: it repaints the whole image.", panel="fill")
    ensemble: bool = option(False, "Score the mean of eight flips and turns too; eight times as long.", panel="fill")
    seamless: bool = option(False, "Score the fill that is fitted to its border by Poisson editing too.", panel="fill")
    threshold: float = threshold_option()
    out: Path | None = option(
        None, "Folder for table, CSV, JSON and page; runs/score-TIME unless given.", panel="files"
    )
    overwrite: bool = overwrite_option()
    device: str = device_option()
