"""The network: fastai's `DynamicUnet` over a timm encoder, for images of any size.

In: damaged images `(B, 3, H, W)` in [0, 1], and their masks where they are known, which tell lost from veiled. Out:
restored images of the same shape, near [0, 1] but not clamped, and a proposed mask.
Normalisation and padding happen inside, so nobody outside needs to know the encoder.

U-Net: Ronneberger, Fischer, Brox 2015, https://arxiv.org/abs/1505.04597; fastai's: https://docs.fast.ai/vision.models.unet.html
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, cast

import torch
import torch.nn.functional as F
from fastai.vision.learner import create_unet_model
from torch import Tensor, nn

from murals.config import STAGES, STRIDE, NetworkConfig
from murals.images.kinds import LOST, VEILED, lost, marked
from murals.learn.encoder import TimmEncoder, create_encoder, encoder_groups
from murals.learn.fill import fill_holes, hide_lost

_BUILD_SIZE = (256, 256)  # DynamicUnet looks at feature sizes once; its layers do not depend on this choice
_WIDTH = 16  # channels that the U-Net hands to the head
_KEEP_NOTHING = 3.0  # the head starts from zeros: 5 % of what a mask hides shows through then
_RARE = -2.0  # logit to start from: 12 % of the pixels are damaged, as in the pairs; at zero everything would be
_SURE = 10.0  # logit of a pixel whose mask is given
ACTIVATIONS = {"relu": nn.ReLU, "silu": nn.SiLU}  # by their names in `NetworkConfig`


def _extra(config: NetworkConfig) -> int:
    """Return the channels beside RGB: the mask, what of it is veiled, and the hidden paint less the filling."""
    return 4 + config.kinds if config.masked else 0


def _head_parts(config: NetworkConfig) -> list[int]:
    """Return the channels of the head's parts: a change of RGB, the share of hidden paint to keep, the logit of damage,
    and where the network knows kinds, the logit of its being veiled.
    """
    return [3, 1, 1, 1] if config.kinds else [3, 1, 1]


def _make_head(config: NetworkConfig) -> nn.Sequential:
    """Return the last two convolutions; the very last starts from zeros, so that the first guess is the filling."""
    last = nn.Conv2d(_WIDTH, sum(_head_parts(config)), 3, padding=1)
    nn.init.zeros_(last.weight)
    bias = cast(Tensor, last.bias)
    nn.init.zeros_(bias)
    nn.init.constant_(bias[4:5], _RARE)
    return nn.Sequential(nn.Conv2d(_WIDTH + 3 + _extra(config), _WIDTH, 3, padding=1), nn.ReLU(), last)


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
    """A U-Net that restores: pads to a multiple of 32 by reflection, runs, crops back.

    Masked, it sees the image with its holes filled from their borders, the mask, and what the mask hides where that is
    veiled; it paints a change to that filling and how much of the hidden paint to keep, and it proposes a mask. Of what
    is lost it sees nothing. Not masked, it repaints.
    """

    def __init__(self, unet: nn.Module, config: NetworkConfig) -> None:
        """Wrap a `DynamicUnet` made by `create_unet_model` or `unet_learner` with the `unet_options` of `config`."""
        super().__init__()
        self.unet, self.config = unet, config
        self.head = _make_head(config) if config.masked else None

    @property
    def encoder(self) -> TimmEncoder:
        """The timm encoder inside."""
        body = cast(nn.Sequential, cast(Any, self.unet).layers[0])
        return cast(_FirstFeature, body[0]).encoder

    def forward(self, damaged: Tensor, mask: Tensor | None = None) -> Tensor:
        """Restore `damaged` `(B, 3, H, W)` in [0, 1] within `mask` `(B, 1, H, W)`; None hides the mask.

        The mask is 1 where paint is lost, about a half where it is veiled, 0 where it is sound (`murals.images.kinds`).
        Returns the restored image, not clamped, `(B, 3, H, W)`, and of a masked network `(B, 4, H, W)`: the fourth
        channel is the proposed damage as a logit, or the mask itself where it is given. A network that knows kinds has
        a fifth, the logit of that damage being veiled. With a mask every pixel outside it is `damaged`, to the bit, and
        nothing depends on what `damaged` holds where paint is lost; without one every pixel may change.
        """
        if self.head is None:
            painted = self._run(damaged)
            return damaged + painted if self.config.residual else painted
        if mask is not None:
            damaged = hide_lost(damaged, mask)
        filled, hidden, (change, keep, *logits) = self._look(damaged, mask)
        restored = filled + change + self._share(keep) * hidden
        if mask is not None:
            restored = torch.where(marked(mask), restored, damaged)  # the known pixels are pasted back
            told = (marked(mask), marked(mask) & ~lost(mask))
            logits = [torch.where(where, _SURE, -_SURE) for where, _ in zip(told, logits, strict=False)]
        return torch.cat([restored, *logits], 1)

    def legible(self, damaged: Tensor, mask: Tensor) -> Tensor:
        """Return how much of what `mask` `(B, 1, H, W)` marks is legible, `(B, 1, H, W)` in [0, 1], by its looks.

        That is the share of it that the network would keep in its fill, were all of it veiled.
        """
        veil = marked(mask) * (VEILED / LOST)
        return self._share(self._look(damaged, veil)[2][1])

    def _look(self, damaged: Tensor, mask: Tensor | None) -> tuple[Tensor, Tensor, tuple[Tensor, ...]]:
        """Return the image with its holes filled, what they hide less that, and the parts of the head's answer."""
        assert self.head is not None  # only masked networks come here
        hole = torch.zeros_like(damaged[:, :1]) if mask is None else marked(mask).to(damaged.dtype)
        filled = damaged if mask is None else fill_holes(damaged, hole)
        hidden, told = damaged - filled, [hole]
        if self.config.kinds:
            veiled = hole if mask is None else hole * ~lost(mask)
            hidden, told = hidden * veiled, [hole, veiled]
        seen = torch.cat([filled, *told, hidden], 1)  # (B, 7 or 8, H, W)
        answer = self.head(torch.cat([self._run(seen), seen], 1))
        return filled, hidden, answer.split(_head_parts(self.config), 1)

    @staticmethod
    def _share(keep: Tensor) -> Tensor:
        """Return the share of the hidden paint to keep, in (0, 1), from its logit."""
        return torch.sigmoid(keep - _KEEP_NOTHING)

    def _run(self, x: Tensor) -> Tensor:
        h, w = x.shape[-2:]
        return self.unet(pad_to_stride(x))[..., :h, :w]


