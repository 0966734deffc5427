"""From Python it stays as short as fastai: `learn = mural_learner(dls); learn.lr_find()`.

The learner is fastai's own, made by `unet_learner`: all of fastai works on it.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import fastai.callback.schedule  # noqa: F401  gives every Learner lr_find, fit_one_cycle and fine_tune
from fastai.data.core import DataLoaders
from fastai.learner import AvgMetric, Learner
from fastai.vision.learner import unet_learner
from torch import Tensor, nn

from murals.config import DEFAULT_ENCODER, PRESETS, NetworkConfig
from murals.learn.callbacks import FrozenStages, LossParts, ShowMask
from murals.learn.checkpoint import load_weights, open_checkpoint
from murals.learn.losses import MuralLoss
from murals.learn.metrics import batch_psnr, batch_ssim
from murals.learn.network import MuralNet, encoder_arch, encoder_body, split_network, unet_options
from murals.learn.optimizers import OPTIMIZERS


class NamedMean(AvgMetric):
    """The mean of a batch metric over all images, under a short name for tables and columns."""

    def __init__(self, func: Callable[..., Tensor], label: str) -> None:
        """`func(restored, clean, mask=None)` gives the mean of a batch."""
        super().__init__(func)
        self.label = label

    @property
    def name(self) -> str:
        """What fastai's recorder calls the column."""
        return self.label


def mural_learner(
    dls: DataLoaders,
    *,
    encoder: str | None = None,
    config: NetworkConfig | None = None,
    loss_func: nn.Module | Callable[..., Any] | None = None,
    pretrained: bool = True,
    weights: str | Path | None = None,
    init: str | Path | None = None,
    opt_func: Callable[..., Any] | None = None,
    cbs: Any = None,
    path: str | Path = ".",
    **learner_options: Any,
) -> Learner:
    """Build a fastai `Learner` that restores murals: a U-Net over a timm encoder, frozen but for its decoder (phase 1).

    `encoder` is a timm name (else that of `config`), `weights` a file with its ImageNet weights, `init` a checkpoint
    of ours to start from, whose network is taken where no other is named. The loss and the optimizer are those of
    preset `default` unless given. Frozen groups keep their normalisation layers frozen (`train_bn=False`, and
    `FrozenStages` stops their statistics): what phase 1 learned was learned on those very features. Raises
    `MuralsError` for an unknown encoder, weights that cannot be had, a checkpoint of another network.
    """
    start = open_checkpoint(init) if init is not None else None
    if config is None and start is not None and encoder in (None, getattr(start.network, "encoder", "")):
        config = cast(NetworkConfig, start.network)
    config = config or NetworkConfig(encoder=encoder or DEFAULT_ENCODER)
    wanted, preset = pretrained and start is None, PRESETS["default"]["1"]
    learn = unet_learner(
        dls,
        encoder_arch(config, pretrained=wanted, weights=Path(weights) if weights else None),
        cut=encoder_body,
        normalize=False,  # the network does it
        pretrained=False,  # `encoder_arch` does it
        splitter=split_network,
        loss_func=loss_func or MuralLoss.from_config(preset.loss),
        metrics=[NamedMean(batch_psnr, "psnr"), NamedMean(batch_ssim, "ssim")],
        opt_func=opt_func or OPTIMIZERS[preset.optimizer],
        train_bn=False,
        path=Path(path),
        cbs=cbs,
        **unet_options(config),
        **learner_options,
    )
    learn.model = MuralNet(learn.model, config).to(dls.device)
    if isinstance(learn.loss_func, nn.Module):
        learn.loss_func.to(dls.device)
    if start is not None:
        load_weights(learn.model, start)
    learn.add_cbs([ShowMask(), FrozenStages(), LossParts()])
    learn.freeze()
    return learn
