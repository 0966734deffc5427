"""Scales on which colours can be blended: as stored, as light, or as its logarithm.

Pixels are stored with a gamma of about 2.2; blended as light, differences are those of the scene. Local illumination is
changed on a logarithmic scale (Perez, Gangnet, Blake 2003, section 4).

References
----------
sRGB: IEC 61966-2-1, https://www.w3.org/Graphics/Color/srgb
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FLOOR = np.float32(1 / 255)  # light that is added before a logarithm: one grey level, what noise in black amounts to

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Scale:
    """A conversion from stored colours in [0, 1] to the numbers that are blended, and back; any shape, float32."""

    to: Callable[[Floats], Floats]
    back: Callable[[Floats], Floats]
    gain: float = 1.0  # how much an error can grow on the way back


def choose_scale(*, linear: bool, logarithmic: bool) -> Scale:
    """Return the scale for light (`linear`) or stored colours, with its logarithm if asked for."""
    if not logarithmic:
        return LIGHT if linear else STORED
    if not linear:
        return LOGARITHM
    return LOGARITHM_OF_LIGHT


def to_light(x: Floats) -> Floats:
    """Return the light of sRGB values `x` in [0, 1], any shape: the inverse of `to_stored`."""
    return np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4).astype(np.float32)


def to_stored(light: Floats) -> Floats:
    """Return the sRGB values of `light`, any shape; values outside [0, 1] are clamped, as when stored."""
    light = np.clip(light, 0.0, 1.0)
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055).astype(np.float32)


def to_logarithm(x: Floats) -> Floats:
    """Return log(x + 1/255), any shape: finite for black."""
    return np.log(x + FLOOR)


def from_logarithm(x: Floats) -> Floats:
    """Return the inverse of `to_logarithm`."""
    return np.exp(x) - FLOOR


STORED = Scale(lambda x: x, lambda x: x)
LIGHT = Scale(to_light, to_stored, gain=12.92)  # the slope of sRGB at black
LOGARITHM = Scale(to_logarithm, from_logarithm, gain=1 + 1 / 255)  # the slope of the exponential at white
LOGARITHM_OF_LIGHT = Scale(lambda x: to_logarithm(to_light(x)), lambda x: to_stored(from_logarithm(x)))
