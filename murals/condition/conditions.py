"""The conditions that the masks of a photograph mark: one map, and a name and a colour for each condition."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import ImageColor

from murals.condition.subject import Subject
from murals.errors import MuralsError
from murals.images import Photograph, lost, marked
from murals.images.inks import Ink, pick_inks
from murals.images.marks import Marks
from murals.restoration.given import read_given
from murals.restoration.options import MaskReading

LOST, VEILED = "lost", "veiled"
_GREYS = ("white", "grey", "black")
# Okabe and Ito 2008: told apart by colour-blind readers too; for what the mask gives no colour of its own
_PALETTE = ("#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#f0e442")

logger = logging.getLogger("murals")


@dataclass(frozen=True)
class Condition:
    """A condition of the wall."""

    name: str
    colour: str  # #rrggbb, on maps; that of the mask if it has one


@dataclass(frozen=True, eq=False)
class ConditionMap:
    """Which condition each pixel has."""

    which: NDArray[np.uint8]  # (H, W), 0 is sound, else the place in `conditions`, from 1
    conditions: list[Condition]


@dataclass(frozen=True, eq=False)
class _Layer:
    """The pixels of one condition before they are joined into a map."""

    name: str
    colour: str | None
    mask: NDArray[np.bool_]


def read_conditions(photograph: Photograph, subject: Subject, named: Sequence[tuple[str, str]] = ()) -> ConditionMap:
    """Return the conditions that the masks of `subject` mark.

    A mask in several colours has a condition for each of them, any other mask the conditions lost and veiled. What two
    masks mark has the condition of `--mask`. Colours with the same name are one condition.

    Parameters
    ----------
    named
        Pairs of a colour, as `--only` takes them, or `lost` or `veiled`, and the name of the condition.

    Raises
    ------
    MuralsError
        If a mask cannot be read, see `murals.restoration.given.read_given`.
    """
    layers: list[_Layer] = []
    if subject.mask:
        marks = read_given(subject.mask, photograph, subject.reading)
        layers += _layers(marks, subject.mask, named)
    if subject.veiled:
        reading = MaskReading(all_of_it=True) if subject.mask else subject.reading
        marks = read_given(subject.veiled, photograph, reading)
        layers.append(_Layer(_kind_name(VEILED, named), None, marks.mask))
    return _joined(_coloured(_merged(layers)), photograph.pixels.shape[:2])


def _layers(marks: Marks, path: Path, named: Sequence[tuple[str, str]]) -> Iterator[_Layer]:
    """Yield a layer for each colour of a map, or for each kind of damage of a mask."""
    if marks.index is None or len(marks.inks) < 2:
        names = _ink_names(marks.inks, path, named) if marks.index is not None else [None]
        colour = marks.inks[0].colour if marks.inks and marks.inks[0].name not in _GREYS else None
        yield _Layer(names[0] or _kind_name(LOST, named), colour, lost(marks.kinds))
        yield _Layer(_kind_name(VEILED, named), None, marked(marks.kinds) & ~lost(marks.kinds))
        return
    twice = [ink.name for ink in marks.inks]
    for number, (ink, name) in enumerate(zip(marks.inks, _ink_names(marks.inks, path, named), strict=True)):
        mask = np.zeros_like(marks.mask)
        mask[marks.mask] = marks.index == number
        plain = ink.name if twice.count(ink.name) == 1 else f"{ink.name} {ink.colour}"
        yield _Layer(name or plain, None if _is_grey(ink) else ink.colour, mask)


def _ink_names(inks: Sequence[Ink], path: Path, named: Iterable[tuple[str, str]]) -> list[str | None]:
    """Return the names given to the colours of a mask; a colour that it lacks is logged as a warning."""
    names: list[str | None] = [None] * len(inks)
    for colour, name in named:
        if colour.lower() in (LOST, VEILED):
            continue
        try:
            for place in pick_inks(inks, [colour], path):
                names[place] = name
        except MuralsError:
            here = ", ".join(map(str, inks)) or "none"
            logger.warning("--name %s=%s: %s has no such colour, it has %s", colour, name, path, here)
    return names


def _kind_name(kind: str, named: Iterable[tuple[str, str]]) -> str:
    return next((name for colour, name in named if colour.lower() == kind), kind)


def _is_grey(ink: Ink) -> bool:
    red, green, blue = ImageColor.getrgb(ink.colour)[:3]
    return red == green == blue or ink.name in _GREYS


def _merged(layers: Iterable[_Layer]) -> list[_Layer]:
    """Return the layers that mark anything, those of the same name as one."""
    found: dict[str, _Layer] = {}
    for layer in layers:
        if layer.mask.any():
            before = found.get(layer.name)
            found[layer.name] = replace(before, mask=before.mask | layer.mask) if before else layer
    return list(found.values())


def _coloured(layers: Sequence[_Layer]) -> list[_Layer]:
    """Return the layers, each with a colour that no other has."""
    taken = {layer.colour for layer in layers}
    free = [colour for colour in _PALETTE if colour not in taken]
    spare = iter([*free, *(f"#{level:02x}{level:02x}{level:02x}" for level in range(60, 220, 5))])
    return [layer if layer.colour else replace(layer, colour=next(spare)) for layer in layers]


def _joined(layers: Sequence[_Layer], size: tuple[int, ...]) -> ConditionMap:
    which = np.zeros(size, np.uint8)
    for number, layer in reversed(list(enumerate(layers, 1))):
        which[layer.mask] = number
    return ConditionMap(which, [Condition(layer.name, str(layer.colour)) for layer in layers])
