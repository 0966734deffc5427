"""A drawing of where the damage is becomes an array: of booleans, or of the two kinds of damage."""

import logging
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from murals.errors import MuralsError
from murals.images.kinds import LEVELS, VEILED, Kinds, join_kinds
from murals.images.photograph import Photograph
from murals.images.pixels import luminance, to_float
from murals.images.read import read_photograph

_HALF = 0.5
_ONE_COLOUR = 8 / 255  # strokes of one brush differ by no more than this where they fade into transparency

logger = logging.getLogger("murals")


def read_mask(
    path: str | Path, size: tuple[int, int] | None = None, *, of: str | Path = "its image"
) -> NDArray[np.bool_]:
    """Read the mask at `path` as (H, W) bool, True where the mural is damaged.

    Damage is what is lighter than half grey. Colours count by their luminance, and transparent pixels are sound.
    Strokes of one colour, whichever, on a transparent layer are damage where they cover more than half. A mask
    without damage is logged as a warning. Raises MuralsError if it cannot be read, or is not of `size` (height, width),
    which is that of the image `of`.
    """
    return _read(path, size, of)[1]


def read_kinds(path: str | Path, size: tuple[int, int] | None = None, *, of: str | Path = "its image") -> Kinds:
    """Read the mask at `path` as `read_mask` does, but tell the two kinds of damage apart: (H, W) uint8.

    A mask that knows veiled paint is grey and holds the levels 0, 128 and 255 alone; in any other one, with soft edges
    or in colours, all that is marked is lost.
    """
    drawing, mask = _read(path, size, of)
    veiled = _veiled(drawing)
    return join_kinds(mask) if veiled is None else join_kinds(mask & ~veiled, veiled)


def _read(path: str | Path, size: tuple[int, int] | None, of: str | Path) -> tuple[Photograph, NDArray[np.bool_]]:
    """Return the drawing at `path` and where it marks damage, once that is found to be a mask of `of`."""
    drawing = read_photograph(path)
    mask = _damage(drawing)
    if size is not None and mask.shape != tuple(size):
        raise MuralsError(_wrong_size(Path(path), mask.shape, Path(of), size))
    if not mask.any():
        highest = float(to_float(drawing.pixels).max())
        logger.warning(
            "%s marks no damage: its lightest level is %d of 255; draw damage in white on black, or on a clear layer",
            path,
            round(highest * 255),
        )
    return drawing, mask


def _veiled(drawing: Photograph) -> NDArray[np.bool_] | None:
    """Return where `drawing` marks veiled paint, (H, W) bool; None where its levels are not those of the kinds."""
    levels = drawing.pixels[..., 0]
    if drawing.pixels.dtype != np.uint8 or not (drawing.pixels == levels[..., None]).all():
        return None
    return levels == VEILED if np.isin(levels, LEVELS).all() else None


def _damage(drawing: Photograph) -> NDArray[np.bool_]:
    """Return where `drawing` marks damage, (H, W) bool."""
    light = to_float(luminance(drawing.pixels)) > _HALF
    if drawing.alpha is None:
        return light
    covered = to_float(drawing.alpha) > _HALF
    if not covered.all() and _is_one_colour(to_float(drawing.pixels)[covered]):
        return covered
    return light & covered


def _is_one_colour(colours: NDArray[Any]) -> bool:
    """Tell whether `colours` (N, 3) in [0, 1], at least one, are the strokes of one brush."""
    return len(colours) > 0 and bool(np.ptp(colours, axis=0).max() <= _ONE_COLOUR)


def _wrong_size(path: Path, got: tuple[int, ...], image: Path, wanted: tuple[int, int]) -> str:
    """Say, width first as people do, that the mask and its image differ in size."""
    right = f"{wanted[1]}x{wanted[0]}"
    return f"{path.name} is {got[1]}x{got[0]} but {image.name} is {right}: draw the mask at {right} ({path})"
