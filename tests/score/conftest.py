"""Real networks for the scores: untrained, so they paint noise, but always the same noise."""

import pytest
import torch

from murals.config import NetworkConfig
from murals.learn.network import build_network
from murals.learn.saved_network import save_checkpoint
from murals.restoration.predict import Restorer


@pytest.fixture(scope="session")
def restorer(tmp_path_factory):
    torch.manual_seed(7)
    net = build_network(NetworkConfig(), pretrained=False).eval()
    torch.nn.init.normal_(net.head[-1].weight, std=0.5)  # from its zeros it would paint nothing
    torch.nn.init.zeros_(net.head[-1].bias)  # from there damage is rare: it would hardly propose any
    checkpoint = save_checkpoint(
        tmp_path_factory.mktemp("models") / "run" / "phase2a.safetensors", net, {"phase": "2a"}
    )
    return Restorer.open(checkpoint, device="cpu")


@pytest.fixture(scope="session")
def unmasked():
    """A network that knows nothing of masks, as they were before they had that channel."""
    torch.manual_seed(7)
    net = build_network(NetworkConfig(masked=False), pretrained=False).eval()
    return Restorer(net, torch.device("cpu"), "old.safetensors")
