"""The translators that the page offers, named by their runs.

In: the folder of runs. Out: what can be chosen, and the last that was used, loaded. A translator is only ever looked
up among those found: no name from a browser becomes a path.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from murals.config import TRANSLATE, TranslatorConfig
from murals.errors import MuralsError
from murals.learn.checkpoint import PACKAGED, open_checkpoint
from murals.learn.run import stem
from murals.translate.translator import ImageTranslator


@dataclass(frozen=True)
class Offered:
    """A translator that can be chosen."""

    run: Path  # its run's folder
    architecture: str
    direction: str
    saved: float
    weights: str  # their checksum


@dataclass(frozen=True)
class Offer:
    """The translators there are, newest first, and those left out: (run, why)."""

    found: Sequence[Offered]
    broken: Sequence[tuple[str, str]]

    def named(self, name: object) -> Offered | None:
        """Return the translator of the run `name`, None where there is none."""
        return next((offered for offered in self.found if offered.run.name == name), None)


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
                found.append(_offered(file))
            except MuralsError as error:
                broken.append((file.parent.name, str(error)))
        return Offer(sorted(found, key=lambda offered: (offered.saved, offered.run), reverse=True), broken)

    def load(self, offered: Offered) -> ImageTranslator:
        """Return the translator, loaded again if its weights have changed. Raises `MuralsError`."""
        with self._lock:
            if self._loaded is None or self._loaded[0] != offered.weights:
                path = offered.run / f"{stem(TRANSLATE)}.safetensors"
                self._loaded = offered.weights, ImageTranslator.open(path, device=self.device)
            return self._loaded[1]


def _offered(file: Path) -> Offered:
    """Read a translator's plain data; raises `MuralsError` where it holds something else, or not what is needed."""
    checkpoint = open_checkpoint(file)
    info, network = checkpoint.info, checkpoint.network
    numbers = [info.get(name) for name in ("saved", "size")]
    if not isinstance(network, TranslatorConfig) or not all(isinstance(number, int | float) for number in numbers):
        raise MuralsError(f"{file} is no translator's, or damaged: take another checkpoint or train again")
    direction = str(info.get("direction", "AtoB"))
    return Offered(file.parent, network.architecture, direction, info["saved"], str(info.get("weights_sha256")))
