"""The settings of `murals report`. Standard library only."""

from dataclasses import dataclass
from pathlib import Path

from murals.errors import MuralsError
from murals.options import check_options, option, overwrite_option
from murals.restoration.options import MaskReading


@dataclass(frozen=True, kw_only=True)
class ReportSettings(MaskReading):
    """What `murals report` measures, and what it writes.

    Raises
    ------
    MuralsError
        If a value is out of its range.
    """

    inputs: tuple[Path, ...] = option(help="Photographs, or results of murals restore.", argument=True, metavar="IMAGE")
    mask: Path | None = option(
        None,
        "Map of the damage: white on black, or a colour for each condition; a file, or a folder of NAME.png. Unless "
        "given, the mask in the record NAME.murals.json of murals restore.",
    )
    condition_names: tuple[str, ...] = option(
        (),
        "Name of the condition that a colour of the map means; may be repeated.",
        names=("--name",),
        metavar="RED=FLAKING",
    )
    mm_per_px: float | None = option(
        None, "Millimetres of the wall in one pixel; unless given, by the file's dots per inch.", metavar="MM"
    )
    rows: int = option(20, "Rows of the table of components on the page; the CSV file has all of them.", low=1)
    iiif: str | None = option(
        None,
        "Write NAME.manifest.json too, a IIIF manifest; the address under which the files will be published.",
        panel="files",
        metavar="URL",
    )
    out: Path | None = option(None, "Folder for the report; beside the image unless given.", panel="files")
    overwrite: bool = overwrite_option()

    def __post_init__(self) -> None:
        """Check each value."""
        super().__post_init__()
        if self.mm_per_px is not None and not 0 < self.mm_per_px < float("inf"):
            raise MuralsError(f"--mm-per-px {self.mm_per_px}: expected millimetres, more than zero, such as 0.25")
        for pair in self.condition_names:
            if not all(part.strip() for part in pair.partition("=")):
                raise MuralsError(f"--name {pair}: expected a colour and a condition, such as RED=flaking")
        if self.iiif is not None and not self.iiif.startswith(("https://", "http://")):
            raise MuralsError(f"--iiif {self.iiif}: expected an address, such as https://example.org/walls")
        check_options(self)
