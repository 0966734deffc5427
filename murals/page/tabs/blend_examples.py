"""The examples of docs/blending.md on the page, drawn into the visitor's folder when asked for."""

from dataclasses import dataclass, field
from pathlib import Path

from murals.blending.modes import Tuning
from murals.blending.placement import Placement
from murals.blending.region import parse_polygon
from murals.drawing.blend_inputs import draw_inputs
from murals.page.tabs.blend_marks import Marks, MaskFile, Polygon


@dataclass(frozen=True)
class BlendExample:
    """One mode with the files it takes, by the names of `murals.drawing.blend_inputs`."""

    target: str
    source: str | None = None
    mask: str | None = None
    polygon: str | None = None
    placement: Placement = field(default_factory=Placement)
    tuning: Tuning = field(default_factory=Tuning)

    @property
    def marks(self) -> Marks:
        """The region as if it had been drawn."""
        if self.mask:
            return (MaskFile(),)
        return (Polygon(tuple(parse_polygon(self.polygon)), closed=True),) if self.polygon else ()


EXAMPLES = {
    "seamless": BlendExample("wall.png", "apsara.png", mask="apsara_mask.png"),
    "mixed": BlendExample("flower.png", "writing.png", polygon="10,80 342,80 342,190 10,190"),
    "monochrome": BlendExample(
        "wall.png", "rosette.png", mask="rosette_mask.png", placement=Placement((0, 0), 0.9, 15)
    ),
    "exchange": BlendExample("lotus.png", "rosette.png", polygon="15,12 337,12 337,252 15,252"),
    "membrane": BlendExample("scratched.png", mask="scratches.png"),
    "flatten": BlendExample("worn.png", polygon="10,10 342,10 342,254 10,254"),
    "illuminate": BlendExample("shadow.png", polygon="112,20 310,52 322,240 145,252 78,130", tuning=Tuning(beta=0.4)),
    "recolour": BlendExample("lotus.png", mask="lotus_mask.png", tuning=Tuning(factors=(0.7, 0.9, 1.7))),
    "decolourise": BlendExample("rosette.png", mask="rosette_mask.png"),
    "tile": BlendExample("pattern.png"),
}


def draw_example(mode: str, folder: Path) -> BlendExample:
    """Draw the inputs of the example of `mode` into `folder` and return it.

    Raises
    ------
    MuralsError
        For no mode.
    """
    draw_inputs(mode, folder)
    return EXAMPLES[mode]
