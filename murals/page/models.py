"""Checkpoints loaded once and shared by all visitors.

In: which model. Out: a `Restorer` whose network serves one tile at a time. fastai's `DynamicUnet` keeps the features of
its encoder in hooks while it runs: two threads in one network would mix two visitors' pictures.
"""

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from murals.learn.checkpoint import Checkpoint, newest_checkpoint, open_checkpoint, packaged_checkpoint
from murals.learn.network import MuralNet
from murals.restoration.predict import Restorer


class OneAtATime:
    """A network that threads call in turn; between two tiles of one visitor another's may come."""

    def __init__(self, net: MuralNet) -> None:
        """`net` is in eval mode and stays so."""
        self.net, self.config = net, net.config
        self._turn = threading.Lock()

    def __call__(self, *tensors: Any) -> Any:
        """Run the network when it is free."""
        with self._turn:
            return self.net(*tensors)


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
                opened = Restorer.open(checkpoint, device=self.device)
                self._loaded = identity, replace(opened, net=cast(MuralNet, OneAtATime(opened.net)))
            return self._loaded[1]
