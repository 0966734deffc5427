"""Reading of masks: a drawing or an array becomes booleans, or the two kinds of damage."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from murals.errors import MuralsError
from murals.images.kinds import Kinds
from murals.images.marks import Marks, find_marks
from murals.images.photograph import Photograph
from murals.images.read import read_drawing

logger = logging.getLogger("murals")


def read_mask(
    path: str | Path, size: tuple[int, int] | None = None, *, of: str | Path = "its image"
) -> NDArray[np.bool_]:
    """Read the mask at `path` as (H, W) bool, True where the mural is damaged.

    Damage is what is lighter than half grey on black, a stroke on a layer that is transparent elsewhere, or a saturated
    colour on black or white; see `find_marks`. A mask without damage is logged as a warning.

    Parameters
    ----------
    size
        (height, width) that the mask must have, those of the image `of`.

    Raises
    ------
    MuralsError
        If the mask cannot be read, or has another size.
    """
    return _marks(path, size, of).mask


def read_kinds(path: str | Path, size: tuple[int, int] | None = None, *, of: str | Path = "its image") -> Kinds:
    """Read the mask at `path` as kinds of damage, (H, W) uint8; otherwise like `read_mask`.

    A mask with veiled paint is grey and holds only the levels 0, 128 and 255. In any other mask, with soft edges or in
    colours, everything marked is lost.
    """
    return _marks(path, size, of).kinds


def read_marks(
    path: str | Path, size: tuple[int, int] | None = None, *, of: str | Path = "its image", only: Sequence[str] = ()
) -> tuple[Photograph, Marks]:
    """Return the drawing at `path`, and its marks by `find_marks`.

    Raises
    ------
    MuralsError
        If the drawing cannot be read, or has another size.
    """
    drawing = read_drawing(path)
    got = drawing.pixels.shape[:2]
    if size is not None and got != tuple(size):
        raise MuralsError(_wrong_size(Path(path), got, Path(of), size))
    return drawing, find_marks(drawing, only)


def as_mask(mask: NDArray[Any], size: tuple[int, ...], *, of: str = "image") -> NDArray[np.bool_]:
    """Return the array `mask` (H, W), bool, 0..1 or 0..255, as bool: more than half is marked.

    Raises
    ------
    MuralsError
        If it is not of `size` (height, width), that of the picture `of`, or holds other values.
    """
    if mask.shape != tuple(size):
        got = _extent(mask.shape) if mask.ndim == 2 else f"of shape {mask.shape}"
        raise MuralsError(f"the mask is {got} but the {of} is {_extent(size)}: draw the mask at {_extent(size)}")
    if mask.dtype == np.bool_:
        return mask
    top = mask.max(initial=0)
    if not (mask.min(initial=0) >= 0 and top <= 255):  # also where either is NaN
        raise MuralsError(f"the mask holds values from {mask.min()} to {top}: expected bool, 0..1 or 0..255")
    return mask > (0.5 if top <= 1 else 127.5)


def nothing_marked(drawing: Photograph) -> str:
    """Return the sentence that `drawing` marks no damage, why that is, and how damage is drawn."""
    white = 1 if drawing.pixels.dtype.kind == "f" else int(np.iinfo(drawing.pixels.dtype).max)
    highest = drawing.pixels.max()
    level = f"{float(highest):.3g}" if white == 1 else str(int(highest))
    return (
        f"{drawing.path} marks no damage: its lightest level is {level} of {white}; "
        "draw damage in white on black, or on a clear layer"
    )


def _marks(path: str | Path, size: tuple[int, int] | None, of: str | Path) -> Marks:
    """Return the marks of the drawing at `path`; a drawing without marks is logged as a warning."""
    drawing, marks = read_marks(path, size, of=of)
    if not marks.mask.any():
        logger.warning("%s", nothing_marked(drawing))
    return marks


def _wrong_size(path: Path, got: tuple[int, ...], image: Path, wanted: tuple[int, int]) -> str:
    """Return the sentence that the mask and its image differ in size, width first."""
    right = _extent(wanted)
    return f"{path.name} is {_extent(got)} but {image.name} is {right}: draw the mask at {right} ({path})"


def _extent(size: tuple[int, ...]) -> str:
    return f"{size[1]}x{size[0]}"