def build_network(config: NetworkConfig, *, pretrained: bool = False, weights: Path | None = None) -> MuralNet:
    """Build the network of `config`; for a checkpoint, whose weights follow, `pretrained` stays False."""
    arch = encoder_arch(config, pretrained=pretrained, weights=weights)
    options = unet_options(config)
    n_out = options.pop("n_out")
    unet = create_unet_model(arch, n_out, _BUILD_SIZE, pretrained=False, cut=encoder_body, **options)
    return MuralNet(unet, config)


def unet_options(config: NetworkConfig) -> dict[str, Any]:
    """Return what fastai's `unet_learner` and `create_unet_model` are told of the decoder.

    A masked network ends in a head of our own that sees the input again at full size, for a quarter of the cost of
    fastai's `last_cross`.
    """
    end = {"n_out": _WIDTH, "last_cross": False} if config.masked else {"n_out": 3}
    return {**end, "act_cls": ACTIVATIONS[config.activation]}


def encoder_arch(config: NetworkConfig, *, pretrained: bool, weights: Path | None = None) -> Callable[..., TimmEncoder]:
    """Return what fastai calls `arch`: a function that makes the encoder (fastai's own `pretrained` is not asked)."""
    make = partial(
        create_encoder,
        config.encoder,
        pretrained=pretrained,
        weights=weights,
        extra_channels=_extra(config),
    )
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
