import copy
import pickle
from dataclasses import replace

import pytest
import torch
from loss_samples import random_pair
from torch import nn

from murals.config import LossConfig
from murals.errors import MuralsError
from murals.learn.losses import MuralLoss, edge_loss, l1_loss, ssim
from murals.learn.losses import perceptual as perceptual_module
from murals.learn.presets import PRESETS


@pytest.fixture(scope="module")
def default_loss() -> MuralLoss:
    return MuralLoss()


def test_the_parts_add_up(default_loss):
    loss = default_loss(*random_pair(48))
    assert list(default_loss.parts) == ["l1", "ssim", "perceptual", "edge"]
    weights = LossConfig()
    total = sum(getattr(weights, f"{name}_weight") * value for name, value in default_loss.parts.items())
    assert loss.item() == pytest.approx(total.item(), rel=1e-6)
    assert not any(value.requires_grad for value in default_loss.parts.values())


def test_parts_are_the_functions(default_loss):
    x, y = random_pair(48)
    default_loss(x, y)
    assert default_loss.parts["l1"] == l1_loss(x, y).mean()
    assert default_loss.parts["ssim"] == (1 - ssim(x, y)).mean()
    assert default_loss.parts["edge"] == edge_loss(x, y).mean()


def test_zero_for_equals_and_falling_with_the_noise(default_loss):
    values = [default_loss(*random_pair(48, noise=noise)).item() for noise in (0.2, 0.1, 0.05, 0.01, 0)]
    assert values == sorted(values, reverse=True)
    assert values[-1] == pytest.approx(0, abs=1e-6)
    assert values[-2] > 0.01


def test_descending_the_loss_restores(default_loss):
    """From noise, 60 steps of Adam on the pixels bring the loss below a quarter."""
    x, y = random_pair(32, noise=0.3)
    x.requires_grad_()
    start = default_loss(x, y).item()
    optimizer = torch.optim.Adam([x], lr=0.02)
    for _ in range(60):
        optimizer.zero_grad()
        default_loss(x, y).backward()
        optimizer.step()
    assert default_loss(x, y).item() < 0.25 * start


@pytest.mark.parametrize("name", ["l1", "ssim", "edge"])
def test_a_part_of_weight_zero_is_not_computed(name):
    weights = {
        "l1_weight": 1.0,
        "ssim_weight": 1.0,
        "perceptual_weight": 0.0,
        "edge_weight": 1.0,
        f"{name}_weight": 0.0,
    }
    loss = MuralLoss(**weights)
    loss(*random_pair())
    assert set(loss.parts) == {"l1", "ssim", "edge"} - {name}


def test_without_the_perceptual_part_no_network_is_loaded(monkeypatch):
    def refuse(**_):
        raise AssertionError("an encoder was made")

    monkeypatch.setattr(perceptual_module, "create_encoder", refuse)
    loss = MuralLoss(perceptual_weight=0, perceptual_network="vgg16")
    assert loss.perceptual_network is None
    assert "perceptual" not in loss.weights


@pytest.mark.parametrize("weights", [{"l1_weight": -1.0}, {"ssim_weight": float("nan")}])
def test_weights_below_zero_are_refused(weights):
    with pytest.raises(MuralsError, match="at least 0"):
        MuralLoss(**weights)


def test_all_weights_zero_are_refused():
    with pytest.raises(MuralsError, match="set --l1-weight 1"):
        MuralLoss(l1_weight=0, ssim_weight=0, perceptual_weight=0, edge_weight=0)


def test_signed_is_the_loss_on_minus_one_to_one():
    x, y = random_pair()
    options = {"ssim_weight": 0, "perceptual_weight": 0}
    signed, plain = MuralLoss(signed=True, **options), MuralLoss(**options)
    assert signed(x, y).item() == pytest.approx(plain(2 * x - 1, 2 * y - 1).item(), rel=1e-5)


def test_the_original_preset_builds_its_loss():
    config = replace(PRESETS["original"]["2a"].loss, perceptual_weight=0.0)
    loss = MuralLoss.from_config(config)
    x, y = random_pair()
    expected = 2 * l1_loss(x, y) + 0.5 * (1 - ssim(x, y, padding="zero")) + 0.2 * 2 * edge_loss(x, y)
    assert loss(x, y).item() == pytest.approx(expected.mean().item(), rel=1e-6)


def test_defaults_are_those_of_the_configuration(default_loss):
    """`from_config(LossConfig())` and `MuralLoss()` are one loss."""
    x, y = random_pair()
    assert torch.equal(MuralLoss.from_config(LossConfig())(x, y), default_loss(x, y))


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_and_autocast_end_in_float32(default_loss, dtype):
    x, y = random_pair()
    expected = default_loss(x.to(dtype).float(), y.to(dtype).float())
    with torch.autocast("cpu", dtype=torch.bfloat16):
        loss = default_loss(x.to(dtype), y.to(dtype))
    assert loss.dtype == torch.float32
    assert loss == expected


def test_the_network_belongs_to_no_optimizer_and_no_checkpoint(default_loss):
    assert list(default_loss.parameters()) == []
    assert default_loss.state_dict() == {}
    assert not default_loss.train().perceptual_network.network.training
    default_loss.half()
    assert next(default_loss.perceptual_network.network.parameters()).dtype == torch.float32


def test_the_loss_can_be_copied_and_pickled(default_loss):
    """As accelerate and multi-process loaders do."""
    x, y = random_pair()
    expected = default_loss(x, y)
    assert torch.equal(copy.deepcopy(default_loss)(x, y), expected)
    assert torch.equal(pickle.loads(pickle.dumps(default_loss))(x, y), expected)


def test_no_gradient_reaches_the_clean_image_or_needs_the_mask(default_loss):
    x, y = (t.requires_grad_() for t in random_pair())
    default_loss(x, y, torch.ones(2, 1, 32, 32)).backward()
    assert x.grad.isfinite().all()
    assert y.grad is None


def test_fastai_tensors_and_predictions():
    """fastai wants losses image by image from `get_preds(with_loss=True)`, and optional `activation` and `decodes`."""
    from fastai.callback import progress  # noqa: F401  (it gives the Learner its no_bar)
    from fastai.data.core import DataLoaders
    from fastai.learner import Learner
    from fastai.torch_core import TensorImage
    from torch.utils.data import TensorDataset

    loss = MuralLoss(perceptual_weight=0)
    damaged, clean = random_pair(16, batch=5)
    assert type(loss(TensorImage(damaged), TensorImage(clean))) is torch.Tensor

    pairs = TensorDataset(damaged, clean, torch.ones(5, 1, 16, 16))
    dls = DataLoaders.from_dsets(pairs, pairs, bs=2, device=torch.device("cpu"), num_workers=0)
    dls.n_inp = 1
    learn = Learner(dls, nn.Conv2d(3, 3, 1), loss_func=loss)
    with learn.no_bar(), learn.no_logging():
        learn.fit(1, lr=0.01)
        restored, _, losses = learn.get_preds(with_loss=True)
    assert losses.shape == (5,)
    assert losses.mean().item() == pytest.approx(loss(restored, clean).item(), rel=1e-5)
    assert loss.reduction == "mean"
