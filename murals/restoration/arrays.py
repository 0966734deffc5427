"""Images and masks as people hand them to `restore`, checked and brought to one form.

In: `(H, W, 3)` or grey `(H, W)`, uint8, uint16 or float in [0, 1]; a mask `(H, W)`, bool, 0..1 or 0..255.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from murals.errors import MuralsError
from murals.images import Kinds, join_kinds
from murals.images.kinds import LEVELS


def as_rgb(image: NDArray[Any]) -> NDArray[Any]:
    """Return the image as (H, W, 3), a grey one with three equal channels; raises `MuralsError` for any other form."""
    if image.ndim not in (2, 3) or (image.ndim == 3 and image.shape[2] != 3) or not image.size:
        raise MuralsError(f"an image of shape {image.shape}: expected (H, W, 3) RGB or (H, W) grey, without alpha")
    if image.dtype not in (np.uint8, np.uint16) and image.dtype.kind != "f":
        raise MuralsError(f"an image of {image.dtype}: expected uint8, uint16 or float in [0, 1]")
    if image.dtype.kind == "f" and not (image.min() >= 0 and image.max() <= 1):  # also where either is NaN
        span = f"{image.min():g} to {image.max():g}"
        raise MuralsError(f"a float image with values from {span}: expected 0 to 1, divide it by its white")
    return image if image.ndim == 3 else np.repeat(image[..., None], 3, axis=2)


def as_damage(mask: NDArray[Any] | None, veiled: NDArray[Any] | None, size: tuple[int, ...]) -> Kinds:
    """Return the damage (H, W) that `mask` and `veiled` mark, at least one of them given; both must be of `size`.

    What `mask` marks is lost, but where it holds nothing beside the three levels of the kinds (0, 128, 255, or 0, a
    half, 1): then its middle one is veiled. Whatever `veiled` marks is veiled, unless it is lost too.
    """
    lost, legible = (np.zeros(size, np.bool_),) * 2 if mask is None else _split(mask, size)
    if veiled is not None:
        legible = legible | _as_mask(veiled, size)
    return join_kinds(lost, legible)


def _split(mask: NDArray[Any], size: tuple[int, ...]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return what `mask` says is lost and what it says is veiled, both (H, W)."""
    marks = _as_mask(mask, size)
    levels = (0, 0.5, 1) if mask.max(initial=0) <= 1 else LEVELS
    if mask.dtype == np.bool_ or not np.isin(mask, levels).all():
        return marks, np.zeros_like(marks)
    veiled = mask == levels[1]
    return marks & ~veiled, veiled


def _as_mask(mask: NDArray[Any], size: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return `mask` (bool, 0..1 or 0..255) as bool, more than half = damage; its shape must be `size`, (H, W)."""
    if mask.shape != size:
        raise MuralsError(
            f"the mask is {_size(mask)} but the image is {_size_of(size)}: draw the mask at {_size_of(size)}"
        )
    top = mask.max(initial=0)
    if not (mask.min(initial=0) >= 0 and top <= 255):  # also where either is NaN
        raise MuralsError(f"the mask holds values from {mask.min()} to {top}: expected bool, 0..1 or 0..255")
    return mask > (0.5 if top <= 1 else 127.5)


def _size(array: NDArray[Any]) -> str:
    return _size_of(array.shape[:2]) if array.ndim == 2 else f"of shape {array.shape}"


def _size_of(size: tuple[int, ...]) -> str:
    return f"{size[1]}x{size[0]}"
