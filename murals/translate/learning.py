"""Pairs and a preset become a fastai `Learner` that translates; it is trained by `murals.learn.phases.train_phase`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from fastai.data.core import DataLoaders
from fastai.learner import Learner
from torch import nn

from murals.errors import MuralsError
from murals.learn.callbacks import FrozenStages, LossParts
from murals.learn.learner import NamedMean
from murals.learn.losses import MuralLoss
from murals.learn.metrics import batch_psnr
from murals.learn.optimizers import gan_adam
from murals.translate.networks import Translator
from murals.translate.presets import TranslatorConfig


def translation_learner(
    dls: DataLoaders,
    *,
    config: TranslatorConfig | None = None,
    loss_func: nn.Module | Callable[..., Any] | None = None,
    seed: int = 0,
    path: str | Path = ".",
) -> Learner:
    """Build a learner of batches `(input, target)`, each `(B, 3, H, W)` in [0, 1]; the weights are drawn from `seed`.

    The loss is L1 on [-1, 1] unless given. Raises `MuralsError` where the images are so small that the deepest layer
    would hold one value a channel, which batch normalisation cannot learn from.
    """
    torch.manual_seed(seed)
    net = Translator(config or TranslatorConfig()).to(memory_format=torch.channels_last)  # a quarter faster on a CPU
    _require_statistics(net, dls)
    return Learner(
        dls,
        net.to(dls.device),
        loss_func=loss_func or MuralLoss(ssim_weight=0.0, perceptual_weight=0.0, edge_weight=0.0, signed=True),
        metrics=[NamedMean(batch_psnr, "psnr")],
        opt_func=gan_adam,
        path=Path(path),
        cbs=[FrozenStages(), LossParts()],
    )


def _require_statistics(net: Translator, dls: DataLoaders) -> None:
    """Raise where a batch of one image would leave a single value a channel to normalise by."""
    deepest = -(-dls.size // net.stride)
    alone = dls.train.n % dls.train.bs == 1 or dls.train.bs == 1
    if net.normalises_by_batch and deepest == 1 and alone:
        raise MuralsError(
            f"{net.config.architecture} makes one pixel of {dls.size} px, and a batch of one image leaves nothing to "
            f"normalise by: choose --size {2 * net.stride}, or a --batch-size that does not leave one of "
            f"{dls.train.n} images over"
        )
