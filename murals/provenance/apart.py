"""`murals layer` and `murals undo`: the retouch alone, and the photograph back.

The retouch is the pixels that were painted, opaque, in a picture of the photograph's size, depth and profile, and
nothing elsewhere. Undoing puts back what was replaced, and compares all pixels with the checksum in the record; a
format that loses needs the photograph itself, whose checksum is compared.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from murals.errors import MuralsError
from murals.files import require_free, whole_file, write_bytes
from murals.images import Cut, output_path, store_photograph
from murals.images.extras import without_credentials
from murals.progress import SILENT, Progress
from murals.provenance.restored import Restored, open_restored, read_large, scratch_folder
from murals.provenance.settings import TakeApartSettings
from murals.restoration.job import Failure, fail
from murals.restoration.promise import LOSSY, check_untouched
from murals.restoration.record import file_sha256


@dataclass(frozen=True)
class ApartReport:
    """The results that were taken apart, as (result, what was written, what is said of it), and the failures."""

    done: list[tuple[Path, Path, str]]
    failed: list[Failure]

    def lines(self) -> list[str]:
        """Return a line for each file that was written."""
        return [f"{written}: {said}" for _, written, said in self.done]

    def as_plain(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        done = [{"input": str(path), "output": str(written)} for path, written, _ in self.done]
        return {"done": done, "failed": [{"input": str(f.source), "reason": f.reason} for f in self.failed]}


def write_layers(settings: TakeApartSettings, *, progress: Progress = SILENT) -> ApartReport:
    """Write the retouch of each result, NAME.layer.png, or .tif for floats and for large pictures."""
    return _each(settings, _write_layer, progress)


def undo_files(settings: TakeApartSettings, *, progress: Progress = SILENT) -> ApartReport:
    """Write the photograph of each result, NAME.undone.EXT, byte for byte in its pixels."""
    return _each(settings, _undo, progress)


def _each(
    settings: TakeApartSettings,
    write: Callable[[Restored, TakeApartSettings, Path], tuple[Path, str]],
    progress: Progress,
) -> ApartReport:
    done: list[tuple[Path, Path, str]] = []
    failed: list[Failure] = []
    for path in progress.track([*settings.inputs], "images"):
        try:
            with scratch_folder() as scratch:
                done.append((path, *write(open_restored(path), settings, scratch)))
        except Exception as error:  # this photograph's alone
            failed.append(fail(path, error))
    return ApartReport(done, failed)


def _write_layer(restored: Restored, settings: TakeApartSettings, scratch: Path) -> tuple[Path, str]:
    painted = read_large(restored.path, scratch)
    _, hole = restored.replaced(scratch)
    cut = Cut(painted.pixels, hole)
    in_memory = isinstance(painted.pixels, np.ndarray)
    pixels, alpha = (cut[...], cut.alpha[...]) if in_memory else (cut, cut.alpha)
    path = _place(restored, settings, "layer", ".png" if in_memory and cut.dtype.kind != "f" else ".tif")
    layer: Any = replace(painted, pixels=pixels, alpha=alpha, exif=None, extras=())  # type: ignore[arg-type]
    with whole_file(path, overwrite=settings.overwrite) as beside:
        store_photograph(beside, path, layer, layer.pixels)
    return path, f"the {int(hole.sum())} painted pixels, in place; lay it over the photograph"


def _undo(restored: Restored, settings: TakeApartSettings, scratch: Path) -> tuple[Path, str]:
    path = _place(restored, settings, "undone", restored.path.suffix)
    if restored.path.suffix.lower() in LOSSY:
        write_bytes(path, _original(restored), overwrite=settings.overwrite)
        return path, "the photograph, a copy of its file: a JPEG cannot be undone from itself"
    form, before = restored.undone(scratch)
    form = replace(form, extras=without_credentials(form.extras))  # those of the result, which is no more
    with whole_file(path, overwrite=settings.overwrite) as beside:
        store_photograph(beside, path, form, before)
        if not check_untouched(beside, before, np.zeros(before.shape[:2], np.bool_)).kept:
            raise MuralsError(f"{path} would not hold the photograph, which is our fault: nothing was written")
    return path, "the photograph, every pixel as it was (compared by checksum)"


def _original(restored: Restored) -> bytes:
    """Return the bytes of the photograph, if it is there and unchanged."""
    entry = restored.record["files"]["input"]
    path = restored.place(entry)
    if not path.is_file():
        raise MuralsError(f"{restored.path} is a JPEG, which cannot be undone from itself: bring back {path}")
    if file_sha256(path) != entry["sha256"]:
        raise MuralsError(f"{path} has changed since {restored.path} was made from it: bring back the file of then")
    return path.read_bytes()


def _place(restored: Restored, settings: TakeApartSettings, kind: str, suffix: str) -> Path:
    """Return where the result goes, `NAME.layer.png`; of a further variant `NAME.restored-2.layer.png`."""
    first = Path(restored.record["files"]["output"]["path"]).name == restored.path.name
    stem = restored.path.stem.removesuffix(".restored") if first else restored.path.stem
    path = output_path(restored.path.with_name(f"{stem}.x"), kind, settings.out, suffix=suffix)
    require_free(path, overwrite=settings.overwrite)
    return path
