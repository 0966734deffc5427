import pytest
import torch

from murals.learn.patchgan import PATCH, PatchDiscriminator


def test_one_logit_a_patch():
    assert PatchDiscriminator()(*torch.rand(2, 1, 3, 256, 256)).shape == (1, 1, 30, 30)


def test_it_has_the_published_number_of_parameters():
    """2.769 million, as the authors' code prints for its default discriminator."""
    assert sum(p.numel() for p in PatchDiscriminator().parameters()) / 1e6 == pytest.approx(2.769, abs=5e-4)


def test_a_logit_sees_seventy_pixels_a_side():
    discriminator = PatchDiscriminator()
    convolutions = torch.nn.Sequential(*(m for m in discriminator.layers if isinstance(m, torch.nn.Conv2d)))
    pair = torch.rand(1, 6, 256, 256, requires_grad=True)
    convolutions(pair)[0, 0, 15, 15].backward()  # without the norms, which look at the whole image
    rows, columns = pair.grad.abs().sum((0, 1)).nonzero().unbind(1)
    assert rows.max() - rows.min() + 1 == columns.max() - columns.min() + 1 == PATCH


def test_it_looks_at_both_images():
    discriminator, (image, target, other) = PatchDiscriminator(), torch.rand(3, 1, 3, 128, 128)
    with torch.no_grad():
        assert not torch.equal(discriminator(image, target), discriminator(other, target))
        assert not torch.equal(discriminator(image, target), discriminator(image, other))
