"""Pairs of small images for the tests of the loss."""

import torch
from torch import nn


def random_pair(size: int = 32, *, batch: int = 2, noise: float = 0.1, seed: int = 0, dtype=torch.float32):
    """Return a smooth random batch and the same with noise: structure for SSIM to find, and something to lose."""
    generator = torch.Generator().manual_seed(seed)
    coarse = torch.rand(batch, 3, size // 4 + 1, size // 4 + 1, generator=generator, dtype=dtype)
    clean = nn.functional.interpolate(coarse, size=(size, size), mode="bicubic").clamp(0, 1)
    return clean + noise * torch.randn(clean.shape, generator=generator, dtype=dtype), clean
