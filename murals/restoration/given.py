"""Reading of the mask files that the user gave for one photograph.

A mask is refused with the reason and a suggestion if it cannot be meant. A photograph is no mask, unless parts of it
are erased: then it marks these.
"""

import logging
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from murals.errors import MuralsError
from murals.images import Kinds, Photograph, bands, join_kinds, read_kinds, read_mask, to_float
from murals.images.levels import eight_bits
from murals.images.likeness import looks_photographed, shows_the_same
from murals.images.marks import Marks
from murals.images.mask import nothing_marked, read_marks
from murals.restoration.job import Job
from murals.restoration.options import MaskReading

Mask = NDArray[np.bool_]

_PARTS, _PART = 3, 1024  # so many parts a side, of so many pixels, are looked at of a large picture
_MOST = 0.5  # share of the picture above which a mask is likelier inverted than right
_EXPECTED = "expected white on black, or strokes on a layer that is clear elsewhere"

logger = logging.getLogger("murals")


def read_given(path: Path, photograph: Photograph, reading: MaskReading) -> Marks:
    """Return what the mask at `path` marks of `photograph`.

    Raises
    ------
    MuralsError
        If the mask has another size, is a photograph, has a background of which nobody can tell what it means, marks
        nothing, or marks more than half of the picture without `reading.all_of_it`.
    """
    height, width = photograph.pixels.shape[:2]
    drawing, marks = read_marks(path, (height, width), of=photograph.path, only=reading.only)
    rubbed_out = _rubbed_out(drawing, photograph)
    if rubbed_out is not None:
        marks = Marks(rubbed_out, join_kinds(rubbed_out), [], "clear")
    elif marks.ground == "unknown" and not reading.only:
        raise MuralsError(
            f"{path} has a ground that is neither black, white nor clear: {_EXPECTED}; of a drawing in colours name "
            "those that mark damage, --only RED,BLUE"
        )
    if reading.invert:
        marks = replace(marks, mask=~marks.mask, kinds=join_kinds(~marks.mask), index=None)
    _require_marks(drawing, photograph, marks, reading)
    _say_colours(path, marks)
    return marks


def read_avoid(job: Job, photograph: Photograph) -> NDArray[np.bool_] | None:
    """Return what must not be copied, (H, W); None if nothing is named."""
    return None if job.avoid is None else read_given(job.avoid, photograph, MaskReading(all_of_it=True)).mask


def read_masks(
    job: Job, photograph: Photograph, reading: MaskReading | None
) -> tuple[Kinds | None, NDArray[np.bool_] | None, dict[str, Any]]:
    """Return the mask of lost paint, the mask of veiled paint, and the facts about their colours."""
    size = (photograph.pixels.shape[0], photograph.pixels.shape[1])
    if reading is None:
        mask = None if job.mask is None else read_kinds(job.mask, size, of=job.source)
        return mask, None if job.veiled is None else read_mask(job.veiled, size, of=job.source), {}
    of_veiled = reading if job.mask is None else MaskReading(all_of_it=reading.all_of_it)
    lost = None if job.mask is None else read_given(job.mask, photograph, reading)
    veiled = None if job.veiled is None else read_given(job.veiled, photograph, of_veiled)
    colours = {
        name: [ink.as_plain() for ink in marks.inks]
        for name, marks in (("mask_colours", lost), ("veiled_colours", veiled))
        if marks is not None
    }
    return None if lost is None else lost.kinds, None if veiled is None else veiled.mask, colours


def _rubbed_out(drawing: Photograph, photograph: Photograph) -> Mask | None:
    """Return where the drawing, a photograph, is erased; None if it is a drawing and no photograph.

    Raises `MuralsError` for a photograph of which nothing is erased.
    """
    pixels, theirs, shown = _looked_at(drawing, photograph)
    mostly = drawing.alpha is None or _opaque(drawing).mean() > _MOST
    if not (shows_the_same(pixels, theirs, shown) or (mostly and looks_photographed(pixels, shown))):
        return None
    if drawing.alpha is not None:
        gone = ~_opaque(drawing) & _opaque(photograph)
        if gone.any():
            return gone
    raise MuralsError(_no_mask(drawing, photograph))


