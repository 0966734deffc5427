"""What a restoration writes: the result, the proposed mask, the map of uncertainty; all of them or none.

In: a job and what came of it. Out: files, each whole, and the promise about the result, which was read back before it
took its name.
"""

from contextlib import ExitStack
from pathlib import Path

from murals.files import whole_file
from murals.images import Photograph, encode_photograph, write_image
from murals.restoration.job import Job
from murals.restoration.promise import Promise, check_untouched, require_untouched
from murals.restoration.repair import Repair
from murals.restoration.turns import spread_map


def write_results(
    job: Job, photograph: Photograph, repair: Repair, *, strict: bool = False, overwrite: bool = False
) -> Promise | None:
    """Write all files of `job`, or none; return what is so of the pixels outside the repair, None without a mask.

    Raises `MuralsError` where a file cannot be written, where a lossless one would have lost a sound pixel, and, if
    `strict`, where a lossy one has.
    """
    with ExitStack() as files:

        def beside(path: Path) -> Path:
            return files.enter_context(whole_file(path, overwrite=overwrite))

        result = beside(job.output)
        result.write_bytes(encode_photograph(job.output, photograph, repair.pixels))
        promise = _check(result, job, photograph, repair, strict=strict)
        if job.proposed_mask is not None and repair.target is not None:
            write_image(beside(job.proposed_mask), repair.target.mask)
        if job.uncertainty is not None and repair.spread is not None:
            write_image(beside(job.uncertainty), spread_map(repair.spread))
    return promise


def _check(result: Path, job: Job, photograph: Photograph, repair: Repair, *, strict: bool) -> Promise | None:
    """Read `result` back, before it is named `job.output`; raises `MuralsError` where it must not be."""
    if repair.target is None:
        return None
    promise = check_untouched(result, photograph.pixels, repair.target.repaired)
    require_untouched(promise, job.output, strict=strict)
    return promise
