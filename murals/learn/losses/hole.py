"""Terms of the loss that concern the hole: the masked pixels, their border, and the proposed mask.

Images are `(B, 3, H, W)`, normally in [0, 1]; masks are `(B, 1, H, W)`, 1 = hole; for the proposal they tell lost (1)
from veiled (0.5). Each term is one number an image, `(B,)`, and zero for an image without a hole.

An L1 that is normalised by the area of the hole weighs a small loss as much as a large one.

References
----------
The ablation of https://arxiv.org/abs/2604.03984 found such losses worth ten times what architecture brought.
"""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from murals.images.kinds import lost, marked
from murals.learn.losses.pairs import as_pair, as_plain_float, full_precision

BAND = 3  # pixels on the inner side of the border, where a step would be seen as a seam
_ENOUGH = 1e-4  # MSE of 40 dB: what is better than this need not get better still


def hole_loss(restored: Tensor, clean: Tensor, mask: Tensor) -> Tensor:
    """Return the mean absolute difference over the hole of each pair, `(B,)`, >= 0."""
    x, y = as_pair(restored, clean, part="hole")
    return _mean_over((x - y).abs(), as_plain_float(mask))


def decibel_loss(restored: Tensor, clean: Tensor, mask: Tensor) -> Tensor:
    """Return how many bels the PSNR over the hole of each pair lies below 40 dB, `(B,)`: log10(1 + MSE / 0.0001) >= 0.

    The loss is what is measured. Its gradient is that of the squared error divided by its size, so that a hard image
    does not outweigh the easy ones.

    References
    ----------
    Chen et al. 2021, https://arxiv.org/abs/2105.06086
    """
    x, y = as_pair(restored, clean, part="decibel")
    return (1 + _mean_over((x - y).square(), as_plain_float(mask)) / _ENOUGH).log10()


def band_loss(restored: Tensor, clean: Tensor, mask: Tensor) -> Tensor:
    """Return the mean absolute difference over the `BAND` pixels inside the border of the hole, `(B,)`, >= 0."""
    x, y = as_pair(restored, clean, part="band")
    hole = as_plain_float(mask)
    inner = 1 - F.max_pool2d(1 - hole, 2 * BAND + 1, stride=1, padding=BAND)
    return _mean_over((x - y).abs(), hole - inner)


def proposal_loss(output: Tensor, mask: Tensor) -> Tensor:
    """Return the loss of the proposed mask, `(B,)`, >= 0.

    It is the sum of the binary cross-entropy and one minus the soft Dice coefficient, which keeps a thin crack from
    being outvoted by the sound pixels around it.

    Parameters
    ----------
    output
        (B, 4 or 5, H, W). The fourth channel is the logit of damage. The fifth is the logit that damage is veiled; its
        cross-entropy over the damage is added. Without a fourth channel the loss is zero.
    mask
        (B, 1, H, W), the known mask.

    References
    ----------
    Milletari et al. 2016, https://arxiv.org/abs/1606.04797
    """
    if output.shape[1] < 4:
        return output.new_zeros(len(output))
    with full_precision(output):
        logit, target = as_plain_float(output[:, 3:4]), as_plain_float(marked(mask))
        entropy = F.binary_cross_entropy_with_logits(logit, target, reduction="none").mean((1, 2, 3))
        share = torch.sigmoid(logit)
        overlap, total = (share * target).sum((1, 2, 3)), (share + target).sum((1, 2, 3))
        return entropy + 1 - (2 * overlap + 1) / (total + 1) + _kind_loss(output[:, 4:], mask)


def _kind_loss(logit: Tensor, mask: Tensor) -> Tensor:
    """Return the binary cross-entropy of `logit` `(B, 0 or 1, H, W)` over the masked pixels, `(B,)`; 1 is veiled."""
    if not logit.shape[1]:
        return logit.new_zeros(len(logit))
    damage = as_plain_float(marked(mask))
    veiled = damage - as_plain_float(lost(mask))
    entropy = F.binary_cross_entropy_with_logits(as_plain_float(logit), veiled, reduction="none")
    return _mean_over(entropy, damage)


def _mean_over(values: Tensor, weights: Tensor) -> Tensor:
    """Return the mean of `(B, C, H, W)` over the pixels of `weights` `(B, 1, H, W)` as `(B,)`, or zero."""
    return (values * weights).sum((1, 2, 3)) / (weights.sum((1, 2, 3)) * values.shape[1]).clamp_min(1)


HOLE_TERMS: dict[str, Callable[[Tensor, Tensor, Tensor], Tensor]] = {
    "hole": hole_loss,
    "decibel": decibel_loss,
    "band": band_loss,
}
