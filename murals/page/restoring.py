"""The work behind the tab Restore: files of a visitor in, files of a visitor out, by the functions of `murals restore`.

In: a photograph in its workspace and perhaps a mask. Out: the very files that the command line would write.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from murals.images import image_size, marked, output_path, read_mask, read_photograph, write_image
from murals.page.preview import Mask
from murals.progress import SILENT, Progress
from murals.restoration.files import restore_file
from murals.restoration.options import RestoreOptions
from murals.restoration.plan import Job, Wanted
from murals.restoration.predict import Restorer
from murals.restoration.restore_report import Done
from murals.restoration.target import find_target


@dataclass(frozen=True)
class Sheet:
    """What lies on a visitor's table."""

    photograph: Path
    height: int
    width: int
    mask: Path | None = None  # of the photograph's size, white = repair; None before the first proposal


def open_sheet(photograph: Path) -> Sheet:
    """Return a new sheet with a photograph in the workspace; raises `MuralsError` where it is broken."""
    height, width = image_size(photograph)
    return Sheet(photograph, height, width)


def propose_mask(photograph: Path, restorer: Restorer, options: RestoreOptions, *, progress: Progress = SILENT) -> Mask:
    """Return where the network sees damage, (H, W); raises `MuralsError` for a network that cannot tell."""
    return marked(find_target(read_photograph(photograph).pixels, None, restorer, options, progress=progress).mask)


def save_mask(mask: Mask, photograph: Path, folder: Path) -> Path:
    """Write `mask` as `NAME.mask.png` into `folder`, and return its path."""
    path = folder / f"{photograph.stem}.mask.png"
    write_image(path, mask, overwrite=True)
    return path


def load_mask(sheet: Sheet) -> Mask | None:
    """Return the mask of the sheet (H, W), None before the first proposal."""
    return None if sheet.mask is None else read_mask(sheet.mask, (sheet.height, sheet.width), of=sheet.photograph)


def restore_sheet(
    photograph: Path,
    mask: Path | None,
    restorer: Restorer,
    options: RestoreOptions,
    folder: Path,
    *,
    format: str | None = None,
    progress: Progress = SILENT,
) -> Done:
    """Restore `photograph` into the empty `folder`, as `murals restore` does; without a mask the network proposes it.

    Returns the job with the paths that were written, and the facts about the result. Raises `MuralsError`.
    """
    output = output_path(photograph, "restored", folder)
    job = Job(
        source=photograph,
        output=output.with_suffix(f".{format}") if format else output,
        mask=None if options.whole else mask,
        proposed_mask=folder / f"{photograph.stem}.mask.png" if mask is None and not options.whole else None,
        uncertainty=folder / f"{photograph.stem}.uncertainty.png" if options.uncertainty else None,
    )
    wanted = Wanted(proposed_mask=job.proposed_mask is not None, uncertainty=options.uncertainty, format=format)
    return restore_file(job, restorer, options, wanted, progress=progress)


def facts_for_page(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts about a result without the server's paths."""
    return {
        name: Path(value).name if name in ("mask", "uncertainty") else value
        for name, value in facts.items()
        if value is not None
    }
