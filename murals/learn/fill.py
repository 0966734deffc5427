"""A hole filled smoothly from its border: where the network starts from, and what it need only improve.

In: images `(B, C, H, W)` and a mask `(B, 1, H, W)`, 1 = hole. Out: the images with their holes filled by a membrane, an
approximate solution of Laplace's equation: what is known shrinks into a pyramid, and on the way back each level takes
the coarser one's filling and relaxes it by a few Jacobi sweeps (a cascadic multigrid method: Bornemann, Deuflhard 1996,
https://doi.org/10.1007/s002110050234). It needs no solver to converge: on the validation walls six sweeps come within
0.1 dB of the exact membrane, and are .7 dB better than OpenCV's Telea.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from murals.images.kinds import lost, marked

NOTHING = 0.0  # black: what networks without a channel for the kind of damage have learned to take for no paint at all
SWEEPS = 6  # per level; 2 are 0.1 dB worse, and the exact solution 0.1 dB better (docs/notebook.md)
_TINY = 1e-6


def hide_lost(images: Tensor, mask: Tensor) -> Tensor:
    """Return `images` `(B, C, H, W)` with what `mask` `(B, 1, H, W)` says is lost replaced by `NOTHING`.

    What a photograph shows of a loss is no evidence of the painting: no network is to see it.
    """
    return torch.where(lost(mask), NOTHING, images)


@torch.no_grad()
def fill_holes(images: Tensor, mask: Tensor, *, sweeps: int = SWEEPS) -> Tensor:
    """Return `images` with the pixels filled that `mask` marks, lost or veiled; known pixels keep their bits.

    What the images hold under the mask is not looked at. An image that is all hole becomes zero. No gradient flows:
    the inputs are data.
    """
    known = (~marked(mask)).to(images.dtype)
    return _fill(images, known, sweeps)


def _fill(images: Tensor, known: Tensor, sweeps: int) -> Tensor:
    if bool(known.all()):
        return images
    h, w = images.shape[-2:]
    if max(h, w) == 1:
        return images * known
    small, small_known = _shrink(images, known)
    coarse = _fill(small, small_known, sweeps)
    filled = torch.where(known > 0, images, F.interpolate(coarse, scale_factor=2, mode="bilinear")[..., :h, :w])
    for _ in range(sweeps):
        filled = torch.where(known > 0, images, _mean_of_neighbours(filled))
    return filled


def _shrink(images: Tensor, known: Tensor) -> tuple[Tensor, Tensor]:
    """Return the mean of the known pixels among each four, and whether there was one."""
    odd = (0, images.shape[-1] % 2, 0, images.shape[-2] % 2)
    share = F.avg_pool2d(F.pad(known, odd), 2)
    total = F.avg_pool2d(F.pad(images * known, odd), 2)
    return total / share.clamp_min(_TINY), (share > 0).to(images.dtype)


def _mean_of_neighbours(x: Tensor) -> Tensor:
    """Return the mean of the four neighbours of each pixel; beyond the border the border is repeated."""
    p = F.pad(x, (1, 1, 1, 1), mode="replicate")
    return (p[..., 1:-1, :-2] + p[..., 1:-1, 2:] + p[..., :-2, 1:-1] + p[..., 2:, 1:-1]) / 4
