"""The settings of `murals export`. Standard library only."""

from dataclasses import dataclass
from pathlib import Path

from murals.options import option, overwrite_option


@dataclass(frozen=True, kw_only=True)
class ExportSettings:
    """Which network is exported, and where to."""

    model: Path = option(help="Checkpoint or run, or package: the model that comes with murals.", argument=True)
    out: Path | None = option(None, "The file; MODEL.onnx beside the checkpoint unless given.", panel="files")
    overwrite: bool = overwrite_option()
