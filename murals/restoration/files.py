"""`murals restore`: files, folders and globs become restored files.

The result is `NAME.restored.EXT`, beside each input or in a folder, with `NAME.mask.png` if the network proposed the
mask. An input that fails does not stop the others.
"""

import logging
from collections.abc import Mapping
from functools import partial
from typing import Any

from murals import ranks
from murals.errors import MuralsError
from murals.images import read_photograph, seen
from murals.progress import SILENT, Progress
from murals.restoration.backend import Backend, Model, open_backend
from murals.restoration.credentials import Signer, open_signer
from murals.restoration.job import Failure, Job, Skipped, fail
from murals.restoration.journal import Journal
from murals.restoration.one_file import restore_file
from murals.restoration.options import PYRAMID, RestoreSettings
from murals.restoration.plan import Wanted, edits_sentence, plan_jobs
from murals.restoration.promise import lossy_sentence
from murals.restoration.record import why_not_done, work_of
from murals.restoration.restore_report import Done, RestoreReport, joined_reports

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


def _require_done(job: Job, work: Mapping[str, Any]) -> None:
    """Raise `MuralsError` unless the results of `job` are there, whole, and made by the same work."""
    if differs := why_not_done(job, work):
        if job.proposed_mask and job.proposed_mask.name in differs:
            raise MuralsError(edits_sentence(job.proposed_mask))
        raise MuralsError(f"{job.output} is {differs}: give --overwrite to replace it, or another place with --out")


def _warn_of_lossy(done: list[Done]) -> None:
    """Warn once if a file format changed pixels outside the mask, and name one that does not."""
    changed = [d.job.output for d in done if d.facts["untouched"] is False]
    if changed:
        more = f" (and {len(changed) - 1} more)" if len(changed) > 1 else ""
        logger.warning("%s%s", lossy_sentence(changed[0]), more)
