"""The options of `murals runs`."""

from dataclasses import dataclass
from pathlib import Path

from murals.options import option, overwrite_option

ORDERS = ("date", "psnr")


@dataclass(frozen=True)
class RunsSettings:
    """The options of `murals runs`."""

    models: Path = option(Path("models"), "Folder of runs, or one run.", argument=True)
    by: str = option("date", "Order of the rows: the newest, or the best validation PSNR, last.", choices=ORDERS)
    csv: Path | None = option(None, "Write the table to this CSV file too, with a column for each setting.")
    overwrite: bool = overwrite_option()
