"""What the user asked of a training, as plain data; which settings of a phase come of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from murals.config import PHASES, PIX2PIX, STAGES, LossConfig, PhaseConfig
from murals.errors import MuralsError, did_you_mean
from murals.learn.phases import phase_config
from murals.learn.presets import PRESET_NETWORKS, RESTORING_TRAINING

UNET = "unet"  # the network over an encoder, in three phases; the other is PIX2PIX


@dataclass(frozen=True)
class TrainSettings:
    """What the user asked for; None means the preset's value. Saved as `run.json`."""

    phase: str = "all"
    data: str = "data"
    out: str = "models"
    preset: str = "default"
    network: str = UNET
    encoder: str | None = None
    weights: str | None = None
    pretrained: bool = True
    init: str | None = None
    unfreeze: str | None = None
    seed: int = 0
    device: str = "auto"
    workers: int = 0
    changes: dict[str, Any] = field(default_factory=dict)  # fields of PhaseConfig
    loss: dict[str, Any] = field(default_factory=dict)  # fields of LossConfig

    def phases(self) -> tuple[str, ...]:
        """Return the phases to train, in order; a pix2pix network has one of its own."""
        if self.network not in (UNET, PIX2PIX):
            hint = did_you_mean(self.network, (UNET, PIX2PIX))
            raise MuralsError(f"unknown network '{self.network}': expected {UNET} or {PIX2PIX}. {hint}".rstrip())
        if self.network == PIX2PIX:
            return self._pix2pix_phases()
        if self.phase not in (*PHASES, "all"):
            hint = did_you_mean(self.phase, (*PHASES, "all"))
            raise MuralsError(f"unknown phase '{self.phase}': expected 1, 2a, 2b or all. {hint}".rstrip())
        return PHASES if self.phase == "all" else (self.phase,)

    def _pix2pix_phases(self) -> tuple[str, ...]:
        """Return its one phase; raise where an option is about the encoder that it has not."""
        given = {
            "--phase": self.phase != "all",
            "--encoder": self.encoder,
            "--weights": self.weights,
            "--unfreeze": self.unfreeze,
            "--init": self.init,
        }
        if wrong := [option for option, value in given.items() if value]:
            raise MuralsError(
                f"--network {PIX2PIX} trains a network without phases and without an encoder: leave out {wrong[0]}"
            )
        return (PIX2PIX,)


def settings_from(options: Mapping[str, Any]) -> TrainSettings:
    """Return the settings of a training that the options of its command ask for."""
    return TrainSettings(**sorted_options(options, TrainSettings))


def sorted_options(options: Mapping[str, Any], kind: type) -> dict[str, Any]:
    """Sort options by their names into those of a run (the fields of `kind`), a phase (`changes`) and the `loss`.

    None and other names are left out.
    """
    given = {name: _plain(value) for name, value in options.items() if value is not None}
    return {
        **_only(given, kind, but=("changes", "loss")),
        "changes": _only(given, PhaseConfig, but=("phase", "loss")),
        "loss": _only(given, LossConfig),
    }


def configure(settings: TrainSettings, phase: str) -> PhaseConfig:
    """Return the phase's row with the user's changes."""
    if phase == PIX2PIX:
        config = replace(RESTORING_TRAINING, **settings.changes)
    else:
        config = phase_config(phase, settings.preset, **settings.changes)
    if settings.loss:
        config = replace(config, loss=replace(config.loss, **settings.loss))
    if settings.unfreeze:
        config = replace(config, freeze_to=freeze_to(settings.unfreeze))
    for name in ("epochs", "lr", "batch_size", "patience"):
        if getattr(config, name) <= 0:
            raise MuralsError(f"--{name.replace('_', '-')} is {getattr(config, name)}: expected more than zero")
    return config


def freeze_to(unfreeze: str) -> int:
    """Turn `stage3,stage4` into the -3 of fastai's `freeze_to`; the stages must be a run that ends in stage4."""
    names = [name.strip() for name in unfreeze.split(",")]
    free = STAGES[-len(names) :]
    if set(names) != set(free):
        raise MuralsError(
            f"cannot unfreeze {unfreeze}: expected a run of stages that ends in stage4: stage4, "
            "or stage3,stage4, or stage2,stage3,stage4, or all four"
        )
    return 0 if len(names) == len(STAGES) else -1 - len(names)


def wanted_encoder(settings: TrainSettings) -> str | None:
    """Return the encoder that a start must have: the one named, or the one of a preset that is not the default."""
    return settings.encoder or (PRESET_NETWORKS[settings.preset].encoder if settings.preset != "default" else None)


def flatten(settings: TrainSettings) -> dict[str, Any]:
    """Return all settings in one dictionary, those of the phase and of the loss beside the others."""
    flat = asdict(settings)
    changes, loss = flat.pop("changes"), flat.pop("loss")
    return flat | changes | loss


def differences(settings: TrainSettings, other: TrainSettings) -> dict[str, Any]:
    """Return the settings that are not those of `other`, flat."""
    theirs = flatten(other)
    return {name: value for name, value in flatten(settings).items() if theirs.get(name) != value}


def _only(values: Mapping[str, Any], kind: type, *, but: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the values that are named like fields of the dataclass `kind`."""
    names = {field.name for field in fields(kind)} - {*but}
    return {name: value for name, value in values.items() if name in names}


def _plain(value: Any) -> Any:
    """Return a path or a choice as the text that JSON keeps."""
    return str(value) if isinstance(value, Path | StrEnum) else value
