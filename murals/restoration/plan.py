"""Planning of a restoration: which photographs, where their results go, which masks belong to them.

No image is opened. No file is written except an empty one, to test each output folder.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from glob import glob, has_magic
from pathlib import Path

from murals.errors import MuralsError
from murals.files import require_free
from murals.images import OWN_KINDS, READ_ONLY, SUFFIXES, find_images, is_own_output, is_picture, output_path
from murals.restoration.credentials import SIGNABLE
from murals.restoration.job import Failure, Job, fail
from murals.restoration.masks import is_mask, mask_finder, masks_finder
from murals.restoration.options import FORMATS
from murals.restoration.preflight import check_jobs
from murals.restoration.promise import LOSSY, lossy_sentence

logger = logging.getLogger("murals")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which files a restoration writes, and what must be true of them."""

    proposed_mask: bool = False
    uncertainty: bool = False
    sources: bool = False
    record: bool = False  # with the mask that was used, and what the fill replaced
    variants: int = 1
    format: str | None = None  # of the results, without a dot; None is that of the photograph
    pyramid: bool = False  # results hold reduced copies, and are TIFFs
    strict: bool = False  # no result whose format changes pixels outside the mask
    signed: bool = False  # with content credentials
    overwrite: bool = False

    def __post_init__(self) -> None:
        """Raise `MuralsError` for an unknown format."""
        if self.format not in (None, *FORMATS):
            raise MuralsError(f"--format {self.format}: expected {' or '.join(FORMATS)}, which lose nothing")


def plan_jobs(
    inputs: list[Path],
    *,
    mask: Path | None = None,
    veiled: Path | None = None,
    avoid: Path | None = None,
    out: Path | None = None,
    recursive: bool = False,
    wanted: Wanted | None = None,
) -> tuple[list[Job], list[Failure]]:
    """Return the jobs, and the inputs that cannot be done.

    The images of a folder keep their places below `out`.

    Raises
    ------
    MuralsError
        If there is nothing at `mask`, `veiled` or `avoid`.
    """
    masks_of, avoid_of = masks_finder(mask, veiled), mask_finder(avoid, option="--avoid")
    shares_name = _name_sharers()
    found, failed = find_photographs(inputs, recursive=recursive, masks=[m for m in (mask, veiled, avoid) if m])
    jobs = []
    for source, below in found:
        try:
            folder = source.parent if out is None else out / below
            masks = (*masks_of(source, below), avoid_of(source, below))
            job = _plan_job(source, folder, masks, wanted or Wanted())
            if wanted and wanted.record:
                job = _with_record(job, folder, whole_name=shares_name(source), overwrite=wanted.overwrite)
            jobs.append(_require_free(job, wanted or Wanted()))
        except Exception as error:  # not the user's mistake alone: a name too long to be looked up, a loop of links
            failed.append(fail(source, error))
    jobs, colliding = check_jobs(jobs, mask=mask, veiled=veiled)
    _say_if_turned_to_tiff(jobs, wanted or Wanted())
    return jobs, failed + colliding


def find_photographs(
    inputs: list[Path], *, recursive: bool = False, masks: Sequence[Path] = ()
) -> tuple[list[tuple[Path, Path]], list[Failure]]:
    """Return the photographs that the inputs stand for, and the inputs that failed.

    A photograph that is named twice is found once. Masks in a folder of inputs are left out. Our own outputs are left
    out with a message if their photograph is named too, as a shell's `*` does. Named alone, a result that is a picture
    is one to go on with; a mask or a map fails.

    Returns
    -------
    photographs
        Pairs of a path and its folder relative to the input, `.` for a file.
    failures
        The inputs that failed.
    """
    found: dict[Path, tuple[Path, Path]] = {}  # by the resolved path
    failed: list[Failure] = []
    given_own = [given for given in _expand(inputs) if is_own_output(given)]
    named = [given for given in _expand(inputs) if not is_own_output(given)]
    own = [path for path in given_own if not is_picture(path) or _is_of(path, named)]
    for given in (*named, *(path for path in given_own if path not in own)):
        try:
            found |= {source.resolve(): (source, below) for source, below in _look_in(given, recursive, masks)}
        except Exception as error:
            failed.append(fail(given, error))
    return list(found.values()), failed + _pass_over(own, [source for source, _ in found.values()])


def _plan_job(source: Path, folder: Path, masks: tuple[Path | None, ...], wanted: Wanted) -> Job:
    """Return the job of one photograph with its masks of lost and of veiled paint, and of what must not be copied.

    Raises `MuralsError` if the promise of `wanted.strict` could not be kept, or the format cannot be signed.
    """
    output = output_path(source, "restored", folder, suffix=f".{wanted.format}" if wanted.format else None)
    _say_if_shortened(source, output)
    if wanted.strict and output.suffix.lower() in LOSSY:
        raise MuralsError(lossy_sentence(output))
    if wanted.signed and output.suffix.lower() not in SIGNABLE:
        raise MuralsError(
            f"{output} cannot hold content credentials (--c2pa-cert): expected {' '.join(SIGNABLE)}; write another "
            "format, --format png"
        )
    proposed = output_path(source, "mask", folder, suffix=".png") if wanted.proposed_mask else None
    uncertainty = output_path(source, "uncertainty", folder, suffix=".png") if wanted.uncertainty else None
    sources = output_path(source, "sources", folder, suffix=".png") if wanted.sources else None
    numbers = range(2, wanted.variants + 1)
    variants = tuple(output_path(source, f"restored-{number}", folder, suffix=output.suffix) for number in numbers)
    lost, veiled, avoid = masks
    return Job(source, output, lost, veiled, proposed, uncertainty, avoid, sources, variants, pyramid=wanted.pyramid)


