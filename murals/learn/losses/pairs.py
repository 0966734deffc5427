"""Conversion of two batches of images to plain tensors that every term of the loss can compare.

Batches are `(B, C, H, W)`, of any floating dtype, plain tensors or fastai's. The results are float32 or float64.
"""

import torch
from torch import Tensor

from murals.errors import MuralsError


def as_pair(x: Tensor, y: Tensor, *, part: str, smallest: int = 1) -> tuple[Tensor, Tensor]:
    """Return both batches as plain `torch.Tensor`s `(B, C, H, W)`, half precision converted to float32.

    Parameters
    ----------
    part
        The name of the caller, for messages.
    smallest
        Smallest side in pixels.

    Raises
    ------
    MuralsError
        If the shapes differ, are not (B, C, H, W), or a side is too short.
    """
    if x.shape != y.shape or x.ndim != 4 or x.numel() == 0:
        raise MuralsError(
            f"{part} compares two batches of one shape (B, C, H, W), got {tuple(x.shape)} and {tuple(y.shape)}: "
            "give an image alone its first axis with image[None]"
        )
    if not (x.is_floating_point() and y.is_floating_point()):
        raise MuralsError(
            f"{part} expects floating-point images in [0, 1], got {x.dtype} and {y.dtype}: divide bytes by 255"
        )
    if min(x.shape[-2:]) < smallest:
        raise MuralsError(
            f"{part} needs images of at least {smallest}x{smallest} pixels, got {x.shape[-1]}x{x.shape[-2]}: "
            f"use larger images, or leave this part out (--{part}-weight 0 when training)"
        )
    return as_plain_float(x), as_plain_float(y)


def as_plain_float(x: Tensor) -> Tensor:
    """Return `x` without its fastai subclass, in float32 unless it is float64."""
    return x.as_subclass(torch.Tensor).to(torch.promote_types(x.dtype, torch.float32))


def full_precision(x: Tensor) -> torch.autocast:
    """Return a context in which autocast is off for the device of `x`.

    SSIM subtracts nearly equal moments: in bfloat16 it gave 0.934 for a pair whose SSIM is 0.853.
    """
    return torch.autocast(x.device.type, enabled=False)
