"""Settings as plain dataclasses: the description of a checkpoint, for both kinds of network.

Standard library only. The presets are in `murals.learn.presets` and `murals.translate.presets`.
"""

from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

from murals.options import option

Network = Literal["unet"]
PHASES = ("1", "2a", "2b")
STAGES = ("stage1", "stage2", "stage3", "stage4")
STRIDE = 32  # the deepest feature of an encoder is 32 times smaller than the image
DEFAULT_ENCODER = "tf_efficientnet_lite0"  # its ImageNet weights come from the package registry

Architecture = Literal["fcn", "fcn-skips", "unet256"]
Direction = Literal["AtoB", "BtoA"]
Layout = Literal["side-by-side", "folders"]

ARCHITECTURES: tuple[Architecture, ...] = ("fcn", "fcn-skips", "unet256")
DIRECTIONS: tuple[Direction, ...] = ("AtoB", "BtoA")
PRECISIONS = ("auto", "float32", "bfloat16")
LAYOUTS: tuple[Layout, ...] = ("side-by-side", "folders")

TRANSLATE = "translate"  # the phase of `murals pix2pix train`: no mural is restored by its checkpoints
PIX2PIX = "pix2pix"  # the one phase of a translation network that restores: `murals train --network pix2pix`


@dataclass(frozen=True)
class NetworkConfig:
    """The description of a restoring network, by which it is built again; weights are not part of it."""

    encoder: str = DEFAULT_ENCODER
    residual: bool = True  # the network adds its output to the damaged image instead of painting every pixel
    masked: bool = True  # it sees the mask, keeps the known pixels, and proposes a mask where none is given
    kinds: bool = True  # masked, it is told what is lost and what is veiled, and proposes which is which
    activation: Literal["relu", "silu"] = "relu"  # of the decoder; silu keeps more of it alive in a long training
    decoder: Literal["unet", "light"] = "unet"  # fastai's DynamicUnet, or one of a third of its work


@dataclass(frozen=True)
class TranslatorConfig:
    """The description of a translating network, by which it is built again; weights are not part of it."""

    architecture: Architecture = "fcn"
    normal_init: bool = False  # weights from N(0, .02), as Isola et al.; else torch's own
    width: int | None = None  # channels of the first layer; None, as in checkpoints without it: the architecture's own
    layers: int | None = None  # halvings, and as many doublings; None likewise

    @property
    def masked(self) -> bool:
        """Whether the network sees a mask beside the image, which a translator never does."""
        return False

    @property
    def title(self) -> str:
        """The architecture, with its width and its layers where they are named."""
        sizes = {"width": self.width, "layers": self.layers}
        return ", ".join([self.architecture, *(f"{name} {n}" for name, n in sizes.items() if n is not None)])


@dataclass(frozen=True)
class LossConfig:
    """The weights of the parts of `MuralLoss`; a part with weight zero is not computed."""

    l1_weight: float = option(1.0, "Weight of L1 in the loss.", panel="loss")
    ssim_weight: float = option(0.5, "Weight of 1 - SSIM in the loss.", panel="loss")
    perceptual_weight: float = option(0.1, "Weight of the perceptual part of the loss.", panel="loss")
    edge_weight: float = option(0.2, "Weight of the edge part of the loss.", panel="loss")
    perceptual_network: Literal["encoder", "vgg16"] = "encoder"
    ssim_padding: Literal["valid", "zero"] = "valid"
    hole_weight: float = 0.0  # L1 over the hole alone
    decibel_weight: float = 0.0  # how far the PSNR over the hole lies below 40 dB, in bels
    band_weight: float = 0.0  # L1 over the band along the border of the hole
    proposal_weight: float = 0.0  # of the proposed mask
    signed: bool = False  # L1 and edge on images in [-1, 1], as the original project: twice their value on [0, 1]


@dataclass(frozen=True)
class PhaseConfig:
    """The settings of one phase; `freeze_to` counts parameter groups as fastai does, -1 is the decoder alone."""

    phase: str
    freeze_to: int
    epochs: int = option(help="Epochs of the phase.", low=1, panel="training")
    lr: float = option(help="Highest learning rate.", panel="training")
    patience: int = option(
        help="Epochs without a better validation PSNR before a phase stops.", low=1, panel="training"
    )
    schedule: Literal["one_cycle", "cosine", "steps", "half_linear"] = "one_cycle"
    min_lr: float = option(  # one-cycle ends near zero by itself
        0.0, "Learning rate at the end of a cosine.", panel="training"
    )
    size: int | None = option(None, "Side of the images in pixels; the pairs' own unless given.", panel="training")
    batch_size: int = option(8, "Images in a batch.", low=1, panel="training")
    grad_clip: float | None = option(None, "Largest norm of the gradient.", panel="training")
    precision: str = option(
        "auto",
        "Of the network in training: auto is bfloat16 where that is faster.",
        choices=PRECISIONS,
        panel="training",
    )
    lr_spread: float = 1.0  # the first group trains at lr / lr_spread, groups between in geometric steps
    optimizer: Literal["adamw", "fastai_adam", "torch_adam", "gan_adam", "muon"] = "fastai_adam"
    keep: Literal["psnr", "loss", "last"] = "psnr"  # which epoch is kept: best PSNR or loss in validation, or the last
    loss: LossConfig = field(default_factory=LossConfig)


def as_plain(config: Any) -> dict[str, Any]:
    """Return the dataclass as a dictionary of JSON values."""
    return asdict(config)


def from_plain(kind: type, values: dict[str, Any]) -> Any:
    """Build the dataclass `kind` from a dictionary made by `as_plain`; unknown keys of a later version are ignored."""
    known = {f.name for f in fields(kind)}
    kept = {key: value for key, value in values.items() if key in known}
    if kind is NetworkConfig:
        kept.setdefault("masked", False)  # networks saved before there was a mask channel have none
        kept.setdefault("kinds", False)  # nor did they know lost from veiled
    if kind is PhaseConfig and isinstance(kept.get("loss"), dict):
        kept["loss"] = from_plain(LossConfig, kept["loss"])
    return kind(**kept)
