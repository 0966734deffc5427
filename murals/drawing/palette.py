"""Palettes: mineral pigments of the Mogao caves, and their choice by period.

Hues follow what is seen on the walls today: malachite, azurite, cinnabar, red ochre, lead white, soot, gold and the
brown that red lead turns into (Dunhuang Academy and Getty Conservation Institute, "Conservation of Ancient Sites on the
Silk Road", 2010, https://www.getty.edu/publications/resources/virtuallibrary/9781606060131.pdf).
"""

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Colour: TypeAlias = tuple[int, int, int]
Ramp: TypeAlias = NDArray[np.uint8]  # (256, 3): colour by depth, from the contour of a shape to its heart


@dataclass(frozen=True)
class Pigment:
    """One mineral ground coarse, middling and fine: the finer the grain, the paler the paint."""

    deep: Colour
    mid: Colour
    pale: Colour

    def graded(self) -> Ramp:
        """Return soft shading along the contour (xuanran): deep at the edge, pale inside."""
        return ramp([self.deep, self.mid, self.pale, self.pale])

    def glowing(self) -> Ramp:
        """Return the reverse shading: pale at the edge, deep inside."""
        return ramp([self.pale, self.mid, self.deep])

    def stepped(self, heart: Colour | None = None) -> Ramp:
        """Return flat bands of one hue side by side (dieyun): white line, pale, mid, deep, or `heart` innermost."""
        return steps([WHITE.pale, self.pale, self.mid, heart or self.deep], (0.14, 0.26, 0.28, 0.32))

    def billowing(self) -> Ramp:
        """Return flat bands that grow paler inwards, as clouds have them."""
        return steps([self.deep, self.mid, self.pale, WHITE.pale], (0.16, 0.26, 0.28, 0.3))


def ramp(colours: list[Colour]) -> Ramp:
    """Return the colours blended evenly into each other, (256, 3) uint8."""
    stops = np.linspace(0, 255, len(colours))
    channels = np.asarray(colours, float).T
    return np.column_stack([np.interp(np.arange(256), stops, c) for c in channels]).astype(np.uint8)


def steps(colours: list[Colour], shares: tuple[float, ...]) -> Ramp:
    """Return flat bands of colour, each as wide as its share, (256, 3) uint8."""
    edges = np.cumsum(shares)[:-1] / sum(shares) * 256
    return np.asarray(colours, np.uint8)[np.searchsorted(edges, np.arange(256), side="right")]


MALACHITE = Pigment((38, 96, 76), (84, 150, 122), (162, 202, 174))
AZURITE = Pigment((38, 62, 104), (74, 112, 154), (158, 184, 196))
CINNABAR = Pigment((138, 40, 28), (188, 76, 50), (226, 150, 112))
RED_OCHRE = Pigment((98, 46, 34), (146, 80, 56), (204, 152, 116))
GOLD = Pigment((148, 100, 40), (200, 154, 80), (234, 208, 150))
WHITE = Pigment((206, 184, 150), (230, 216, 188), (242, 233, 212))
UMBER = Pigment((50, 36, 34), (92, 68, 62), (160, 128, 112))
LILAC = Pigment((92, 74, 84), (138, 116, 118), (196, 176, 164))
FLESH = Pigment((198, 128, 92), (232, 190, 154), (245, 222, 194))
DARK_FLESH = Pigment((74, 52, 46), (128, 92, 76), (170, 130, 106))
SOOT: Colour = (38, 30, 28)
RED_LINE: Colour = (106, 42, 30)


@dataclass(frozen=True)
class Palette:
    """What one mural is painted with: the plaster, the wash on it, the flesh, and pigments in order of their weight."""

    period: str
    plaster: Colour
    ground: Colour
    line: Colour
    flesh: Pigment
    pigments: tuple[Pigment, ...]

    def nth(self, index: int) -> Pigment:
        """Return a pigment of the cycle; neighbours in the cycle always differ."""
        return self.pigments[index % len(self.pigments)]


PERIODS = (
    Palette("Northern Wei", (198, 164, 128), (154, 88, 62), SOOT, FLESH, (MALACHITE, UMBER, WHITE, AZURITE, RED_OCHRE)),
    Palette(
        "Northern Zhou", (226, 208, 176), (232, 218, 190), SOOT, FLESH, (AZURITE, RED_OCHRE, MALACHITE, UMBER, WHITE)
    ),
    Palette("Sui", (190, 152, 118), (112, 68, 54), SOOT, FLESH, (AZURITE, WHITE, MALACHITE, GOLD, UMBER)),
    Palette(
        "High Tang", (226, 198, 156), (224, 192, 148), RED_LINE, FLESH, (MALACHITE, CINNABAR, AZURITE, GOLD, RED_OCHRE)
    ),
    Palette("Mid Tang", (230, 210, 178), (228, 206, 172), RED_LINE, FLESH, (MALACHITE, RED_OCHRE, WHITE, LILAC, GOLD)),
    Palette("Western Xia", (216, 196, 156), (176, 188, 150), SOOT, FLESH, (CINNABAR, MALACHITE, GOLD, WHITE, UMBER)),
)


def choose_palette(rng: np.random.Generator, period: int) -> Palette:
    """Return a period's palette with its pigments in a new order, its ground and plaster a little lighter or darker."""
    base = PERIODS[period % len(PERIODS)]
    order = rng.permutation(len(base.pigments))
    tone = rng.uniform(0.94, 1.05)
    return replace(
        base,
        pigments=tuple(base.pigments[i] for i in order),
        plaster=toned(base.plaster, tone),
        ground=toned(base.ground, tone),
    )


def toned(colour: Colour, factor: float) -> Colour:
    """Return the colour lightened or darkened by a factor, within 0..255."""
    r, g, b = (int(min(max(c * factor, 0), 255)) for c in colour)
    return r, g, b


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """Return `share` of one colour and the rest of the other."""
    r, g, b = (round(a * share + c * (1 - share)) for a, c in zip(one, other, strict=True))
    return r, g, b
