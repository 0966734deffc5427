"""The network: fastai's `DynamicUnet`, or a light decoder, over a timm encoder, for images of any size.

It takes damaged images `(B, 3, H, W)` in [0, 1], and their masks if known, which tell lost from veiled paint. It
returns restored images of the same shape, near [0, 1] but not clamped, and a proposed mask. Normalisation and padding
happen inside, so that callers need not know the encoder.

References
----------
U-Net: Ronneberger, Fischer, Brox 2015, https://arxiv.org/abs/1505.04597
fastai's: https://docs.fast.ai/vision.models.unet.html
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
from murals.learn.light_unet import LightUnet

_BUILD_SIZE = (256, 256)  # DynamicUnet looks at feature sizes once; its layers do not depend on this choice
_WIDTH = 16  # channels that the U-Net hands to the head
_KEEP_NOTHING = 3.0  # the head starts from zeros: 5 % of what a mask hides shows through then
_RARE = -2.0  # logit to start from: 12 % of the pixels are damaged, as in the pairs; at zero everything would be
_SURE = 10.0  # logit of a pixel whose mask is given
ACTIVATIONS = {"relu": nn.ReLU, "silu": nn.SiLU}  # by their names in `NetworkConfig`


def _extra(config: NetworkConfig) -> int:
    """Return the number of channels beside RGB: the mask, its veiled part, and the hidden paint minus the filling."""
    return 4 + config.kinds if config.masked else 0


def _head_parts(config: NetworkConfig) -> list[int]:
    """Return the numbers of channels of the head's parts.

    They are: a change of RGB, the share of hidden paint to keep, the logit of damage, and, if the network knows kinds,
    the logit of a veil.
    """
    return [3, 1, 1, 1] if config.kinds else [3, 1, 1]


def _make_head(config: NetworkConfig) -> nn.Sequential:
    """Return the last two convolutions; the last one starts from zeros, so that the first output is the filling."""
    last = nn.Conv2d(_WIDTH, sum(_head_parts(config)), 3, padding=1)
    nn.init.zeros_(last.weight)
    bias = cast(Tensor, last.bias)
    nn.init.zeros_(bias)
    nn.init.constant_(bias[4:5], _RARE)
    return nn.Sequential(nn.Conv2d(_WIDTH + 3 + _extra(config), _WIDTH, 3, padding=1), nn.ReLU(), last)


class _FirstFeature(nn.Module):
    """Run the whole encoder, return its first feature, and keep the rest for the `_NextFeature`s that follow."""

    def __init__(self, encoder: TimmEncoder) -> None:
        super().__init__()
        self.encoder = encoder
        self.rest: list[Tensor] = []

    def forward(self, x: Tensor) -> Tensor:
        first, *self.rest = self.encoder(x)
        return first


class _NextFeature(nn.Module):
    """Return the next feature that `_FirstFeature` kept; the input is not needed."""

    def __init__(self, first: _FirstFeature) -> None:
        super().__init__()
        self.first = [first]  # in a list, so that the encoder is not registered a second time

    def forward(self, _: Tensor) -> Tensor:
        return self.first[0].rest.pop(0)


class MuralNet(nn.Module):
    """A U-Net that restores: it pads to a multiple of 32 by reflection, runs, and crops back.

    A masked network sees the image with its holes filled from their borders, the mask, and the hidden paint where it is
    veiled. It paints a change to the filling and the share of hidden paint to keep, and it proposes a mask. Of lost
    paint it sees nothing. A network without masks repaints the image.
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

    def forward(self, damaged: Tensor, mask: Tensor | None = None, filled: Tensor | None = None) -> Tensor:
        """Restore `damaged` within `mask`.

        Parameters
        ----------
        damaged
            (B, 3, H, W) in [0, 1].
        mask
            (B, 1, H, W): 1 if lost, about 0.5 if veiled, 0 if sound (`murals.images.kinds`). Without a mask every pixel
            may change. With one, every pixel outside it is bit-identical to `damaged`, and the result does not depend
            on `damaged` where paint is lost.
        filled
            `damaged` with its holes filled by `fill_holes`, (B, 3, H, W), where a tile of a larger picture is restored,
            whose membrane follows from all of the picture; else it is made here.

        Returns
        -------
        output
            The restored image, not clamped, (B, 3, H, W). A masked network adds a fourth channel, the logit of damage,
            or the mask itself if it is given. A network that knows kinds adds a fifth, the logit that the damage is a
            veil.
        """
        if self.head is None:
            painted = self._run(damaged)
            return damaged + painted if self.config.residual else painted
        if mask is not None:
            damaged = hide_lost(damaged, mask)
        filled, hidden, (change, keep, *logits) = self._look(damaged, mask, filled)
        restored = filled + change + self._share(keep) * hidden
        if mask is not None:
            restored = torch.where(marked(mask), restored, damaged)  # the known pixels are pasted back
            told = (marked(mask), marked(mask) & ~lost(mask))
            logits = [torch.where(where, _SURE, -_SURE) for where, _ in zip(told, logits, strict=False)]
        return torch.cat([restored, *logits], 1)

    def legible(self, damaged: Tensor, mask: Tensor, filled: Tensor | None = None) -> Tensor:
        """Return how legible the paint is that `mask` `(B, 1, H, W)` marks, `(B, 1, H, W)` in [0, 1].

        It is the share of the paint that the network would keep in its fill if all of it were veiled; `filled` is as in
        `forward`.
        """
        veil = marked(mask) * (VEILED / LOST)
        return self._share(self._look(damaged, veil, filled)[2][1])

    def _look(
        self, damaged: Tensor, mask: Tensor | None, filled: Tensor | None
    ) -> tuple[Tensor, Tensor, tuple[Tensor, ...]]:
        """Return the filled image, the hidden paint minus the filling, and the parts of the head's output."""
        assert self.head is not None  # only masked networks come here
        hole = torch.zeros_like(damaged[:, :1]) if mask is None else marked(mask).to(damaged.dtype)
        if filled is None:
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
    """Build the network of `config`; if the weights of a checkpoint follow, `pretrained` is False."""
    arch = encoder_arch(config, pretrained=pretrained, weights=weights)
    options = unet_options(config)
    n_out = options.pop("n_out")
    if config.decoder == "light":
        return MuralNet(LightUnet(encoder_body(arch()), n_out, options["act_cls"]), config)
    unet = create_unet_model(arch, n_out, _BUILD_SIZE, pretrained=False, cut=encoder_body, **options)
    return MuralNet(unet, config)


