"""What a report is about: a photograph, its masks, and its restored result, found by names and by the record."""

import logging
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from murals.condition.settings import ReportSettings
from murals.errors import MuralsError
from murals.images import Photograph, output_path, read_photograph, whole
from murals.provenance.restored import RESULT, Restored, open_restored, scratch_folder
from murals.restoration.masks import masks_finder
from murals.restoration.options import DEFAULT_READING, MaskReading
from murals.restoration.record import file_sha256, read_record

logger = logging.getLogger("murals")

PROPOSED = "The mask was proposed by a network, which may mark sound paint and miss damage: check it."
_LENIENT = MaskReading(all_of_it=True)  # of a mask that a restoration has accepted


@dataclass(frozen=True)
class Subject:
    """The files of one report."""

    place: Path  # what was named: the photograph, or its result
    source: Path  # the photograph; it may be missing if the result gives it back
    stem: str  # NAME of the files that are written
    mask: Path | None = None
    veiled: Path | None = None
    reading: MaskReading = DEFAULT_READING
    restored: Restored | None = None  # the result and its record
    notes: tuple[str, ...] = field(default_factory=tuple)  # what the reader of the report should know

    @property
    def folder(self) -> Path:
        """Where a report goes by default: beside the result that was named, else beside the photograph."""
        return self.place.parent

    @property
    def result(self) -> Path | None:
        """The restored photograph."""
        return self.restored.path if self.restored else None

    @property
    def sources(self) -> Path | None:
        """The map of sources of the result, if it is there."""
        entry = self.restored.record["files"].get("sources") if self.restored else None
        path = self.restored.place(entry) if self.restored and entry else None
        return path if path and path.is_file() else None

    def photograph(self) -> Photograph:
        """Return the photograph; if its file is missing, from the result and what the record kept.

        Raises
        ------
        MuralsError
            If it cannot be read or does not come back.
        """
        if self.source.is_file() or self.restored is None:
            return read_photograph(self.source)
        with scratch_folder() as scratch:
            form, pixels = self.restored.undone(scratch)
            alpha = None if form.alpha is None else whole(form.alpha)
            return replace(form, pixels=whole(pixels), alpha=alpha, path=self.source)


def find_subject(path: Path, settings: ReportSettings, below: Path = Path()) -> Subject:
    """Return the files of the report about the image at `path`.

    The masks are those of `settings`, else those that the record names, else `NAME.mask.png` beside the photograph.

    Parameters
    ----------
    path
        A photograph, or a result of `murals restore`.
    below
        Its folder relative to the input, for masks in a folder.

    Raises
    ------
    MuralsError
        If there is no mask.
    """
    is_result = RESULT.search(path.stem) is not None
    restored = open_restored(path) if is_result else _result_of(path)
    source = restored.place(restored.record["files"]["input"]) if is_result and restored else path
    subject = Subject(path, source, _stem(path, source, restored), restored=restored)
    if settings.mask or settings.veiled:
        mask, veiled = masks_finder(settings.mask, settings.veiled)(source, below)
        return replace(subject, mask=mask, veiled=veiled, reading=settings.reading)
    if restored is not None and (found := _of_record(subject, restored)) is not None:
        return found
    beside = output_path(source, "mask", suffix=".png")
    if beside.is_file():
        return replace(subject, mask=beside, reading=_LENIENT)
    raise MuralsError(
        f"{path} has no mask of its damage: draw one, white on black or a colour for each condition, and give it by "
        f"--mask; or have one proposed, murals restore {path}, and check it"
    )


def _stem(path: Path, source: Path, restored: Restored | None) -> str:
    """Return the NAME of a report; of a further variant it is `NAME.restored-2`."""
    if restored is None or path == source:
        return path.stem
    first = Path(restored.record["files"]["output"]["path"]).name
    return path.stem.removesuffix(".restored") if path.name == first else path.stem


def _result_of(photograph: Path) -> Restored | None:
    """Return the result beside a photograph, if a record tells that it was made from it as it is."""
    for name in (photograph, photograph.with_name(f"{photograph.name}.x")):
        at = output_path(name, "murals", suffix=".json")
        if not at.is_file():
            continue
        record = read_record(at)
        restored = Restored(at.parent / record["files"]["output"]["path"], at, record)
        entry = record["files"]["input"]
        if restored.place(entry).resolve() != photograph.resolve() or not restored.path.is_file():
            continue
        if file_sha256(photograph) == entry["sha256"]:
            return restored
        logger.warning("%s has changed since %s was made from it, which is left out", photograph, restored.path)
    return None


def _of_record(subject: Subject, restored: Restored) -> Subject | None:
    """Return `subject` with the masks of its record; None if it names none that is there.

    Those that the user gave come first, because they may be in colours; if they have changed since, it is the mask as
    it was used.
    """
    files = restored.record["files"]
    given = {kind: files[kind] for kind in ("mask", "veiled") if kind in files}
    if given and all(_unchanged(restored, entry) for entry in given.values()):
        mask, veiled = (restored.place(given[kind]) if kind in given else None for kind in ("mask", "veiled"))
        return replace(subject, mask=mask, veiled=veiled, reading=_reading(restored.record))
    used = files.get("used_mask")
    if used is None or not restored.place(used).is_file():
        return None
    notes = [] if given else [PROPOSED]
    if not _unchanged(restored, used):
        notes = [f"The mask {Path(used['path']).name} was edited after the restoration, which did not see the changes."]
    return replace(subject, mask=restored.place(used), reading=_LENIENT, notes=tuple(notes))


def _unchanged(restored: Restored, entry: dict[str, str]) -> bool:
    path = restored.place(entry)
    return path.is_file() and file_sha256(path) == entry["sha256"]


def _reading(record: dict[str, Any]) -> MaskReading:
    """Return how a restoration read its masks."""
    options = record["work"].get("options", {})
    return MaskReading(invert=bool(options.get("invert", False)), only=tuple(options.get("only", ())), all_of_it=True)
