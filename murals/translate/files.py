"""`murals pix2pix translate`: files, folders and globs become translated files.

Size, depth and profile stay. Of pairs side by side the half is taken that the model was trained to read. An input that
fails does not stop the others.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from murals.data.aligned import Half, Side
from murals.errors import MuralsError
from murals.files import require_free
from murals.images import appearance_of, output_path, read_photograph, write_photograph
from murals.progress import SILENT, Progress
from murals.restoration.job import Failure, Job, fail
from murals.restoration.plan import find_photographs
from murals.restoration.preflight import check_jobs
from murals.translate.settings import TranslateFilesSettings
from murals.translate.translator import ImageTranslator

logger = logging.getLogger("murals")

KIND = "translated"  # in the names of results
PAIR_RATIO = 1.9  # an image this much wider than high may be a pair


@dataclass(frozen=True)
class TranslatedReport:
    """The inputs that were translated, as (source, result), and those that failed with the reason."""

    done: Sequence[tuple[Path, Path]]
    failed: Sequence[Failure]

    def lines(self) -> list[str]:
        """Return a line for each written file, and one with the counts; failures were logged before."""
        count = f"{len(self.done)} translated" + (f", {len(self.failed)} failed" if self.failed else "")
        return [*(f"{output}" for _, output in self.done), count]

    def as_plain(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        done = [{"input": source, "output": output} for source, output in self.done]
        return {"done": done, "failed": [{"input": f.source, "reason": f.reason} for f in self.failed]}


def translate_files(
    settings: TranslateFilesSettings, *, model: ImageTranslator | None = None, progress: Progress = SILENT
) -> TranslatedReport:
    """Translate all inputs of `settings` with one model, and report on each.

    An input fails if it is missing, or if its result exists or is that of another input too.

    Parameters
    ----------
    model
        A loaded model to use instead of the one that `settings.model` names.

    Raises
    ------
    MuralsError
        If there is no such model or device.
    """
    found, failed = find_photographs([*settings.inputs], recursive=settings.recursive)
    done: list[tuple[Path, Path]] = []
    translator = model or ImageTranslator.open(settings.model, device=settings.device)
    side = input_side(translator) if settings.pairs else "whole"
    out = settings.out
    jobs, colliding = check_jobs([Job(path, output_path(path, KIND, out and out / below)) for path, below in found])
    for job in progress.track(jobs, "images"):
        try:
            translate_file(
                job.source, job.output, translator, side=side, size=settings.size, overwrite=settings.overwrite
            )
            done.append((job.source, job.output))
        except (MuralsError, MemoryError) as error:
            failed.append(fail(job.source, error))
    failed += colliding
    return TranslatedReport(done, failed)


def translate_file(
    source: Path,
    output: Path,
    translator: ImageTranslator,
    *,
    side: Side = "whole",
    size: int | None = None,
    overwrite: bool = False,
) -> None:
    """Translate one file, or a half of it, and write the result."""
    require_free(output, overwrite=overwrite)
    half = Half(source, side)
    photograph = read_photograph(source)
    pixels = np.ascontiguousarray(half.of(photograph.pixels))
    _warn_of_pairs(source, pixels, translator, side)
    alpha = None if photograph.alpha is None else half.of(photograph.alpha)
    form = replace(photograph, pixels=pixels, alpha=alpha, grey=False)  # a grey photograph may have coloured labels
    look = appearance_of(photograph)
    for doubt in look.doubts:
        logger.warning("%s: %s", source, doubt)
    translated = translator(np.clip(look.seen(pixels), 0.0, 1.0), size=size)
    write_photograph(output, form, look.numbers(translated, pixels.dtype), overwrite=overwrite)


def input_side(translator: ImageTranslator) -> Side:
    """Return the half of a pair side by side that the model reads."""
    return "left" if translator.direction == "AtoB" else "right"


def _warn_of_pairs(source: Path, image: NDArray[Any], translator: ImageTranslator, side: Side) -> None:
    height, width = image.shape[:2]
    if side == "whole" and translator.side_by_side and width >= PAIR_RATIO * height:
        logger.warning("%s looks like a pair side by side: --pairs takes the half that the model reads", source)
