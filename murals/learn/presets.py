"""The presets of `murals train`: the settings of each phase, and the network to build. Standard library only."""

from dataclasses import replace
from typing import Any

from murals.config import PIX2PIX, LossConfig, NetworkConfig, PhaseConfig, TranslatorConfig
from murals.errors import MuralsError, did_you_mean

ORIGINAL_ENCODER = "swinv2_base_window8_256"


def _default_preset() -> dict[str, PhaseConfig]:
    """Return our own preset: Muon, one-cycle, discriminative rates, one size throughout.

    The patience is long, because under one-cycle the best epochs are often the last: with 5, a phase 2B stopped at its
    highest rate. Muon's phase 1 alone was better than all three phases with fastai's Adam (docs/notebook.md).
    """
    loss = LossConfig(hole_weight=1.0, decibel_weight=0.2, proposal_weight=0.1)
    shared: dict[str, Any] = {"epochs": 12, "patience": 10, "grad_clip": 1.0, "optimizer": "muon", "loss": loss}
    return {
        "1": PhaseConfig("1", -1, lr=3e-3, **shared),
        "2a": PhaseConfig("2a", -2, lr=1e-3, lr_spread=5.0, **shared),
        "2b": PhaseConfig("2b", 0, lr=3e-4, lr_spread=10.0, **shared),
    }


def _original_preset() -> dict[str, PhaseConfig]:
    """Return the preset of the original project, by its table of phases.

    It has torch's Adam, a cosine schedule, and images in [-1, 1] for L1 and edge loss.
    """
    loss = LossConfig(perceptual_network="vgg16", ssim_padding="zero", signed=True)
    shared: dict[str, Any] = {"schedule": "cosine", "min_lr": 1e-6, "optimizer": "torch_adam"}
    return {
        "1": PhaseConfig(
            "1", -1, epochs=50, lr=1e-4, patience=5, size=256, loss=replace(loss, edge_weight=0.0), **shared
        ),
        "2a": PhaseConfig("2a", -2, epochs=60, lr=1e-3, patience=8, size=512, loss=loss, **shared),
        "2b": PhaseConfig("2b", 0, epochs=50, lr=3e-5, patience=10, size=256, grad_clip=1.0, loss=loss, **shared),
    }


PRESETS = {"default": _default_preset(), "original": _original_preset()}
PRESET_NETWORKS = {
    "default": NetworkConfig(),
    "original": NetworkConfig(encoder=ORIGINAL_ENCODER, residual=False, masked=False, kinds=False),
}

# `murals train --network pix2pix`: the generator and its optimiser, the loss of the phases, as many epochs as the three
RESTORING_NETWORK = TranslatorConfig("unet256", normal_init=True)
RESTORING_TRAINING = PhaseConfig(
    PIX2PIX, freeze_to=0, epochs=36, lr=2e-4, patience=36, schedule="half_linear", optimizer="gan_adam", grad_clip=1.0
)


def phase_config(phase: str, preset: str = "default", **changes: Any) -> PhaseConfig:
    """Return the settings of a phase, with `changes` to its fields; None keeps the preset's value.

    Raises
    ------
    MuralsError
        If there is no such preset or phase.
    """
    for kind, name, names in (("preset", preset, PRESETS), ("phase", phase, PRESETS.get(preset, {}))):
        if name not in names:
            raise MuralsError(
                f"unknown {kind} '{name}': expected {', '.join(names)}. {did_you_mean(name, names)}".rstrip()
            )
    return replace(PRESETS[preset][phase], **{key: value for key, value in changes.items() if value is not None})
