"""What the inputs of a restoration stand for: each photograph with its result's place and its mask, before any work.

In: files, folders and patterns, a mask file or a folder of masks. Out: jobs, and the inputs that cannot be done with
the reason. No image is opened and nothing is written.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from glob import glob, has_magic
from pathlib import Path

from murals.errors import MuralsError
from murals.images import OWN_KINDS, find_images, is_own_output, output_path

logger = logging.getLogger("murals")


@dataclass(frozen=True)
class Job:
    """One photograph to restore: its file, where the result goes, its mask."""

    source: Path
    output: Path
    mask: Path | None = None


@dataclass(frozen=True)
class Failure:
    """One input that was not restored, and why."""

    source: Path
    reason: str


def plan_jobs(
    inputs: list[Path],
    *,
    mask: Path | None = None,
    out: Path | None = None,
    recursive: bool = False,
    overwrite: bool = False,
) -> tuple[list[Job], list[Failure]]:
    """Return what is to be done, and the inputs that cannot be.

    A folder's images keep their places below `out`. Raises `MuralsError` where `mask` is not there or two inputs would
    become the same file.
    """
    mask_of = _mask_finder(mask)
    found, failed = find_photographs(inputs, recursive=recursive, mask=mask)
    jobs = []
    for source, below in found:
        try:
            output = output_path(source, "restored", None if out is None else out / below)
            _require_free(output, overwrite)
            jobs.append(Job(source, output, mask_of(source, below)))
        except MuralsError as error:
            failed.append(fail(source, error))
    _require_distinct(jobs)
    return jobs, failed


def find_photographs(
    inputs: list[Path], *, recursive: bool = False, mask: Path | None = None
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
            found |= {source.resolve(): (source, below) for source, below in _look_in(given, recursive, mask)}
        except MuralsError as error:
            failed.append(fail(given, error))
    return list(found.values()), failed + _pass_over(own, [source for source, _ in found.values()])


def fail(source: Path, error: Exception) -> Failure:
    """Log at once why `source` is not restored, and return that; the others go on."""
    reason = str(error) if isinstance(error, MuralsError) else f"not enough memory for {source}: restore it in parts"
    logger.error("%s", reason if str(source) in reason else f"{source}: {reason}")
    return Failure(source, reason)


def _expand(inputs: list[Path]) -> Iterator[Path]:
    """Yield the inputs; a pattern that the shell has left alone becomes the files that it matches."""
    for given in inputs:
        is_pattern = has_magic(str(given)) and not given.exists()
        matches = sorted(glob(str(given), recursive=True)) if is_pattern else []  # noqa: PTH207  Path.glob knows no absolute one
        yield from map(Path, matches or [str(given)])


def _look_in(given: Path, recursive: bool, mask: Path | None) -> list[tuple[Path, Path]]:
    """Return the photographs that `given` stands for, each with its folder below `given`."""
    if given.is_file():
        return [(given, Path())]
    if not given.exists():
        raise MuralsError(
            f"nothing at {given}: expected an image, a folder of images or a pattern such as 'walls/*.png'"
        )
    images = [image for image in find_images(given, recursive) if not _is_mask(image, mask)]
    if not images:
        raise MuralsError(f"{given} holds nothing but masks: expected the photographs there and the masks elsewhere")
    return [(image, image.parent.relative_to(given)) for image in images]


def _pass_over(own: list[Path], sources: list[Path]) -> list[Failure]:
    """Say of our own outputs among the inputs that they are not taken; those whose photograph is not there fail."""
    beside = {output_path(source, kind).resolve() for source in sources for kind in OWN_KINDS}
    for path in (path for path in own if path.resolve() in beside):
        logger.info("%s is a result of ours and is not restored again", path)
    alone = [path for path in own if path.resolve() not in beside]
    return [
        fail(path, MuralsError(f"{path} is a result of ours: name the photograph that it was made from"))
        for path in alone
    ]


def _mask_finder(mask: Path | None) -> Callable[[Path, Path], Path | None]:
    """Return the function that finds the mask of a photograph, given that and the folder it lies in below its input."""
    if mask is None or mask.is_file():
        return lambda source, below: mask
    if not mask.is_dir():
        raise MuralsError(f"no mask at {mask}: --mask expects a file, or a folder of masks named as the photographs")
    by_name = defaultdict(list)
    for path in find_images(mask, recursive=True):
        by_name[path.relative_to(mask).parent / path.stem].append(path)

    def find(source: Path, below: Path) -> Path:
        masks = by_name.get(below / source.stem) or by_name.get(Path(source.stem), [])
        if len(masks) != 1:
            got = " and ".join(path.name for path in masks) or "none"
            raise MuralsError(f"no single mask for {source}: expected one {mask / below / source.stem}.*, got {got}")
        return masks[0]

    return find


def _is_mask(image: Path, mask: Path | None) -> bool:
    """Tell whether `image` is the mask or lies in the folder of masks."""
    return mask is not None and (image.resolve() == mask.resolve() or mask.resolve() in image.resolve().parents)


def _require_free(output: Path, overwrite: bool) -> None:
    """Raise `MuralsError` where something stands at `output`, before the work and not after it."""
    if output.exists() and not overwrite:
        raise MuralsError(f"{output} exists already: give --overwrite to replace it, or another folder with --out")


def _require_distinct(jobs: list[Job]) -> None:
    """Raise `MuralsError` where two photographs would become one file."""
    for output, count in Counter(job.output for job in jobs).items():
        if count > 1:
            sources = " and ".join(str(job.source) for job in jobs if job.output == output)
            raise MuralsError(
                f"{sources} would both become {output}: restore them one by one, each with its own --out, "
                "or name the folder above them with --recursive"
            )