def _looked_at(drawing: Photograph, photograph: Photograph) -> tuple[NDArray[np.uint8], NDArray[np.uint8], Mask]:
    """Return the pixels of both and where the drawing is not transparent; of large ones a few parts, one below another.

    Whether something is a photograph, and of which wall, is seen in a part as well.
    """
    places = _parts_of(drawing.pixels.shape)
    ours, theirs = (np.concatenate([one.pixels[place] for place in places]) for one in (drawing, photograph))
    shown = np.ones(ours.shape[:2], np.bool_)
    if drawing.alpha is not None:
        shown = np.asarray(to_float(np.concatenate([drawing.alpha[place] for place in places])) > 0.5)
    return eight_bits(ours), eight_bits(theirs), shown


def _parts_of(size: tuple[int, ...]) -> list[tuple[slice, slice]]:
    """Return the whole of a picture of `size` (H, W), or parts of one that is larger than they are together."""
    if size[0] * size[1] <= (_PARTS * _PART) ** 2:
        return [(slice(0, size[0]), slice(0, size[1]))]
    sides = [min(_PART, side) for side in size[:2]]
    ways = [(length - side) / (_PARTS - 1) for length, side in zip(size, sides, strict=False)]
    starts = ((int(ways[0] * down), int(ways[1] * right)) for down, right in product(range(_PARTS), repeat=2))
    return [(slice(top, top + sides[0]), slice(left, left + sides[1])) for top, left in starts]


def _opaque(photograph: Photograph) -> Mask:
    """Return where `photograph` is not transparent, (H, W)."""
    if photograph.alpha is None:
        return np.ones(photograph.pixels.shape[:2], np.bool_)
    return np.concatenate([to_float(photograph.alpha[rows]) > 0.5 for rows in bands(photograph.alpha)])


def _no_mask(drawing: Photograph, photograph: Photograph) -> str:
    """Return the sentence that `drawing` is a photograph, or that it was swapped with `photograph`, and what to do."""
    path, of = drawing.path, photograph.path
    ours, theirs, shown = _looked_at(drawing, photograph)
    if _is_black_and_white(theirs) and not shows_the_same(ours, theirs, shown):
        return f"{path} is a photograph and {of} looks like a mask: swapped? Try murals restore {path} --mask {of}"
    return (
        f"{path} is a photograph and no mask: {_EXPECTED}; draw what is lost on a layer of its own above {of.name} and "
        "save that layer alone, or rub it out of the photograph and save that with transparency"
    )


def _is_black_and_white(pixels: NDArray[np.uint8]) -> bool:
    """Tell whether nearly all `pixels` (H, W, 3) are black or white, as in a mask."""
    return bool(((pixels.max(axis=2) < 25) | (pixels.min(axis=2) > 230)).mean() > 0.9)


def _require_marks(drawing: Photograph, photograph: Photograph, marks: Marks, reading: MaskReading) -> None:
    """Raise `MuralsError` if nothing is marked, or more than half without `reading.all_of_it`."""
    share = float(marks.mask.mean())
    if not marks.mask.any():
        raise MuralsError(_nothing(drawing, reading))
    if share > _MOST and not reading.all_of_it:
        inverted = "leave out --invert" if reading.invert else "give --invert"
        raise MuralsError(
            f"{drawing.path} marks {share:.0%} of {photograph.path.name} as damage: if what it marks is sound, "
            f"{inverted}; if the wall really is lost so far, give --all-of-it"
        )


def _nothing(drawing: Photograph, reading: MaskReading) -> str:
    """Return the sentence that nothing is marked, and why."""
    if reading.invert:
        return f"{drawing.path} marks all of the picture, and --invert leaves no damage of it: leave out --invert"
    return nothing_marked(drawing)


def _say_colours(path: Path, marks: Marks) -> None:
    """Log how much each colour marks, if there is more than one."""
    if len(marks.inks) > 1:
        logger.info("%s marks in %s", path, ", ".join(f"{ink}: {ink.pixels} px" for ink in marks.inks))
