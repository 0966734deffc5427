"""Splitting of pictures of any form into colours and alpha, and joining of the blended ones.

Forms are grey (H, W), grey with alpha (H, W, 2), RGB (H, W, 3) or RGB with alpha (H, W, 4); uint8, uint16 or float in
[0, 1].
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from murals.errors import MuralsError
from murals.images.pixels import LUMINANCE, to_float


@dataclass(frozen=True, eq=False)
class Picture:
    """Colours (H, W, C) with C = 1 grey or 3 RGB, and alpha (H, W) or None; both in the dtype they came in."""

    colours: NDArray[Any]
    alpha: NDArray[Any] | None = None

    @property
    def size(self) -> tuple[int, int]:
        """The height and width in pixels."""
        return self.colours.shape[0], self.colours.shape[1]


def split_picture(image: NDArray[Any], name: str) -> Picture:
    """Return `image` as colours and alpha, without a copy.

    Raises
    ------
    MuralsError
        If its form is another; the sentence names it `name`.
    """
    if image.ndim not in (2, 3) or (image.ndim == 3 and image.shape[2] not in (1, 2, 3, 4)) or not image.size:
        raise MuralsError(
            f"the {name} is of shape {image.shape}: expected (H, W) grey, (H, W, 3) RGB or (H, W, 4) RGBA"
        )
    if image.dtype not in (np.uint8, np.uint16) and image.dtype.kind != "f":
        raise MuralsError(f"the {name} is of {image.dtype}: expected uint8, uint16 or float in [0, 1]")
    if image.dtype.kind == "f" and not (image.min() >= 0 and image.max() <= 1):  # also where either is NaN
        span = f"{image.min():g} to {image.max():g}"
        raise MuralsError(f"the {name} is float with values from {span}: expected 0 to 1, divide it by its white")
    samples = image[..., None] if image.ndim == 2 else image
    if samples.shape[2] in (2, 4):
        return Picture(samples[..., :-1], samples[..., -1])
    return Picture(samples)


def join_picture(colours: NDArray[Any], like: NDArray[Any]) -> NDArray[Any]:
    """Return `colours` (H, W, C) in the shape of `like`, the array they were split from, with its alpha."""
    if like.ndim == 2:
        return colours[..., 0]
    if like.shape[2] in (2, 4):
        return np.concatenate([colours, like[..., -1:]], axis=2)
    return colours


def with_channels(x: NDArray[np.float32], channels: int) -> NDArray[np.float32]:
    """Return float colours `x` (H, W, 1 or 3) with `channels`: grey is repeated, RGB becomes its luminance."""
    if x.shape[2] == channels:
        return x
    return grey_of(x) if channels == 1 else np.repeat(x, channels, axis=2)


def grey_of(x: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the luminance (H, W, 1) of float colours `x` (H, W, 1 or 3)."""
    return x if x.shape[2] == 1 else (x @ LUMINANCE)[..., None]


def float_colours(colours: NDArray[Any]) -> NDArray[np.float32]:
    """Return `colours` (H, W, C) as contiguous float32 in [0, 1], of which no other array shares the memory."""
    return to_float(np.ascontiguousarray(colours))


def white_of(dtype: DTypeLike) -> float:
    """Return the value of white: 255, 65535, or 1 for floats."""
    return 1.0 if np.dtype(dtype).kind == "f" else float(np.iinfo(np.dtype(dtype)).max)