def _with_record(job: Job, folder: Path, *, whole_name: bool, overwrite: bool) -> Job:
    """Return `job` with the files that tell and keep what it did.

    They are called by the whole name of the photograph, `NAME.EXT.murals.json`, if another one beside it has the same
    `NAME`. The mask that was used is `NAME.mask.png`, as one that is proposed, unless that is the one that was given,
    or another mask stands there.
    """
    named = job.source.with_name(f"{job.source.name}.x") if whole_name else job.source
    record = output_path(named, "murals", folder, suffix=".json")
    replaced = output_path(named, "replaced", folder, suffix=".tif")
    again = record.exists() and not overwrite
    used = None
    if job.mask or job.veiled:
        used = output_path(named, "mask", folder, suffix=".png")
        given = {path.resolve() for path in (job.mask, job.veiled) if path}
        if used.resolve() in given or (used.exists() and not overwrite and not again):
            used = output_path(named, "used.mask", folder, suffix=".png")
    return replace(job, record=record, replaced=replaced, used_mask=used, again=again)


def _name_sharers() -> Callable[[Path], bool]:
    """Return the test whether another photograph has the place and the `NAME` of one; each folder is listed once.

    A raw file of the same `NAME`, or another that results are not written in, gives way: it alone shares the name.
    """
    counts: dict[tuple[Path, bool], Counter[str]] = {}

    def shares(source: Path) -> bool:
        folder, all_count = source.parent, source.suffix.lower() in READ_ONLY
        if (folder, all_count) not in counts:
            counted = [suffix for suffix in SUFFIXES if all_count or suffix not in READ_ONLY]
            photographs = (p for p in folder.iterdir() if p.suffix.lower() in counted and not is_own_output(p))
            counts[folder, all_count] = Counter(path.stem for path in photographs)
        return counts[folder, all_count][source.stem] > 1

    return shares


def _require_free(job: Job, wanted: Wanted) -> Job:
    """Return `job`; raise `MuralsError` if a file that it writes is in the way, unless its record tells of it."""
    if not wanted.overwrite and not job.again:
        _require_no_edits_lost(job.proposed_mask)
        for path in job.written:
            require_free(path)
    return job


def _expand(inputs: list[Path]) -> Iterator[Path]:
    """Yield the inputs; a pattern that the shell did not expand becomes the files that it matches."""
    for given in inputs:
        is_pattern = has_magic(str(given)) and not given.exists()
        matches = sorted(glob(str(given), recursive=True)) if is_pattern else []  # noqa: PTH207  Path.glob knows no absolute one
        yield from map(Path, matches or [str(given)])


def _look_in(given: Path, recursive: bool, masks: Sequence[Path]) -> list[tuple[Path, Path]]:
    """Return the photographs that `given` stands for, each with its folder relative to `given`."""
    if given.is_file():
        return [(given, Path())]
    if not given.exists():
        raise MuralsError(
            f"nothing at {given}: expected an image, a folder of images or a pattern such as 'walls/*.png'"
        )
    images = [
        image for image in find_images(given, recursive) if not any(is_mask(image, given, mask) for mask in masks)
    ]
    if not images:
        raise MuralsError(f"{given} holds nothing but masks: expected the photographs there and the masks elsewhere")
    return [(image, image.parent.relative_to(given)) for image in images]


def _pass_over(own: list[Path], sources: list[Path]) -> list[Failure]:
    """Log which inputs are our own outputs and are left out; return those whose photograph is missing as failures."""
    beside = [path for path in own if _is_of(path, sources)]
    for path in beside:
        logger.info("%s is a result of ours and is not restored again", path)
    alone = [path for path in own if path not in beside]
    return [
        fail(path, MuralsError(f"{path} is a result of ours: name the photograph that it was made from"))
        for path in alone
    ]


def _is_of(path: Path, sources: list[Path]) -> bool:
    """Tell whether `path` is named like a result of one of the photographs."""
    place = path.resolve()
    beside = [source.resolve() for source in sources if source.resolve().parent == place.parent]
    shortest = {output_path(source, kind).with_suffix("").name for source in beside for kind in OWN_KINDS}
    return place.with_suffix("").name in shortest or any(place.name.startswith(f"{s.stem}.") for s in beside)


def _say_if_shortened(source: Path, output: Path) -> None:
    """Log that the names of the results are shortened, because the disk does not allow longer ones."""
    if not output.name.startswith(source.stem):
        logger.info("%s: the names of its results are shortened, longer ones do not fit: %s", source, output.name)


def _say_if_turned_to_tiff(jobs: list[Job], wanted: Wanted) -> None:
    """Log once that results are TIFFs because the formats of their photographs cannot hold them without loss."""
    turned = [job for job in jobs if job.source.suffix.lower() in READ_ONLY]
    if turned and not wanted.format:
        kinds = ", ".join(sorted({job.source.suffix.lower()[1:].upper() for job in turned}))
        more = f" (and {len(turned) - 1} more)" if len(turned) > 1 else ""
        logger.info(
            "%s%s: results of %s are written as TIFF, which loses nothing: %s",
            turned[0].source,
            more,
            kinds,
            turned[0].output,
        )


def _require_no_edits_lost(proposed: Path | None) -> None:
    """Raise `MuralsError` if a proposed mask would replace one that the user may have edited."""
    if proposed is not None and proposed.exists():
        raise MuralsError(edits_sentence(proposed))


def edits_sentence(proposed: Path) -> str:
    """Return what to do about a proposed mask that the user may have edited."""
    return (
        f"{proposed} exists already: restore with it, --mask {proposed}, or give --overwrite to have the damage "
        "proposed again"
    )
