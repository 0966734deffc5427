"""A U-Net decoder of a third of the work of fastai's `DynamicUnet`: one 3 x 3 convolution at each size of the image.

The features of the encoder are added, each through a 1 x 1 convolution, instead of being appended; and the deepest one
is not doubled in width first.

References
----------
Lin et al. 2017, Feature pyramid networks, https://arxiv.org/abs/1612.03144
"""

from collections.abc import Callable
from typing import cast

import torch.nn.functional as F
from torch import Tensor, nn

from murals.learn.encoder import TimmEncoder

MIDDLE = 256  # channels at the deepest feature
WIDTHS = (160, 112, 80, 40)  # channels from there to half the size of the image; the last ones go on


class LightUnet(nn.Module):
    """An encoder and a light decoder; `layers[0]` is the encoder's body, as in `DynamicUnet`."""

    def __init__(self, body: nn.Sequential, n_out: int, act: Callable[[], nn.Module]) -> None:
        """Take fastai's `body` of a `TimmEncoder`, the number of channels to return, and the activation."""
        super().__init__()
        self.layers = nn.ModuleList([body])
        *skips, deep = self.encoder.net.feature_info.channels()
        widths = [*WIDTHS, *[WIDTHS[-1]] * len(skips)][: len(skips)]
        self.middle = nn.Sequential(nn.BatchNorm2d(deep), act(), nn.Conv2d(deep, MIDDLE, 3, padding=1), act())
        ways = zip([MIDDLE, *widths], reversed(skips), widths, strict=False)
        self.levels = nn.ModuleList(_Level(n_in, n_skip, width, act) for n_in, n_skip, width in ways)
        self.last = nn.Sequential(
            nn.Conv2d(widths[-1], 4 * n_out, 1), nn.PixelShuffle(2), act(), nn.Conv2d(n_out, n_out, 3, padding=1)
        )

    @property
    def encoder(self) -> TimmEncoder:
        """The timm encoder inside."""
        body = cast(nn.Sequential, self.layers[0])
        return cast(TimmEncoder, body[0].encoder)

    def forward(self, x: Tensor) -> Tensor:
        """Return `(B, n_out, H, W)` of `(B, C, H, W)`, H and W multiples of 32."""
        *skips, y = self.encoder(x)
        y = self.middle(y)
        for level, skip in zip(self.levels, reversed(skips), strict=True):
            y = level(y, skip)
        return F.interpolate(self.last(y), size=x.shape[-2:], mode="nearest")


class _Level(nn.Module):
    """The way from one size of the image to the next."""

    def __init__(self, n_in: int, n_skip: int, width: int, act: Callable[[], nn.Module]) -> None:
        super().__init__()
        self.narrow = nn.Conv2d(n_in, width, 1)
        self.skip = nn.Sequential(nn.BatchNorm2d(n_skip), nn.Conv2d(n_skip, width, 1))
        self.conv = nn.Sequential(act(), nn.Conv2d(width, width, 3, padding=1), act())

    def forward(self, y: Tensor, skip: Tensor) -> Tensor:
        enlarged = F.interpolate(self.narrow(y), size=skip.shape[-2:], mode="nearest")
        return self.conv(enlarged + self.skip(skip))
