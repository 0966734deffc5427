"""The network: fastai's `DynamicUnet` over a timm encoder, for images of any size.

In: damaged images `(B, 3, H, W)` in [0, 1]. Out: restored images of the same shape, near [0, 1] but not clamped.
Normalisation and padding happen inside, so nobody outside needs to know the encoder.

U-Net: Ronneberger, Fischer, Brox 2015, https://arxiv.org/abs/1505.04597; fastai's: https://docs.fast.ai/vision.models.unet.html
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, cast

import torch.nn.functional as F
from fastai.vision.learner import create_unet_model
from torch import Tensor, nn

from murals.config import STAGES, NetworkConfig
from murals.learn.encoder import STRIDE, TimmEncoder, create_encoder, encoder_groups

_BUILD_SIZE = (256, 256)  # DynamicUnet looks at feature sizes once; its layers do not depend on this choice


class _FirstFeature(nn.Module):
    """Run the whole encoder, hand on its first feature and keep the rest for the `_NextFeature`s behind it."""

    def __init__(self, encoder: TimmEncoder) -> None:
        super().__init__()
        self.encoder = encoder
        self.rest: list[Tensor] = []

    def forward(self, x: Tensor) -> Tensor:
        first, *self.rest = self.encoder(x)
        return first


class _NextFeature(nn.Module):
    """Hand on the next feature that `_FirstFeature` kept; the one before, its input, is not needed again."""

    def __init__(self, first: _FirstFeature) -> None:
        super().__init__()
        self.first = [first]  # in a list, so that the encoder is not registered a second time

    def forward(self, _: Tensor) -> Tensor:
        return self.first[0].rest.pop(0)


class MuralNet(nn.Module):
    """A U-Net that restores: pads to a multiple of 32 by reflection, runs, crops back, and adds its output if
    residual.
    """

    def __init__(self, unet: nn.Module, config: NetworkConfig) -> None:
        """Wrap a `DynamicUnet` made by `create_unet_model` or `unet_learner` from `encoder_arch` and `encoder_body`."""
        super().__init__()
        self.unet, self.config = unet, config

    @property
    def encoder(self) -> TimmEncoder:
        """The timm encoder inside."""
        body = cast(nn.Sequential, cast(Any, self.unet).layers[0])
        return cast(_FirstFeature, body[0]).encoder

    def forward(self, damaged: Tensor, mask: Tensor | None = None) -> Tensor:
        """Restore `damaged` (B, 3, H, W) in [0, 1]; `mask` (B, 1, H, W) is not looked at yet."""
        padded, (h, w) = pad_to_stride(damaged), damaged.shape[-2:]
        painted = self.unet(padded)[..., :h, :w]
        return damaged + painted if self.config.residual else painted


def build_network(config: NetworkConfig, *, pretrained: bool = False, weights: Path | None = None) -> MuralNet:
    """Build the network of `config`; for a checkpoint, whose weights follow, `pretrained` stays False."""
    arch = encoder_arch(config, pretrained=pretrained, weights=weights)
    unet = create_unet_model(arch, 3, _BUILD_SIZE, pretrained=False, cut=encoder_body)
    return MuralNet(unet, config)


def encoder_arch(config: NetworkConfig, *, pretrained: bool, weights: Path | None = None) -> Callable[..., TimmEncoder]:
    """Return what fastai calls `arch`: a function that makes the encoder (fastai's own `pretrained` is not asked)."""
    make = partial(create_encoder, config.encoder, pretrained=pretrained, weights=weights)
    return lambda pretrained=False: make()  # fastai passes `pretrained`; the way to the weights is ours


def encoder_body(encoder: TimmEncoder) -> nn.Sequential:
    """Turn the encoder into fastai's `body`: one child per feature, so that `DynamicUnet` finds where the size
    changes.
    """
    first = _FirstFeature(encoder)
    later = [_NextFeature(first) for _ in encoder.net.feature_info.channels()[1:]]
    return nn.Sequential(first, *later)


def split_network(net: MuralNet) -> list[list[nn.Parameter]]:
    """Return the parameter groups [stage1, stage2, stage3, stage4, decoder]: fastai's splitter, so freeze_to(-2) frees
    stage4.
    """
    stages = encoder_groups(net.encoder)
    in_encoder = {id(p) for group in stages.values() for p in group}
    decoder = [p for p in net.parameters() if id(p) not in in_encoder]
    return [*(stages[stage] for stage in STAGES), decoder]


def pad_to_stride(x: Tensor, stride: int = STRIDE) -> Tensor:
    """Pad `(B, C, H, W)` below and to the right to a multiple of `stride`, by reflection as far as the image reaches.

    Reflection of n pixels needs n + 1 of them; what a very small image lacks is filled by repeating its border.
    """
    h, w = x.shape[-2:]
    down, right = -h % stride, -w % stride
    x = F.pad(x, (0, min(right, w - 1), 0, min(down, h - 1)), mode="reflect")
    return F.pad(x, (0, right - min(right, w - 1), 0, down - min(down, h - 1)), mode="replicate")
