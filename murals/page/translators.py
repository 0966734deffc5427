"""The translators that the page offers: by the rule of `murals pix2pix translate`, named by their runs.

In: the folder of runs. Out: checkpoints, and the last of them loaded. A translator is only ever looked up among those
found: no name from a browser becomes a path.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from murals.errors import MuralsError
from murals.learn.checkpoint import PACKAGED, Checkpoint, open_checkpoint
from murals.learn.run import stem
from murals.translate.presets import TRANSLATE, TranslatorConfig
from murals.translate.translator import ImageTranslator


@dataclass(frozen=True)
class Offer:
    """The translators there are, newest first, and those left out: (run, why)."""

    found: Sequence[Checkpoint]
    broken: Sequence[tuple[str, str]]

    def named(self, name: object) -> Checkpoint | None:
        """Return the translator of the run `name`, None where there is none."""
        return next((checkpoint for checkpoint in self.found if run_name(checkpoint) == name), None)


class Translators:
    """Finds translators under `models`, and keeps the one that was used last in memory; visitors share it."""

    def __init__(self, models: Path, device: str) -> None:
        """`models` may not exist yet; `device` is `auto`, `cpu`, `cuda` and so on."""
        self.models, self.device = models, device
        self._loaded: tuple[str, ImageTranslator] | None = None
        self._lock = Lock()

    def offer(self) -> Offer:
        """Return what can be chosen now; a broken checkpoint is left out with the reason."""
        found, broken = [], []
        for file in self.models.glob(f"*/{stem(TRANSLATE)}.json"):
            if file.parent.name == PACKAGED or not file.with_suffix(".safetensors").is_file():
                continue
            try:
                found.append(_translator_at(file))
            except MuralsError as error:
                broken.append((file.parent.name, str(error)))
        found.sort(key=lambda checkpoint: (checkpoint.info["saved"], checkpoint.path), reverse=True)
        return Offer(found, broken)

    def load(self, checkpoint: Checkpoint) -> ImageTranslator:
        """Return the translator of `checkpoint`, loaded anew where its weights have changed. Raises `MuralsError`."""
        weights = str(checkpoint.info.get("weights_sha256"))
        with self._lock:
            if self._loaded is None or self._loaded[0] != weights:
                self._loaded = weights, ImageTranslator.open(checkpoint.path, device=self.device)
            return self._loaded[1]


def run_name(checkpoint: Checkpoint) -> str:
    """Return the name of the run that made `checkpoint`."""
    return checkpoint.path.parent.name


def _translator_at(file: Path) -> Checkpoint:
    """Read a translator's plain data; raises `MuralsError` where it holds something else, or not what is needed."""
    checkpoint = open_checkpoint(file)
    numbers = [checkpoint.info.get(name) for name in ("saved", "size")]
    if not isinstance(checkpoint.network, TranslatorConfig) or not all(isinstance(n, int | float) for n in numbers):
        raise MuralsError(f"{file} is no translator's, or damaged: take another checkpoint or train again")
    return checkpoint
