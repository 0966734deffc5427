"""Checks of all photographs together before the first is restored.

A mask in a folder belongs to one photograph. A result belongs to one photograph and replaces no file that is read.
Each output folder can be written to.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from murals.errors import MuralsError
from murals.files import require_writable
from murals.restoration.job import Failure, Job, fail

Check = Callable[[Job], None]  # raises MuralsError for a job that cannot be done


def check_jobs(
    jobs: list[Job], *, mask: Path | None = None, veiled: Path | None = None
) -> tuple[list[Job], list[Failure]]:
    """Return the jobs that can be done, and the failures of the others.

    Parameters
    ----------
    mask, veiled
        The options. If one is a folder, each mask in it belongs to one photograph; a single file is meant for all.
    """
    folders = [folder for folder in (mask, veiled) if folder is not None and folder.is_dir()]
    failed: list[Failure] = []
    for check in (_one_mask_each(jobs, folders), _one_file_each(jobs), _writable()):
        jobs, more = _sift(jobs, check)
        failed += more
    return jobs, failed


def _sift(jobs: list[Job], check: Check) -> tuple[list[Job], list[Failure]]:
    """Return the jobs that pass `check`, and the failures of the others."""
    passed, failed = [], []
    for job in jobs:
        try:
            check(job)
            passed.append(job)
        except Exception as error:
            failed.append(fail(job.source, error))
    return passed, failed


def _one_mask_each(jobs: list[Job], folders: list[Path]) -> Check:
    """Return the check that no mask in `folders` belongs to two photographs."""
    users = _users(jobs, lambda job: _masks_in(job, folders))

    def check(job: Job) -> None:
        for path in _masks_in(job, folders):
            if len(users[_place(path)]) > 1:
                raise MuralsError(
                    f"{path} would be the mask of {_in_words(users[_place(path)])}: one mask in a folder is for one "
                    "photograph; put each mask at the place of its photograph, or name the file to use it for all"
                )

    return check


def _one_file_each(jobs: list[Job]) -> Check:
    """Return the check that no output is also the output of another photograph, or read for any."""
    writers = _users(jobs, lambda job: job.written)
    read = {_place(path): path for job in jobs for path in job.read}

    def check(job: Job) -> None:
        for path in job.written:
            if len(writers[_place(path)]) > 1:
                raise MuralsError(
                    f"{_in_words(writers[_place(path)])} would both become {path}: do them one by one, each with "
                    "its own --out, or name the folder above them with --recursive"
                )
            if _place(path) in read:
                raise MuralsError(f"the result {path} of {job.source} would replace a file that is read: give --out")

    return check


def _writable() -> Check:
    """Return the check that the output folders of a job can be written to; each folder is tested once."""
    told: dict[Path, MuralsError | None] = {}

    def check(job: Job) -> None:
        for folder in {path.parent: None for path in job.written}:
            if folder not in told:
                told[folder] = _refusal(folder)
            if error := told[folder]:
                raise MuralsError(f"{error} with --out")

    return check


def _refusal(folder: Path) -> MuralsError | None:
    """Return why `folder` cannot be written to; None if it can."""
    try:
        require_writable(folder)
    except MuralsError as error:
        return error
    return None


def _masks_in(job: Job, folders: list[Path]) -> list[Path]:
    """Return the masks of `job` that were found in one of `folders`."""
    return [path for path in {job.mask, job.veiled} if path and any(folder in path.parents for folder in folders)]


def _users(jobs: list[Job], files_of: Callable[[Job], Iterable[Path]]) -> dict[Path, list[Path]]:
    """Return the photographs that use each file, by the place of the file."""
    users: dict[Path, list[Path]] = defaultdict(list)
    for job in jobs:
        for path in files_of(job):
            users[_place(path)].append(job.source)
    return users


def _place(path: Path) -> Path:
    """Return the path of a file that is the same whichever way leads to its folder."""
    return Path(os.path.realpath(path.parent)) / path.name


def _in_words(sources: list[Path]) -> str:
    """Return the photographs as a phrase, the first few by name."""
    few = [str(source) for source in sources[:3]]
    return " and ".join(few) + (f" and {len(sources) - 3} more" if len(sources) > 3 else "")
