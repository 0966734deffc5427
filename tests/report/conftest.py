"""A real network for the scores: untrained, so it paints noise, but always the same noise."""

import pytest
import torch

from murals.config import NetworkConfig
from murals.learn.checkpoint import save_checkpoint
from murals.learn.network import build_network
from murals.restoration.predict import Restorer


@pytest.fixture(scope="session")
def restorer(tmp_path_factory):
    torch.manual_seed(7)
    net = build_network(NetworkConfig(), pretrained=False).eval()
    checkpoint = save_checkpoint(
        tmp_path_factory.mktemp("models") / "run" / "phase2a.safetensors", net, {"phase": "2a"}
    )
    return Restorer.open(checkpoint, device="cpu")
