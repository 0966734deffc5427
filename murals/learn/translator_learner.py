"""The learner of image translation: pairs and a preset become a fastai `Learner`.

It is trained by `murals.learn.phases.train_phase`.
"""

from pathlib import Path
from typing import Any

import torch
from fastai.data.core import DataLoaders
from fastai.learner import Learner
from torch import nn

from murals.config import TranslatorConfig
from murals.errors import MuralsError
from murals.learn.callbacks import FrozenStages, LossParts
from murals.learn.gan import Adversaries, GeneratorLoss, PatchGAN, split_adversaries
from murals.learn.learner import NamedMean
from murals.learn.losses import MuralLoss
from murals.learn.metrics import batch_psnr, batch_ssim
from murals.learn.optimizers import gan_adam
from murals.learn.translator import Translator


def translation_learner(
    dls: DataLoaders,
    *,
    config: TranslatorConfig | None = None,
    loss_func: nn.Module | None = None,
    gan: bool = False,
    ssim: bool = False,
    seed: int = 0,
    path: str | Path = ".",
) -> Learner:
    """Build a learner for batches `(input, target)`, each `(B, 3, H, W)` in [0, 1].

    PSNR is measured in each epoch. SSIM is measured if asked for, because on a small network it takes longer than the
    training.

    Parameters
    ----------
    loss_func
        L1 on [-1, 1] if None.
    gan
        Add a PatchGAN that judges beside the loss.
    seed
        Seed of the weights.

    Raises
    ------
    MuralsError
        If the images are so small that the deepest layer holds one value a channel, from which batch normalisation
        cannot learn.
    """
    torch.manual_seed(seed)
    net = Translator(config or TranslatorConfig())
    _require_statistics(net, dls)
    loss_func = loss_func or MuralLoss(ssim_weight=0.0, perceptual_weight=0.0, edge_weight=0.0, signed=True)
    adversarial: dict[str, Any] = {"splitter": split_adversaries} if gan else {}
    learn = Learner(
        dls,
        _placed(Adversaries(net) if gan else net, dls),
        loss_func=GeneratorLoss(loss_func) if gan else loss_func,
        metrics=[NamedMean(batch_psnr, "psnr"), *([NamedMean(batch_ssim, "ssim")] if ssim else [])],
        opt_func=gan_adam,
        path=Path(path),
        cbs=[FrozenStages(), LossParts(), *([PatchGAN()] if gan else [])],
        **adversarial,
    )
    learn.loss_func.to(dls.device)
    return learn


def _placed(net: nn.Module, dls: DataLoaders) -> nn.Module:
    """Move the network to the device of the batches, channels last: a quarter faster on a CPU."""
    return net.to(memory_format=torch.channels_last).to(dls.device)


def _require_statistics(net: Translator, dls: DataLoaders) -> None:
    """Raise if a batch of one image would leave a single value a channel to normalise by."""
    deepest = -(-dls.size // net.stride)
    alone = dls.train.n % dls.train.bs == 1 or dls.train.bs == 1
    if net.normalises_by_batch and deepest == 1 and alone:
        raise MuralsError(
            f"{net.config.architecture} makes one pixel of {dls.size} px, and a batch of one image leaves nothing to "
            f"normalise by: choose --size {2 * net.stride}, or a --batch-size that does not leave one of "
            f"{dls.train.n} images over"
        )
