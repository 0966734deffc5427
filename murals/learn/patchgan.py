"""The 70 x 70 PatchGAN: a small convolutional network that judges overlapping patches of a pair.

It takes input and target (or output) images, `(B, 3, H, W)` each, in [0, 1], and returns one logit a patch, `(B, 1, h,
w)`, 30 x 30 of them for 256 px; above zero means real. Each patch sees 70 x 70 pixels.

References
----------
Isola et al. 2017, section 6.1.2, https://arxiv.org/abs/1611.07004: C64-C128-C256-C512, 4x4 convolutions,
LeakyReLU(0.2)
"""

import torch
from torch import Tensor, nn

from murals.learn.translator import init_normal, instance_norm

PATCH = 70  # pixels a side that one logit sees
_PAIR = 6  # channels of an input and a target, one behind the other
_SLOPE = 0.2


class PatchDiscriminator(nn.Module):
    """A network that judges whether patches of `target` belong to `image`."""

    def __init__(self) -> None:
        """Build it with weights from N(0, 0.02) and instance normalisation, like the generator."""
        super().__init__()
        self.layers = nn.Sequential(
            *_layer(_PAIR, 64, stride=2, norm=False),
            *_layer(64, 128, stride=2),
            *_layer(128, 256, stride=2),
            *_layer(256, 512, stride=1),
            nn.Conv2d(512, 1, 4, stride=1, padding=1),
        )
        self.apply(init_normal)

    def forward(self, image: Tensor, target: Tensor) -> Tensor:
        """Return logits `(B, 1, h, w)`."""
        return self.layers(2 * torch.cat([image, target], dim=1) - 1)


def _layer(before: int, channels: int, *, stride: int, norm: bool = True) -> list[nn.Module]:
    convolution = nn.Conv2d(before, channels, 4, stride=stride, padding=1, bias=not norm)
    return [convolution, *([instance_norm(channels)] if norm else []), nn.LeakyReLU(_SLOPE)]
