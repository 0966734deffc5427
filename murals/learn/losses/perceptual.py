"""The perceptual term of the loss: the difference of two images' features in an image network.

Images are `(B, 3, H, W)`, normally in [0, 1]. The term is the weighted mean absolute difference of features, fine to
coarse. The network is frozen and not registered with the loss, so that no optimizer, checkpoint or `.half()` changes
it.

References
----------
Johnson, Alahi, Fei-Fei 2016, https://arxiv.org/abs/1603.08155. They square the difference; the absolute difference is
that of the original project.
"""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor, nn

from murals.errors import MuralsError, did_you_mean
from murals.learn.encoder import create_encoder
from murals.learn.losses.pairs import as_pair, full_precision
from murals.learn.weights import read_weights

PerceptualNetwork = Literal["encoder", "vgg16"]

_LEVEL_WEIGHTS = (0.1, 0.2, 0.4, 0.3)  # fine to coarse, those of the original project for VGG16

# Features of the default encoder at 1/2, 1/4, 1/8 and 1/16, each divided by its mean magnitude, measured on 122 mural
# photographs at 256 px: raw, a hole's difference of 2.2 would drown its L1 of .1; divided, it is .4.
_ENCODER_MAGNITUDES = (5.4, 7.3, 6.0, 4.7)

_VGG16_TAPS = (3, 8, 15, 22)  # relu1_2, relu2_2, relu3_3, relu4_3 in torchvision's `vgg16().features`
_IMAGENET_MEAN, _IMAGENET_STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


@dataclass(frozen=True)
class FeatureNetwork:
    """A frozen network that returns features `(B, C, h, w)`, fine to coarse, and the weight of each in the loss.

    It runs with channels last in memory: on a CPU three times as fast without gradient, a tenth faster with.
    """

    network: nn.Module
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        """Freeze the network: no gradients for its weights, no batch statistics."""
        self.network.eval().requires_grad_(False).to(memory_format=torch.channels_last)

    def __call__(self, images: Tensor) -> list[Tensor]:
        """Return the features of `(B, 3, H, W)` in float32; the network follows the images to their device."""
        if next(self.network.parameters()).device != images.device:
            self.network.to(images.device)
        with full_precision(images):
            features = self.network(images.float().contiguous(memory_format=torch.channels_last))
        return features[: len(self.weights)]


def perceptual_loss(restored: Tensor, clean: Tensor, network: FeatureNetwork) -> Tensor:
    """Return the weighted sum over levels of the mean absolute difference of features, `(B,)`, >= 0.

    It is differentiable in `restored` alone: the features of `clean` are computed without gradient.

    Raises
    ------
    MuralsError
        If the images do not have three channels and 16 pixels a side, one feature at the coarsest level.
    """
    restored, clean = as_pair(restored, clean, part="perceptual", smallest=16)
    if clean.shape[1] != 3:
        raise MuralsError(
            f"perceptual needs RGB images, got {clean.shape[1]} channels: repeat a grey one with expand(-1, 3, -1, -1)"
        )
    with torch.no_grad():
        wanted = network(clean)
    levels = zip(network.weights, network(restored), wanted, strict=True)
    return torch.stack([weight * (f - g).abs().mean((1, 2, 3)) for weight, f, g in levels]).sum(0)


def load_feature_network(name: PerceptualNetwork = "encoder") -> FeatureNetwork:
    """Return the default encoder (`encoder`) or VGG16 (`vgg16`, a download of 528 MB, once) with ImageNet weights.

    The random state is not changed.

    Raises
    ------
    MuralsError
        If the name is unknown, or VGG16's weights cannot be found.
    """
    loaders = {"encoder": _load_encoder, "vgg16": _load_vgg16}
    if name not in loaders:
        hint = did_you_mean(name, loaders) or "choose one of those"
        raise MuralsError(f"unknown perceptual network '{name}', expected encoder or vgg16: {hint}")
    with torch.random.fork_rng(devices=[]):
        return loaders[name]()


def _load_encoder() -> FeatureNetwork:
    scaled = (weight / size for weight, size in zip(_LEVEL_WEIGHTS, _ENCODER_MAGNITUDES, strict=True))
    return FeatureNetwork(create_encoder(), tuple(scaled))


def _load_vgg16() -> FeatureNetwork:
    path = _fetch_vgg16()
    try:
        return FeatureNetwork(VGG16Features(read_weights(path)), _LEVEL_WEIGHTS)
    except RuntimeError as error:  # a tensor is missing or has another shape
        raise MuralsError(
            f"{path} does not hold torchvision's VGG16: delete it, so that it is fetched again"
        ) from error


class VGG16Features(nn.Module):
    """VGG16 up to relu4_3; it normalises its input for ImageNet, which the original project did not."""

    mean: Tensor
    std: Tensor

    def __init__(self, state: dict[str, Tensor]) -> None:
        """Take torchvision's state dict of `vgg16`."""
        from torchvision.models import vgg16

        super().__init__()
        with torch.device("meta"):  # no memory and no random numbers for weights that are replaced at once
            self.layers = vgg16().features[: _VGG16_TAPS[-1] + 1]
        prefix = "features."
        kept = {key: state[prefix + key] for key in self.layers.state_dict() if prefix + key in state}
        self.layers.load_state_dict(kept, assign=True)
        self.register_buffer("mean", torch.tensor(_IMAGENET_MEAN).view(1, 3, 1, 1))
        self.register_buffer("std", torch.tensor(_IMAGENET_STD).view(1, 3, 1, 1))

    def forward(self, x: Tensor) -> list[Tensor]:
        """Return relu1_2, relu2_2, relu3_3, relu4_3 of images `(B, 3, H, W)` in [0, 1]."""
        features = []
        x = (x - self.mean) / self.std
        for index, layer in enumerate(self.layers):
            x = layer(x)
            if index in _VGG16_TAPS:
                features.append(x)
        return features


def _fetch_vgg16() -> Path:
    """Return the file of VGG16's weights, downloaded into torch's hub folder if it is not there."""
    from torchvision.models import VGG16_Weights

    url = VGG16_Weights.IMAGENET1K_V1.url
    path = Path(torch.hub.get_dir()) / "checkpoints" / Path(url).name
    if path.is_file():
        return path
    logging.getLogger("murals").info("downloading the weights of VGG16 (528 MB) to %s", path)
    checksum = path.stem.rpartition("-")[2]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        torch.hub.download_url_to_file(url, str(path), hash_prefix=checksum, progress=False)
    except (OSError, RuntimeError) as error:  # no network or no room; a file cut short, by its checksum
        raise MuralsError(
            f"the weights of VGG16 are not at {path} and could not be downloaded ({error}): place {url} there, use the "
            "default encoder with perceptual_network='encoder', or do without with --perceptual-weight 0"
        ) from error
    return path
