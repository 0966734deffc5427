"""Options that several commands share: one name, one unit, one help text each; defaults stand in the commands."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from murals.config import DEFAULT_ENCODER


class PhaseName(StrEnum):
    """What can be trained."""

    one = "1"
    two_a = "2a"
    two_b = "2b"
    all = "all"


class PresetName(StrEnum):
    """Tables of settings."""

    default = "default"
    original = "original"


class NetworkName(StrEnum):
    """Kinds of network."""

    unet = "unet"
    pix2pix = "pix2pix"


class RecipeName(StrEnum):
    """Kinds of damage."""

    mural = "mural"
    upstream = "upstream"
    losses = "losses"
    cracks = "cracks"


class StyleName(StrEnum):
    """How a fill looks from close by."""

    plain = "plain"
    visible = "visible"


Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output and nothing else there.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]
Seed = Annotated[int, typer.Option(help="Seed of everything that chance decides.")]
Device = Annotated[str, typer.Option(help="auto, cpu, cuda, cuda:1 or mps.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace files that are there already.")]
Data = Annotated[Path, typer.Option(help="Folder of pairs: {train,val,test}/{damaged,ground_truth,mask}.")]
Encoder = Annotated[str | None, typer.Option(help=f"timm encoder, {DEFAULT_ENCODER} unless the start has another.")]
Weights = Annotated[Path | None, typer.Option(help="File with the encoder's ImageNet weights.")]
Pretrained = Annotated[
    bool, typer.Option("--pretrained/--no-pretrained", help="Start the encoder from ImageNet weights.")
]
Init = Annotated[Path | None, typer.Option(help="Checkpoint to start from, instead of the phase before.")]
Unfreeze = Annotated[str | None, typer.Option(help="Stages to train beside the decoder, such as stage3,stage4.")]
Preset = Annotated[PresetName, typer.Option(help="Table of settings: ours, or the original project's.")]
Epochs = Annotated[int | None, typer.Option(min=1, help="Epochs of the phase.")]
Rate = Annotated[float | None, typer.Option(help="Highest learning rate.")]
MinRate = Annotated[float | None, typer.Option(help="Learning rate at the end of a cosine.")]
Size = Annotated[int | None, typer.Option(help="Side of the images in pixels; the pairs' own unless given.")]
BatchSize = Annotated[int | None, typer.Option(min=1, help="Images in a batch.")]
Patience = Annotated[
    int | None, typer.Option(min=1, help="Epochs without a better validation PSNR before a phase stops.")
]
GradClip = Annotated[float | None, typer.Option(help="Largest norm of the gradient.")]
Workers = Annotated[int, typer.Option(min=0, help="Processes that load images; 0 loads in the main one.")]
L1Weight = Annotated[float | None, typer.Option(help="Weight of L1 in the loss.")]
SsimWeight = Annotated[float | None, typer.Option(help="Weight of 1 - SSIM in the loss.")]
PerceptualWeight = Annotated[float | None, typer.Option(help="Weight of the perceptual part of the loss.")]
EdgeWeight = Annotated[float | None, typer.Option(help="Weight of the edge part of the loss.")]
