import pytest
import torch

from murals.learn.losses import MuralLoss
from murals.learn.losses.hole import BAND, band_loss, decibel_loss, hole_loss, proposal_loss


@pytest.fixture
def square():
    """A hole of 20 x 20 pixels in the middle of 40 x 40."""
    mask = torch.zeros(1, 1, 40, 40)
    mask[..., 10:30, 10:30] = 1
    return mask


def test_only_the_hole_counts(square):
    clean = torch.zeros(1, 3, 40, 40)
    restored = torch.full_like(clean, 0.9) * (1 - square) + 0.25 * square
    assert hole_loss(restored, clean, square).item() == pytest.approx(0.25)


def test_the_size_of_the_hole_does_not_count(square):
    clean, small = torch.zeros(1, 3, 40, 40), torch.zeros(1, 1, 40, 40)
    small[..., :2, :2] = 1
    restored = torch.full_like(clean, 0.5)
    assert torch.allclose(hole_loss(restored, clean, square), hole_loss(restored, clean, small))


def test_a_tenth_of_error_is_two_bels_below_forty_decibels(square):
    clean = torch.zeros(1, 3, 40, 40)
    assert decibel_loss(clean + 0.1, clean, square).item() == pytest.approx(2.0, abs=0.01)  # 20 dB
    assert decibel_loss(clean, clean, square).item() == 0


def test_the_band_lies_inside_the_border(square):
    clean = torch.zeros(1, 3, 40, 40)
    restored = torch.zeros_like(clean)
    inner = slice(10 + BAND, 30 - BAND)
    restored[..., inner, inner] = 1
    assert band_loss(restored, clean, square).item() == 0
    restored[..., 10, 10:30] = 1  # the outermost row of the hole
    assert band_loss(restored, clean, square).item() > 0


@pytest.mark.parametrize("term", [hole_loss, decibel_loss, band_loss])
def test_an_image_without_a_hole_costs_nothing(term):
    clean = torch.rand(2, 3, 16, 16)
    assert term(clean + 0.1, clean, torch.zeros(2, 1, 16, 16)).tolist() == [0, 0]


@pytest.mark.parametrize("term", [hole_loss, decibel_loss, band_loss])
def test_nearer_is_better_and_the_gradient_leads_there(term, square):
    clean = torch.rand(1, 3, 40, 40)
    restored = (clean + 0.2).requires_grad_()
    loss = term(restored, clean, square).sum()
    loss.backward()
    assert term(clean + 0.1, clean, square).sum() < loss
    assert (restored.grad[..., 10, 10:30] > 0).all()
    assert not restored.grad[..., :10, :].any()


def test_a_right_proposal_costs_less_than_a_blank_one(square):
    right = torch.cat([torch.zeros(1, 3, 40, 40), square * 20 - 10], 1)
    blank = torch.cat([torch.zeros(1, 3, 40, 40), torch.full_like(square, -10.0)], 1)
    assert proposal_loss(right, square).item() < 1e-3
    assert proposal_loss(blank, square).item() > 1


def test_an_output_without_a_proposal_costs_nothing(square):
    assert proposal_loss(torch.rand(1, 3, 40, 40), square).item() == 0


def test_the_loss_is_the_weighted_sum_of_its_parts(square):
    torch.manual_seed(0)
    weights = {"l1": 1.0, "hole": 0.7, "decibel": 0.2, "band": 0.3, "proposal": 0.1}
    loss = MuralLoss(
        ssim_weight=0, perceptual_weight=0, edge_weight=0, **{f"{name}_weight": w for name, w in weights.items()}
    )
    total = loss(torch.rand(1, 4, 40, 40), torch.rand(1, 3, 40, 40), square)
    assert loss.parts.keys() == weights.keys()
    assert total.item() == pytest.approx(sum(weights[name] * loss.parts[name].item() for name in weights), rel=1e-5)


def test_without_a_mask_the_terms_of_the_hole_are_left_out():
    loss = MuralLoss(ssim_weight=0, perceptual_weight=0, edge_weight=0, hole_weight=1, proposal_weight=1)
    loss(torch.rand(1, 4, 32, 32), torch.rand(1, 3, 32, 32))
    assert loss.parts.keys() == {"l1"}


def test_a_fifth_channel_tells_veiled_from_lost(square):
    kinds = square.clone()
    kinds[..., 20:, :] *= 128 / 255  # its lower half is veiled
    veiled = (kinds > 0) & (kinds < 1)
    sure = torch.where(square > 0, 10.0, -10.0)
    output = torch.cat([torch.zeros(1, 3, 40, 40), sure, torch.where(veiled, 10.0, -10.0)], 1)
    assert proposal_loss(output, kinds).item() < 1e-3
    wrong = torch.cat([output[:, :4], -output[:, 4:]], 1)
    assert proposal_loss(wrong, kinds).item() == pytest.approx(10, abs=0.01)
    undamaged = torch.zeros_like(kinds)
    assert torch.equal(
        proposal_loss(output, undamaged), proposal_loss(wrong, undamaged)
    )  # of sound paint it says nothing


def test_both_kinds_count_alike_in_the_terms_of_the_hole(square):
    x, y = torch.rand(1, 3, 40, 40), torch.rand(1, 3, 40, 40)
    loss = MuralLoss(l1_weight=0, ssim_weight=0, perceptual_weight=0, edge_weight=0, hole_weight=1)
    assert torch.equal(loss(x, y, square), loss(x, y, square * 128 / 255))
