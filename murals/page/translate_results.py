"""Results of the tab Translate: pairs of pictures, failures, and the command that repeats it.

In: the report of `translate_files`, whose sources and outputs lie in the visitor's folder. Out: files and text.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from murals.data.aligned import Half, Side
from murals.images import from_float, read_photograph, to_float, write_photograph
from murals.images.small import shrink
from murals.options import command_line
from murals.page.words import say
from murals.translate.settings import TranslateFilesSettings


def result_pictures(
    done: Sequence[tuple[Path, Path]], folder: Path, *, side: Side, longest: int, language: str
) -> list[tuple[str, str]]:
    """Return (picture, caption) of each input, followed by its result, written into `folder` for the screen."""
    pictures = []
    for place, (source, output) in enumerate(done):
        for key, path, half in (("input", source, side), ("output", output, "whole")):
            shown = folder / f"{place:02}-{key}.png"
            write_preview(path, shown, side=half, longest=longest)
            pictures.append((str(shown), say(f"translate.{key}", language, name=source.name)))
    return pictures


def write_preview(source: Path, preview: Path, *, side: Side = "whole", longest: int) -> None:
    """Write `source`, or a half of it, as an 8-bit PNG whose sides are at most `longest` pixels, its profile kept."""
    photograph = read_photograph(source)
    pixels = shrink(_eight_bits(np.ascontiguousarray(Half(source, side).of(photograph.pixels))), longest)
    write_photograph(preview, replace(photograph, pixels=pixels, alpha=None, grey=False, exif=None, extras=()), pixels)


def translate_command(names: Sequence[str], run: Path, *, pairs: bool, size: int | None, device: str) -> str:
    """Return the command that translates the files called `names` in the current folder as the page did."""
    inputs = tuple(map(Path, dict.fromkeys(names)))
    settings = TranslateFilesSettings(inputs=inputs, model=run, pairs=pairs, size=size, device=device)
    return command_line("pix2pix translate", settings)


def _eight_bits(pixels: NDArray[Any]) -> NDArray[np.uint8]:
    return pixels if pixels.dtype == np.uint8 else from_float(to_float(pixels), np.uint8)
