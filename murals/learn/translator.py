"""The generators of image translation: an encoder of 4x4 convolutions with stride 2, a decoder of transposed ones.

They take RGB `(B, 3, H, W)` in [0, 1] of any height and width (padded by reflection inside), and return the same shape.
Inside, images are in [-1, 1], as in the course project and in pix2pix; the output is tanh.

`width` is the number of channels of the first layer; each further layer has twice as many, at most 512. `layers` is the
number of halvings. Both are the architecture's own unless `TranslatorConfig` names them.

`fcn` is the plain network of the course project, here with its own width and depth on 256 px. Each arrow is
`Conv2d(4, stride 2, pad 1)`, BatchNorm, ReLU; in the decoder the same with `ConvTranspose2d`; the last layer has no
norm, and tanh:

    3 x 256 -> 8 x 128 -> 16 x 64 -> 32 x 32 -> 64 x 16 -> 128 x 8 -> 256 x 4
    256 x 4 -> 128 x 8 -> 64 x 16 -> 32 x 32 -> 16 x 64 -> 8 x 128 -> 3 x 256

In `fcn-skips` each decoder stage also reads the encoder stage of its size. `unet256` is the U-Net of Isola et al.: 64,
128, 256, 512 x 5 channels down to 1 px, LeakyReLU(0.2) on the way down, ReLU on the way up, dropout 0.5 in the three
deepest stages after the first of the decoder. It uses instance normalisation: at batch 1 that equals the batch
normalisation of the paper, and the result does not depend on the batch when the model is used.

References
----------
Isola et al. 2017, https://arxiv.org/abs/1611.07004, section 6.1.1
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from murals.config import ARCHITECTURES, TranslatorConfig
from murals.errors import MuralsError, did_you_mean
from murals.learn.network import pad_to_stride

_INIT_STD = 0.02  # Isola et al. 2017, 6.2
_WIDEST = 512  # channels
_DROPOUT = 0.5


@dataclass(frozen=True)
class _Plan:
    """The differences between the three networks."""

    width: int  # channels of the first layer
    layers: int  # halvings
    skips: bool
    batch_norm: bool  # by batch, on every layer; else by instance, on all but the first and the deepest
    slope: float  # of the encoder's LeakyReLU; 0 is ReLU
    dropout: int = 0  # decoder stages with dropout, from the second deepest

    @property
    def channels(self) -> Sequence[int]:
        """The channels after each halving."""
        return [min(self.width * 2**place, max(self.width, _WIDEST)) for place in range(self.layers)]


_FCN = _Plan(8, 6, skips=False, batch_norm=True, slope=0.0)
_PLANS = {
    "fcn": _FCN,
    "fcn-skips": replace(_FCN, skips=True),
    "unet256": _Plan(64, 8, skips=True, batch_norm=False, slope=0.2, dropout=3),
}


class Translator(nn.Module):
    """An encoder-decoder that translates whole images; `config` names its plan."""

    def __init__(self, config: TranslatorConfig) -> None:
        """Build the network with random weights.

        Raises
        ------
        MuralsError
            If the architecture is unknown, or it has no layer or no channel.
        """
        super().__init__()
        self.config, plan = config, _plan(config)
        self.skips, self.stride, self.normalises_by_batch = plan.skips, 2 ** len(plan.channels), plan.batch_norm
        self.down = nn.ModuleList(_down_blocks(plan))
        self.up = nn.ModuleList(_up_blocks(plan))
        if config.normal_init:
            self.apply(init_normal)

    def forward(self, image: Tensor, mask: Tensor | None = None) -> Tensor:
        """Translate `(B, 3, H, W)` in [0, 1]; `mask` is accepted, as by `MuralNet`, and ignored."""
        h, w = image.shape[-2:]
        x = 2 * (pad_to_stride(image, self.stride) if h % self.stride or w % self.stride else image) - 1
        features = []
        for block in self.down:
            x = block(x)
            features.append(x)  # (B, channels[i], H / 2**(i + 1), W / 2**(i + 1))
        features.pop()  # the deepest is x itself
        for block in self.up:
            x = block(x)
            if self.skips and features:
                x = torch.cat([x, features.pop()], dim=1)
        return ((x + 1) / 2)[..., :h, :w]


def init_normal(module: nn.Module) -> None:
    """Draw weights of convolutions from N(0, 0.02) and scales of norms from N(1, 0.02), like the authors' code."""
    if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
        nn.init.normal_(module.weight, 0.0, _INIT_STD)
    elif isinstance(module, nn.BatchNorm2d | nn.InstanceNorm2d):
        nn.init.normal_(module.weight, 1.0, _INIT_STD)
    else:
        return
    if module.bias is not None:
        nn.init.zeros_(module.bias)


def instance_norm(channels: int) -> nn.InstanceNorm2d:
    """Return an instance normalisation with a learned scale and shift."""
    return nn.InstanceNorm2d(channels, affine=True)


def _plan(config: TranslatorConfig) -> _Plan:
    if config.architecture not in _PLANS:
        raise MuralsError(
            f"unknown network '{config.architecture}': expected {', '.join(ARCHITECTURES)}. "
            f"{did_you_mean(config.architecture, ARCHITECTURES)}".rstrip()
        )
    own = _PLANS[config.architecture]
    plan = replace(own, width=own.width if config.width is None else config.width)
    plan = replace(plan, layers=own.layers if config.layers is None else config.layers)
    for name in ("width", "layers"):
        if getattr(plan, name) < 1:
            raise MuralsError(f"a network with {name} {getattr(plan, name)} cannot be: choose 1 or more")
    return plan


def _down_blocks(plan: _Plan) -> list[nn.Module]:
    """Return the halvings: convolution, norm, (leaky) ReLU."""
    blocks: list[nn.Module] = []
    before, last = 3, len(plan.channels) - 1
    for place, channels in enumerate(plan.channels):
        norm = plan.batch_norm or 0 < place < last
        convolution = nn.Conv2d(before, channels, 4, stride=2, padding=1, bias=False)  # as the authors' code
        blocks.append(nn.Sequential(convolution, *_norm(plan, channels, norm), nn.LeakyReLU(plan.slope)))
        before = channels
    return blocks


def _up_blocks(plan: _Plan) -> list[nn.Module]:
    """Return the doublings: ReLU, transposed convolution, norm; tanh last."""
    blocks: list[nn.Module] = []
    outward = [*reversed(plan.channels[:-1]), 3]
    before = plan.channels[-1]
    for place, channels in enumerate(outward):
        last = channels is outward[-1] and place == len(outward) - 1
        convolution = nn.ConvTranspose2d(before, channels, 4, stride=2, padding=1, bias=last)
        ending = [nn.Tanh()] if last else [*_norm(plan, channels, True), *_drop(plan, place)]
        blocks.append(nn.Sequential(nn.ReLU(), convolution, *ending))
        before = channels * 2 if plan.skips else channels
    return blocks


def _norm(plan: _Plan, channels: int, wanted: bool) -> list[nn.Module]:
    if not wanted:
        return []
    return [nn.BatchNorm2d(channels) if plan.batch_norm else instance_norm(channels)]


def _drop(plan: _Plan, place: int) -> list[nn.Module]:
    return [nn.Dropout(_DROPOUT)] if 1 <= place <= plan.dropout else []
