"""One small real network for all tests of restoration: untrained, so it paints noise, but always the same noise."""

import pytest
import torch

from murals.config import NetworkConfig
from murals.learn.checkpoint import save_checkpoint
from murals.learn.network import build_network


@pytest.fixture(scope="session")
def net():
    torch.manual_seed(7)
    return build_network(NetworkConfig(), pretrained=False).eval()


@pytest.fixture(scope="session")
def checkpoint(net, tmp_path_factory):
    return save_checkpoint(
        tmp_path_factory.mktemp("work") / "models" / "run" / "phase1.safetensors", net, {"phase": "1"}
    )
