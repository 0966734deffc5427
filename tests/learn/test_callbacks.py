import pytest
import torch
from fastai.data.core import DataLoaders
from fastai.learner import Learner
from torch import nn

from murals.config import NetworkConfig
from murals.learn.callbacks import ShowMask, is_frozen, restored_triples


def test_a_module_is_frozen_when_none_of_its_parameters_learns():
    module = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
    assert not is_frozen(module)
    module[0].requires_grad_(False)
    assert not is_frozen(module) and is_frozen(module[0])
    module[1].requires_grad_(False)
    assert is_frozen(module)


def test_a_module_without_parameters_is_not_frozen():
    assert not is_frozen(nn.ReLU())


def test_triples_are_clamped_pictures():
    batch = (torch.full((2, 3, 4, 4), 0.5), torch.ones(2, 3, 4, 4))
    damaged, restored, clean = restored_triples(nn.Hardtanh(2, 3), batch)
    assert torch.equal(damaged, batch[0]) and torch.equal(clean, batch[1])
    assert restored.max() == 1.0


class _TakesMask(nn.Module):
    """Note what comes in; `config` tells fastai's callbacks of a masked network."""

    def __init__(self):
        super().__init__()
        self.config, self.seen, self.weight = NetworkConfig(masked=True), [], nn.Parameter(torch.ones(1))

    def forward(self, damaged, mask=None):
        self.seen.append(mask)
        return torch.cat([damaged * self.weight, damaged[:, :1]], 1)


@pytest.mark.parametrize(("hidden", "shown"), [(0.0, 3), (1.0, 0)])
def test_the_mask_is_shown_in_validation_and_in_its_share_of_training(hidden, shown):
    items = [(torch.rand(3, 8, 8), torch.rand(3, 8, 8), torch.ones(1, 8, 8)) for _ in range(3)]
    dls = DataLoaders.from_dsets(items, items, bs=1, num_workers=0, device=torch.device("cpu"))
    dls.n_inp = 1
    learn = Learner(dls, _TakesMask(), loss_func=lambda out, clean, mask: (out[:, :3] - clean).abs().mean())
    learn.add_cb(ShowMask(hidden=hidden))
    with learn.no_bar(), learn.no_logging():
        learn.fit(1)
    train, valid = learn.model.seen[:3], learn.model.seen[3:]
    assert sum(mask is not None for mask in train) == shown
    assert all(mask is not None for mask in valid)
