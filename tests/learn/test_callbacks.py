import torch
from torch import nn

from murals.learn.callbacks import is_frozen, restored_triples


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
