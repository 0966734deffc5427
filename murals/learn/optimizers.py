"""The optimizers that the settings of a phase may name; each is called with the parameter groups, as fastai does.

References
----------
Muon: Jordan et al. 2024, https://kellerjordan.github.io/posts/muon/
The size of its steps: Liu et al. 2025, https://arxiv.org/abs/2502.16982, equation 4
torch's own Muon takes only matrices; here convolutions are the matrices. fastai's Adam passes through the weights eight
times in a step; torch's, which is called here for each weight, once.
"""

from functools import partial
from typing import Any

import torch
from fastai.optimizer import Adam, Optimizer
from torch import Tensor
from torch.optim.adamw import adamw as torch_adamw

_QUINTIC = (3.4445, -4.7750, 2.0315)  # Jordan's coefficients: they take singular values near 1 in few rounds
_ROUNDS = 4  # each is dear on a CPU; of phase 1 over three seeds, five are no better (docs/results.md)
_LONG = 2  # times its width: from there on the rounds are cheaper on the Gram matrix alone (break-even: 1.5)
_FAINT = 1e-7  # norm below which a matrix is left smaller; of fainter ones the float32 norm itself fails
_ADAM_RMS = 0.2  # root mean square of Adam's steps, so that both kinds of weights learn at one rate
_SIDE = (8, 192)  # smaller side of what is taken as a matrix: below, a bias or the last layer; above, it costs too much


def orthogonalise(matrix: Tensor) -> Tensor:
    """Return `matrix` `(m, n)` with its singular values brought to about 1 (0.7 to 1.2) by Newton-Schulz iterations.

    So directions with a small gradient are learned as fast as those with a large one. Zero stays zero, and what is
    smaller than `_FAINT` stays small.
    """
    tall = matrix.shape[0] > matrix.shape[1]
    x = matrix.T if tall else matrix
    x = x / x.norm().clamp_min(_FAINT)
    x = _polynomials(x @ x.T) @ x if x.shape[1] >= _LONG * x.shape[0] else iterated(x)
    return x.T if tall else x


def iterated(x: Tensor) -> Tensor:
    """Return the wide matrix `x` `(m, n)` after all rounds: 8 products of m * m * n, and 4 of m * m * m."""
    for _ in range(_ROUNDS):
        x = _polynomial(x @ x.T) @ x
    return x


def _polynomials(gram: Tensor) -> Tensor:
    """Return the product of the polynomials of all rounds, `(m, m)`, from `x @ x.T`: 13 products of m * m * m.

    Each round multiplies `x` by a polynomial P of its Gram matrix G, and the next Gram matrix is P G P: the long matrix
    itself is needed before the first round and after the last one alone.
    """
    product = polynomial = _polynomial(gram)
    for _ in range(_ROUNDS - 1):
        gram = polynomial @ gram @ polynomial
        polynomial = _polynomial(gram)
        product = polynomial @ product
    return product


def _polynomial(gram: Tensor) -> Tensor:
    """Return `a I + b G + c G G` for the Gram matrix `(m, m)`."""
    a, b, c = _QUINTIC
    polynomial = torch.addmm(gram, gram, gram, beta=b, alpha=c)
    polynomial.diagonal().add_(a)
    return polynomial


def adam(params: Any, lr: float, mom: float = 0.9, sqr_mom: float = 0.99, eps: float = 1e-8, wd: float = 0.01) -> Any:
    """Return a fastai optimizer whose step is that of `torch.optim.AdamW`, fused on a CPU."""
    return Optimizer(params, [_adam_step], lr=lr, mom=mom, sqr_mom=sqr_mom, eps=eps, wd=wd)


def muon(params: Any, lr: float, mom: float = 0.95, sqr_mom: float = 0.99, eps: float = 1e-8, wd: float = 0.01) -> Any:
    """Return a fastai optimizer that takes Muon's step for convolutions and `adam`'s for all other weights."""
    return Optimizer(params, [_muon_or_adam_step], lr=lr, mom=mom, sqr_mom=sqr_mom, eps=eps, wd=wd)


# torch.optim.Adam in fastai's terms, for the preset `original`; pix2pix and the course project's FCN take beta1 = .5
torch_adam = partial(adam, sqr_mom=0.999, wd=0.0)
gan_adam = partial(torch_adam, mom=0.5)
# fastai's own keeps its eps of 1e-5, which is above the gradients of a U-Net's deepest layers
OPTIMIZERS = {"adamw": adam, "fastai_adam": Adam, "torch_adam": torch_adam, "gan_adam": gan_adam, "muon": muon}


def _adam_step(
    p: Tensor,
    lr: float,
    mom: float,
    sqr_mom: float,
    eps: float,
    wd: float,
    grad_avg: Tensor | None = None,
    sqr_avg: Tensor | None = None,
    step: int = 0,
    do_wd: bool = True,
    **state: Any,
) -> dict[str, Any]:
    """Step as AdamW does; fastai keeps what is returned."""
    grad, grad_avg, sqr_avg = (_as_it_lies(p, x) for x in (p.grad, grad_avg, sqr_avg))
    with torch.no_grad():
        torch_adamw(
            [p],
            [grad],
            [grad_avg],
            [sqr_avg],
            [],
            [torch.tensor(float(step))],  # adds 1 to it
            fused=_fused(p.device),
            amsgrad=False,
            beta1=mom,
            beta2=sqr_mom,
            lr=lr,
            weight_decay=wd if do_wd else 0.0,
            eps=eps,
            maximize=False,
        )
    return {"grad_avg": grad_avg, "sqr_avg": sqr_avg, "step": step + 1}


def _fused(device: torch.device) -> bool | None:
    """Tell whether torch's AdamW takes its fused way; None leaves that to torch."""
    return device.type == "cpu" or None


def _muon_or_adam_step(
    p: Tensor, lr: float, mom: float, wd: float, grad_avg: Tensor | None = None, **state: Any
) -> dict[str, Any]:
    """Step by the orthogonalised mean gradient with Nesterov momentum, or as Adam does."""
    if not is_matrix(p):
        return _adam_step(p, lr, mom, wd=wd, grad_avg=grad_avg, **state)
    assert p.grad is not None  # fastai steps only what has one
    grad_avg = _as_it_lies(p, grad_avg).lerp_(p.grad, 1 - mom)
    order = (0, 2, 3, 1) if p.is_contiguous(memory_format=torch.channels_last) else (0, 1, 2, 3)  # as it lies in memory
    shift = torch.lerp(p.grad, grad_avg, mom).permute(order)
    step = orthogonalise(shift.flatten(1))  # the order of the columns does not matter to it
    if state.get("do_wd", True):
        p.data.mul_(1 - lr * wd)
    p.data.permute(order).add_(step.view(shift.shape), alpha=-lr * _ADAM_RMS * max(step.shape) ** 0.5)
    return {"grad_avg": grad_avg}


def _as_it_lies(p: Tensor, x: Tensor | None) -> Tensor:
    """Return `x`, zeros if None, as `p` lies in memory: torch's fused step pairs the numbers by their place there."""
    if x is None:
        return torch.zeros_like(p)
    alike = all(n == 1 or a == b for n, a, b in zip(p.shape, p.stride(), x.stride(), strict=True))
    return x if alike else torch.empty_like(p).copy_(x)


def is_matrix(p: Tensor) -> bool:
    """Tell whether `p` is a convolution that mixes channels: not depthwise, and with sides within `_SIDE`."""
    return p.ndim == 4 and p.shape[1] > 1 and _SIDE[0] <= min(p.shape[0], p[0].numel()) <= _SIDE[1]
