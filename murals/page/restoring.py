"""Restoring for the page: files of a visitor in, files out, by the functions of `murals restore`.

In: a photograph in its workspace and perhaps a mask. Out: the very files that the command line would write.
"""

import secrets
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from murals.errors import MuralsError
from murals.images import Kinds, appearance_of, image_size, output_path, read_kinds, read_photograph, write_image
from murals.page.preview import Drawing, apply_strokes
from murals.progress import SILENT, Progress
from murals.restoration.backend import Backend
from murals.restoration.one_file import as_seen, restore_file
from murals.restoration.options import RestoreOptions
from murals.restoration.plan import Job, Wanted
from murals.restoration.restore_report import Done
from murals.restoration.target import Target, find_target


@dataclass(frozen=True)
class Sheet:
    """What lies on a visitor's table: a photograph, and every mask that was laid over it, each under a name.

    No mask takes the place of another, so that a drawing which goes back to an earlier one finds it.
    """

    photograph: Path
    height: int
    width: int
    folder: Path  # of its own; each mask lies in a folder of its name

    @property
    def name(self) -> str:
        """Return what tells this sheet from the visitor's others."""
        return self.folder.name


def open_sheet(photograph: Path, folder: Path) -> Sheet:
    """Return a new sheet with a photograph in the workspace and an empty `folder` for its masks.

    Raises
    ------
    MuralsError
        If the photograph is broken.
    """
    height, width = image_size(photograph)
    return Sheet(photograph, height, width, folder)


def propose_damage(
    photograph: Path, restorer: Backend, options: RestoreOptions, *, progress: Progress = SILENT
) -> Target:
    """Return the damage that the network sees, as the command does.

    Raises
    ------
    MuralsError
        For a network that cannot tell.
    """
    opened = read_photograph(photograph)
    colours = as_seen(opened.pixels, appearance_of(opened))
    return find_target(colours, None, restorer, options, progress=progress)


def save_mask(mask: Kinds, photograph: Path, folder: Path) -> Path:
    """Write `mask` (H, W), both its kinds, as `NAME.mask.png` into `folder`, and return its path."""
    path = folder / _mask_name(photograph)
    write_image(path, mask, overwrite=True)
    return path


def add_mask(sheet: Sheet, mask: Kinds) -> str:
    """Lay a mask (H, W) over the photograph; return the name under which `find_mask` finds it."""
    folder = sheet.folder / secrets.token_hex(8)
    folder.mkdir(mode=0o700)
    save_mask(mask, sheet.photograph, folder)
    return folder.name


def find_mask(sheet: Sheet, name: str) -> Path:
    """Return the file of the mask called `name`, of the photograph's size, white = lost, grey = veiled.

    Raises
    ------
    MuralsError
        If there is none: a name comes from the browser, and whoever speaks HTTP may send anything.
    """
    names = [path.name for path in sheet.folder.iterdir()]
    if name not in names:
        raise MuralsError("the drawing began from a mask that is not here: reload the page and draw again")
    return sheet.folder / name / _mask_name(sheet.photograph)


def drawn_mask(sheet: Sheet, name: str | None, drawing: Drawing) -> Kinds:
    """Return the mask called `name` (None: an empty one) with the strokes of `drawing` in it, (H, W)."""
    size = sheet.height, sheet.width
    began = np.zeros(size, np.uint8) if name is None else read_kinds(find_mask(sheet, name), size, of=sheet.photograph)
    return apply_strokes(began, drawing)


def restore_sheet(
    photograph: Path,
    mask: Path | None,
    restorer: Backend,
    options: RestoreOptions,
    folder: Path,
    *,
    format: str | None = None,
    sources: bool = False,
    record: bool = False,
    progress: Progress = SILENT,
) -> Done:
    """Restore `photograph` into the empty `folder`, as `murals restore` does; without a mask the network proposes it.

    With `sources` the map of sources is written too; with `record` the record, which names no path of this machine, the
    mask as it was used, and what was replaced. Returns the job with the paths that were written, and the facts about
    the result. Raises `MuralsError`.
    """
    output = output_path(photograph, "restored", folder)
    job = Job(
        source=photograph,
        output=output.with_suffix(f".{format}") if format else output,
        mask=None if options.whole else mask,
        proposed_mask=folder / _mask_name(photograph) if mask is None and not options.whole else None,
        uncertainty=folder / f"{photograph.stem}.uncertainty.png" if options.uncertainty else None,
        sources=folder / f"{photograph.stem}.sources.png" if sources else None,
    )
    job = _with_record(job, folder) if record else job
    wanted = Wanted(
        proposed_mask=job.proposed_mask is not None, uncertainty=options.uncertainty, sources=sources, format=format
    )
    return restore_file(job, restorer, options, wanted, progress=progress)


def _with_record(job: Job, folder: Path) -> Job:
    """Return `job` with its record and what belongs to it, to be unpacked into one folder beside what was read."""
    return replace(
        job,
        record=output_path(job.source, "murals", folder, suffix=".json"),
        replaced=output_path(job.source, "replaced", folder, suffix=".tif"),
        used_mask=output_path(job.source, "used.mask", folder, suffix=".png") if job.mask else None,
        portable=True,
    )


def sources_map(done: Done) -> Path | None:
    """Return the map of sources; None if none was asked for, or nothing was filled, so that none was written."""
    return done.job.sources if done.facts["sources"] is not None else None


def facts_for_page(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts about a result without the server's paths; its model is named elsewhere."""
    return {
        name: Path(value).name if name in ("mask", "uncertainty", "sources_map") else value
        for name, value in facts.items()
        if value is not None and name not in ("model", "model_reason")
    }


def _mask_name(photograph: Path) -> str:
    return f"{photograph.stem}.mask.png"
