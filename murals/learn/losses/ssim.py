"""SSIM, the structural similarity of two images.

Images are `(B, C, H, W)`, normally in [0, 1]; the result is in [-1, 1], 1 if they agree. Values outside [0, 1], from an
unclamped network, need no clamp: both factors below stay within [-1, 1] for any real images, and the gradient leads
back, where a clamp would cut it off. The moments are subtracted in float32; over [0, 1] that costs single windows up to
1e-3, the mean 1e-5.

References
----------
Wang, Bovik, Sheikh, Simoncelli 2004, https://doi.org/10.1109/TIP.2003.819861
"""

from typing import Any, Literal, get_args

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.autograd.function import once_differentiable

from murals.errors import MuralsError
from murals.learn.losses.pairs import as_pair, full_precision

WINDOW = 11  # pixels, and the standard deviation of its Gaussian: Wang et al. 2004, section III-B
SIGMA = 1.5
C1, C2 = 0.01**2, 0.03**2  # (K1 L)^2 and (K2 L)^2 with L = 1, the range of the data

Padding = Literal["valid", "zero"]


def ssim(x: Tensor, y: Tensor, *, padding: Padding = "valid") -> Tensor:
    """Return the mean SSIM of each pair, `(B,)` in [-1, 1], over channels and windows; see `ssim_map`."""
    return ssim_map(x, y, padding=padding).mean((1, 2, 3))


def ssim_map(x: Tensor, y: Tensor, *, padding: Padding = "valid") -> Tensor:
    """Return the SSIM of every window, channel by channel.

    It is differentiable once, in both images.

    Parameters
    ----------
    padding
        `valid` takes the windows inside the image and returns (B, C, H - 10, W - 10), those that scikit-image and
        kornia's `valid` average. `zero` pads the images with zeros and returns (B, C, H, W), as the original project
        did.

    Raises
    ------
    MuralsError
        If the images are smaller than 11 pixels and not padded.
    """
    if padding not in get_args(Padding):
        raise MuralsError(f"unknown SSIM padding '{padding}': choose valid or zero")
    x, y = as_pair(x, y, part="ssim", smallest=WINDOW if padding == "valid" else 1)
    return _SsimMap.apply(x, y, WINDOW // 2 if padding == "zero" else 0)


class _SsimMap(torch.autograd.Function):
    """SSIM = l * c over Gaussian-weighted moments m(.) of a window (Wang et al. 2004, eq. 6, 9 and 13 to 16).

        l = (2 m(x) m(y) + C1) / b1               b1 = m(x)^2 + m(y)^2 + C1
        c = (2 (m(xy) - m(x) m(y)) + C2) / b2     b2 = m(x^2 + y^2) - m(x)^2 - m(y)^2 + C2

    x and y occur in m(x), m(y), m(xy) and m(x^2 + y^2) alone, so four filtered planes are enough. The gradient with
    u = 2 c / b1 and v = 2 l / b2 is

        d/dm(x) = u (m(y) - l m(x)) - v (m(y) - c m(x))     d/dm(xy) = v     d/dm(x^2 + y^2) = -v c / 2

    and the adjoint of m carries it back: three planes to filter, where autograd filters four and keeps every step.
    """

    @staticmethod
    def forward(ctx: Any, x: Tensor, y: Tensor, padding: int) -> Tensor:
        mean_x, mean_y, square, product = _filter(_stack_moments(x, y), padding)
        mean_square = torch.addcmul(mean_x * mean_x, mean_y, mean_y)
        mean_product = mean_x * mean_y
        b1 = mean_square + C1
        b2 = square.sub_(mean_square).add_(C2)
        covariance = product.sub_(mean_product)
        luminance = mean_product.mul_(2).add_(C1).div_(b1)
        structure = covariance.mul_(2).add_(C2).div_(b2)
        ctx.padding = padding
        ctx.save_for_backward(x, y, mean_x, mean_y, b1, b2, luminance, structure)
        return luminance * structure

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, Tensor | None, None]:
        x, y, mean_x, mean_y, b1, b2, luminance, structure = ctx.saved_tensors
        u = (grad * structure).div_(b1).mul_(2)
        v = (grad * luminance).div_(b2).mul_(2)

        def gradient(image: Tensor, other: Tensor, mean: Tensor, other_mean: Tensor) -> Tensor:
            through_mean = u * torch.addcmul(other_mean, luminance, mean, value=-1)
            through_mean.addcmul_(v, torch.addcmul(other_mean, structure, mean, value=-1), value=-1)
            planes = torch.stack((through_mean, v, v * structure))
            through_mean, product, square = _filter_adjoint(planes, ctx.padding)
            return through_mean.addcmul_(other, product).addcmul_(image, square, value=-1)

        return (
            gradient(x, y, mean_x, mean_y) if ctx.needs_input_grad[0] else None,
            gradient(y, x, mean_y, mean_x) if ctx.needs_input_grad[1] else None,
            None,
        )


def _stack_moments(x: Tensor, y: Tensor) -> Tensor:
    """Return `(4, B, C, H, W)`: x, y, x^2 + y^2, xy; written in place, because copies are expensive."""
    planes = x.new_empty(4, *x.shape)
    planes[0], planes[1] = x, y
    torch.mul(x, x, out=planes[2]).addcmul_(y, y)
    torch.mul(x, y, out=planes[3])
    return planes


def _filter(planes: Tensor, padding: int) -> Tensor:
    """Return the Gaussian-weighted mean over every window of `(N, B, C, H, W)`: down the columns, then along the rows.

    All planes are channels of one image, because depthwise convolutions on a CPU are fastest with them.
    """
    column, row = _gaussians(planes)
    flat, groups = planes.flatten(0, 2)[None], len(column)
    with full_precision(planes):
        flat = F.conv2d(flat, column, padding=(padding, 0), groups=groups)
        flat = F.conv2d(flat, row, padding=(0, padding), groups=groups)
    return flat.view(*planes.shape[:3], *flat.shape[-2:])


def _filter_adjoint(planes: Tensor, padding: int) -> Tensor:
    """Return the adjoint of `_filter`, which spreads each window's value back over its pixels."""
    column, row = _gaussians(planes)
    flat, groups = planes.flatten(0, 2)[None], len(column)
    with full_precision(planes):
        flat = F.conv_transpose2d(flat, row, padding=(0, padding), groups=groups)
        flat = F.conv_transpose2d(flat, column, padding=(padding, 0), groups=groups)
    return flat.view(*planes.shape[:3], *flat.shape[-2:])


def _gaussians(planes: Tensor) -> tuple[Tensor, Tensor]:
    """Return the Gaussian as columns `(N * B * C, 1, 11, 1)` and as rows `(N * B * C, 1, 1, 11)`, each summing to 1."""
    offsets = torch.arange(WINDOW, dtype=planes.dtype, device=planes.device) - WINDOW // 2
    weights = torch.softmax(-(offsets**2) / (2 * SIGMA**2), dim=0)
    weights = weights.expand(planes.shape[:3].numel(), 1, WINDOW)
    return weights[..., None], weights[..., None, :]
