"""A run: the folder that holds a training's settings, checkpoints, history, curves and state."""

import csv
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from murals import ranks
from murals.config import PHASES, PIX2PIX
from murals.errors import MuralsError
from murals.files import csv_text, write_text

ALL_PHASES = "s"  # in the name of a run of all three: `phases`
RESTORING = (*PHASES, PIX2PIX)  # the phases whose checkpoints restore murals


@dataclass(frozen=True)
class Run:
    """The folder of one training, and the files in it."""

    folder: Path

    def weights(self, phase: str) -> Path:
        """Return the file of the best weights of `phase`; a JSON of the same name lies beside it."""
        return self.folder / f"{stem(phase)}.safetensors"

    @property
    def settings_file(self) -> Path:
        """The file of the command's settings and the finished phases."""
        return self.folder / "run.json"

    @property
    def history_file(self) -> Path:
        """The file with one row per epoch over all phases."""
        return self.folder / "history.csv"

    @property
    def resume_file(self) -> Path:
        """The file of the state after the last finished epoch; it exists only while a phase is unfinished."""
        return self.folder / "resume.safetensors"

    def settings(self) -> dict[str, Any]:
        """Read what `save_settings` wrote."""
        return json.loads(self.settings_file.read_text(encoding="utf-8"))

    def save_settings(self, settings: dict[str, Any]) -> None:
        """Write the settings, whole or not at all; of several processes the first does."""
        if ranks.is_first():
            write_text(self.settings_file, json.dumps(settings, indent=1), overwrite=True)

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Add the seconds of the block to those in the settings, also where it is broken off, and note a Ctrl-C."""
        began, stopped = time.monotonic(), {}
        with suppress(OSError):
            self.save_settings({name: value for name, value in self.settings().items() if name != "stopped"})
        try:
            yield
        except KeyboardInterrupt:
            stopped = {"stopped": True}
            raise
        finally:
            with suppress(OSError, MuralsError, ValueError):  # a full disk: what stopped the training is told instead
                said = self.settings()
                seconds = said.get("seconds", 0.0) + time.monotonic() - began
                self.save_settings({**said, "seconds": seconds, **stopped})

    def history(self) -> list[dict[str, Any]]:
        """Read the rows of the history: numbers as floats, the phase as text."""
        if not self.history_file.is_file():
            return []
        with self.history_file.open(newline="", encoding="utf-8") as file:
            return [_typed(row) for row in csv.DictReader(file)]

    def save_history(self, rows: list[dict[str, Any]]) -> None:
        """Write all rows; the columns are those of any row, in order of appearance."""
        if ranks.is_first():
            write_text(self.history_file, csv_text(rows), overwrite=True)


def new_run(models: str | Path, phases: str) -> Run:
    """Make a new folder under `models`, named by the time and the phases: `20261121-093000-phase2a`.

    Raises
    ------
    MuralsError
        If the folder cannot be made.
    """
    name = f"{datetime.now():%Y%m%d-%H%M%S}-{stem(phases)}"
    for attempt in range(1000):
        folder = Path(models) / (name if not attempt else f"{name}-{attempt + 1}")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        except OSError as error:
            raise MuralsError(
                f"cannot make a folder for the run in {models} ({os.strerror(error.errno or 0)}): "
                "choose another place with --out"
            ) from error
        return Run(folder)
    raise MuralsError(f"{models} holds a thousand runs of this second: clear it")


def find_unfinished(models: str | Path, *, job: str = "train") -> list[Run]:
    """Return the interrupted runs of the command `job`, newest first: those under `models`, or `models` itself."""
    files = sorted([*Path(models).glob("*/run.json"), *Path(models).glob("run.json")], reverse=True)
    runs = [(Run(file.parent), Run(file.parent).settings()) for file in files]
    return [run for run, said in runs if not said.get("finished", True) and said.get("job", "train") == job]


def stem(phase: str) -> str:
    """Return the file name of a phase without suffix: `phase2a`; a phase that does not restore keeps its name."""
    return f"phase{phase}" if phase in (*PHASES, ALL_PHASES) else phase


def title(phase: str) -> str:
    """Return the title of a phase for curves and bars: `phase 2A`, `translate`."""
    return f"phase {phase.upper()}" if phase in PHASES else phase


def _typed(row: dict[str, str]) -> dict[str, Any]:
    kinds: dict[str, Any] = {"phase": str, "epoch": _count, "step": _count}
    return {key: kinds.get(key, float)(value) for key, value in row.items() if value != ""}


def _count(text: str) -> int:
    return int(float(text))  # older files have 1.0
