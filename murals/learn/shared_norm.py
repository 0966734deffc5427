"""Batch normalisation over the images of all processes, so that a divided batch is normalised as a whole one.

torch's SyncBatchNorm refuses the CPU, and would drop the activation inside timm's layers. Weights keep their names, so
that checkpoints do not tell how many processes made them.

References
----------
Ioffe, Szegedy 2015, https://arxiv.org/abs/1502.03167
https://docs.pytorch.org/docs/stable/generated/torch.nn.SyncBatchNorm.html
"""

from typing import Any, cast

import torch
from timm.layers import BatchNormAct2d
from torch import Tensor, distributed, nn

from murals.errors import MuralsError


class _SumOverRanks(torch.autograd.Function):
    """The sum of a tensor over all processes, whose gradient is the sum of theirs."""

    @staticmethod
    def forward(ctx: Any, values: Tensor) -> Tensor:
        total = values.clone()
        distributed.all_reduce(total)
        return total

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:
        total = gradients[0].clone()
        distributed.all_reduce(total)
        return total


class SharedBatchNorm2d(nn.BatchNorm2d):
    """torch's `BatchNorm2d`, with the mean and the variance of all processes' images in training."""

    @classmethod
    def like(cls, norm: nn.BatchNorm2d) -> "SharedBatchNorm2d":
        """Return a layer with the parameters and the statistics of `norm`, the same tensors."""
        shared = cls(norm.num_features, norm.eps, norm.momentum, norm.affine, norm.track_running_stats)
        shared.weight, shared.bias = norm.weight, norm.bias
        for name, buffer in norm.named_buffers(recurse=False):
            setattr(shared, name, buffer)
        return shared.train(norm.training)

    def forward(self, x: Tensor) -> Tensor:
        """Normalise `(B, C, H, W)`."""
        if not self.training:
            return super().forward(x)
        count = _SumOverRanks.apply(x.new_tensor(x.numel() / x.shape[1], dtype=torch.float32))
        mean = _SumOverRanks.apply(x.float().sum((0, 2, 3))) / count  # (C,)
        centred = x.float() - mean[:, None, None]
        var = _SumOverRanks.apply(centred.square().sum((0, 2, 3))) / count
        self._track(mean.detach(), (var * count / (count - 1).clamp_min(1)).detach())
        scaled = centred * torch.rsqrt(var + self.eps)[:, None, None]
        if self.affine:
            scaled = scaled * self.weight[:, None, None] + self.bias[:, None, None]
        return scaled.to(x.dtype)

    def _track(self, mean: Tensor, var: Tensor) -> None:
        """Move the running statistics towards those of the batch, as torch does."""
        if not self.track_running_stats:
            return
        seen = cast(Tensor, self.num_batches_tracked)
        seen.add_(1)
        momentum = 1 / float(seen) if self.momentum is None else self.momentum
        for running, value in ((self.running_mean, mean), (self.running_var, var)):
            cast(Tensor, running).lerp_(value, momentum)


class SharedBatchNormAct2d(SharedBatchNorm2d):
    """timm's `BatchNormAct2d`, shared: normalisation, dropout and activation in one layer."""

    drop: nn.Module
    act: nn.Module

    @classmethod
    def like(cls, norm: nn.BatchNorm2d) -> "SharedBatchNormAct2d":
        """Return a layer with the parameters, the statistics, the dropout and the activation of `norm`."""
        shared = cast(SharedBatchNormAct2d, super().like(norm))
        shared.drop, shared.act = cast(Any, norm).drop, cast(Any, norm).act
        return shared

    def forward(self, x: Tensor) -> Tensor:
        """Normalise `(B, C, H, W)`, and apply the activation."""
        return self.act(self.drop(super().forward(x)))


_SHARED: dict[type[nn.Module], type[SharedBatchNorm2d]] = {
    nn.BatchNorm2d: SharedBatchNorm2d,
    BatchNormAct2d: SharedBatchNormAct2d,
}


def share_norms(net: nn.Module) -> None:
    """Replace the batch normalisations inside `net` by shared ones.

    Raises
    ------
    MuralsError
        If one is of a kind that cannot be shared.
    """
    for name, child in net.named_children():
        if type(child) in _SHARED:
            setattr(net, name, _SHARED[type(child)].like(cast(nn.BatchNorm2d, child)))
        elif isinstance(child, nn.modules.batchnorm._BatchNorm) and not isinstance(child, SharedBatchNorm2d):
            raise MuralsError(
                f"{type(child).__name__} cannot be shared by several processes: train this encoder in one process"
            )
        else:
            share_norms(child)
