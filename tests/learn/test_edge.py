import numpy as np
import pytest
import torch
from loss_samples import random_pair

from murals.errors import MuralsError
from murals.learn.losses import edge_loss, sobel_magnitude


def test_sobel_of_a_step_by_hand():
    """A vertical step from 0 to 1 has magnitude 4 in the two columns beside it, 0 elsewhere."""
    x = torch.zeros(1, 1, 5, 8)
    x[..., 4:] = 1
    expected = torch.tensor([0.0, 0, 4, 4, 0, 0]).expand(1, 1, 3, 6)
    assert torch.allclose(sobel_magnitude(x), expected, atol=2e-4)
    assert edge_loss(x, torch.zeros_like(x)).item() == pytest.approx(8 / 6, abs=1e-3)


def test_sobel_agrees_with_scikit_image():
    from skimage.filters import sobel_h, sobel_v

    x = random_pair(24)[0].double()
    for image, magnitude in zip(x.flatten(0, 1).numpy(), sobel_magnitude(x).flatten(0, 1).numpy(), strict=True):
        expected = np.hypot(4 * sobel_h(image), 4 * sobel_v(image))[1:-1, 1:-1]  # scikit-image divides by 4
        assert magnitude == pytest.approx(expected, abs=1e-6)


def test_edge_gradient_in_both_images():
    x, y = (t.requires_grad_() for t in random_pair(7, batch=1, dtype=torch.float64))
    assert torch.autograd.gradcheck(edge_loss, (x, y))


def test_edge_of_a_flat_image_has_a_finite_gradient():
    x = torch.full((1, 3, 8, 8), 0.5, requires_grad=True)
    edge_loss(x, random_pair(8, batch=1)[1]).sum().backward()
    assert x.grad.isfinite().all()


def test_edges_need_three_pixels():
    with pytest.raises(MuralsError, match="at least 3x3"):
        edge_loss(*(torch.rand(1, 3, 2, 9) for _ in "xy"))
