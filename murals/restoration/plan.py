"""What the inputs of a restoration stand for: each photograph with its result's place and its mask, before any work.

In: files, folders and patterns, a mask file or a folder of masks. Out: jobs, and the inputs that cannot be done with
the reason. No image is opened, and no file is written but an empty one to try each folder of results.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from glob import glob, has_magic
from pathlib import Path

from murals.errors import MuralsError
from murals.files import require_free
from murals.images import OWN_KINDS, find_images, is_own_output, output_path
from murals.restoration.job import Failure, Job, fail
from murals.restoration.masks import is_mask, masks_finder
from murals.restoration.options import FORMATS
from murals.restoration.preflight import check_jobs
from murals.restoration.promise import LOSSY, lossy_sentence

logger = logging.getLogger("murals")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which files a restoration is to write, and how sure it must be of them."""

    proposed_mask: bool = False
    uncertainty: bool = False
    format: str | None = None  # of the results, without a dot; None is that of the photograph
    strict: bool = False  # no result whose format changes pixels outside the mask
    overwrite: bool = False

    def __post_init__(self) -> None:
        """Raise `MuralsError` for a format that is none of `FORMATS`."""
        if self.format not in (None, *FORMATS):
            raise MuralsError(f"--format {self.format}: expected {' or '.join(FORMATS)}, which lose nothing")


def plan_jobs(
    inputs: list[Path],
    *,
    mask: Path | None = None,
    veiled: Path | None = None,
    out: Path | None = None,
    recursive: bool = False,
    wanted: Wanted | None = None,
) -> tuple[list[Job], list[Failure]]:
    """Return what is to be done, and the inputs that cannot be.

    A folder's images keep their places below `out`. Raises `MuralsError` where `mask` or `veiled` is not there.
    """
    masks_of = masks_finder(mask, veiled)
    found, failed = find_photographs(inputs, recursive=recursive, masks=[m for m in (mask, veiled) if m])
    jobs = []
    for source, below in found:
        try:
            folder = source.parent if out is None else out / below
            jobs.append(_plan_job(source, folder, masks_of(source, below), wanted or Wanted()))
        except Exception as error:  # not the user's mistake alone: a name too long to be looked up, a loop of links
            failed.append(fail(source, error))
    jobs, colliding = check_jobs(jobs, mask=mask, veiled=veiled)
    return jobs, failed + colliding


def find_photographs(
    inputs: list[Path], *, recursive: bool = False, masks: Sequence[Path] = ()
) -> tuple[list[tuple[Path, Path]], list[Failure]]:
    """Return each photograph with the folder it lies in below its input (`.` for a file), and the inputs that failed.

    A photograph named twice is found once. Masks in a folder of inputs are no inputs. Our own outputs are none either:
    named beside their photograph, as a shell's `*` does, they are passed over with a message; alone they fail.
    """
    found: dict[Path, tuple[Path, Path]] = {}  # by the resolved path
    failed, own = [], []
    for given in _expand(inputs):
        if is_own_output(given):
            own.append(given)
            continue
        try:
            found |= {source.resolve(): (source, below) for source, below in _look_in(given, recursive, masks)}
        except Exception as error:
            failed.append(fail(given, error))
    return list(found.values()), failed + _pass_over(own, [source for source, _ in found.values()])


def _plan_job(source: Path, folder: Path, masks: tuple[Path | None, Path | None], wanted: Wanted) -> Job:
    """Return the job of one photograph with its masks, of what is lost and of what is veiled.

    Raises `MuralsError` where a file stands in its way or could not be true.
    """
    output = output_path(source, "restored", folder, suffix=f".{wanted.format}" if wanted.format else None)
    _say_if_shortened(source, output)
    if wanted.strict and output.suffix.lower() in LOSSY:
        raise MuralsError(lossy_sentence(output))
    proposed = output_path(source, "mask", folder, suffix=".png") if wanted.proposed_mask else None
    uncertainty = output_path(source, "uncertainty", folder, suffix=".png") if wanted.uncertainty else None
    if not wanted.overwrite:
        _require_no_edits_lost(proposed)
        for path in filter(None, (output, uncertainty)):
            require_free(path)
    return Job(source, output, *masks, proposed, uncertainty)


def _expand(inputs: list[Path]) -> Iterator[Path]:
    """Yield the inputs; a pattern that the shell has left alone becomes the files that it matches."""
    for given in inputs:
        is_pattern = has_magic(str(given)) and not given.exists()
        matches = sorted(glob(str(given), recursive=True)) if is_pattern else []  # noqa: PTH207  Path.glob knows no absolute one
        yield from map(Path, matches or [str(given)])


def _look_in(given: Path, recursive: bool, masks: Sequence[Path]) -> list[tuple[Path, Path]]:
    """Return the photographs that `given` stands for, each with its folder below `given`."""
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
    """Say of our own outputs among the inputs that they are not taken; those whose photograph is not there fail."""
    beside = {output_path(source.resolve(), kind).with_suffix("") for source in sources for kind in OWN_KINDS}
    for path in (path for path in own if path.resolve().with_suffix("") in beside):
        logger.info("%s is a result of ours and is not restored again", path)
    alone = [path for path in own if path.resolve().with_suffix("") not in beside]
    return [
        fail(path, MuralsError(f"{path} is a result of ours: name the photograph that it was made from"))
        for path in alone
    ]


def _say_if_shortened(source: Path, output: Path) -> None:
    """Say that the name of a result is not the photograph's in full, because the disk allows no longer one."""
    if not output.name.startswith(source.stem):
        logger.info("%s: the names of its results are shortened, longer ones do not fit: %s", source, output.name)


def _require_no_edits_lost(proposed: Path | None) -> None:
    """Raise `MuralsError` where a proposed mask would replace one that somebody may have edited."""
    if proposed is not None and proposed.exists():
        raise MuralsError(
            f"{proposed} exists already: restore with it, --mask {proposed}, or give --overwrite to have the damage "
            "proposed anew"
        )
