import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from murals.learn.fill import fill_holes


@pytest.fixture
def scene():
    torch.manual_seed(0)
    image = torch.rand(2, 3, 61, 45)
    mask = torch.zeros(2, 1, 61, 45)
    mask[0, :, 10:40, 5:30] = 1
    mask[1, :, ::3] = 1
    return image, mask


def test_known_pixels_keep_their_bits(scene):
    image, mask = scene
    filled = fill_holes(image, mask)
    assert torch.equal(filled[(mask == 0).expand_as(image)], image[(mask == 0).expand_as(image)])


def test_what_the_hole_holds_is_not_looked_at(scene):
    image, mask = scene
    assert torch.equal(fill_holes(image, mask), fill_holes(image * (1 - mask), mask))


def test_without_a_hole_it_is_the_image(scene):
    image, mask = scene
    assert torch.equal(fill_holes(image, torch.zeros_like(mask)), image)


def test_an_image_that_is_all_hole_becomes_zero():
    assert torch.equal(fill_holes(torch.rand(1, 3, 9, 9), torch.ones(1, 1, 9, 9)), torch.zeros(1, 3, 9, 9))


def test_each_image_of_a_batch_is_filled_by_itself(scene):
    image, mask = scene
    together = fill_holes(image, mask)
    assert torch.allclose(together[:1], fill_holes(image[:1], mask[:1]), atol=1e-6)


@given(seed=st.integers(0, 100), share=st.floats(0.05, 0.9))
@settings(max_examples=20, deadline=None)
def test_no_value_leaves_the_range_of_the_known_ones(seed, share):
    rng = torch.Generator().manual_seed(seed)
    image, mask = torch.rand(1, 1, 24, 31, generator=rng), (torch.rand(1, 1, 24, 31, generator=rng) < share).float()
    known = image[mask == 0]
    if known.numel():
        filled = fill_holes(image, mask)
        assert known.min() - 1e-6 <= filled.min() <= filled.max() <= known.max() + 1e-6


def test_a_ramp_comes_back_within_a_few_levels():
    """The membrane over a ramp is the ramp; a grey level is 1/255."""
    ramp = torch.linspace(0, 1, 64).expand(1, 1, 64, 64)
    mask = torch.zeros(1, 1, 64, 64)
    mask[..., 20:44, 20:44] = 1
    assert (fill_holes(ramp, mask) - ramp).abs().max() < 4 / 255


def test_more_sweeps_come_nearer_to_the_exact_membrane():
    ramp = torch.linspace(0, 1, 64).expand(1, 1, 64, 64)
    mask = torch.zeros(1, 1, 64, 64)
    mask[..., 20:44, 20:44] = 1
    coarse, fine = ((fill_holes(ramp, mask, sweeps=n) - ramp).abs().max() for n in (1, 40))
    assert fine < coarse / 2
