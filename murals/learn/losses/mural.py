"""`MuralLoss`, the learner's loss: l1 * L1 + ssim * (1 - SSIM) + perceptual * P + edge * E, and terms of the hole.

It takes the output of the network, `(B, 3, H, W)` or with further channels that propose a mask, clean images `(B, 3, H,
W)`, and masks `(B, 1, H, W)` if known, 1 = lost, 0.5 = veiled; normally in [0, 1], of any floating dtype. It returns a
float32 scalar. The output is not clamped: outside [0, 1] L1 and edge keep growing, SSIM and the features stay defined,
and the gradient leads back.
"""

from dataclasses import asdict
from typing import Literal, Self

import torch
from fastai.vision.core import TensorImage
from torch import Tensor, nn

from murals.config import LossConfig
from murals.errors import MuralsError
from murals.images.kinds import marked
from murals.learn.losses.any_loss import decode_output
from murals.learn.losses.edge import edge_loss
from murals.learn.losses.hole import HOLE_TERMS, proposal_loss
from murals.learn.losses.pairs import as_pair
from murals.learn.losses.perceptual import PerceptualNetwork, load_feature_network, perceptual_loss
from murals.learn.losses.ssim import Padding, ssim

_DEFAULT = LossConfig()


def l1_loss(x: Tensor, y: Tensor) -> Tensor:
    """Return the mean absolute difference of each pair, `(B,)`, >= 0, in the unit of the images."""
    x, y = as_pair(x, y, part="l1")
    return (x - y).abs_().mean((1, 2, 3))


class MuralLoss(nn.Module):
    """The weighted sum of the terms; a term of weight zero is not computed and loads nothing.

    Four terms concern the whole image: l1, ssim (as 1 - SSIM), perceptual, edge. Those of `murals.learn.losses.hole`
    concern the mask: hole, decibel, band, proposal; their weights are zero by default, and without a mask they are left
    out. `parts` holds the terms of the last call by name, detached scalars before their weights, so that their weighted
    sum is the loss. With `signed`, l1 and edge are those of images in [-1, 1], twice their value. With `reduction =
    "none"`, which fastai sets to get losses image by image, the loss is `(B,)`.
    """

    def __init__(
        self,
        *,
        l1_weight: float = _DEFAULT.l1_weight,
        ssim_weight: float = _DEFAULT.ssim_weight,
        perceptual_weight: float = _DEFAULT.perceptual_weight,
        edge_weight: float = _DEFAULT.edge_weight,
        hole_weight: float = _DEFAULT.hole_weight,
        decibel_weight: float = _DEFAULT.decibel_weight,
        band_weight: float = _DEFAULT.band_weight,
        proposal_weight: float = _DEFAULT.proposal_weight,
        perceptual_network: PerceptualNetwork = _DEFAULT.perceptual_network,
        ssim_padding: Padding = _DEFAULT.ssim_padding,
        signed: bool = _DEFAULT.signed,
        reduction: Literal["mean", "none"] = "mean",
    ) -> None:
        """Set the weights, and load the network of the perceptual term if its weight is not zero."""
        super().__init__()
        weights = {"l1": l1_weight, "ssim": ssim_weight, "perceptual": perceptual_weight, "edge": edge_weight}
        weights |= {"hole": hole_weight, "decibel": decibel_weight, "band": band_weight, "proposal": proposal_weight}
        _require_weights(weights)
        self.weights = {name: weight for name, weight in weights.items() if weight}
        self.perceptual_network = load_feature_network(perceptual_network) if perceptual_weight else None
        self.ssim_padding, self.signed, self.reduction = ssim_padding, signed, reduction
        self.parts: dict[str, Tensor] = {}

    @classmethod
    def from_config(cls, config: LossConfig) -> Self:
        """Build the loss that `config` describes."""
        return cls(**asdict(config))

    def forward(self, output: Tensor, clean: Tensor, mask: Tensor | None = None) -> Tensor:
        """Return the loss of `output` `(B, 3 to 5, H, W)` against `clean` `(B, 3, H, W)`.

        Both kinds of damage count alike, except in the proposal term, which tells them apart.
        """
        terms = {
            name: self._term(name, output, clean.detach(), mask)
            for name in self.weights
            if mask is not None or name not in (*HOLE_TERMS, "proposal")
        }  # each (B,)
        self.parts = {name: term.detach().mean() for name, term in terms.items()}
        total = torch.stack([self.weights[name] * term for name, term in terms.items()]).sum(0)
        return total.mean() if self.reduction == "mean" else total

    def decodes(self, output: Tensor) -> TensorImage:
        """Return the restored images, which fastai shows and predicts."""
        return decode_output(output)

    def extra_repr(self) -> str:
        """Return the weights for the printed loss."""
        return ", ".join(f"{name}_weight={weight:g}" for name, weight in self.weights.items())

    def _term(self, name: str, output: Tensor, clean: Tensor, mask: Tensor | None) -> Tensor:
        if name == "proposal" and mask is not None:
            return proposal_loss(output, mask)
        restored = output[:, :3]
        if name in HOLE_TERMS and mask is not None:
            return HOLE_TERMS[name](restored, clean, marked(mask))
        scale = 2.0 if self.signed else 1.0  # a grey step is twice as large on [-1, 1]
        match name:
            case "l1":
                return scale * l1_loss(restored, clean)
            case "ssim":
                return 1 - ssim(restored, clean, padding=self.ssim_padding)
            case "edge":
                return scale * edge_loss(restored, clean)
        assert self.perceptual_network is not None  # for mypy: __init__ loads it where its weight is not zero
        return perceptual_loss(restored, clean, self.perceptual_network)


def _require_weights(weights: dict[str, float]) -> None:
    """Raise unless all weights are at least 0 and one is above."""
    given = ", ".join(f"{name} {weight:g}" for name, weight in weights.items())
    if not all(weight >= 0 for weight in weights.values()) or not any(weights.values()):
        raise MuralsError(
            f"the weights of the loss must be at least 0 and one of them more, got {given}: set --l1-weight 1"
        )
