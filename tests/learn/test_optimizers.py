import math

import pytest
import torch

from murals.learn.optimizers import OPTIMIZERS, _fused, orthogonalise


@pytest.mark.parametrize(("name", "betas"), [("torch_adam", (0.9, 0.999)), ("gan_adam", (0.5, 0.999))])
def test_a_step_is_that_of_torch(name, betas):
    ours, theirs = (torch.tensor([1.0, -2.0], requires_grad=True) for _ in range(2))
    fastai = OPTIMIZERS[name]([[ours]], lr=1e-2)
    reference = torch.optim.Adam([theirs], lr=1e-2, betas=betas)
    for _ in range(3):
        for x, optimizer in ((ours, fastai), (theirs, reference)):
            optimizer.zero_grad()
            (x**3).sum().backward()
            optimizer.step()
    assert torch.allclose(ours, theirs, atol=1e-6)


@pytest.mark.parametrize("device", ["cpu", "cuda"])
def test_adamw_steps_alike_the_way_of_either_device(device, monkeypatch):
    """On others than a CPU torch chooses the way; here it does so on a CPU."""
    way = _fused(torch.device(device))
    monkeypatch.setattr("murals.learn.optimizers._fused", lambda _: way)
    start = torch.randn(4, 3, 2, 5, generator=torch.Generator().manual_seed(0))
    ours, theirs = (start.clone().requires_grad_() for _ in range(2))
    fastai, reference = OPTIMIZERS["adamw"]([[ours]], lr=1e-2), torch.optim.AdamW([theirs], lr=1e-2, betas=(0.9, 0.99))
    for _ in range(3):
        for x, optimizer in ((ours, fastai), (theirs, reference)):
            optimizer.zero_grad()
            (x**3).sum().backward()
            optimizer.step()
    assert torch.allclose(ours, theirs, atol=1e-6) and not torch.allclose(ours, start, atol=1e-2)


@pytest.mark.parametrize("others", ["gradient", "state"])
def test_adamw_steps_as_that_of_torch_however_its_numbers_lie_in_memory(others):
    """torch's fused step pairs them by their place in memory, and would mix them up."""
    start = torch.randn(4, 3, 2, 5, generator=torch.Generator().manual_seed(0))
    gradients = torch.randn(3, *start.shape, generator=torch.Generator().manual_seed(1))
    ours = start.clone(memory_format=torch.channels_last).requires_grad_()
    theirs = start.clone().requires_grad_()
    fastai, reference = OPTIMIZERS["adamw"]([[ours]], lr=1e-2), torch.optim.AdamW([theirs], lr=1e-2, betas=(0.9, 0.99))
    for gradient in gradients:
        form = torch.contiguous_format if others == "gradient" else torch.channels_last
        ours.grad, theirs.grad = gradient.clone(memory_format=form), gradient.clone()
        fastai.step()
        reference.step()
        if others == "state":  # as a file of it is read
            state = fastai.state_dict()["state"]
            state[0] |= {name: state[0][name].contiguous() for name in ("grad_avg", "sqr_avg")}
    assert torch.allclose(ours, theirs, atol=1e-6) and not torch.allclose(ours, start, atol=1e-2)


@pytest.mark.parametrize("name", ["adamw", "muon"])
def test_a_weight_that_shall_not_decay_does_not(name):
    weight = torch.ones(16, 16, 1, 1, requires_grad=True)
    optimizer = OPTIMIZERS[name]([[weight]], lr=1e-2, wd=1.0)
    optimizer.state[weight]["do_wd"] = False  # as fastai marks biases and normalisations
    weight.grad = torch.zeros_like(weight)
    optimizer.step()
    assert torch.equal(weight, torch.ones_like(weight))


@pytest.mark.parametrize("name", ["adamw", "fastai_adam"])
def test_weights_decay(name):
    assert OPTIMIZERS[name]([[torch.zeros(1, requires_grad=True)]], lr=1e-2).hypers[0]["wd"] == 0.01


def test_adamw_moves_a_weight_with_a_tiny_gradient_by_the_rate():
    steps = {}
    for name in ("adamw", "fastai_adam"):
        weight = torch.zeros(1, requires_grad=True)
        optimizer = OPTIMIZERS[name]([[weight]], lr=1e-2)
        weight.grad = torch.full_like(weight, 1e-6)
        optimizer.step()
        steps[name] = abs(weight.item())
    assert steps["adamw"] == pytest.approx(1e-2, rel=0.05)
    assert steps["fastai_adam"] < 0.2 * steps["adamw"]


