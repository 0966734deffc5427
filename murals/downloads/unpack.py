"""Unpacking of an archive (`.tar`, `.tar.gz`, `.zip`) into a folder, whole or not at all.

The archive is unpacked beside the folder, which is then renamed. A single folder around everything is removed. No entry
may be outside the folder.
"""

import shutil
import tarfile
import zipfile
from pathlib import Path

from murals.errors import MuralsError
from murals.temporary import temporary_folder


def unpack(archive: Path, folder: Path) -> Path:
    """Unpack `archive` as `folder`, replacing an older one, and return `folder`.

    Raises
    ------
    MuralsError
        If the file is no archive, is damaged, or holds an entry outside the folder.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with temporary_folder(folder.parent) as beside:
        content = beside / "content"
        try:
            _extract(archive, content)
        except (tarfile.TarError, zipfile.BadZipFile, EOFError, OSError) as error:
            raise MuralsError(
                f"cannot unpack {archive} ({error}): it is damaged or no archive; download it again"
            ) from error
        inner = _without_wrapper(content)
        if folder.exists():
            shutil.rmtree(folder)
        inner.replace(folder)
    return folder


def _extract(archive: Path, into: Path) -> None:
    if tarfile.is_tarfile(archive):
        with tarfile.open(archive) as tar:
            tar.extractall(into, filter="data")  # refuses links and paths that lead outside
        return
    with zipfile.ZipFile(archive) as file:
        file.extractall(into)  # takes drives and `..` out of the names
    for path in into.rglob("__MACOSX"):
        shutil.rmtree(path)


def _without_wrapper(content: Path) -> Path:
    """Return the innermost folder that holds everything."""
    inside = [path for path in content.iterdir() if not path.name.startswith(".")]
    return _without_wrapper(inside[0]) if len(inside) == 1 and inside[0].is_dir() else content
