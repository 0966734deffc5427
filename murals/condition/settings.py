"""The settings of `murals report`. Standard library only."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from murals.errors import MuralsError
from murals.options import check_options, option, overwrite_option, recursive_option
from murals.restoration.options import MaskReading

LARGEST = 20  # components of each shape in a table of the page


@dataclass(frozen=True, kw_only=True)
class ReportSettings(MaskReading):
    """What `murals report` reads, how it names and scales what it finds, and where the reports go.

    Raises
    ------
    MuralsError
        If a value is out of its range, a name is not COLOUR=NAME, or `iiif` is no address.
    """

    inputs: tuple[Path, ...] = option(
        help="Photographs, or results of murals restore: files, folders, globs.", argument=True
    )
    mask: Path | None = option(
        None,
        "Mask of the damage, or a map with a colour for each condition: a file, or a folder of masks named as the "
        "photographs. Unless given, that of the photograph's record, else NAME.mask.png beside it.",
    )
    veiled: Path | None = option(None, "Mask of faded or stained paint that is still legible; file or folder.")
    names: tuple[str, ...] = option(
        (),
        "The condition that a colour of the mask stands for, such as RED=flaking; may be repeated.",
        names=("--name",),
        metavar="COLOUR=NAME",
    )
    mm_per_px: float | None = option(
        None, "Millimetres of the wall that a pixel shows; by the file's dpi unless given.", metavar="MM"
    )
    largest: int = option(
        LARGEST, "How many of the largest areas and of the longest cracks the page lists; CSV and JSON hold all.", low=1
    )
    iiif: str | None = option(
        None,
        "Write NAME.manifest.json too, for IIIF viewers; URL is where photograph and manifest will be published.",
        panel="files",
        metavar="URL",
    )
    out: Path | None = option(None, "Folder for the reports; beside the photographs unless given.", panel="files")
    recursive: bool = recursive_option()
    overwrite: bool = overwrite_option()

    def __post_init__(self) -> None:
        """Check each value."""
        super().__post_init__()
        check_options(self)
        if self.mm_per_px is not None and not 0 < self.mm_per_px < float("inf"):
            raise MuralsError(f"--mm-per-px {self.mm_per_px}: expected millimetres, more than zero, such as 0.1")
        self.require_a_mask(self.mask or self.veiled)
        if self.iiif is not None and urlsplit(self.iiif).scheme not in ("http", "https"):
            raise MuralsError(f"--iiif {self.iiif}: expected an address such as https://example.org/walls")
        assert len(self.named) == len(self.names)

    @property
    def named(self) -> list[tuple[str, str]]:
        """The colours that were given a name, with that name."""
        return [_read_name(text) for text in self.names]

    @property
    def reading(self) -> MaskReading:
        """How the mask is read."""
        return MaskReading(invert=self.invert, only=self.only, all_of_it=self.all_of_it)


def _read_name(text: str) -> tuple[str, str]:
    """Return the colour and the name of `red=flaking`; raise `MuralsError` if one is missing."""
    colour, _, name = (part.strip() for part in text.partition("="))
    if not colour or not name:
        raise MuralsError(f"--name {text}: expected a colour of the mask and a condition, such as red=flaking")
    return colour, name