@pytest.mark.parametrize("shape", [(12, 30), (30, 12), (16, 16)])
def test_orthogonalise_brings_singular_values_to_one_and_keeps_the_directions(shape):
    u, values, v = torch.linalg.svd(torch.randn(shape, generator=torch.Generator().manual_seed(0)), full_matrices=False)
    values = torch.linspace(1, 0.05, len(values))
    there = u.T @ orthogonalise(u * values @ v) @ v.T
    assert ((there.diagonal() > 0.6) & (there.diagonal() < 1.25)).all()
    assert (there - there.diagonal().diag()).abs().max() < 1e-4


@pytest.mark.parametrize("shape", [(32, 64), (32, 288), (400, 24), (192, 1728)])
@pytest.mark.parametrize("smallest", [1.0, 1e-3, 1e-6])
def test_rounds_on_the_gram_matrix_are_those_on_the_matrix(shape, smallest):
    """Also where singular values are so small that the Gram matrix in float32 no longer holds their squares."""
    generator = torch.Generator().manual_seed(0)
    u, values, v = torch.linalg.svd(torch.randn(shape, generator=generator, dtype=torch.float64), full_matrices=False)
    matrix = u * torch.logspace(0, math.log10(smallest), len(values), dtype=torch.float64) @ v
    matrix = matrix / matrix.norm()
    wanted = matrix
    for _ in range(4):
        gram = wanted @ wanted.T
        wanted = 3.4445 * wanted + (-4.7750 * gram + 2.0315 * gram @ gram) @ wanted
    assert (orthogonalise(matrix.float()) - wanted).norm() < 1e-3 * wanted.norm()


def test_orthogonalise_leaves_zero_and_does_not_see_the_scale():
    assert torch.equal(orthogonalise(torch.zeros(8, 9)), torch.zeros(8, 9))
    matrix = torch.randn(8, 9, generator=torch.Generator().manual_seed(0))
    assert torch.allclose(orthogonalise(1e-6 * matrix), orthogonalise(matrix), atol=1e-5)


@pytest.mark.parametrize("scale", [1e-14, 1e-22, 1e-30, 1e-40])
def test_orthogonalise_stays_finite_and_faint_for_a_faint_matrix(scale):  # a dead block's gradient stopped a training
    matrix = torch.randn(8, 9, generator=torch.Generator().manual_seed(0))
    assert orthogonalise(scale * matrix).abs().max() < 1e-3


def test_muon_steps_as_that_of_torch():
    start = torch.randn(16, 40, generator=torch.Generator().manual_seed(0))
    ours, theirs = start[..., None, None].clone().requires_grad_(), start.clone().requires_grad_()
    fastai = OPTIMIZERS["muon"]([[ours]], lr=1e-2)
    reference = torch.optim.Muon([theirs], lr=1e-2, weight_decay=0.01, adjust_lr_fn="match_rms_adamw", ns_steps=4)
    for _ in range(3):
        for x, optimizer in ((ours, fastai), (theirs, reference)):
            optimizer.zero_grad()
            (x**3).sum().backward()
            optimizer.step()
    moved = (theirs - start).pow(2).mean().sqrt()
    assert (ours[..., 0, 0] - theirs).pow(2).mean().sqrt() < 0.05 * moved  # torch's rounds are in bfloat16


@pytest.mark.parametrize("shape", [(32,), (32, 1, 3, 3), (5, 16, 3, 3), (256, 256, 1, 1)])
def test_muon_leaves_to_adam_what_is_no_matrix_or_too_large_a_one(shape):
    start = torch.randn(shape, generator=torch.Generator().manual_seed(0))
    ours, theirs = start.clone().requires_grad_(), start.clone().requires_grad_()
    pairs = [
        (ours, OPTIMIZERS["muon"]([[ours]], lr=1e-2)),
        (theirs, OPTIMIZERS["adamw"]([[theirs]], lr=1e-2, mom=0.95)),
    ]
    for x, optimizer in pairs:
        (x**3).sum().backward()
        optimizer.step()
    assert torch.equal(ours, theirs)


@pytest.mark.parametrize("shape", [(32, 16, 3, 3), (16, 64, 1, 1), (192, 24, 3, 3)])
def test_muon_steps_alike_however_the_weights_lie_in_memory(shape):
    start = torch.randn(shape, generator=torch.Generator().manual_seed(0))
    rows, last = (
        start.clone(memory_format=form).requires_grad_() for form in (torch.contiguous_format, torch.channels_last)
    )
    for x in (rows, last):
        optimizer = OPTIMIZERS["muon"]([[x]], lr=1e-2)
        for _ in range(2):
            optimizer.zero_grad()
            (x**3).sum().backward()
            optimizer.step()
    assert last.is_contiguous(memory_format=torch.channels_last)
    assert torch.allclose(rows, last, atol=1e-6) and not torch.allclose(rows, start, atol=1e-3)
