"""timm encoders: a name becomes a feature pyramid with named stages, ready for fastai's `unet_learner`.

An encoder takes images `(B, 3, H, W)` in [0, 1], H and W multiples of 32, and returns a list of features `(B, C, H / r,
W / r)`. The last four have r = 4, 8, 16, 32: stage1 to stage4. The stem, and a first feature at r = 2 if there is one,
belong to stage1.

References
----------
timm, https://huggingface.co/docs/timm/feature_extraction
"""

import fnmatch
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import timm
import torch
from torch import Tensor, nn

from murals.config import DEFAULT_ENCODER, STAGES
from murals.errors import MuralsError, did_you_mean
from murals.learn.hub import hub_or_cache
from murals.learn.weights import package_weights, read_weights, require_fit, where_weights_are

RGB = 3
_PYRAMID = [4, 8, 16, 32]
TRIED = (  # encoders that our tests build, run and take apart into stages
    "tf_efficientnet_lite0",
    "efficientnet_b0",
    "resnet18",
    "resnet34",
    "convnext_atto",
    "mobilenetv3_small_100",
    "swinv2_tiny_window8_256",
    "swin_tiny_patch4_window7_224",
    "regnety_002",
    "mobilevit_xxs",
    "pvt_v2_b0",
    "edgenext_xx_small",
    "fastvit_t8",
)


