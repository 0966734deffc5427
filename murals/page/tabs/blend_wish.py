"""The edit that a visitor asks for in the tab Blend, and the command that does the same.

In: values as the browser sends them, which may be anything. Out: a `Wish`, with the words and limits of `murals blend`.
"""

import math
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from murals.blending.blend import SOLVER
from murals.blending.modes import Tuning, find_mode
from murals.blending.placement import Placement
from murals.blending.settings import BlendSettings, parse_numbers
from murals.errors import MuralsError
from murals.options import command_line, numbers
from murals.page.tabs.blend_marks import Marks, read_marks

TUNED = {"flatten": ("edge_threshold",), "illuminate": ("alpha", "beta"), "recolour": ("factors",)}  # by mode
SMALLEST, LARGEST = 0.02, 50.0  # of a patch's size: beyond it no picture keeps anything, or the memory is at an end


@dataclass(frozen=True)
class Wish:
    """An edit: all that `murals blend` is told besides its files."""

    mode: str = "seamless"
    marks: Marks = ()
    placement: Placement = field(default_factory=Placement)
    tuning: Tuning = field(default_factory=Tuning)
    linear_light: bool = False
    solver: str = SOLVER

    @property
    def takes_source(self) -> bool:
        """Whether something comes from another picture; if not, the region is drawn on the target."""
        return find_mode(self.mode).needs_source

    @property
    def takes_region(self) -> bool:
        """Whether the mode looks at a region at all."""
        return not find_mode(self.mode).whole


def read_wish(
    mode: str,
    drawing: Any,
    at: str,
    scale: float,
    rotate: float,
    edge_threshold: float,
    alpha: float,
    beta: float,
    factors: str,
    linear_light: bool,
    solver: str,
) -> Wish:
    """Return the wish that the controls, in the order of the arguments, spell. Raises MuralsError."""
    red, green, blue = parse_numbers(str(factors), "--factors", count=3)
    tuning = Tuning(_number(edge_threshold), _number(alpha), _number(beta), (red, green, blue))
    tuning.check()
    placement = Placement(_point(at), _number(scale), _number(rotate)) if find_mode(mode).needs_source else Placement()
    placement.check()
    if not SMALLEST <= placement.scale <= LARGEST:
        raise MuralsError(
            f"scale {placement.scale:g}: expected {SMALLEST:g} to {LARGEST:g}; 1 leaves the size as it is"
        )
    return Wish(mode, read_marks(drawing), placement, tuning, bool(linear_light), str(solver))


def repeat_command(settings: BlendSettings, shown: dict[Path, str] | None = None) -> str:
    """Return the line for a shell that does the same to the files by their names; what is a default is left out.

    `shown` gives a file another name than its own, where two are called the same.
    """
    names = shown or {}
    told: dict[str, Any] = {
        field: Path(names.get(path, path.name))
        for field, path in (("first", settings.first), ("second", settings.second), ("mask", settings.mask))
        if path is not None
    }
    of_others = {name for tuned in TUNED.values() for name in tuned} - {*TUNED.get(settings.mode, ())}
    told |= {name: getattr(BlendSettings, name) for name in of_others}
    told |= {"out": None, "device": BlendSettings.device, "overwrite": False}
    return command_line("blend", replace(settings, **told))


def point_text(point: tuple[float, float]) -> str:
    """Return a position as `--at` takes it."""
    return numbers(point)


def _point(text: str) -> tuple[float, float]:
    x, y = parse_numbers(str(text), "--at", count=2)
    return x, y


def _number(value: Any) -> float:
    """Return the number of a control; raises MuralsError where it is empty or none."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise MuralsError("one of the numbers is missing: expected a number in every field")
    return number
