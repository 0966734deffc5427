"""The settings of `murals verify`, `murals layer` and `murals undo`. Standard library only."""

from dataclasses import dataclass
from pathlib import Path

from murals.options import option, overwrite_option


@dataclass(frozen=True, kw_only=True)
class VerifySettings:
    """What `murals verify` proves."""

    inputs: tuple[Path, ...] = option(help="Restored photographs, or their records NAME.murals.json.", argument=True)


@dataclass(frozen=True, kw_only=True)
class TakeApartSettings:
    """What `murals layer` and `murals undo` take, and where the results go."""

    inputs: tuple[Path, ...] = option(help="Restored photographs, their records beside them.", argument=True)
    out: Path | None = option(None, "Folder for the results; beside the inputs unless given.", panel="files")
    overwrite: bool = overwrite_option()
