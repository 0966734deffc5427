"""The options of `murals download`. Standard library only."""

from dataclasses import dataclass
from pathlib import Path

from murals.options import option, overwrite_option


@dataclass(frozen=True)
class DownloadSettings:
    """The options of `murals download`."""

    name: str | None = option(None, "facades, cityscapes, maps or muraldh.", argument=True)
    list: bool = option(False, "List the data sets with their licences; fetch nothing.")
    out: Path = option(Path("data"), "Folder in which the data set gets a folder of its name.")
    archive: Path | None = option(None, "An archive that was downloaded by hand.")
    overwrite: bool = overwrite_option()
