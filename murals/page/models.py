"""The models of the page: which exist, which one restores, and a few of them loaded for all visitors.

In: what the server was started with, and what a visitor chose. Out: a `Speaker`, and a `Backend`, whose network serves
the visitors in turn, a tile of each. A choice is only ever looked up among the names that are offered: nothing from a
browser becomes a path.
"""

import threading
from collections import OrderedDict
from pathlib import Path
from typing import Any

from murals.errors import MuralsError
from murals.learn.checkpoint import PACKAGE, Checkpoint, find_checkpoints, open_checkpoint, packaged_checkpoint
from murals.learn.speaker import Speaker, find_speaker
from murals.restoration.backend import Backend, open_backend

AUTOMATIC = "automatic"  # the choice of who chooses nothing: what `find_speaker` finds
KEPT = 2  # networks in memory at once: that of most visitors, and the one that somebody tries beside it


class Models:
    """The restoring networks of the page; each is loaded at its first use, and again when its weights have changed."""

    def __init__(self, model: Path | None, folder: Path, device: str) -> None:
        """`model` is a checkpoint or a run that alone restores; None lets visitors choose among those of `folder`."""
        self.model, self.folder, self.device = model, folder, device
        self._loaded: OrderedDict[tuple[str, Any], Backend] = OrderedDict()
        self._lock = threading.Lock()

    def offered(self) -> dict[str, Checkpoint]:
        """Return what can be chosen by its name: the packaged model first, then the newest training first.

        Where the server was started with a model it is that one alone.

        Raises
        ------
        MuralsError
            For a damaged checkpoint.
        """
        if self.model is not None:
            found: list[Checkpoint | None] = [open_checkpoint(self.model)]
        else:
            found = [packaged_checkpoint(), *find_checkpoints(self.folder)]
        return {model_name(checkpoint): checkpoint for checkpoint in found if checkpoint is not None}

    def speaker(self, choice: str | None = AUTOMATIC) -> Speaker:
        """Return the model that restores and why: the one called `choice`, or the one that is found without.

        Raises
        ------
        MuralsError
            If there is none, or none is called so.
        """
        if not choice or choice == AUTOMATIC:
            return find_speaker(self.model, models=self.folder)
        offered = self.offered()
        if choice not in offered:
            raise MuralsError(f"no model is called {choice} here: expected {AUTOMATIC} or {', '.join(offered)}")
        if self.model is not None:
            return find_speaker(self.model)
        return Speaker(offered[choice], "chosen on the page", "chosen")

    def named(self, speaker: Speaker) -> str | None:
        """Return the model as a command must name it; None where `murals restore` finds it by itself."""
        if model_name(speaker.checkpoint) != PACKAGE:
            return str(speaker.checkpoint.path)
        return None if model_name(find_speaker().checkpoint) == PACKAGE else PACKAGE

    def restorer(self, speaker: Speaker) -> Backend:
        """Return the loaded network.

        Raises
        ------
        MuralsError
            If it cannot be loaded.
        """
        checkpoint = speaker.checkpoint
        identity = (str(checkpoint.path), checkpoint.info.get("weights_sha256"))
        with self._lock:
            if identity not in self._loaded:
                while len(self._loaded) >= KEPT:
                    self._loaded.popitem(last=False)  # the one that was used longest ago
                self._loaded[identity] = open_backend(speaker, device=self.device)
            self._loaded.move_to_end(identity)
            return self._loaded[identity]


def model_name(checkpoint: Checkpoint) -> str:
    """Return what the page calls a model: `package`, or the folder of its run and its phase, `RUN/phase2b`."""
    packaged = packaged_checkpoint()
    if packaged is not None and checkpoint.path.resolve() == packaged.path:
        return PACKAGE
    path = checkpoint.path.absolute()
    return f"{path.parent.name}/{path.stem}"
