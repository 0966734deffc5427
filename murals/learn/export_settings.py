"""The settings of `murals export`, and what is refused before torch is loaded."""

from dataclasses import dataclass
from pathlib import Path

from murals.config import NetworkConfig
from murals.errors import MuralsError
from murals.files import require_free
from murals.learn.checkpoint import Checkpoint, open_checkpoint
from murals.options import option, overwrite_option


@dataclass(frozen=True, kw_only=True)
class ExportSettings:
    """Which network is exported, and where to."""

    model: Path = option(help="Checkpoint or run, or package: the model that comes with murals.", argument=True)
    out: Path | None = option(None, "The file; MODEL.onnx beside the checkpoint unless given.", panel="files")
    overwrite: bool = overwrite_option()

    def checkpoint(self) -> Checkpoint:
        """Return the checkpoint whose network is exported.

        Raises
        ------
        MuralsError
            If there is none, its network is of a kind that cannot be exported, or the file exists or is not named as
            ONNX.
        """
        if self.out and self.out.suffix.lower() != ".onnx":
            raise MuralsError(f"cannot export to {self.out}: name a file that ends in .onnx")
        found = open_checkpoint(self.model)
        config = found.network
        if not isinstance(config, NetworkConfig) or not (config.masked and config.kinds):
            raise MuralsError(
                f"{found.path} holds a network that does not know lost from veiled paint: only those can be exported"
            )
        require_free(self.output(found), overwrite=self.overwrite)
        return found

    def output(self, checkpoint: Checkpoint) -> Path:
        """Return the file that is written."""
        return self.out or checkpoint.path.with_suffix(".onnx")
