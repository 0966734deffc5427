"""What the user asked of a training, as plain data; which settings of a phase come of it."""

from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from murals.config import DEFAULT_ENCODER, PHASES, PIX2PIX, STAGES, LossConfig, PhaseConfig
from murals.errors import MuralsError, did_you_mean
from murals.learn.presets import PRESET_NETWORKS, PRESETS, RESTORING_TRAINING, phase_config
from murals.options import device_option, option, options_of, seed_option, workers_option

UNET = "unet"  # the network over an encoder, in three phases; the other is PIX2PIX
RUNS_HELP = "Folder of runs; each run has its own folder in it."
PHASE_NAMES = (*PHASES, "all")


def data_option() -> str:
    """Return the field of the folder of pairs."""
    return option("data", "Folder of pairs: {train,val,test}/{damaged,ground_truth,mask}.", metavar="PATH")


def resume_option() -> bool:
    """Return the field that goes on with a run."""
    return option(False, "Go on with the newest interrupted run.")


@dataclass(frozen=True, kw_only=True)
class Start:
    """What a training of the phases starts from, whether it is run or its learning rate is looked for."""

    preset: str = option("default", "Table of settings: ours, or the original project's.", choices=(*PRESETS,))
    encoder: str | None = option(None, f"timm encoder, {DEFAULT_ENCODER} unless the start has another.")
    weights: str | None = option(None, "File with the encoder's ImageNet weights.", metavar="PATH")
    pretrained: bool = option(True, "Start the encoder from ImageNet weights.", names=("--pretrained/--no-pretrained",))
    init: str | None = option(None, "Checkpoint to start from, instead of the phase before.", metavar="PATH")
    unfreeze: str | None = option(None, "Stages to train beside the decoder, such as stage3,stage4.")
    loss: dict[str, Any] = options_of(LossConfig, "l1_weight", "ssim_weight", "perceptual_weight", "edge_weight")
    seed: int = seed_option()
    device: str = device_option()
    workers: int = workers_option()


@dataclass(frozen=True)
class TrainSettings(Start):
    """What the user asked for; None means the preset's value. Saved in `run.json`, but for `resume`.

    A new setting of a phase is a field of `PhaseConfig` (`murals.config`) and its name in `changes` here.
    """

    phase: str = option(
        "all", "1: decoder; 2a: stage4 too; 2b: everything; all: one after the other.", choices=PHASE_NAMES
    )
    data: str = data_option()
    out: str = option("models", RUNS_HELP, metavar="PATH")
    network: str = option(UNET, "unet: three phases; pix2pix: one.", choices=(UNET, PIX2PIX))
    resume: bool = resume_option()
    changes: dict[str, Any] = options_of(
        PhaseConfig, "epochs", "lr", "min_lr", "size", "batch_size", "patience", "grad_clip"
    )

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


@dataclass(frozen=True)
class LrFindSettings(Start):
    """What `murals lr-find` is asked for."""

    phase: str = option("1", "The phase to look at: 1, 2a or 2b.", choices=PHASE_NAMES)
    data: str = data_option()
    models: str = option("models", "Folder of runs, where the phase before is looked for.", metavar="PATH")
    out: Path = option(Path("runs"), "Folder for the picture.")
    num_it: int = option(100, "Training steps to try, from the lowest rate up.")
    changes: dict[str, Any] = options_of(PhaseConfig, "size", "batch_size")

    def training(self) -> TrainSettings:
        """Return the settings of the training whose rate is looked for."""
        names = {field.name for field in fields(TrainSettings)} & {field.name for field in fields(self)} - {"out"}
        return TrainSettings(out=self.models, **{name: getattr(self, name) for name in names})


@dataclass(frozen=True)
class EncodersSettings:
    """What `murals encoders` is asked for."""

    pattern: str | None = option(None, "Shell pattern, or a part of the name; * is all.", argument=True)


def saved_settings(settings: Any) -> dict[str, Any]:
    """Return the settings of a training as they stand in `run.json`: how it was started is none of them."""
    return {name: value for name, value in asdict(settings).items() if name != "resume"}


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


def configure_all(settings: TrainSettings) -> dict[str, PhaseConfig]:
    """Return the row of each phase that is to be trained, in their order."""
    return {phase: configure(settings, phase) for phase in settings.phases()}


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


def flatten(settings: Any) -> dict[str, Any]:
    """Return all settings in one dictionary, those of the phase and of the loss beside the others."""
    flat = saved_settings(settings)
    changes, loss = flat.pop("changes"), flat.pop("loss")
    return flat | changes | loss


def differences(settings: Any, other: Any) -> dict[str, Any]:
    """Return the settings that are not those of `other`, flat."""
    theirs = flatten(other)
    return {name: value for name, value in flatten(settings).items() if theirs.get(name) != value}
