"""Checkpoints loaded once and shared by all visitors.

In: which model. Out: a `Restorer`, whose network serves the visitors in turn, a tile of each.
"""

import threading
from pathlib import Path
from typing import Any

from murals.learn.checkpoint import Checkpoint, newest_checkpoint, open_checkpoint, packaged_checkpoint
from murals.restoration.predict import Restorer


class Models:
    """The restoring network of the page, loaded at its first use and anew when a newer one is there."""

    def __init__(self, model: Path | None, folder: Path, device: str) -> None:
        """`model` is a checkpoint or a run; None is the newest under `folder`, else the packaged one."""
        self.model, self.folder, self.device = model, folder, device
        self._loaded: tuple[tuple[str, Any], Restorer] | None = None
        self._lock = threading.Lock()

    def checkpoint(self) -> Checkpoint:
        """Return the plain data of the model in use; raises `MuralsError` where there is none."""
        return newest_checkpoint(self.folder) if self.model is None else open_checkpoint(self.model)

    def named(self) -> Path | None:
        """Return the checkpoint as a command must name it; None where `murals restore` takes the packaged one too."""
        used, packaged = self.checkpoint().path, packaged_checkpoint()
        found_anyway = packaged is not None and used == packaged.path == newest_checkpoint().path
        return None if found_anyway else used

    def restorer(self) -> Restorer:
        """Return the loaded network; raises `MuralsError` where it cannot be loaded."""
        checkpoint = self.checkpoint()
        identity = (str(checkpoint.path), checkpoint.info.get("weights_sha256"))
        with self._lock:
            if self._loaded is None or self._loaded[0] != identity:
                self._loaded = identity, Restorer.open(checkpoint, device=self.device)
            return self._loaded[1]
