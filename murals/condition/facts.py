"""The numbers of a report as plain data: of the whole, of each condition, of each component."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from murals.condition.conditions import Condition, ConditionMap
from murals.condition.cracks import CHORD, SPUR
from murals.condition.measure import ELONGATION, Component, find_components
from murals.condition.scale import Scale

DIGITS = 4  # decimals of millimetres and pixels in files
RULES = {
    "share": "marked pixels over all pixels of the picture",
    "component": "pixels of one condition that touch, also at corners",
    "crack": f"a component whose area is at least {ELONGATION} times the square of its largest width; "
    "every other one is an area",
    "largest width": "diameter of the largest disc that fits in, within about a pixel; the picture's border is an edge",
    "largest extent": "largest distance between two points of a component (caliper, Feret), pixels being squares",
    "length of a crack": f"along the skeleton (Lee 1994) of all branches, in chords of {CHORD} px, from tip to tip; "
    f"side branches shorter than {SPUR} times the half width are left out; within 2 % for straight lines",
    "mean width of a crack": "its area over its length",
    "millimetres": "pixels times the scale; the perspective of the photograph is not corrected",
}


@dataclass(frozen=True, eq=False)
class Findings:
    """What was measured on one photograph."""

    map: ConditionMap
    components: list[Component]  # the largest first
    scale: Scale

    @property
    def conditions(self) -> list[Condition]:
        """The conditions, in the order of the mask."""
        return self.map.conditions

    @property
    def pixels(self) -> int:
        """The number of pixels of the picture."""
        return self.map.which.size

    @property
    def areas(self) -> list[Component]:
        """The components that are not long and thin, the largest first."""
        return [one for one in self.components if one.crack is None]

    @property
    def cracks(self) -> list[Component]:
        """The cracks, the longest first."""
        found = [one for one in self.components if one.crack is not None]
        return sorted(found, key=lambda one: -one.crack.length if one.crack else 0.0)

    def of(self, condition: int) -> list[Component]:
        """Return the components of a condition, the largest first."""
        return [one for one in self.components if one.condition == condition]

    def summary(self, components: Sequence[Component]) -> dict[str, Any]:
        """Return the counts and sums of some components as JSON values."""
        pixels = sum(one.pixels for one in components)
        cracks = [one.crack for one in components if one.crack is not None]
        length = sum(crack.length for crack in cracks)
        return {
            "share": pixels / self.pixels,
            **self._area(pixels),
            "components": len(components),
            "areas": len(components) - len(cracks),
            "cracks": len(cracks),
            **self._length("crack_length", length),
            "largest_component": components[0].number if components else None,
            **self._length("largest_extent", max((one.extent for one in components), default=None)),
        }

    def as_plain(self) -> dict[str, Any]:
        """Return all numbers as JSON values."""
        return {
            "scale": self.scale.as_plain(),
            "total": self.summary(self.components),
            "conditions": [
                {"name": one.name, "colour": one.colour, **self.summary(self.of(place))}
                for place, one in enumerate(self.conditions)
            ],
            "components": [self.component(one) for one in self.components],
            "rules": RULES,
        }

    def component(self, one: Component) -> dict[str, Any]:
        """Return the numbers of one component as JSON values; lengths of what is no crack are None."""
        x, y, width, height = one.box
        crack = one.crack
        return {
            "number": one.number,
            "condition": self.conditions[one.condition].name,
            "shape": one.shape,
            **self._area(one.pixels),
            "share": one.pixels / self.pixels,
            "x": x,
            "y": y,
            "width": width,
            "height": height,
            "centre_x": round(one.centre[0], 2),
            "centre_y": round(one.centre[1], 2),
            **self._length("extent", one.extent),
            **self._length("largest_width", one.widest),
            **self._length("length", crack.length if crack else None),
            **self._length("mean_width", crack.mean_width if crack else None),
            "branches": crack.branches if crack else None,
        }

    def _area(self, pixels: int) -> dict[str, Any]:
        return {"pixels": pixels, "mm2": _rounded(self.scale.mm2(pixels))}

    def _length(self, name: str, pixels: float | None) -> dict[str, Any]:
        return {f"{name}_px": _rounded(pixels), f"{name}_mm": _rounded(self.scale.mm(pixels))}


def find_facts(conditions: ConditionMap, scale: Scale) -> Findings:
    """Return what can be measured of the conditions."""
    return Findings(conditions, find_components(conditions.which, len(conditions.conditions)), scale)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)
