"""File names: which files are images, which of them to take, and how our own are called. Nothing here opens a file."""

import hashlib
import logging
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from murals.errors import MuralsError
from murals.files import longest_name

WRITABLE = (".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp")
RAW = (".arw", ".cr2", ".cr3", ".dng", ".nef", ".orf", ".raf", ".rw2")  # what the sensor of a camera counted
READ_ONLY = (*RAW, ".avif", ".heic", ".heif", ".hif", ".jp2")  # a result of these is a TIFF, which holds all of it
SUFFIXES = tuple(sorted((*WRITABLE, *READ_ONLY, ".gif")))
PICTURES = ("restored", "blended", "translated")  # results that are photographs themselves
OWN_KINDS = (*PICTURES, "mask", "uncertainty", "sources", "replaced", "layer", "undone")
_NUMBERED = re.compile(r"-\d+$")  # the end of NAME.restored-2.EXT
_FOREIGN = (".crw", ".exr", ".jxl", ".pef", ".ppm", ".psd", ".raw", ".srw")
_WRITTEN_AS = {".gif": ".png"} | dict.fromkeys(READ_ONLY, ".tif")

logger = logging.getLogger("murals")


def find_images(folder: str | Path, recursive: bool = False) -> list[Path]:
    """Return the image files in `folder`, and below it if `recursive`, sorted.

    Hidden files and folders are skipped. So are our own outputs, images of unsupported formats, and raw files beside
    which lies a picture of the same name, as cameras write both; the log says how many.

    Raises
    ------
    MuralsError
        If `folder` is missing, is a file, cannot be read, or holds no image.
    """
    folder = Path(folder)
    files = list(_visible_files(folder, recursive))
    ours = [path for path in files if is_own_output(path)]
    images = sorted(path for path in files if path.suffix.lower() in SUFFIXES and not is_own_output(path))
    beside = _raws_beside_pictures(images)
    images = [path for path in images if path not in beside]
    _say_what_is_left_out(folder, files, len(ours), beside)
    if not images:
        raise MuralsError(_no_images(folder, recursive, len(ours)))
    return images


def is_own_output(path: str | Path) -> bool:
    """Tell whether `path` is named like our results: `NAME.restored.EXT`, `NAME.mask.EXT`, see `OWN_KINDS`."""
    path = Path(path)
    return path.suffix.lower() in SUFFIXES and _kind_of(path) in OWN_KINDS


def is_picture(path: str | Path) -> bool:
    """Tell whether `path` is named like a result that is a photograph itself: restored, blended or translated."""
    return is_own_output(path) and _kind_of(Path(path)) in PICTURES


def _kind_of(path: Path) -> str:
    return _NUMBERED.sub("", Path(path.stem).suffix.lower().lstrip("."))


def output_path(source: str | Path, kind: str, out: str | Path | None = None, *, suffix: str | None = None) -> Path:
    """Return the path of the result of `kind` (`restored`, `mask`) made from `source`: `NAME.KIND.EXT`.

    It lies beside `source`, or in the folder `out`. The format is that of `suffix`, else that of `source`: a JPEG is
    written as a JPEG (at quality 95, without colour subsampling). A GIF becomes a PNG, because 256 colours cannot hold
    a restored image; what is `READ_ONLY` becomes a TIFF. A name that is too long for the disk is shortened, see
    `short_stem`.
    """
    source = Path(source)
    folder = source.parent if out is None else Path(out)
    if suffix is None:
        suffix = _WRITTEN_AS.get(source.suffix.lower(), source.suffix)
    ending = f".{kind}{suffix}"
    return folder / f"{short_stem(source.stem, longest_name(folder) - len(os.fsencode(ending)))}{ending}"


def short_stem(stem: str, room: int) -> str:
    """Return `stem` if its bytes fit into `room`, else as many whole characters as fit, `~` and a hash.

    The hash tells apart names that begin alike, and is the same every time.
    """
    name = os.fsencode(stem)
    if len(name) <= room:
        return stem
    tail = f"~{hashlib.blake2b(name, digest_size=4).hexdigest()}"
    end = max(room - len(tail), 0)
    while end and len(os.fsencode(stem[:end])) > room - len(tail):
        end -= 1
    return stem[:end] + tail


def _visible_files(folder: Path, recursive: bool) -> Iterator[Path]:
    """Yield the files in `folder` that do not begin with a dot; raises MuralsError where a folder cannot be listed."""
    if folder.is_file():
        raise MuralsError(f"expected a folder of images, got the file {folder}: name the folder it lies in")
    if not folder.is_dir():
        raise MuralsError(f"no folder {folder}: name a folder that holds images ({_suffixes()})")
    for parent, folders, names in os.walk(folder, onerror=_refuse):
        folders[:] = [name for name in folders if recursive and not name.startswith(".")]
        yield from (Path(parent, name) for name in names if not name.startswith("."))


def _refuse(error: OSError) -> None:
    """Raise the MuralsError for a folder that cannot be listed; `os.walk` would pass over it in silence."""
    raise MuralsError(
        f"cannot list {error.filename} ({error.strerror}): make it readable, or name another folder"
    ) from error


def _raws_beside_pictures(images: list[Path]) -> set[Path]:
    """Return the raw files among `images` beside which lies a picture of the same name."""
    developed = {path.with_suffix("") for path in images if path.suffix.lower() not in RAW}
    return {path for path in images if path.suffix.lower() in RAW and path.with_suffix("") in developed}


def _say_what_is_left_out(folder: Path, files: list[Path], ours: int, raws: set[Path]) -> None:
    """Log how many images of `folder` are not taken, and why."""
    foreign = [path for path in files if path.suffix.lower() in _FOREIGN]
    if foreign:
        logger.warning("%s: left out %s: convert them to PNG or TIFF to have them taken", folder, _counted(foreign))
    if raws:
        counts = _counted(raws)
        logger.info("%s: left out %s beside pictures of the same name: name them to have them taken", folder, counts)
    if ours:
        logger.info("%s: left out %d of our own outputs (NAME.%s.*)", folder, ours, ".*, NAME.".join(OWN_KINDS))


def _counted(files: Iterable[Path]) -> str:
    """Return how many files of each suffix there are: `2 .cr2, 1 .nef`."""
    counts = Counter(path.suffix.lower() for path in files)
    return ", ".join(f"{count} {suffix}" for suffix, count in sorted(counts.items()))


def _no_images(folder: Path, recursive: bool, ours: int) -> str:
    """Say that `folder` holds no image, what was looked for, and what may have been meant."""
    below = "" if recursive else " (folders below it are read with --recursive)"
    if ours:
        return f"{folder} holds nothing but our own outputs: name the folder of the images they were made from"
    return f"no image in {folder}: looked for {_suffixes()}{below}"


def _suffixes() -> str:
    """Return the readable suffixes as a phrase."""
    return " ".join(SUFFIXES)
