"""Files, folders and globs become translated files: `NAME.translated.EXT` beside each, or in a folder.

In: images, or pairs side by side, of which the half is taken that the model was trained to read. Out: the size, depth
and profile that came in. One input that fails never stops the others.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from murals.data.aligned import Half, Side
from murals.errors import MuralsError
from murals.images import output_path, read_photograph, to_float, write_photograph
from murals.progress import SILENT, Progress
from murals.restoration.plan import Failure, fail, find_photographs
from murals.translate.translator import ImageTranslator

logger = logging.getLogger("murals")

KIND = "translated"  # in the names of results
PAIR_RATIO = 1.9  # an image this much wider than high may be a pair


@dataclass(frozen=True)
class TranslatedReport:
    """What became of the inputs: (source, result) of those done, and the others with the reason."""

    done: Sequence[tuple[Path, Path]]
    failed: Sequence[Failure]

    def lines(self) -> list[str]:
        """Return a line for each file written and one that counts; failures were logged as they came."""
        count = f"{len(self.done)} translated" + (f", {len(self.failed)} failed" if self.failed else "")
        return [*(f"{output}" for _, output in self.done), count]

    def as_plain(self) -> dict[str, Any]:
        """Return the report as values that JSON knows."""
        done = [{"input": source, "output": output} for source, output in self.done]
        return {"done": done, "failed": [{"input": f.source, "reason": f.reason} for f in self.failed]}


def translate_files(
    inputs: list[Path],
    *,
    model: str | Path | ImageTranslator | None = None,
    out: Path | None = None,
    recursive: bool = False,
    pairs: bool = False,
    size: int | None = None,
    overwrite: bool = False,
    device: str = "auto",
    progress: Progress = SILENT,
) -> TranslatedReport:
    """Translate all `inputs` with one model, and report each; with `pairs` they are pairs side by side.

    A missing file or an existing result is a failure of its input alone. Raises `MuralsError` for what concerns all of
    them: no such model or device.
    """
    found, failed = find_photographs(inputs, recursive=recursive)
    done: list[tuple[Path, Path]] = []
    translator = model if isinstance(model, ImageTranslator) else ImageTranslator.open(model, device=device)
    side = input_side(translator) if pairs else "whole"
    outputs = {source: output_path(source, KIND, None if out is None else out / below) for source, below in found}
    _require_distinct(outputs)
    for source, output in progress.track(outputs.items(), "images", total=len(outputs)):
        try:
            translate_file(source, output, translator, side=side, size=size, overwrite=overwrite)
            done.append((source, output))
        except (MuralsError, MemoryError) as error:
            failed.append(fail(source, error))
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
    _require_free(output, overwrite)
    half = Half(source, side)
    photograph = read_photograph(source)
    pixels = np.ascontiguousarray(half.of(photograph.pixels))
    _warn_of_pairs(source, pixels, translator, side)
    alpha = None if photograph.alpha is None else half.of(photograph.alpha)
    form = replace(photograph, pixels=pixels, alpha=alpha, grey=False)  # a grey photograph may have coloured labels
    write_photograph(output, form, translator(to_float(pixels), size=size), overwrite=overwrite)


def input_side(translator: ImageTranslator) -> Side:
    """Return which half of a pair side by side the model reads."""
    return "left" if translator.direction == "AtoB" else "right"


def _warn_of_pairs(source: Path, image: NDArray[Any], translator: ImageTranslator, side: Side) -> None:
    height, width = image.shape[:2]
    if side == "whole" and translator.side_by_side and width >= PAIR_RATIO * height:
        logger.warning("%s looks like a pair side by side: --pairs takes the half that the model reads", source)


def _require_distinct(outputs: Mapping[Path, Path]) -> None:
    """Raise where two images would become one file."""
    first: dict[Path, Path] = {}
    for source, output in outputs.items():
        if output in first:
            raise MuralsError(
                f"{first[output]} and {source} would both become {output}: translate them one by one, each with its "
                "own --out, or name the folder above them with --recursive"
            )
        first[output] = source


def _require_free(output: Path, overwrite: bool) -> None:
    """Raise where a result is there already, before the work and not after it."""
    if output.exists() and not overwrite:
        raise MuralsError(f"{output} exists already: give --overwrite to replace it, or another folder with --out")
