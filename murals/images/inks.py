"""The colours of a drawing: found, named, and selected by `--only`.

An ink has a name, a colour and a number of pixels. A soft edge belongs to the ink that it fades from.
"""

import colorsys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import ImageColor

from murals.errors import MuralsError, did_you_mean

Colours = NDArray[np.uint8]

_MOST = 32  # inks told apart; no conservator's legend is longer, and what is rarer joins the nearest
_TRIED = 512  # the most frequent colours, among which the inks are looked for
_NEAR = 48  # levels by which colours of one ink differ: a JPEG's noise, the texture of a brush
_FAR = 96  # levels by which a colour that fills no area must differ from those that do
_TRACE = 0.05  # share of the marked pixels below which a colour in a compressed drawing may be an edge's
_SHADE = 0.2  # a darker shade this frequent, compared with its ink, is an ink and no soft edge
_HUES = ((15, "red"), (45, "orange"), (70, "yellow"), (165, "green"), (200, "cyan"), (260, "blue"), (290, "purple"))
_LATE_HUES = ((330, "magenta"), (345, "pink"), (361, "red"))
_SAME = {"gray": "grey", "lime": "green", "aqua": "cyan", "fuchsia": "magenta", "violet": "purple"}
NAMES = (
    "red",
    "orange",
    "brown",
    "yellow",
    "green",
    "cyan",
    "blue",
    "purple",
    "magenta",
    "pink",
    "white",
    "grey",
    "black",
)


@dataclass(frozen=True)
class Ink:
    """One colour of a drawing."""

    name: str  # a plain English colour, or the number of a label
    colour: str  # #rrggbb, the most frequent of its pixels
    pixels: int

    def as_plain(self) -> dict[str, Any]:
        """Return the ink as JSON values."""
        return vars(self).copy()

    def __str__(self) -> str:
        """Return its name with its colour."""
        return f"{self.name} ({self.colour})"