class TimmEncoder(nn.Module):
    """A timm network that normalises its input and returns its features as a list of `(B, C, h, w)`, finest first."""

    mean: Tensor
    std: Tensor
    net: Any  # timm's own kinds of feature networks have no common type

    def __init__(self, name: str, net: nn.Module, mean: tuple[float, ...], std: tuple[float, ...]) -> None:
        """Wrap `net`, which timm made with `features_only=True`; `mean` and `std` are those of its weights."""
        super().__init__()
        self.name, self.net = name, net
        self.channels_last = "NHWC" in str(getattr(net, "output_fmt", "NCHW"))
        self.register_buffer("mean", torch.tensor(mean).view(1, -1, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(std).view(1, -1, 1, 1), persistent=False)

    def forward(self, x: Tensor) -> list[Tensor]:
        """Return the features of images `(B, 3, H, W)` in [0, 1]; extra channels follow RGB and are not normalised."""
        features = self.net((x - self.mean) / self.std)
        return [f.permute(0, 3, 1, 2).contiguous() for f in features] if self.channels_last else list(features)

    def stage_of(self) -> dict[str, str]:
        """The stage of each parameter and buffer, by its name in `self.net`."""
        ends = dict(zip(_stage_modules(self.net), STAGES, strict=True))
        order = _names_in_order(self.net)
        last = {stage: _last_under(order, module) for module, stage in ends.items()}
        names = [name for name, _ in [*self.net.named_parameters(), *self.net.named_buffers()]]
        return {name: _first_stage_at(_last_under(order, _owner(name)), last) for name in names}


@dataclass(frozen=True)
class EncoderSummary:
    """The row of one encoder in `murals encoders`: million parameters, channels per stage, where its weights are."""

    name: str
    parameters: float
    channels: tuple[int, ...]
    weights: str


def create_encoder(
    name: str = DEFAULT_ENCODER,
    *,
    pretrained: bool = True,
    weights: Path | None = None,
    extra_channels: int = 0,
) -> TimmEncoder:
    """Make the encoder `name`: with ImageNet weights, with the weights of a file, or with random ones.

    Parameters
    ----------
    weights
        File with the ImageNet weights.
    extra_channels
        Channels beside RGB. They widen the first convolution by weights of zero, so that they have no effect at first.

    Raises
    ------
    MuralsError
        If the name is unknown, the network gives no feature pyramid, or the weights cannot be found; the sentence says
        what to do.
    """
    _require_known(name)
    state = read_weights(weights) if weights else package_weights(name) if pretrained else None
    if state is not None:
        require_fit(name, state, weights)
    net = _make_features(name, pretrained=pretrained or state is not None, state=state)
    _require_pyramid(name, net)
    cfg = timm.models.get_pretrained_cfg(name)
    if extra_channels:
        _widen_first_convolution(net, extra_channels)
    return TimmEncoder(name, net, (*cfg.mean, *[0.0] * extra_channels), (*cfg.std, *[1.0] * extra_channels))


def encoder_groups(encoder: TimmEncoder) -> dict[str, list[nn.Parameter]]:
    """Return the parameters of stage1 to stage4, in the order of the network."""
    stages = encoder.stage_of()
    groups: dict[str, list[nn.Parameter]] = {stage: [] for stage in STAGES}
    for name, parameter in encoder.net.named_parameters():
        groups[stages[name]].append(parameter)
    return groups


def find_encoders(pattern: str = "*") -> list[str]:
    """Return the names of timm's networks that match the shell `pattern`; without `*` or `?`, those that contain it."""
    if not any(c in pattern for c in "*?["):
        pattern = f"*{pattern}*"
    return fnmatch.filter(timm.list_models(), pattern)


def describe_encoder(name: str) -> EncoderSummary | None:
    """Return the summary of an encoder, built without memory for its weights; None if it gives no feature pyramid."""
    try:
        with torch.device("meta"):
            net: Any = _make_features(name, pretrained=False, state=None)
        _require_pyramid(name, net)
    except (MuralsError, RuntimeError, TypeError, AttributeError, NotImplementedError):
        return None  # timm raises any of these for a network that has no features_only form
    size = sum(p.numel() for p in net.parameters()) / 1e6
    return EncoderSummary(name, size, tuple(net.feature_info.channels()[-4:]), where_weights_are(name))


def _require_known(name: str) -> None:
    if not timm.is_model(name):
        hint = " ".join(
            filter(None, [did_you_mean(name, timm.list_models()), '"murals encoders PATTERN" lists the names'])
        )
        raise MuralsError(f"unknown encoder '{name}': {hint}")


def _make_features(name: str, *, pretrained: bool, state: dict[str, Tensor] | None) -> nn.Module:
    """Call timm, and turn its errors into ours: no network connection, or no feature pyramid."""
    options: dict = {"pretrained": pretrained, "features_only": True}
    if timm.models.get_pretrained_cfg(name).fixed_input_size and "swin" in name:
        options["strict_img_size"] = False  # windows are padded, so one network serves every size
    if state is not None:
        options["pretrained_cfg_overlay"] = {"state_dict": state, "source": ""}
    try:
        with _quiet_timm(), hub_or_cache(asked=pretrained and state is None):
            return timm.create_model(name, **options)
    except (OSError, RuntimeError) as error:
        if not pretrained or state is not None:
            raise MuralsError(
                f"encoder '{name}' gives no features ({error}): choose another, "
                '"murals encoders" lists those that serve'
            ) from error
        raise MuralsError(
            f"the ImageNet weights of '{name}' are not on this machine and could not be downloaded: give them with "
            f"--weights FILE, start from random ones with --no-pretrained, or use --encoder {DEFAULT_ENCODER}, "
            "whose weights are installed"
        ) from error


def _widen_first_convolution(net: nn.Module, extra: int) -> None:
    """Let the first convolution take `extra` channels after RGB, by weights of zero.

    timm's `in_chans` would spread the weights over them.
    """
    first = next(m for m in net.modules() if isinstance(m, nn.Conv2d) and m.in_channels == RGB)
    blind = first.weight.new_zeros(first.out_channels, extra, *first.kernel_size)
    first.weight = nn.Parameter(torch.cat([first.weight.detach(), blind], 1))
    first.in_channels += extra


@contextmanager
def _quiet_timm() -> Iterator[None]:
    """Stop timm from warning that a feature pyramid does not use the classifier's weights."""
    logger = logging.getLogger("timm")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def _require_pyramid(name: str, net: Any) -> None:
    reductions = net.feature_info.reduction()
    if reductions[-4:] != _PYRAMID:
        raise MuralsError(
            f"encoder '{name}' has features at 1/{', 1/'.join(map(str, reductions))}: a U-Net needs "
            '1/4, 1/8, 1/16 and 1/32; "murals encoders" lists those that serve'
        )
    order = _names_in_order(net)
    owners = {_owner(parameter) for parameter, _ in net.named_parameters()}
    ends = [-1, *(_last_under(order, module) for module in _stage_modules(net))]
    if any(not owners & set(order[start + 1 : end + 1]) for start, end in pairwise(ends)):
        raise MuralsError(
            f"encoder '{name}' has a stage without weights of its own, so the phases could not free it: "
            'choose another, "murals encoders" lists those that serve'
        )


def _stage_modules(net: Any) -> list[str]:
    """Return the names of the modules that end stage1 to stage4, flattened as timm flattens them."""
    return [_flat(name) for name in net.feature_info.module_name()[-4:]]


def _names_in_order(net: nn.Module) -> list[str]:
    return [_flat(name) for name, _ in net.named_modules()]


def _flat(name: str) -> str:
    return name.removeprefix("model.").replace(".", "_")


def _owner(parameter: str) -> str:
    return _flat(parameter.rpartition(".")[0])


def _last_under(order: list[str], module: str) -> int:
    """Return the place of the last module that is `module` or lies inside it."""
    return max((i for i, name in enumerate(order) if name == module or name.startswith(f"{module}_")), default=0)


def _first_stage_at(place: int, last: dict[str, int]) -> str:
    """Return the first stage that ends at or after `place`; what follows the last stage belongs to it."""
    return next((stage for stage in STAGES if place <= last[stage]), STAGES[-1])
