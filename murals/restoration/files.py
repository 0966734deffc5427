"""Files, folders and globs become restored files: planned before anything is computed, written whole, read back.

In: paths, and a mask file or a folder of masks. Out: `NAME.restored.EXT` beside each input or in a folder, and a report
of what was done and what was not. One input that fails never stops the others.
"""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from murals.errors import MuralsError
from murals.images import read_mask, read_photograph, write_photograph
from murals.learn.checkpoint import Checkpoint
from murals.progress import SILENT, Progress
from murals.restoration.plan import Failure, Job, fail, plan_jobs
from murals.restoration.predict import Restorer, repair_weight, restore
from murals.restoration.tiles import OVERLAP, TILE, check_tiling

LOSSY = (".jpeg", ".jpg")  # the formats that change pixels as they are written

logger = logging.getLogger("murals")


@dataclass(frozen=True)
class Done:
    """One photograph restored, and what is known of the result: plain values."""

    source: Path
    output: Path
    facts: dict[str, Any]


@dataclass(frozen=True)
class RestoreReport:
    """What became of the inputs."""

    done: list[Done]
    failed: list[Failure]

    def lines(self) -> list[str]:
        """Return a line for each file written and one that counts; the reasons of failures were logged as they came."""
        count = f"{len(self.done)} restored" + (f", {len(self.failed)} failed" if self.failed else "")
        return [*(f"{done.output}: {_in_words(done.facts)}" for done in self.done), count]

    def as_plain(self) -> dict[str, Any]:
        """Return the report as values that JSON knows."""
        done = [{"input": str(d.source), "output": str(d.output), **d.facts} for d in self.done]
        return {"done": done, "failed": [{"input": str(f.source), "reason": f.reason} for f in self.failed]}


def restore_files(
    inputs: list[Path],
    *,
    mask: Path | None = None,
    model: str | Path | Checkpoint | Restorer | None = None,
    out: Path | None = None,
    recursive: bool = False,
    tile: int = TILE,
    overlap: int = OVERLAP,
    dilate: int = 0,
    feather: int = 0,
    device: str = "auto",
    overwrite: bool = False,
    progress: Progress = SILENT,
) -> RestoreReport:
    """Restore all `inputs` with one model, and report each; `restore` explains the options.

    A missing file, mask or existing result is a failure of its input alone. Raises `MuralsError` for what concerns all
    of them: no such mask or model, options that cannot be, two inputs with one result.
    """
    check_tiling(tile, overlap)
    jobs, failed = plan_jobs(inputs, mask=mask, out=out, recursive=recursive, overwrite=overwrite)
    done: list[Done] = []
    if jobs:
        restorer = model if isinstance(model, Restorer) else Restorer.open(model, device=device)
    options: dict[str, Any] = {
        "tile": tile,
        "overlap": overlap,
        "dilate": dilate,
        "feather": feather,
        "overwrite": overwrite,
    }
    alone = len(jobs) == 1  # then the bar counts its tiles, else the images
    for job in jobs if alone else progress.track(jobs, "images"):
        try:
            facts = restore_file(job, restorer, **options, progress=progress if alone else SILENT)
            done.append(Done(job.source, job.output, facts))
        except (MuralsError, MemoryError) as error:
            failed.append(fail(job.source, error))
    _warn_of_lossy(done)
    return RestoreReport(done, failed)


def restore_file(
    job: Job,
    restorer: Restorer,
    *,
    tile: int = TILE,
    overlap: int = OVERLAP,
    dilate: int = 0,
    feather: int = 0,
    overwrite: bool = False,
    progress: Progress = SILENT,
) -> dict[str, Any]:
    """Restore one file, write the result, read it back, and return the facts about it."""
    photograph = read_photograph(job.source)
    damaged = photograph.pixels
    mask = None if job.mask is None else read_mask(job.mask, damaged.shape[:2], of=job.source)
    options: dict[str, Any] = {"tile": tile, "overlap": overlap, "dilate": dilate, "feather": feather}
    restored = restore(damaged, mask, restorer, **options, progress=progress)
    write_photograph(job.output, photograph, restored, overwrite=overwrite)
    hole = None if mask is None else repair_weight(mask, dilate=dilate) > 0
    facts = {"height": damaged.shape[0], "width": damaged.shape[1], "model": restorer.name}
    return facts | ({} if hole is None else untouched(job.output, damaged, hole))


def untouched(output: Path, damaged: NDArray[Any], hole: NDArray[np.bool_]) -> dict[str, Any]:
    """Read the result back and count the pixels outside `hole` (H, W) that are those of `damaged` (H, W, 3).

    Raises `MuralsError` where one differs in a file that loses nothing. The record of provenance will be written here.
    """
    written = read_photograph(output).pixels
    kept = int(((written == damaged).all(axis=-1) & ~hole).sum())
    outside = int((~hole).sum())
    if kept != outside and output.suffix.lower() not in LOSSY:
        raise MuralsError(
            f"{outside - kept} pixels of {output} outside the mask differ from the input: do not use this file, "
            "and report it with the input"
        )
    return {"repaired": int(hole.sum()), "outside": outside, "untouched": kept}


def _warn_of_lossy(done: list[Done]) -> None:
    """Say once that a format did not keep every pixel outside the mask, and what would."""
    changed = [d.output for d in done if d.facts.get("untouched") != d.facts.get("outside")]
    if changed:
        logger.warning(
            "%s: compression changed pixels outside the mask too; to keep them identical convert the photograph to PNG "
            "or TIFF before it is restored",
            f"{changed[0]} and {len(changed) - 1} more" if len(changed) > 1 else changed[0],
        )


def _in_words(facts: dict[str, Any]) -> str:
    """Return what a person wants to know of a result."""
    size = f"{facts['width']}x{facts['height']}"
    if "outside" not in facts:
        return f"{size}, repainted as a whole (no mask)"
    return f"{size}, {facts['repaired']} pixels repaired, {facts['untouched']} of {facts['outside']} others identical"
