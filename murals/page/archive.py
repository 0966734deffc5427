"""The archive of a result: one ZIP with the photograph, its masks, the result, what was replaced, and the record.

Unpacked into one folder, it serves `murals verify`, `murals layer` and `murals undo`. The files are stored as they are,
because pictures are compressed already.
"""

import zipfile
from pathlib import Path

from murals.files import whole_file
from murals.images import output_path
from murals.restoration.job import Job


def write_archive(job: Job) -> Path:
    """Write `NAME.murals.zip` beside the result of `job`, whose record is portable, and return its path.

    Raises
    ------
    ValueError
        If the job has no such record.
    MuralsError
        As in `murals.files.whole_file`.
    """
    if job.record is None or not job.portable:
        raise ValueError(f"expected a job with a portable record, got {job}")
    path = output_path(job.source, "murals", job.record.parent, suffix=".zip")
    with whole_file(path) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
        for file in (*job.read, *job.written):
            if file.is_file():  # no map of sources is written where no paint was copied
                archive.write(file, file.name)
    return path
