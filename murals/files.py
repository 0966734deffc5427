"""Writing of files whole or not at all: in a temporary folder beside their place, then renamed. Standard library only.

Every file that a user may care for is written through here: JSON, weights, pictures, pages. If the bytes fit into
memory, pass them to `write_bytes`; a library that needs a path gets the one that `whole_file` yields.
"""

import csv
import errno
import io
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from murals.errors import MuralsError
from murals.temporary import temporary_folder

_FULL = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
_USUAL_NAME = 255  # bytes a name may have where the system does not say


@contextmanager
def whole_file(path: str | Path, *, overwrite: bool = False) -> Iterator[Path]:
    """Yield a path of the same name in a temporary folder beside `path`; it becomes `path` if the block succeeds.

    Missing parent folders are made. If the block fails, also by Ctrl-C, the temporary folder is removed and an older
    file at `path` stays as it was. What a killed run has left there, the next one removes (`murals.temporary`).

    Raises
    ------
    MuralsError
        If `path` exists and `overwrite` is not set, it cannot be written to, or the disk is full. An OSError about
        another file passes through.
    """
    path = Path(path)
    with ExitStack() as beside:
        with _explained(path, path.parent):
            _check_free(path, overwrite)
            path.parent.mkdir(parents=True, exist_ok=True)
            part = beside.enter_context(temporary_folder(path.parent)) / path.name
        with _explained(path, part):
            yield part
            part.replace(path)


def write_bytes(path: str | Path, data: bytes, *, overwrite: bool = False) -> None:
    """Write `data` to `path`, whole or not at all.

    Raises
    ------
    MuralsError
        As in `whole_file`.
    """
    with whole_file(path, overwrite=overwrite) as beside:
        beside.write_bytes(data)


def write_text(path: str | Path, text: str, *, overwrite: bool = False) -> None:
    """Write `text` to `path` in UTF-8, whole or not at all.

    Raises
    ------
    MuralsError
        As in `whole_file`.
    """
    write_bytes(path, text.encode(), overwrite=overwrite)


def require_writable(folder: str | Path) -> None:
    """Raise MuralsError unless a file can be written into `folder`, or into the first folder above it that exists.

    A temporary folder is made there and removed, because permissions alone do not tell (a mounted volume may be
    read-only).
    """
    folder = Path(folder)
    place = nearest_folder(folder)
    with _explained(folder / "the results", folder, place), temporary_folder(place):
        pass


def nearest_folder(folder: str | Path) -> Path:
    """Return `folder`, or the first of the folders above it that exists."""
    folder = Path(folder)
    return next((place for place in (folder, *folder.parents) if place.exists()), Path(folder.anchor))


def longest_name(folder: str | Path) -> int:
    """Return the largest number of bytes in the name of a file in `folder`, which need not exist yet.

    It is 255 nearly everywhere, and 143 on encrypted volumes (eCryptfs).
    """
    try:
        return os.pathconf(nearest_folder(folder), "PC_NAME_MAX")
    except (AttributeError, ValueError, OSError):  # Windows has no pathconf, and some volumes no answer
        return _USUAL_NAME


def require_free(path: Path, *, overwrite: bool = False) -> None:
    """Raise MuralsError if something stands at `path` and may not be replaced."""
    if path.exists() and not overwrite:
        raise MuralsError(f"{path} exists already: give --overwrite to replace it, or another place with --out")


def csv_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return `rows` as the text of a CSV file; its columns are those of any row, in order of appearance.

    Numbers are not rounded. A cell that a row lacks, or that is None, is empty.
    """
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _check_free(path: Path, overwrite: bool) -> None:
    """Raise MuralsError if a folder stands at `path`, or a file that may not be replaced."""
    if path.is_dir():
        raise MuralsError(f"cannot write the file {path}: a folder of that name stands there; name another file")
    require_free(path, overwrite=overwrite)


@contextmanager
def _explained(path: Path, *ours: Path) -> Iterator[None]:
    """Turn an OSError about one of `ours`, or about no named file, into a MuralsError that says what to do."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL and error.filename is not None and not _is_among(error.filename, (path, *ours)):
            raise
        raise MuralsError(_sentence(path, error)) from error


def _is_among(filename: str | bytes | int, paths: tuple[Path, ...]) -> bool:
    """Tell whether the file an OSError names is one of `paths` or a folder on the way to it."""
    if isinstance(filename, int):
        return False
    named = Path(os.fsdecode(filename))
    return any(named == path or named in path.parents for path in paths)


def _sentence(path: Path, error: OSError) -> str:
    """Return the sentence why `path` cannot be written, and what to do."""
    if error.errno in _FULL:
        return f"no room to write {path} ({error.strerror}): free some space on that disk, or write to another one"
    if error.errno in _FORBIDDEN:
        return f"no permission to write {path}: make {path.parent} writable, or name another place"
    if error.errno == errno.ENAMETOOLONG:
        return f"cannot write {path}: its name is longer than that disk allows; give it a shorter name"
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return f"cannot write {path}: a file stands where its folder {path.parent} should be; name another place"
    return f"cannot write {path} ({error.strerror or error}): name another place"
