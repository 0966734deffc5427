"""`murals restore`: files, folders and globs become restored files.

The result is `NAME.restored.EXT`, beside each input or in a folder, with `NAME.mask.png` if the network proposed the
mask. An input that fails does not stop the others.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from murals import ranks
from murals.errors import MuralsError
from murals.images import (
    Appearance,
    Converted,
    Patched,
    Photograph,
    Pixels,
    appearance_of,
    image_size,
    open_in_parts,
    read_photograph,
    seen,
)
from murals.progress import SILENT, Progress
from murals.restoration.backend import Backend, Model, open_backend
from murals.restoration.credentials import Signer, open_signer
from murals.restoration.given import read_avoid, read_masks
from murals.restoration.job import Failure, Job, Skipped, fail
from murals.restoration.journal import Journal
from murals.restoration.options import PYRAMID, MaskReading, RestoreOptions, RestoreSettings
from murals.restoration.plan import Wanted, edits_sentence, plan_jobs
from murals.restoration.promise import Promise, lossy_sentence
from murals.restoration.record import file_sha256, record_of, why_not_done, work_of
from murals.restoration.repair import NO_SISTERS, Repair, goes_by_windows, repair_image
from murals.restoration.restore_report import Done, RestoreReport, describe, describe_fill, joined_reports
from murals.restoration.written import write_results

TIFFS = (".tif", ".tiff")  # what is written in parts

logger = logging.getLogger("murals")


def restore_files(settings: RestoreSettings, *, model: Model = None, progress: Progress = SILENT) -> RestoreReport:
    """Restore all inputs of `settings` with one model, and report on each.

    The options for reading masks apply to `mask`, or to `veiled` if it is given alone; of `veiled` beside `mask` only
    `all_of_it` applies. An input fails if it or its mask is missing, if its result exists, or if its mask is a
    photograph, marks nothing, or marks more than half of the picture. With `strict` it also fails if the result would
    not keep every pixel outside its mask.

    Parameters
    ----------
    model
        A loaded model to use instead of the one that `settings.model` names. Its device is used.

    Raises
    ------
    MuralsError
        If the fault concerns all inputs: there is no such mask or model.
    """
    proposed = settings.mask is None and settings.veiled is None and not settings.whole
    wanted = Wanted(
        record=True,
        proposed_mask=proposed,
        uncertainty=settings.uncertainty,
        sources=settings.sources,
        variants=settings.variants,
        format=PYRAMID if settings.pyramid else settings.format,
        pyramid=settings.pyramid,
        strict=settings.strict,
        signed=settings.c2pa_cert is not None,
        overwrite=settings.overwrite,
    )
    plan = partial(
        plan_jobs,
        [*settings.inputs],
        mask=settings.mask,
        veiled=settings.veiled,
        avoid=settings.avoid,
        out=settings.out,
        recursive=settings.recursive,
        wanted=wanted,
    )
    with ranks.joined(settings.device, kept="what is done is kept, and the same command goes on", patient=True):
        signer = ranks.in_turn(partial(open_signer, settings.c2pa_cert, settings.c2pa_key))
        jobs, failed = ranks.from_first(plan)
        journal = Journal(settings.log, jobs, failed)
        reports = [RestoreReport([], failed)]
        if jobs:
            named = settings.model if model is None else model
            restorer = ranks.in_turn(partial(open_backend, named, device=settings.device, backend=settings.backend))
            own = _restore_jobs(ranks.share(jobs), restorer, settings, wanted, signer, journal, progress)
            reports += ranks.gathered(own)
    report = joined_reports(jobs, reports)
    _warn_of_lossy(report.done)
    return report


def _restore_jobs(
    jobs: list[Job],
    restorer: Backend,
    settings: RestoreSettings,
    wanted: Wanted,
    signer: Signer | None,
    journal: Journal,
    progress: Progress,
) -> RestoreReport:
    """Restore the photographs of this process, and report on them."""
    certificate = signer.certificate if signer else None
    done: list[Done] = []
    failed: list[Failure] = []
    skipped: list[Skipped] = []
    sisters = {path.name: seen(read_photograph(path)) for path in settings.sisters} if jobs else {}
    logger.info("%s", restorer.introduction)
    alone = len(jobs) == 1  # then the bar counts its tiles, else the images
    for job in jobs if alone else progress.track(jobs, "images"):
        try:
            told = progress if alone else SILENT
            work = work_of(job, restorer, settings, settings, settings.sisters, certificate)
            if job.again:
                _require_done(job, work)
                skipped.append(Skipped(job.source, job.output))
                journal.skipped(skipped[-1])
                continue
            options = (settings, wanted, settings)
            done.append(restore_file(job, restorer, *options, sisters=sisters, work=work, signer=signer, progress=told))
            journal.done(done[-1])
        except Exception as error:  # whatever it is, it is this photograph's: the others go on
            failed.append(fail(job.source, error))
            journal.failed(failed[-1])
    return RestoreReport(done, failed, skipped)


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
    photograph = _open(job, options, sisters)
    if photograph.developed:
        logger.info("%s: %s", job.source, photograph.developed)
    look = appearance_of(photograph)
    for doubt in look.doubts:
        logger.warning("%s: %s", job.source, doubt)
    mask, veiled, colours = read_masks(job, photograph, reading)
    image = _seen(photograph.pixels, look)
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
    facts = write_results(job, photograph, look, repair, describe_all, record, **how)
    return Done(job, facts)


def _open(job: Job, options: RestoreOptions, sisters: Mapping[str, NDArray[Any]]) -> Photograph:
    """Return the photograph of `job`; a large one in parts, if it can be restored and written so."""
    in_tiffs = all(path.suffix.lower() in TIFFS for path in (job.output, *job.variants))
    size = image_size(job.source)
    if in_tiffs and goes_by_windows(size, options, sisters):
        return open_in_parts(job.source) or read_photograph(job.source)
    return read_photograph(job.source)


def _seen(pixels: Pixels, look: Appearance) -> Pixels:
    """Return the colours of `pixels`: an array, or in parts as they are."""
    if look.plain:
        return pixels
    return look.seen(pixels) if isinstance(pixels, np.ndarray) else Converted(pixels, look.seen, np.float32)


def _require_done(job: Job, work: Mapping[str, Any]) -> None:
    """Raise `MuralsError` unless the results of `job` are there, whole, and made by the same work."""
    if differs := why_not_done(job, work):
        if job.proposed_mask and job.proposed_mask.name in differs:
            raise MuralsError(edits_sentence(job.proposed_mask))
        raise MuralsError(f"{job.output} is {differs}: give --overwrite to replace it, or another place with --out")


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


def _warn_of_lossy(done: list[Done]) -> None:
    """Warn once if a file format changed pixels outside the mask, and name one that does not."""
    changed = [d.job.output for d in done if d.facts["untouched"] is False]
    if changed:
        more = f" (and {len(changed) - 1} more)" if len(changed) > 1 else ""
        logger.warning("%s%s", lossy_sentence(changed[0]), more)
