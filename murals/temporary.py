"""Temporary folders beside results, and the removal of those that a killed run left. Standard library only.

A file that is not whole yet lies in a hidden folder such as `.murals-1f3a9c2b-7abc91`, on the volume of its place, so
that a rename makes it appear whole. The name tells that the folder is ours and on which machine it was made. While its
process lives, it holds a lock (flock) on the file `lock` inside. The kernel lets go of it when the process ends, by
whatever cause. So a folder of this machine whose lock is free was left by a killed run, and the next run that writes
there removes it. Folders of other machines stay: on a shared volume their locks may be out of sight. So do all folders
where there are no such locks: on Windows, and on some network volumes.
"""

import hashlib
import os
import platform
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_LOCK, _UNLOCKED = "lock", "unlocked"
_MACHINE_ID = Path("/etc/machine-id")  # what tells apart two machines of one name, where there is one
_REMEMBERED = 1024  # folders that were looked through


@contextmanager
def temporary_folder(place: Path) -> Iterator[Path]:
    """Yield a new hidden folder in the folder `place`, and remove it with all it holds.

    What killed runs of this machine left in `place` is removed first, once in a process.

    Raises
    ------
    OSError
        If no folder can be made in `place`; it names `place`, not the folder.
    """
    remove_left(os.path.realpath(place))
    folder, held = _make_folder(place)
    try:
        yield folder
    finally:
        _remove(folder, held)


@lru_cache(_REMEMBERED)
def remove_left(place: str) -> None:
    """Remove the temporary folders in `place` that were made on this machine and that no living process holds."""
    ours = re.compile(rf"{re.escape(_beginning())}[0-9a-f]{{6}}")
    with suppress(OSError), os.scandir(place) as entries:
        named = [entry for entry in entries if ours.fullmatch(entry.name)]
        for folder in (Path(entry.path) for entry in named if entry.is_dir(follow_symlinks=False)):
            _remove_if_free(folder)


@lru_cache(1)
def _beginning() -> str:
    """Return how the names of this machine's temporary folders begin."""
    machine = platform.node()
    with suppress(OSError):
        machine += _MACHINE_ID.read_text(encoding="utf-8")
    return f".murals-{hashlib.sha256(machine.encode()).hexdigest()[:8]}-"


def _make_folder(place: Path) -> tuple[Path, int | None]:
    """Return a new folder in `place`, and its lock as an open file; None where there are no locks."""
    while True:
        folder = place / f"{_beginning()}{secrets.token_hex(3)}"
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        except OSError as error:
            error.filename = str(place)
            raise
        with suppress(FileNotFoundError, BlockingIOError):  # another process has removed it, or is about to
            return folder, _locked(folder)


def _locked(folder: Path) -> int | None:
    """Make the lock of the new `folder` and take it; where there are no locks, the folder never counts as left."""
    (folder / _LOCK).touch()
    held = _held(folder)
    if held is None:
        (folder / _LOCK).rename(folder / _UNLOCKED)
    return held


def _held(folder: Path) -> int | None:
    """Take the lock of `folder`, and return it as an open file; None where there are no locks.

    Raises
    ------
    BlockingIOError
        If another process has it.
    FileNotFoundError
        If it has been removed.
    """
    lock = folder / _LOCK
    if fcntl is None:
        return None
    held = os.open(lock, os.O_RDWR)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        lock.stat()  # who had it before may have removed it
    except (BlockingIOError, FileNotFoundError):
        os.close(held)
        raise
    except OSError:  # this volume knows no locks
        os.close(held)
        return None
    return held


def _remove_if_free(folder: Path) -> None:
    """Remove `folder` unless its process lives, or it cannot be told."""
    with suppress(OSError):
        if (folder / _LOCK).exists():
            held = _held(folder)
            if held is not None:
                _remove(folder, held)
        else:
            folder.rmdir()  # an empty one: its process was killed before it made the lock


def _remove(folder: Path, held: int | None) -> None:
    """Remove `folder` and all it holds, the lock last, so that a kill in between leaves what is removed another time.

    On a network volume a file that is open goes only when it is closed, and the folder after it.
    """
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in [entry for entry in entries if entry.name != _LOCK]:
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path, ignore_errors=True)
            else:
                Path(entry.path).unlink(missing_ok=True)
    with suppress(OSError):
        (folder / _LOCK).unlink(missing_ok=True)
    if held is not None:
        os.close(held)
    with suppress(OSError):
        folder.rmdir()
