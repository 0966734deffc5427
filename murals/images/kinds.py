"""The two kinds of damage in one mask: 255 is lost, 128 is veiled, 0 is sound.

Lost: nothing of the paint is left, and what a photograph shows there is no evidence. Veiled: faded or stained paint
that is still legible. In memory and in files a mask is `(H, W)` uint8 with these three levels. As a tensor it is
divided by 255, so that lost is 1 and veiled about 0.5.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

SOUND, VEILED, LOST = LEVELS = (0, 128, 255)

Kinds = NDArray[np.uint8]


def join_kinds(lost: NDArray[Any], veiled: NDArray[Any] | None = None) -> Kinds:
    """Return the mask (H, W) of the pixels `lost` and `veiled`, both bool (H, W); lost covers veiled."""
    kinds = np.where(lost, np.uint8(LOST), np.uint8(SOUND))
    return kinds if veiled is None else np.where(~lost & veiled, np.uint8(VEILED), kinds)


def as_kinds(mask: NDArray[Any]) -> Kinds:
    """Return `mask` (H, W) as kinds: a bool mask marks lost paint, a mask of kinds is returned as it is."""
    return join_kinds(mask) if mask.dtype == np.bool_ else mask.astype(np.uint8, copy=False)


def marked(mask: Any) -> Any:
    """Return where `mask`, kinds or a tensor of them over 255, marks damage of either kind."""
    return mask > _quarter(mask)


def lost(mask: Any) -> Any:
    """Return where `mask`, kinds or a tensor of them over 255, marks lost paint."""
    return mask > 3 * _quarter(mask)


def has_veils(kinds: Kinds) -> bool:
    """Tell whether any pixel of `kinds` (H, W) is veiled, row by row, without a copy of the mask."""
    return any((row == VEILED).any() for row in kinds)


def _quarter(mask: Any) -> float:
    """Return a quarter of the whole range: midway between sound and veiled."""
    return LOST / 4 if str(mask.dtype).endswith("uint8") else 0.25
