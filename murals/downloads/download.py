"""`murals download`: a data set of the catalogue becomes a folder, with `source.json` beside its files.

The archive is checked before it is unpacked: by the checksum of the catalogue, else by that of the first download. The
licence is shown before anything is fetched.
"""

import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from murals.downloads.catalogue import DataSet, find_data_set
from murals.downloads.fetch import PATIENCE, TRIES, checksum, fetch
from murals.downloads.settings import DownloadSettings
from murals.downloads.unpack import unpack
from murals.errors import MuralsError
from murals.files import require_free, write_text
from murals.images import SUFFIXES
from murals.progress import SILENT, Progress

logger = logging.getLogger("murals")

RECORD = "source.json"


@dataclass(frozen=True)
class DownloadReport:
    """The downloaded data set: its folder, the number of images in each folder, the checksum."""

    data_set: DataSet
    folder: Path
    images: dict[str, int]
    sha256: str

    def lines(self) -> list[str]:
        """Return the report as lines of text."""
        counts = ", ".join(f"{name}: {count}" for name, count in self.images.items())
        use = self.data_set.use.replace("FOLDER", str(self.folder))
        return [f"images in {self.folder}: {counts or 'none'}", f"SHA-256 {self.sha256}", f"next: {use}"]

    def as_plain(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return {"folder": self.folder, "images": self.images, "sha256": self.sha256, "licence": self.data_set.licence}


def download(
    settings: DownloadSettings,
    *,
    data_set: DataSet | None = None,
    tries: int = TRIES,
    patience: float = PATIENCE,
    progress: Progress = SILENT,
) -> DownloadReport:
    """Download a data set to `OUT/NAME`: the one that `settings` names, or another `data_set`.

    Parameters
    ----------
    patience
        Seconds to wait for an answer.

    Raises
    ------
    MuralsError
        If the folder exists and `settings.overwrite` is not set, the download fails (what arrived is kept), or the
        checksum differs.
    """
    data_set = data_set or find_data_set(settings.name or "")
    out, archive, folder = settings.out, settings.archive, settings.out / data_set.name
    require_free(folder, overwrite=settings.overwrite)
    logger.info("%s\nlicence: %s\nmore: %s", data_set.title, data_set.licence, data_set.page)
    path = archive or fetch(
        data_set.url, _archive_path(data_set, out), tries=tries, patience=patience, progress=progress
    )
    if not path.is_file():
        raise MuralsError(f"no archive at {path}: name the file that was downloaded from {data_set.page}")
    digest = _checked(path, data_set, folder, by_hand=archive is not None)
    unpack(path, folder)
    _write_record(folder, data_set, digest, path)
    if archive is None:
        path.unlink()
    return DownloadReport(data_set, folder, _count_images(folder), digest)


def _archive_path(data_set: DataSet, out: Path) -> Path:
    return out / f".{data_set.name}.archive"


def _checked(path: Path, data_set: DataSet, folder: Path, *, by_hand: bool) -> str:
    """Return the archive's checksum; raise if it is not the known one."""
    digest = checksum(path)
    expected = data_set.sha256 or _recorded(folder)
    if expected and digest != expected:
        kept = path if by_hand else path.replace(path.with_name(f"{path.name.lstrip('.')}.wrong"))
        raise MuralsError(
            f"{kept} has the SHA-256 {digest[:16]}..., expected {expected[:16]}...: it is damaged or was changed "
            f"at its source; download it again, or see {data_set.page}"
        )
    if not expected:
        logger.info("no checksum was known: that of this download is recorded in %s", folder / RECORD)
    return digest


def _recorded(folder: Path) -> str:
    """Return the checksum that an earlier download recorded; empty if there is none."""
    try:
        return json.loads((folder / RECORD).read_text(encoding="utf-8")).get("sha256", "")
    except (FileNotFoundError, ValueError):
        return ""


def _write_record(folder: Path, data_set: DataSet, digest: str, archive: Path) -> None:
    record = {
        "name": data_set.name,
        "url": data_set.url,
        "page": data_set.page,
        "licence": data_set.licence,
        "sha256": digest,
        "bytes": archive.stat().st_size,
        "downloaded": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    write_text(folder / RECORD, json.dumps(record, indent=1), overwrite=True)


def _count_images(folder: Path) -> dict[str, int]:
    """Return the number of images in each folder that holds any, by its path relative to `folder`."""
    counts: dict[str, int] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in SUFFIXES:
            below = path.parent.relative_to(folder).as_posix()
            counts[below] = counts.get(below, 0) + 1
    return counts
