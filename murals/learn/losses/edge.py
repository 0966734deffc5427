"""The edge term of the loss: the difference of two images' Sobel gradients.

Images are `(B, C, H, W)`, normally in [0, 1]. The term is the mean absolute difference of gradient magnitudes. Each
channel has its own gradient, so that an edge between two colours of equal brightness counts. Windows lie completely
inside the image, because padding would add a frame of false edges. The Sobel weights are not divided by 8: a step of 1
has magnitude 4.

References
----------
The original project cites Zhang, Zuo, Zhang 2019 for its edge loss.
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.autograd.function import once_differentiable

from murals.learn.losses.pairs import as_pair

SOBEL = 3  # pixels a side
EPSILON = 1e-8  # that of the original project; it keeps the square root smooth where the image is flat


def edge_loss(x: Tensor, y: Tensor) -> Tensor:
    """Return the mean absolute difference of the Sobel magnitudes of each pair, `(B,)`, >= 0.

    It is differentiable once, in both images.

    Raises
    ------
    MuralsError
        If the images are smaller than 3 pixels.
    """
    x, y = as_pair(x, y, part="edge", smallest=SOBEL)
    return (sobel_magnitude(x) - sobel_magnitude(y)).abs_().mean((1, 2, 3))


def sobel_magnitude(x: Tensor) -> Tensor:
    """Return sqrt(gx^2 + gy^2 + 1e-8) of images `(B, C, H, W)` as `(B, C, H - 2, W - 2)`."""
    return _SobelMagnitude.apply(x)


class _SobelMagnitude(torch.autograd.Function):
    """The gradient of the magnitude m is (gx, gy) / m, carried back by the adjoint of the Sobel filters.

    Both filters are separable sums of slices; autograd would undo them slice by slice, each gradient in full size.
    """

    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        gx, gy = _sobel_x(x), _sobel_y(x)
        magnitude = (gx * gx).addcmul_(gy, gy).add_(EPSILON).sqrt_()
        ctx.save_for_backward(gx, gy, magnitude)
        return magnitude

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> Tensor:
        gx, gy, magnitude = ctx.saved_tensors
        share = grad / magnitude
        # the adjoint filters with the kernel turned by 180 degrees, which for Sobel is its negative
        return _sobel_x(F.pad(gx * share, (2, 2, 2, 2))).add_(_sobel_y(F.pad(gy * share, (2, 2, 2, 2)))).neg_()


def _sobel_x(x: Tensor) -> Tensor:
    return _smooth(_difference(x, -1), -2)


def _sobel_y(x: Tensor) -> Tensor:
    return _difference(_smooth(x, -1), -2)


def _difference(x: Tensor, axis: int) -> Tensor:
    """Correlate with [-1, 0, 1] along `axis`."""
    n = x.shape[axis] - 2
    return x.narrow(axis, 2, n) - x.narrow(axis, 0, n)


def _smooth(x: Tensor, axis: int) -> Tensor:
    """Correlate with [1, 2, 1] along `axis`."""
    n = x.shape[axis] - 2
    return (x.narrow(axis, 0, n) + x.narrow(axis, 2, n)).add_(x.narrow(axis, 1, n), alpha=2)
