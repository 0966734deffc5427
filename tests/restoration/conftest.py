"""Small real networks for all tests of restoration: untrained, so they paint noise, but always the same noise."""

import pytest
import torch

from murals.config import NetworkConfig
from murals.learn.network import build_network
from murals.learn.saved_network import save_checkpoint
from murals.restoration.predict import Restorer


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
