"""A restored photograph with its record and the files that the record names."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from murals.errors import MuralsError
from murals.images import Chosen, Photograph, Pixels, bands, image_size, open_large, read_photograph
from murals.restoration.record import pixels_sha256, read_record
from murals.restoration.repair import LARGE

RECORD = ".murals.json"
RESULT = re.compile(r"\.restored(-\d+)?$")  # the end of the stem of a result


@dataclass(frozen=True)
class Restored:
    """A result, by its path, and its record."""

    path: Path
    record_path: Path
    record: dict[str, Any]

    @property
    def entry(self) -> dict[str, str]:
        """The record's entry about this result."""
        own = [self.record["files"]["output"], *self.record["variants"]]
        return next(entry for entry in own if Path(entry["path"]).name == self.path.name)

    def place(self, entry: dict[str, str]) -> Path:
        """Return where the file of an entry lies."""
        return self.record_path.parent / entry["path"]

    def file(self, name: str) -> Path:
        """Return where the file `name` of the record lies; raise `MuralsError` if it is not there."""
        entry = self.record["files"].get(name)
        if entry is None or not self.place(entry).is_file():
            looked = f" (looked for {self.place(entry)})" if entry else ""
            raise MuralsError(f"{self.path}: the file of what was replaced is not beside its record{looked}")
        return self.place(entry)

    def replaced(self, scratch: Path) -> tuple[Photograph, NDArray[np.bool_]]:
        """Return the pixels that the repair replaced, large ones by way of the folder `scratch`, and where (H, W)."""
        kept = read_large(self.file("replaced"), scratch)
        if kept.alpha is None:
            raise MuralsError(f"{kept.path} has no alpha: it is not what murals wrote; take it from its copy")
        return kept, np.concatenate([kept.alpha[rows] > 0 for rows in bands(kept.alpha)])

    def undone(self, scratch: Path) -> tuple[Photograph, Pixels]:
        """Return the result as read, and the pixels of the photograph that it was made from; large ones in parts.

        Parameters
        ----------
        scratch
            A folder for the samples of large pictures, which stays as long as the pixels are used.

        Raises
        ------
        MuralsError
            If the pixels are not those that the record tells of: the format loses, or the result was edited since.
        """
        restored = read_large(self.path, scratch)
        kept, hole = self.replaced(scratch)
        if kept.pixels.shape != restored.pixels.shape or kept.pixels.dtype != restored.pixels.dtype:
            raise MuralsError(f"{self.path} is of another size or depth than when it was made: take its copy")
        before: Any = Chosen(hole, kept.pixels, restored.pixels)
        if isinstance(restored.pixels, np.ndarray):
            before = before[...]
        if pixels_sha256(before) != self.record["pixels_before"]:
            raise MuralsError(
                f"{self.path} does not give its photograph back: pixels outside the repair were changed since, or its "
                "format changes them"
            )
        return restored, before


def read_large(path: Path, scratch: Path) -> Photograph:
    """Return the photograph at `path`, a large one in parts, by way of the folder `scratch`."""
    height, width = image_size(path)
    return open_large(path, scratch) if height * width > LARGE else read_photograph(path)


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Yield a folder for the samples of large pictures, where the system keeps temporary files (TMPDIR)."""
    with tempfile.TemporaryDirectory(prefix="murals-") as folder:
        yield Path(folder)


def open_restored(path: Path) -> Restored:
    """Return the result at `path`, or the one whose record is at `path`.

    Raises
    ------
    MuralsError
        If there is no such result, or no record of it.
    """
    if path.name.endswith(RECORD):
        record = read_record(path)
        return Restored(path.parent / record["files"]["output"]["path"], path, record)
    if not path.is_file():
        raise MuralsError(f"nothing at {path}: name a result of murals restore, such as wall.restored.tif")
    found = [Restored(path, at, read_record(at)) for at in _records_near(path)]
    for restored in found:
        own = [restored.record["files"]["output"], *restored.record["variants"]]
        if path.name in (Path(entry["path"]).name for entry in own):
            return restored
    raise MuralsError(f"no record of {path}: murals restore writes NAME{RECORD} beside each result; keep them together")


def _records_near(path: Path) -> list[Path]:
    """Return the records in the folder of `path` that may be its own, by their names."""
    stem = RESULT.sub("", path.stem)
    return sorted(at for at in path.parent.iterdir() if at.name.endswith(RECORD) and at.name.startswith(stem[:1]))