def unet_options(config: NetworkConfig) -> dict[str, Any]:
    """Return the options of the decoder for fastai's `unet_learner` and `create_unet_model`.

    A masked network ends in our own head, which sees the input again at full size, for a quarter of the cost of
    fastai's `last_cross`.
    """
    end = {"n_out": _WIDTH, "last_cross": False} if config.masked else {"n_out": 3}
    return {**end, "act_cls": ACTIVATIONS[config.activation]}


def encoder_arch(config: NetworkConfig, *, pretrained: bool, weights: Path | None = None) -> Callable[..., TimmEncoder]:
    """Return what fastai calls `arch`: a function that makes the encoder; fastai's own `pretrained` is ignored."""
    make = partial(
        create_encoder,
        config.encoder,
        pretrained=pretrained,
        weights=weights,
        extra_channels=_extra(config),
    )
    return lambda pretrained=False: make()  # fastai passes `pretrained`; the way to the weights is ours


def encoder_body(encoder: TimmEncoder) -> nn.Sequential:
    """Turn the encoder into fastai's `body`, with a child for each feature.

    So `DynamicUnet` finds where the size changes.
    """
    first = _FirstFeature(encoder)
    later = [_NextFeature(first) for _ in encoder.net.feature_info.channels()[1:]]
    return nn.Sequential(first, *later)


def split_network(net: MuralNet) -> list[list[nn.Parameter]]:
    """Return the parameter groups [stage1, stage2, stage3, stage4, decoder], as fastai's splitter does.

    So `freeze_to(-2)` unfreezes stage4 and the decoder.
    """
    stages = encoder_groups(net.encoder)
    in_encoder = {id(p) for group in stages.values() for p in group}
    decoder = [p for p in net.parameters() if id(p) not in in_encoder]
    return [*(stages[stage] for stage in STAGES), decoder]


def pad_to_stride(x: Tensor, stride: int = STRIDE) -> Tensor:
    """Pad `(B, C, H, W)` at the bottom and the right to a multiple of `stride`, by reflection.

    Reflection by n pixels needs n + 1 of them; very small images are padded further by repeating their border.
    """
    h, w = x.shape[-2:]
    down, right = -h % stride, -w % stride
    x = F.pad(x, (0, min(right, w - 1), 0, min(down, h - 1)), mode="reflect")
    return F.pad(x, (0, right - min(right, w - 1), 0, down - min(down, h - 1)), mode="replicate")
