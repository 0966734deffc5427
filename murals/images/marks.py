"""Interpretation of a drawing of damage: which pixels are marked, of which kind, in which colours.

Drawings have a black or white background, or are a layer that is transparent elsewhere. They are grey, of one colour,
or of one colour for each condition, as conservators map damage.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from murals.images.inks import Ink, find_inks, pick_inks
from murals.images.kinds import VEILED, Kinds, has_veils, join_kinds
from murals.images.levels import HALF, count_levels, eight_bits, grey_marks, is_of_kinds
from murals.images.photograph import Photograph
from murals.images.pixels import luminance, to_float

Mask = NDArray[np.bool_]
Ground = Literal["clear", "black", "white", "grey", "unknown"]  # grey: light on dark, no colours at all

_COLOURED = 51  # levels between the channels of a pixel from which it has a colour; a JPEG's greys have fewer
_FAINT = 60  # levels of strength below which a pixel is ground, or a trace of compression
_DARK, _LIGHT = 40, 215  # what is ground: all channels below, all above
_LEAST_FLAT = 9  # pixels of an area without shading; fewer occur in soft edges by chance
_LEAST_GROUND = 0.02  # share of a coloured drawing that its ground must have
_LOSSY = (".jpeg", ".jpg", ".webp")


@dataclass(frozen=True, eq=False)
class Marks:
    """The marked pixels of a drawing, their kinds and colours."""

    mask: Mask  # (H, W)
    kinds: Kinds  # (H, W), the same with lost and veiled told apart
    inks: list[Ink]  # what it is marked in, the most frequent first
    ground: Ground  # what it is drawn on
    index: NDArray[np.uint8] | None = None  # (N,), which of the inks each marked pixel has; None if nobody knows


def find_marks(drawing: Photograph, only: Sequence[str] = ()) -> Marks:
    """Return what `drawing` marks, or only what the colours `only` mark.

    On a transparent layer every stroke is a mark, except black beside white. On black or white every saturated colour
    is a mark, on black also white. Soft edges count from half. In grey drawings everything lighter than half is marked,
    or the lighter of two levels, or labels. Drawings with only the levels 0, 128 and 255 tell veiled from lost paint.

    Raises
    ------
    MuralsError
        If the drawing lacks one of the colours `only`.
    """
    pixels = _eight_bits(drawing)
    covered = _covered(drawing.alpha)
    coloured = not drawing.grey and _is_coloured(pixels, covered)
    exact = drawing.path.suffix.lower() not in _LOSSY
    labels: list[int] = []
    if covered is not None and not _is_ground_of_layer(pixels, covered, coloured):
        mask, ground = _on_clear(pixels, covered, coloured), "clear"
    elif coloured:
        mask, ground = _on_ground(pixels)
        mask = mask if covered is None else mask & covered
    else:
        grey = pixels[..., 0] if drawing.grey else luminance(pixels)
        mask, labels = grey_marks(grey, exact=exact)
        mask, ground = mask if covered is None else mask & covered, _ground_of_grey(grey, labels)
    inks, index = _inks(pixels, mask, ground, labels, exact, grey=drawing.grey)
    if only:
        mask = _only(pixels, covered, mask, inks, index, only, drawing.path)
        inks, index = _inks(pixels, mask, ground, labels, exact, grey=drawing.grey)
    return Marks(mask, _kinds(pixels, mask, coloured), inks, ground, index)  # type: ignore[arg-type]


def _eight_bits(drawing: Photograph) -> NDArray[np.uint8]:
    """Return the pixels of `drawing`, (H, W, 3) uint8; a grey one is converted once."""
    if not drawing.grey:
        return eight_bits(drawing.pixels)
    grey = eight_bits(drawing.pixels[..., 0])
    return np.broadcast_to(grey[..., None], (*grey.shape, 3))


def _covered(alpha: NDArray[Any] | None) -> Mask | None:
    """Return where a layer is drawn on, (H, W); None if it is transparent nowhere.

    Strokes at 40 % count: what is drawn begins half-way between the most transparent and the most opaque pixel.
    """
    if alpha is None:
        return None
    least, most = (float(to_float(edge)) for edge in (alpha.min(), alpha.max()))
    if least > 0.5 or (least == most and most > 0):
        return None
    return np.asarray(to_float(alpha) > (least + most) / 2)


def _is_coloured(pixels: NDArray[np.uint8], covered: Mask | None) -> bool:
    """Tell whether any pixel that is not transparent has a colour."""
    spread = pixels.max(axis=2) - pixels.min(axis=2) > _COLOURED
    return bool(spread.any() if covered is None else (spread & covered).any())


def _is_ground_of_layer(pixels: NDArray[np.uint8], covered: Mask, coloured: bool) -> bool:
    """Tell whether a partly transparent layer was filled with black, or with white under colours."""
    dark = (pixels.max(axis=2) <= _DARK) & covered
    if dark.mean() > 0.5:
        return not dark[covered].all()
    return coloured and bool(((pixels.min(axis=2) >= _LIGHT) & covered).mean() > 0.5)


def _ground_of_grey(grey: NDArray[np.uint8], labels: list[int]) -> Ground:
    """Return `grey`, or `unknown` if there are shades of grey but neither black nor white."""
    counts = count_levels(grey)
    few = bool(labels) or np.count_nonzero(counts) <= 2
    ends = max(counts[: _DARK + 1].sum(), counts[_LIGHT:].sum())
    return "grey" if few or ends >= _LEAST_GROUND * grey.size else "unknown"


def _on_clear(pixels: NDArray[np.uint8], covered: Mask, coloured: bool) -> Mask:
    """Return the strokes of a layer; if white and black are both drawn, black is sound."""
    if coloured or not covered.any():
        return covered
    grey = luminance(pixels)
    drawn = grey[covered]
    both = (drawn <= _DARK).any() and (drawn >= _LIGHT).any()
    return covered & (grey > HALF) if both or (is_of_kinds(drawn) and drawn.max() > HALF) else covered


def _on_ground(pixels: NDArray[np.uint8]) -> tuple[Mask, Ground]:
    """Return what colours mark on black or on white, and which of the two the background is."""
    dark, light = pixels.max(axis=2) <= _DARK, pixels.min(axis=2) >= _LIGHT
    if max(dark.mean(), light.mean()) < _LEAST_GROUND:
        return np.asarray(luminance(pixels) > HALF), "unknown"
    if dark.mean() >= light.mean():
        return _at_half_strength(pixels.max(axis=2), pixels), "black"
    return _at_half_strength(pixels.max(axis=2) - pixels.min(axis=2), pixels), "white"


def _at_half_strength(strength: NDArray[np.uint8], pixels: NDArray[np.uint8]) -> Mask:
    """Return where `strength` (H, W) is over half of the strongest pixel of the same stroke: connected, of one hue.

    So a dark red is a mark as much as a bright one, and the soft edge of either ends half-way. An area without shading
    is marked completely, also if a dark stroke touches a bright one.
    """
    marked = _flat_colours(pixels) & (strength > _FAINT)
    hues = _sextants(pixels)
    for hue in range(7):
        stroke = (hues == hue) & (strength > _FAINT)
        if not stroke.any():
            continue
        count, labels = cv2.connectedComponents(stroke.astype(np.uint8), connectivity=8)
        strongest = np.zeros(count, np.uint8)
        np.maximum.at(strongest, labels[stroke], strength[stroke])
        marked |= stroke & (strength > strongest[labels] / 2)
    return marked


def _flat_colours(pixels: NDArray[np.uint8]) -> Mask:
    """Return where the pixels have a colour that fills an area somewhere without any shading."""
    around = np.ones((3, 3), np.uint8)
    flat = (cv2.dilate(pixels, around) == cv2.erode(pixels, around)).all(axis=2)
    packed = pixels.astype(np.uint32) @ np.array([65536, 256, 1], np.uint32)
    colours, counts = np.unique(packed[flat], return_counts=True)
    return np.isin(packed, colours[counts >= _LEAST_FLAT])


def _sextants(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the sixth of the hue circle of each pixel, 1 to 6, with red in the middle of the first; 0 is grey."""
    hsv = cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2HSV)  # hues 0 to 179
    sextant = (hsv[..., 0].astype(np.uint16) + 15) // 30 % 6 + 1
    return np.where(pixels.max(axis=2) - pixels.min(axis=2) > _FAINT // 2, sextant, 0).astype(np.uint8)


def _inks(
    pixels: NDArray[np.uint8], mask: Mask, ground: str, labels: list[int], exact: bool, *, grey: bool
) -> tuple[list[Ink], NDArray[np.uint8]]:
    """Return the inks of the marked pixels, and the index of the ink of each of them, (N,)."""
    if ground in ("grey", "unknown") and not labels and (grey or not _is_coloured(pixels, None)):
        count = int(np.count_nonzero(mask))
        return [Ink("white", "#ffffff", count)] if count else [], np.zeros(count, np.uint8)
    level = {"black": 0, "white": 255}.get(ground)
    inks, index = find_inks(pixels[mask], level, flat=_flat_colours(pixels)[mask], exact=exact)
    if not labels:
        return inks, index
    numbers = pixels[mask][:, 0]
    named = [
        Ink(str(number), f"#{number:02x}{number:02x}{number:02x}", int((numbers == number).sum())) for number in labels
    ]
    return [ink for ink in named if ink.pixels], np.searchsorted(np.unique(numbers), numbers).astype(np.uint8)


def _only(
    pixels: NDArray[np.uint8],
    covered: Mask | None,
    mask: Mask,
    inks: list[Ink],
    index: NDArray[np.uint8],
    only: Sequence[str],
    path: object,
) -> Mask:
    """Return where the colours `only` are; a colour that is no mark by itself, such as black on white, is included."""
    drawn = np.ones_like(mask) if covered is None else covered
    every, of_every = find_inks(pixels[drawn], flat=_flat_colours(pixels)[drawn])
    others = [ink for ink in every if ink.name not in {known.name for known in inks}]
    picked = pick_inks([*inks, *others], only, path)
    names = {others[number - len(inks)].name for number in picked if number >= len(inks)}
    result = np.zeros_like(mask)
    result[mask] = np.isin(index, [number for number in picked if number < len(inks)])
    result[drawn] |= np.isin(of_every, [number for number, ink in enumerate(every) if ink.name in names])
    return result


def _kinds(pixels: NDArray[np.uint8], mask: Mask, coloured: bool) -> Kinds:
    """Return the kinds (H, W) of the marked pixels: all lost, unless grey levels are those of the kinds."""
    if coloured or not is_of_kinds(pixels[..., 0]) or not has_veils(pixels[..., 0]):
        return join_kinds(mask)
    veiled = (pixels[..., 0] == VEILED) & mask
    return join_kinds(mask & ~veiled, veiled)
