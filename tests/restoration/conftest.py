"""Small real networks for all tests of restoration: untrained, so they paint noise, but always the same noise."""

import numpy as np
import pytest
import torch

from murals.config import NetworkConfig
from murals.images import LOST, from_float
from murals.learn.network import build_network
from murals.learn.saved_network import save_checkpoint
from murals.restoration.predict import Restorer
from tests.restoration.fills.test_exemplars import weave


@pytest.fixture(scope="session")
def net():
    torch.manual_seed(8)
    made = build_network(NetworkConfig(), pretrained=False).eval()
    torch.nn.init.normal_(made.head[-1].weight, std=0.5)  # from its zeros it would paint nothing
    torch.nn.init.zeros_(made.head[-1].bias)  # from there damage is rare: it would hardly propose any
    return made


@pytest.fixture(scope="session")
def checkpoint(net, tmp_path_factory):
    return save_checkpoint(
        tmp_path_factory.mktemp("work") / "models" / "run" / "phase1.safetensors", net, {"phase": "1"}
    )


@pytest.fixture(scope="session")
def restorer(checkpoint):
    return Restorer.open(checkpoint, device="cpu")


@pytest.fixture(scope="session")
def unmasked():
    """A network that knows nothing of masks, as they were before they had that channel."""
    torch.manual_seed(7)
    made = build_network(NetworkConfig(masked=False), pretrained=False).eval()
    return Restorer(made, torch.device("cpu"), "old.safetensors")


@pytest.fixture(scope="session")
def before_kinds():
    """A masked network that does not know lost from veiled, as those of version 0.1."""
    torch.manual_seed(7)
    made = build_network(NetworkConfig(kinds=False), pretrained=False).eval()
    torch.nn.init.normal_(made.head[-1].weight, std=0.5)
    return Restorer(made, torch.device("cpu"), "before.safetensors")


@pytest.fixture
def wall():
    """A woven wall of 16 bits with a deep hole, a crack and specks."""
    mask = np.zeros((180, 260), np.uint8)
    mask[40:80, 30:90] = LOST
    mask[120:123, 20:240] = LOST
    mask[30:34, 200:204] = mask[60:63, 180:185] = LOST
    return from_float(weave(180, 260), np.uint16), mask
