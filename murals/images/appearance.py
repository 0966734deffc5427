"""What the numbers of a photograph look like: sRGB for networks, fills and screens, and the way back.

A file's numbers mean colours through its profile, and through the level that is white in it. Networks learned sRGB.
Colours outside of sRGB stay outside of [0, 1], so that paint of a wide gamut comes back as it was. The conversion is
that of Little CMS, in floats and through linear light.

References
----------
ICC.1:2022, https://www.color.org/specification/ICC.1-2022-05.pdf
sRGB: IEC 61966-2-1; its curve is continued below zero by symmetry, as scRGB's is
"""

import logging
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from imagecodecs import cms_profile, cms_transform
from numpy.typing import DTypeLike, NDArray

from murals.images.in_parts import highest
from murals.images.photograph import Photograph
from murals.images.pixels import from_float, to_float

DEPTHS = (8, 10, 12, 14)  # bits of cameras and scanners whose numbers are stored in 16 without scaling
_SAME = 1 / 255  # a profile that moves no colour farther is sRGB's own
_RELATIVE = 1  # rendering intent: relative colorimetric, which is exact within the gamut
_SPACES = {b"RGB ": "rgb", b"GRAY": "gray"}  # of profiles whose numbers are those of pixels as we keep them
_PRIMARIES = [0.64, 0.33, 1, 0.30, 0.60, 1, 0.15, 0.06, 1]  # of sRGB: x, y, Y of red, green and blue
_D65 = [0.3127, 0.3290, 1.0]

logger = logging.getLogger("murals")


@dataclass(frozen=True)
class Appearance:
    """How numbers of a file become colours."""

    icc: bytes | None = None  # a profile of RGB or grey; None if the numbers are sRGB already
    white: float = 1.0  # the share of the full scale that is white
    doubts: tuple[str, ...] = ()  # what was assumed, as parts of a sentence

    @property
    def plain(self) -> bool:
        """Whether the numbers are sRGB and of full scale, so that there is nothing to convert."""
        return self.icc is None and self.white == 1.0

    def seen(self, pixels: NDArray[Any]) -> NDArray[np.float32]:
        """Return `pixels` (H, W, 3) of any depth as sRGB, float32; in [0, 1] where sRGB has the colour."""
        numbers = to_float(pixels) / np.float32(self.white)
        return numbers if self.icc is None else _encoded(_to_linear(numbers, self.icc))

    def numbers(self, seen: NDArray[np.float32], dtype: DTypeLike) -> NDArray[Any]:
        """Return sRGB `seen` (H, W, 3) as numbers of the file, clamped to its range and rounded to `dtype`."""
        numbers = seen if self.icc is None else _from_linear(_decoded(seen), self.icc)
        return from_float(np.clip(numbers, 0.0, 1.0) * np.float32(self.white), dtype)


def appearance_of(photograph: Photograph) -> Appearance:
    """Return how the numbers of `photograph` become colours.

    The numbers are taken for sRGB if the profile is broken, or one of other numbers than the pixels; a picture that
    uses at most a quarter of 16 bits has its white there. Both are doubts, to be told.
    """
    top = int(highest(photograph.pixels)) if photograph.pixels.dtype == np.uint16 else 0
    bits, doubts = _bits_used(top), []
    if bits < 16:
        doubts.append(f"no number is above {top} of 65535, so it is painted as a picture of {bits} bits")
    white = 1.0 if bits == 16 else (2**bits - 1) / 65535
    icc, wrong = _profile(photograph.icc) if photograph.icc else (None, "")
    if wrong:
        doubts.append(f"{wrong}, so its numbers are taken for sRGB")
    return Appearance(icc, white, tuple(doubts))


def seen(photograph: Photograph) -> NDArray[np.float32]:
    """Return the colours of `photograph`, (H, W, 3) float32 in sRGB, clamped to [0, 1]."""
    return np.clip(appearance_of(photograph).seen(photograph.pixels), 0.0, 1.0)


def seen8(photograph: Photograph) -> NDArray[np.uint8]:
    """Return the colours of `photograph`, (H, W, 3) uint8 in sRGB; its own pixels if they are that already."""
    pixels = photograph.pixels
    if pixels.dtype == np.uint8 and appearance_of(photograph).plain:
        return pixels
    return from_float(seen(photograph), np.uint8)


def _bits_used(top: int) -> int:
    """Return how many of 16 bits a picture uses whose largest number is `top`: one of `DEPTHS`, or 16, also for 0."""
    return next((bits for bits in DEPTHS if 0 < top < 2**bits), 16)


@lru_cache(maxsize=64)
def _profile(icc: bytes) -> tuple[bytes | None, str]:
    """Return `icc` unless it says what sRGB does or is of no use, and what is wrong with it."""
    space = icc[16:20]
    if icc[36:40] != b"acsp":  # the signature of every profile
        return None, "its colour profile is broken"
    if space not in _SPACES:
        return None, f"its colour profile is one for {space.decode('ascii', 'replace').strip()}"
    levels = np.linspace(0, 1, 6, dtype=np.float32)
    grid = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(1, -1, 3)
    probe = np.repeat(levels[None, :, None], 3, axis=2) if space == b"GRAY" else grid
    try:
        colours = _encoded(_to_linear(probe, icc))
        _from_linear(_decoded(colours), icc)  # a scanner's profile may know one way only
    except Exception as error:  # whatever Little CMS finds wrong
        logger.debug("colour profile: %s", error)
        return None, "its colour profile is broken, or knows no way back"
    return (None if np.abs(colours - probe).max() <= _SAME else icc), ""


def _to_linear(numbers: NDArray[np.float32], icc: bytes) -> NDArray[np.float32]:
    space = _SPACES[icc[16:20]]
    stored = numbers[..., 0] if space == "gray" else numbers
    linear = _transformed(stored, icc, _linear_srgb(), space, "rgb")
    return np.repeat(linear[..., 1:2], 3, axis=2) if space == "gray" else linear


def _from_linear(linear: NDArray[np.float32], icc: bytes) -> NDArray[np.float32]:
    space = _SPACES[icc[16:20]]
    stored = _transformed(linear, _linear_srgb(), icc, "rgb", space)
    return np.repeat(stored.reshape(*linear.shape[:2], 1), 3, axis=2) if space == "gray" else stored


def _transformed(
    x: NDArray[np.float32], source: bytes, target: bytes, space: str, target_space: str
) -> NDArray[np.float32]:
    converted = cms_transform(
        np.ascontiguousarray(x),
        source,
        target,
        colorspace=space,
        outcolorspace=target_space,
        outdtype="float32",
        intent=_RELATIVE,
    )
    return np.asarray(converted, np.float32)


@lru_cache(maxsize=1)
def _linear_srgb() -> bytes:
    """Return a profile with the primaries of sRGB and no curve: what is outside of its gamut is kept as it is."""
    return bytes(cms_profile("rgb", whitepoint=_D65, primaries=_PRIMARIES, gamma=1.0))


def _encoded(linear: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return linear light with the curve of sRGB."""
    size = np.abs(linear)
    curve = np.where(size <= 0.0031308, 12.92 * size, 1.055 * size ** (1 / 2.4) - 0.055)
    return np.asarray(np.copysign(curve, linear), np.float32)


def _decoded(colours: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return colours with the curve of sRGB as linear light."""
    size = np.abs(colours)
    linear = np.where(size <= 0.04045, size / 12.92, ((size + 0.055) / 1.055) ** 2.4)
    return np.asarray(np.copysign(linear, colours), np.float32)
