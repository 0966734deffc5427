import pytest
import torch

from murals.learn.optimizers import OPTIMIZERS


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