def find_inks(
    colours: Colours, ground: int | None = None, *, flat: NDArray[np.bool_] | None = None, exact: bool = True
) -> tuple[list[Ink], NDArray[np.uint8]]:
    """Return the inks of the marked pixels, the most frequent first, and the index of each pixel's ink, (N,).

    Parameters
    ----------
    colours
        The colours of the marked pixels, (N, 3) uint8.
    ground
        Level of the background, 0 or 255, into which soft edges fade; None if they do not.
    flat
        (N,), which colours fill areas without shading. Beside those, others are inks of their own only if their hue is
        quite different.
    exact
        False if compression has added colours. Then rare colours, and those of the same name, are no inks of their own.
    """
    packed = colours.astype(np.uint32) @ np.array([65536, 256, 1], np.uint32)
    values, inverse, counts = np.unique(packed, return_inverse=True, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    shades = np.stack([values >> 16, values >> 8 & 255, values & 255], 1).astype(np.int16)  # (U, 3)
    pure = _without_ground(shades, ground)
    even = np.zeros(len(values), np.bool_)
    if flat is not None:
        even[inverse.ravel()[flat]] = True
        order = np.concatenate([order[even[order]], order[~even[order]]])
    chosen = _choose(shades, pure, counts, order[:_TRIED], even)
    if not exact:
        chosen = _without_traces(shades, chosen, np.bincount(_nearest(shades, pure, chosen), counts))
    index = _nearest(shades, pure, chosen)[inverse.ravel()]
    sums = np.bincount(index, minlength=len(chosen))
    inks = [Ink(name_of(shades[one]), _hex(shades[one]), int(n)) for one, n in zip(chosen, sums, strict=True)]
    return inks, index.astype(np.uint8)


def pick_inks(inks: Sequence[Ink], words: Sequence[str], path: object) -> list[int]:
    """Return which of `inks` are named by `words`: plain names, CSS names, #rrggbb, or labels.

    Raises
    ------
    MuralsError
        If a word names none.
    """
    picked: set[int] = set()
    for word in words:
        found = _named(inks, word.strip().lower())
        if not found:
            here = ", ".join(map(str, inks)) or "none"
            guess = did_you_mean(word.strip().lower(), [ink.name for ink in inks])
            raise MuralsError(
                f"--only {word}: {path} has no such colour, it has {here}; {guess or 'name one of these'}"
            )
        picked.update(found)
    return sorted(picked)


def name_of(colour: Sequence[int] | NDArray[Any]) -> str:
    """Return the plain English name of a colour of 8 bits."""
    red, green, blue = (float(level) / 255 for level in colour)
    hue, saturation, value = colorsys.rgb_to_hsv(red, green, blue)
    if (max(red, green, blue) - min(red, green, blue)) < 0.12:
        return "black" if value < 0.25 else "white" if value > 0.85 else "grey"
    name = next(name for end, name in (*_HUES, *_LATE_HUES) if hue * 360 < end)
    if name == "orange" and value < 0.65:
        return "brown"
    return "pink" if name == "red" and saturation < 0.55 and value > 0.8 else name


def _named(inks: Sequence[Ink], word: str) -> list[int]:
    """Return the inks that one word names; empty if it names none."""
    name = _SAME.get(word, word)
    if found := [number for number, ink in enumerate(inks) if ink.name == name]:
        return found
    try:
        wanted = np.array(ImageColor.getrgb(word)[:3], np.int16)
    except ValueError:
        return []
    if word in NAMES or not inks:
        return []
    far = [int(np.abs(wanted - np.array(ImageColor.getrgb(ink.colour), np.int16)).max()) for ink in inks]
    return [int(np.argmin(far))] if min(far) <= _NEAR else []


def _choose(
    shades: NDArray[Any], pure: NDArray[Any], counts: NDArray[Any], order: NDArray[Any], even: NDArray[np.bool_]
) -> list[int]:
    """Return which colours are inks of their own, tried in `order`."""
    chosen: list[int] = []
    apart = _FAR if even.any() else _NEAR
    for one in order:
        like = [ink for ink in chosen if _distance(pure, ink, one) <= (_NEAR if even[one] else apart)]
        if any(_distance(shades, ink, one) <= _NEAR or _is_edge(one, ink, counts, even) for ink in like):
            continue
        chosen.append(int(one))
        if len(chosen) == _MOST:
            break
    return chosen


def _without_traces(shades: NDArray[Any], chosen: list[int], pixels: NDArray[Any]) -> list[int]:
    """Return the `chosen` without those of few `pixels`, and only the most frequent of each name."""
    kept: dict[str, int] = {}
    for number in np.argsort(-pixels, kind="stable"):
        if pixels[number] >= _TRACE * pixels.sum():
            kept.setdefault(name_of(shades[chosen[number]]), chosen[number])
    return list(kept.values())


def _is_edge(one: int, ink: int, counts: NDArray[Any], even: NDArray[np.bool_]) -> bool:
    """Tell whether a colour like `ink` is only its soft edge."""
    if even.any():
        return not bool(even[one])
    return bool(counts[one] < _SHADE * counts[ink])


def _distance(colours: NDArray[Any], one: int, other: int) -> int:
    return int(np.abs(colours[one] - colours[other]).max())


def _nearest(shades: NDArray[Any], pure: NDArray[Any], chosen: list[int]) -> NDArray[Any]:
    """Return the nearest of the `chosen` for each colour (U, 3): by hue first, then by shade."""
    best, least = np.zeros(len(shades), np.intp), np.full(len(shades), np.inf)
    for number, ink in enumerate(chosen):
        far = 4.0 * np.abs(pure - pure[ink]).max(axis=1) + np.abs(shades - shades[ink]).max(axis=1)
        closer = far < least
        best[closer], least[closer] = number, far[closer]
    return best


def _without_ground(shades: NDArray[Any], ground: int | None) -> NDArray[Any]:
    """Return the colours (U, 3) at full strength, as if they had not faded into the background."""
    if ground is None:
        return shades
    away = np.abs(shades - np.int16(ground)).astype(np.float32)
    strong = away / np.maximum(away.max(axis=1, keepdims=True), 1) * 255
    return (strong if ground == 0 else 255 - strong).astype(np.int16)


def _hex(colour: NDArray[Any]) -> str:
    return "#" + "".join(f"{int(level):02x}" for level in colour)
