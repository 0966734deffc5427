"""What `murals pix2pix train` was asked for, and the row of the presets that comes of it."""

from dataclasses import dataclass, field, replace
from typing import Any

from murals.config import Architecture, PhaseConfig
from murals.errors import MuralsError, did_you_mean
from murals.translate.presets import TRANSLATE_PRESETS, TranslatePreset


@dataclass(frozen=True)
class TranslateSettings:
    """What the user asked for; None means the preset's value. Saved as `run.json`."""

    data: str = "data"
    out: str = "models"
    preset: str = "fcn"
    direction: str = "AtoB"
    layout: str | None = None
    network: Architecture | None = None
    gan: bool | None = None
    jitter: bool | None = None
    grid_every: int = 20
    seed: int = 0
    device: str = "auto"
    workers: int = 0
    changes: dict[str, Any] = field(default_factory=dict)  # fields of PhaseConfig
    loss: dict[str, Any] = field(default_factory=dict)  # fields of LossConfig


def configure(settings: TranslateSettings) -> TranslatePreset:
    """Return the preset with the user's changes; raises `MuralsError` where they cannot be."""
    if settings.preset not in TRANSLATE_PRESETS:
        hint = did_you_mean(settings.preset, TRANSLATE_PRESETS)
        expected = ", ".join(TRANSLATE_PRESETS)
        raise MuralsError(f"unknown preset '{settings.preset}': expected {expected}. {hint}".rstrip())
    preset = TRANSLATE_PRESETS[settings.preset]
    training = replace(preset.training, **settings.changes)
    training = replace(training, loss=replace(training.loss, **settings.loss), patience=_patience(settings, training))
    _require_positive(training, settings.grid_every)
    network = replace(preset.network, architecture=settings.network or preset.network.architecture)
    return TranslatePreset(
        network=network,
        training=training,
        jitter=preset.jitter if settings.jitter is None else settings.jitter,
        gan=preset.gan if settings.gan is None else settings.gan,
    )


def _patience(settings: TranslateSettings, training: PhaseConfig) -> int:
    """Return the patience: all epochs, unless one is given."""
    return settings.changes.get("patience", training.epochs)


def _require_positive(training: PhaseConfig, grid_every: int) -> None:
    names = {"epochs": "epochs", "lr": "lr", "batch-size": "batch_size", "size": "size"}
    values = {option: getattr(training, name) for option, name in names.items()} | {"grid-every": grid_every}
    for name, value in values.items():
        if value is not None and value <= 0:
            raise MuralsError(f"--{name} is {value}: expected more than zero")
