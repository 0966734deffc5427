"""The two kinds of damage that one mask tells apart: 255 is lost, 128 is veiled, 0 is sound.

Lost: nothing of the paint is left, and what a photograph shows there is no evidence. Veiled: faded or stained paint
that is still legible. In memory as in files a mask is `(H, W)` uint8 with these three levels; as a tensor it is the
same over 255, so that lost is 1 and veiled about a half.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

SOUND, VEILED, LOST = LEVELS = (0, 128, 255)

Kinds = NDArray[np.uint8]


def join_kinds(lost: NDArray[Any], veiled: NDArray[Any] | None = None) -> Kinds:
    """Return the mask (H, W) of the pixels `lost` and `veiled`, both bool (H, W); what is both is lost."""
    kinds = np.where(lost, np.uint8(LOST), np.uint8(SOUND))
    return kinds if veiled is None else np.where(~lost & veiled, np.uint8(VEILED), kinds)


def as_kinds(mask: NDArray[Any]) -> Kinds:
    """Return `mask` (H, W) as kinds: a bool one marks what is lost, one of kinds stays as it is."""
    return join_kinds(mask) if mask.dtype == np.bool_ else mask.astype(np.uint8, copy=False)


def marked(mask: Any) -> Any:
    """Tell where `mask`, kinds or a tensor of them over 255, marks damage of either kind."""
    return mask > _quarter(mask)


def lost(mask: Any) -> Any:
    """Tell where `mask`, kinds or a tensor of them over 255, marks what is lost."""
    return mask > 3 * _quarter(mask)


def _quarter(mask: Any) -> float:
    """Return a quarter of the whole range: midway between sound and veiled."""
    return LOST / 4 if str(mask.dtype).endswith("uint8") else 0.25
