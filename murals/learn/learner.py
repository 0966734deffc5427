"""The learner for Python users: `learn = mural_learner(dls); learn.lr_find()`.

It is a fastai `Learner`, so all of fastai works on it (docs/learner.md has the table). Only `export` is ours, because
fastai writes a pickle there, and `to_bf16`, which changes nothing on a CPU in fastai.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self, cast

import fastai.callback.schedule  # noqa: F401  gives every Learner lr_find, fit_one_cycle and fine_tune
from fastai.data.core import DataLoaders
from fastai.learner import AvgMetric, Learner
from torch import Tensor, nn

from murals.config import DEFAULT_ENCODER, NetworkConfig
from murals.data.depth import learned_radius_of
from murals.data.loaders import blank_dls
from murals.device import weight_layout
from murals.errors import MuralsError
from murals.learn.any_metric import fit_metrics
from murals.learn.bfloat16 import start_bfloat16, stop_bfloat16
from murals.learn.callbacks import FrozenStages, LossParts, ShowMask, bare
from murals.learn.checkpoint import open_checkpoint
from murals.learn.losses import AnyLoss, MuralLoss
from murals.learn.metrics import batch_psnr, batch_ssim
from murals.learn.network import build_network, split_network
from murals.learn.optimizers import OPTIMIZERS
from murals.learn.presets import PRESETS
from murals.learn.saved_network import load_weights, save_checkpoint

EXPORT = "export.safetensors"

logger = logging.getLogger("murals")


class NamedMean(AvgMetric):
    """The mean of a batch metric over all images, with a short name for tables and columns."""

    def __init__(self, func: Callable[..., Tensor], label: str) -> None:
        """Take `func(restored, clean, mask=None)`, which returns the mean of a batch, and its name."""
        super().__init__(func)
        self.label = label

    @property
    def name(self) -> str:
        """The name of the column in fastai's recorder."""
        return self.label


class MuralLearner(Learner):
    """fastai's `Learner`, whose `export` writes weights and plain data, and whose `to_bf16` serves a CPU too."""

    def export(self, fname: str | Path = EXPORT, **_: Any) -> Path:
        """Write the network as `fname` (.safetensors, in the learner's `path`) with its JSON, and return the path.

        `load_exported`, `restore(image, model=fname)` and `mural_learner(dls, init=fname)` read it. An older file is
        replaced. Another suffix is changed to .safetensors, and the log says so.
        """
        path = (self.path / fname).with_suffix(".safetensors")
        if path.name != Path(fname).name:
            logger.warning("%s is written, not %s: a learner is exported as weights and JSON, not pickled", path, fname)
        train: list[Any] = getattr(self.dls, "pairs", ([], []))[0]
        size = getattr(self.dls, "size", None)
        radius = learned_radius_of(train, size)
        info = {"phase": "export", "size": size, "max_radius": radius, "scores": _last_scores(self)}
        return save_checkpoint(path, self.model, info).path

    def to_bf16(self) -> Self:
        """Train in bfloat16 on the learner's own device, a CPU too; `to_fp32` ends it."""
        start_bfloat16(bare(self.model))
        return self

    def to_fp32(self) -> Self:
        """Train in float32 again."""
        stop_bfloat16(bare(self.model))
        return super().to_fp32()


def mural_learner(
    dls: DataLoaders,
    *,
    encoder: str | None = None,
    config: NetworkConfig | None = None,
    loss_func: nn.Module | Callable[..., Any] | None = None,
    metrics: Any = None,
    pretrained: bool = True,
    weights: str | Path | None = None,
    init: str | Path | None = None,
    opt_func: Callable[..., Any] | None = None,
    cbs: Any = None,
    path: str | Path = ".",
    **learner_options: Any,
) -> MuralLearner:
    """Build a fastai `Learner` that restores murals: a U-Net over a timm encoder, frozen except its decoder (phase 1).

    Frozen groups keep their normalisation layers frozen (`train_bn=False`, and `FrozenStages` stops their statistics),
    because the features that phase 1 learned on must not change.

    Parameters
    ----------
    encoder
        A timm name; that of `config` if None.
    loss_func, metrics
        Functions of `(prediction, target)` or `(prediction, target, mask)`, which see RGB; those of the preset
        `default` if None.
    weights
        File with the encoder's ImageNet weights.
    init
        One of our checkpoints to start from; its network is built if no other is named.

    Raises
    ------
    MuralsError
        If the encoder is unknown, its weights cannot be found, the checkpoint holds another network, or the loss cannot
        be called.
    """
    start = open_checkpoint(init) if init is not None else None
    if config is None and start is not None and encoder in (None, getattr(start.network, "encoder", "")):
        config = cast(NetworkConfig, start.network)
    config = config or NetworkConfig(encoder=encoder or DEFAULT_ENCODER)
    preset = PRESETS["default"]["1"]
    own_metrics = [NamedMean(batch_psnr, "psnr"), NamedMean(batch_ssim, "ssim")]
    loss = fit_loss(loss_func or MuralLoss.from_config(preset.loss))
    net = build_network(config, pretrained=pretrained and start is None, weights=Path(weights) if weights else None)
    if start is not None:
        load_weights(net, start)
    learn = MuralLearner(
        dls,
        net.to(memory_format=weight_layout(dls.device)).to(dls.device),
        splitter=split_network,
        loss_func=loss.to(dls.device),
        metrics=fit_metrics(own_metrics if metrics is None else metrics),
        opt_func=opt_func or OPTIMIZERS[preset.optimizer],
        path=Path(path),
        cbs=cbs,
        **{"train_bn": False, **learner_options},
    )
    learn.add_cbs([ShowMask(), FrozenStages(), LossParts()])
    learn.freeze()
    return learn


def fit_loss(loss: nn.Module | Callable[..., Any]) -> nn.Module:
    """Return the loss in the form that the learner calls: `MuralLoss` as it is, any other function adapted."""
    return loss if isinstance(loss, MuralLoss | AnyLoss) else AnyLoss(loss)


def load_exported(path: str | Path, *, device: str = "auto") -> MuralLearner:
    """Return a learner, ready to predict, with the network that `learn.export` wrote or that of any checkpoint.

    Its loaders hold no pairs, but open and scale the items of `predict` and `test_dl` as in training.
    """
    checkpoint = open_checkpoint(path)
    if not isinstance(checkpoint.network, NetworkConfig):
        raise MuralsError(f"{checkpoint.path} holds a translation network: expected one that restores murals")
    size = checkpoint.info.get("size")
    if not size:
        raise MuralsError(f"{checkpoint.path} does not say at which size it was trained: start from it with init=")
    return mural_learner(blank_dls(size, device=device), init=checkpoint.path, loss_func=MuralLoss(perceptual_weight=0))


def _last_scores(learn: Learner) -> dict[str, float]:
    """Return the validation PSNR of the last epoch in dB, if it was measured."""
    recorder = getattr(learn, "recorder", None)
    values = getattr(recorder, "values", [])
    names = list(getattr(recorder, "metric_names", []))[1:-1]  # without the epoch and the time
    if not values or len(values[-1]) != len(names) or "psnr" not in names:
        return {}
    return {"valid_psnr": float(values[-1][names.index("psnr")])}
