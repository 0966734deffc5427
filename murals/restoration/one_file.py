"""Restoration of one file: opened as a whole or in parts, seen as colours, repaired, and written with its record."""

import logging
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from murals.errors import MuralsError
from murals.files import nearest_folder
from murals.images import (
    Appearance,
    Converted,
    Patched,
    Photograph,
    Pixels,
    appearance_of,
    image_size,
    open_large,
    read_photograph,
)
from murals.progress import SILENT, Progress
from murals.restoration.backend import Backend
from murals.restoration.credentials import Signer
from murals.restoration.given import read_avoid, read_masks
from murals.restoration.job import Job
from murals.restoration.options import MaskReading, RestoreOptions
from murals.restoration.plan import Wanted
from murals.restoration.promise import Promise
from murals.restoration.record import file_sha256, record_of, work_of
from murals.restoration.repair import NO_SISTERS, Repair, goes_by_windows, repair_image
from murals.restoration.restore_report import Done, describe, describe_fill
from murals.restoration.written import write_results
from murals.temporary import temporary_folder

logger = logging.getLogger("murals")


def restore_file(
    job: Job,
    restorer: Backend,
    options: RestoreOptions,
    wanted: Wanted,
    reading: MaskReading | None = None,
    *,
    sisters: Mapping[str, NDArray[Any]] = NO_SISTERS,
    work: Mapping[str, Any] | None = None,
    signer: Signer | None = None,
    progress: Progress = SILENT,
) -> Done:
    """Restore one file, write the files of `job`, and return the facts about the result.

    Parameters
    ----------
    reading
        How the masks are read. None obeys a mask whatever it marks, as one that was drawn and shown on the page.
    sisters
        The colours of sister walls, (H, W, 3) each, sRGB, by the names of their files.
    work
        What the result follows from, for its record (`record.work_of`).
    signer
        What gives the results content credentials; None leaves them unsigned.

    Raises
    ------
    MuralsError
        If a file cannot be read or written, or the photograph has changed meanwhile.
    """
    with ExitStack() as opened:
        photograph = _open(job, options, sisters, opened)
        facts = _restore_opened(photograph, job, restorer, options, wanted, reading, sisters, work, signer, progress)
    return Done(job, facts)


def _restore_opened(
    photograph: Photograph,
    job: Job,
    restorer: Backend,
    options: RestoreOptions,
    wanted: Wanted,
    reading: MaskReading | None,
    sisters: Mapping[str, NDArray[Any]],
    work: Mapping[str, Any] | None,
    signer: Signer | None,
    progress: Progress,
) -> dict[str, Any]:
    """Restore `photograph` as `restore_file` says, write the files of `job`, and return the facts."""
    if photograph.developed:
        logger.info("%s: %s", job.source, photograph.developed)
    look = appearance_of(photograph)
    for doubt in look.doubts:
        logger.warning("%s: %s", job.source, doubt)
    mask, veiled, colours = read_masks(job, photograph, reading)
    image = as_seen(photograph.pixels, look)
    repair = repair_image(
        image,
        mask,
        restorer,
        options,
        veiled=veiled,
        sisters=sisters,
        avoid=read_avoid(job, photograph),
        variants=1 + len(job.variants),
        progress=progress,
    )
    repair = _in_numbers(repair, look, photograph.pixels, image)
    for warning in repair.target.warnings() if repair.target else []:
        logger.warning("%s: %s", job.source, warning)
    named = {"model": restorer.name, "model_reason": restorer.reason}
    named |= {"signed_by": signer.certificate.subject} if signer else {}

    def describe_all(promise: Promise | None) -> dict[str, Any]:
        return describe(job, repair, promise) | colours | describe_fill(job, repair, options) | named

    def record(facts: Mapping[str, Any], written: Mapping[Path, Path]) -> dict[str, Any]:
        told = work_of(job, restorer, options, reading) if work is None else work
        if file_sha256(job.source) != told["input"]:
            raise MuralsError(f"{job.source} has changed while it was restored: run it again")
        return record_of(job, photograph, restorer, told, facts, written)

    sign = partial(signer.sign, photograph=job.source, record=job.record) if signer else None
    how: dict[str, Any] = {"sign": sign, "strict": wanted.strict, "overwrite": wanted.overwrite}
    return write_results(job, photograph, look, repair, describe_all, record, **how)


def _open(job: Job, options: RestoreOptions, sisters: Mapping[str, NDArray[Any]], opened: ExitStack) -> Photograph:
    """Return the photograph of `job`; a large one in parts, if it can be restored so, as long as `opened` is."""
    if not goes_by_windows(image_size(job.source), options, sisters):
        return read_photograph(job.source)
    scratch = opened.enter_context(temporary_folder(nearest_folder(job.output.parent)))
    return open_large(job.source, scratch)


def as_seen(pixels: Pixels, look: Appearance) -> Pixels:
    """Return the colours of `pixels` (H, W, 3), sRGB of any depth: an array, or in parts as they are."""
    if look.plain:
        return pixels
    return look.seen(pixels) if isinstance(pixels, np.ndarray) else Converted(pixels, look.seen, np.float32)


def _in_numbers(repair: Repair, look: Appearance, pixels: Any, image: Any) -> Repair:
    """Return `repair`, whose pixels are colours like `image`, in the numbers of the file, `pixels` (H, W, 3).

    What was not painted has the file's own numbers, bit by bit.
    """
    if look.plain:
        return repair

    def stored(restored: Any) -> Any:
        if isinstance(restored, Patched):
            return restored.mapped(pixels, lambda painted: look.numbers(painted[None], pixels.dtype)[0])
        changed = (restored != image).any(axis=-1, keepdims=True)
        return np.where(changed, look.numbers(restored, pixels.dtype), pixels)

    return replace(repair, pixels=stored(repair.pixels), variants=tuple(map(stored, repair.variants)))
