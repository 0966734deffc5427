"""Colour profiles of video code points, by which HEIF and AVIF name a colour space instead of holding a profile.

References
----------
ITU-T H.273, tables 2 and 3
"""

import struct
from functools import lru_cache

import numpy as np
from imagecodecs import cms_profile

UNSPECIFIED = 2
_SRGB, _BT709 = 13, 1
_LIKE_SRGB = (_BT709, UNSPECIFIED, 6, _SRGB, 14, 15)  # still pictures with the curve of television are shown as sRGB
_GAMMAS = {4: 2.2, 5: 2.8, 8: 1.0}
_HDR = {16: "PQ", 18: "HLG"}
_D65 = (0.3127, 0.3290, 1.0)
_PRIMARIES = {  # x and y of red, green, blue
    9: ("BT.2020", (0.708, 0.292, 0.170, 0.797, 0.131, 0.046)),
    12: ("Display P3", (0.680, 0.320, 0.265, 0.690, 0.150, 0.060)),
}
_SAME_PRIMARIES = (1, UNSPECIFIED, 5, 6)  # of sRGB, or of old television, which differ little
_CURVE = 4096  # points


def profile_of(primaries: int, transfer: int) -> tuple[bytes | None, str]:
    """Return the ICC profile of the colour space, None if it is sRGB, and what of it is not followed, in words."""
    doubts = []
    if primaries not in _PRIMARIES and primaries not in _SAME_PRIMARIES:
        doubts.append(f"its primaries (code {primaries}) are taken for those of sRGB")
    if transfer not in _LIKE_SRGB and transfer not in _GAMMAS:
        told = _HDR.get(transfer)
        doubts.append(
            f"its brightness is coded for HDR ({told}), and is taken for that of sRGB: it looks flat"
            if told
            else f"its curve (code {transfer}) is taken for that of sRGB"
        )
    plain = primaries not in _PRIMARIES and transfer not in _GAMMAS
    return None if plain else _profile(primaries, _GAMMAS.get(transfer)), " and ".join(doubts)


def profile_of_box(content: bytes | None) -> tuple[bytes | None, str]:
    """Return what `profile_of` does for the content of a `colr` box, or the profile that it holds."""
    if content is None:
        return None, ""
    if content[:4] in (b"prof", b"rICC"):
        return content[4:], ""
    if content[:4] != b"nclx" or len(content) < 8:
        return None, ""
    return profile_of(*struct.unpack(">HH", content[4:8]))


@lru_cache(maxsize=16)
def _profile(primaries: int, gamma: float | None) -> bytes:
    """Return a profile of the primaries, with the curve of sRGB where there is no gamma."""
    corners = _PRIMARIES.get(primaries, ("sRGB", (0.64, 0.33, 0.30, 0.60, 0.15, 0.06)))[1]
    told = [value for x, y in zip(corners[::2], corners[1::2], strict=True) for value in (x, y, 1.0)]
    curve = {"gamma": gamma} if gamma else {"transferfunction": _srgb_curve()}
    return bytes(cms_profile("rgb", whitepoint=_D65, primaries=told, **curve))


def _srgb_curve() -> np.ndarray:
    """Return the curve of sRGB, from numbers to light, as 16 bits."""
    x = np.linspace(0, 1, _CURVE)
    light = np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4)
    return np.rint(light * 65535).astype(np.uint16)
