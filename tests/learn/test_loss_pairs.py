"""What every part that compares pixels owes to `murals.learn.losses.pairs`."""

import pytest
import torch
from loss_samples import random_pair

from murals.errors import MuralsError
from murals.learn.losses import edge_loss, l1_loss, ssim

PIXEL_PARTS = [l1_loss, edge_loss, ssim]


@pytest.mark.parametrize("part", PIXEL_PARTS)
def test_one_number_an_image(part):
    value = part(*random_pair(batch=3))
    assert value.shape == (3,)
    assert value.dtype == torch.float32


@pytest.mark.parametrize("part", PIXEL_PARTS)
@pytest.mark.parametrize("other", [torch.rand(2, 3, 32, 31), torch.rand(3, 32, 32), torch.rand(1, 3, 32, 32)])
def test_shapes_that_do_not_fit_are_named(part, other):
    with pytest.raises(MuralsError, match=r"of one shape \(B, C, H, W\), got \(2, 3, 32, 32\) and"):
        part(torch.rand(2, 3, 32, 32), other)


@pytest.mark.parametrize("part", PIXEL_PARTS)
def test_bytes_are_refused(part):
    x = torch.zeros(1, 3, 16, 16, dtype=torch.uint8)
    with pytest.raises(MuralsError, match="divide bytes by 255"):
        part(x, x)


@pytest.mark.parametrize("part", PIXEL_PARTS)
def test_autocast_changes_nothing(part):
    """Forward and backward: SSIM read .934 in place of .853 in bfloat16."""
    values, gradients = [], []
    for enabled in (False, True):
        x, y = random_pair()
        x.requires_grad_()
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=enabled):
            values.append(part(x, y))
            values[-1].sum().backward()
        gradients.append(x.grad)
    assert torch.equal(*values)
    assert torch.equal(*gradients)
