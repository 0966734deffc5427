"""Terms of the loss that look at the hole: what a mask marks, its border, and the mask that the network proposes.

In: restored and clean images `(B, 3, H, W)` in [0, 1] by intent, and masks `(B, 1, H, W)`, 1 = hole; for the proposal
they tell lost (1) from veiled (a half). Out: one number an
image, `(B,)`. An image without a hole has nothing to learn here: zero.

An L1 that is normalised by the hole's own area weighs a small loss as much as a large one (the ablation of
https://arxiv.org/abs/2604.03984 found such losses worth ten times what architecture brought).
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
    """Return how many bels the PSNR over the hole of each pair lies below 40 dB, `(B,)`: log10(1 + MSE / .0001) >= 0.

    What is measured is what is learned: its gradient is that of the squared error, divided by its size, so that a hard
    image does not drown the easy ones (Chen et al. 2021, https://arxiv.org/abs/2105.06086).
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
    """Return how far the proposed mask, a logit in the fourth channel of `output` `(B, 4 or 5, H, W)`, is from `mask`.

    The sum of the binary cross-entropy and one minus the soft Dice coefficient, `(B,)`, >= 0: the second does not let
    a rare thin crack be outvoted by the sound pixels around it (Milletari et al. 2016, https://arxiv.org/abs/1606.04797).
    A fifth channel, the logit of damage being veiled and not lost, adds its cross-entropy over the damage. An output
    without a fourth channel proposes nothing: zero.
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
    """Return the binary cross-entropy of `logit` `(B, 0 or 1, H, W)` over what `mask` marks, `(B,)`: 1 where veiled."""
    if not logit.shape[1]:
        return logit.new_zeros(len(logit))
    damage = as_plain_float(marked(mask))
    veiled = damage - as_plain_float(lost(mask))
    entropy = F.binary_cross_entropy_with_logits(as_plain_float(logit), veiled, reduction="none")
    return _mean_over(entropy, damage)


def _mean_over(values: Tensor, weights: Tensor) -> Tensor:
    """Return the mean of `(B, C, H, W)` over the pixels of `weights` `(B, 1, H, W)` as `(B,)`, zero where there are
    none.
    """
    return (values * weights).sum((1, 2, 3)) / (weights.sum((1, 2, 3)) * values.shape[1]).clamp_min(1)


HOLE_TERMS: dict[str, Callable[[Tensor, Tensor, Tensor], Tensor]] = {
    "hole": hole_loss,
    "decibel": decibel_loss,
    "band": band_loss,
}
