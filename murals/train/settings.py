"""The options of `murals train`, `lr-find` and `encoders`, and the settings of a phase that result from them."""

from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Final

from murals.config import DEFAULT_ENCODER, PHASES, PIX2PIX, STAGES, LossConfig, PhaseConfig
from murals.errors import MuralsError, did_you_mean
from murals.learn.presets import PRESET_NETWORKS, PRESETS, RESTORING_TRAINING, phase_config
from murals.options import device_option, option, options_of, seed_option, workers_option

UNET = "unet"  # the network over an encoder, in three phases; another is PIX2PIX
LIGHT: Final = "light"  # the same with a decoder of a third of the work
RUNS_HELP = "Folder of runs; each run has its own folder in it."
PHASE_NAMES = (*PHASES, "all")


def data_option() -> str:
    """Return the field of the folder of pairs."""
    return option("data", "Folder of pairs: {train,val,test}/{damaged,ground_truth,mask}.", metavar="PATH")


def resume_option() -> bool:
    """Return the field that resumes a run."""
    return option(False, "Go on with the newest interrupted run.")


@dataclass(frozen=True, kw_only=True)
class Start:
    """What a phase starts from; the same for a training and for a test of its learning rate."""

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
    """The options of `murals train`; None means the preset's value. `run.json` keeps all but `resume`.

    A new setting of a phase is a field of `PhaseConfig` (`murals.config`) and its name in `changes` here.
    """

    phase: str = option(
        "all", "1: decoder; 2a: stage4 too; 2b: everything; all: one after the other.", choices=PHASE_NAMES
    )
    data: str = data_option()
    out: str = option("models", RUNS_HELP, metavar="PATH")
    network: str = option(
        UNET,
        "unet: three phases; light: the same, with a decoder of a third of the work; pix2pix: one phase.",
        choices=(UNET, LIGHT, PIX2PIX),
    )
    resume: bool = resume_option()
    changes: dict[str, Any] = options_of(
        PhaseConfig, "epochs", "lr", "min_lr", "size", "batch_size", "patience", "grad_clip", "precision"
    )

    def phases(self) -> tuple[str, ...]:
        """Return the phases to train, in order; a pix2pix network has one of its own.

        Raises
        ------
        MuralsError
            If the phase or the network is unknown, or an option concerns an encoder that the network does not have.
        """
        if self.network not in (UNET, LIGHT, PIX2PIX):
            hint = did_you_mean(self.network, (UNET, LIGHT, PIX2PIX))
            expected = f"expected {UNET}, {LIGHT} or {PIX2PIX}"
            raise MuralsError(f"unknown network '{self.network}': {expected}. {hint}".rstrip())
        if self.network == PIX2PIX:
            return self._pix2pix_phases()
        if self.phase not in (*PHASES, "all"):
            hint = did_you_mean(self.phase, (*PHASES, "all"))
            raise MuralsError(f"unknown phase '{self.phase}': expected 1, 2a, 2b or all. {hint}".rstrip())
        return PHASES if self.phase == "all" else (self.phase,)

    def _pix2pix_phases(self) -> tuple[str, ...]:
        """Return the one phase of a pix2pix network; raise if an option concerns an encoder."""
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
    """The options of `murals lr-find`."""

    phase: str = option("1", "The phase to look at: 1, 2a or 2b.", choices=PHASES)
    data: str = data_option()
    models: str = option("models", "Folder of runs, where the phase before is looked for.", metavar="PATH")
    out: Path = option(Path("runs"), "Folder for the picture.")
    num_it: int = option(100, "Training steps to try, from the lowest rate up.")
    changes: dict[str, Any] = options_of(PhaseConfig, "size", "batch_size", "precision")

    def training(self) -> TrainSettings:
        """Return the settings of the training that would use the rate."""
        names = {field.name for field in fields(TrainSettings)} & {field.name for field in fields(self)} - {"out"}
        return TrainSettings(out=self.models, **{name: getattr(self, name) for name in names})


@dataclass(frozen=True)
class EncodersSettings:
    """The options of `murals encoders`."""

    pattern: str | None = option(None, "Shell pattern, or a part of the name; * is all.", argument=True)


def saved_settings(settings: Any) -> dict[str, Any]:
    """Return the settings as `run.json` keeps them, without `resume`."""
    return {name: value for name, value in asdict(settings).items() if name != "resume"}


def way_back(settings: TrainSettings) -> str:
    """Return what an interrupted training leaves, and the command that resumes it."""
    command = "murals train --resume" + ("" if settings.out == TrainSettings.out else f" --out {settings.out}")
    return f'finished epochs are kept, and "{command}" goes on after them'


def configure(settings: TrainSettings, phase: str) -> PhaseConfig:
    """Return the settings of a phase with the user's changes.

    Raises
    ------
    MuralsError
        If a number is not above zero, or the stages to unfreeze are no run that ends in stage4.
    """
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
    """Return the settings of each phase to train, in order."""
    return {phase: configure(settings, phase) for phase in settings.phases()}


def check_start(settings: TrainSettings) -> None:
    """Look at what may be wrong before torch is loaded, which takes seconds.

    Settings out of range, missing pairs, no run to resume.

    Raises
    ------
    MuralsError
        If something is.
    """
    from murals.data.pairs import find_pairs  # with what reads images

    if settings.resume:
        from murals.train.resuming import find_resumable  # which knows these settings

        find_resumable(settings, TrainSettings(), job="train")
    else:
        first = next(iter(configure_all(settings)))
        if first == PHASES[0] and not settings.init:  # else the checkpoint to start from is looked for first
            for split in ("train", "val"):
                find_pairs(settings.data, split)


def freeze_to(unfreeze: str) -> int:
    """Return the argument of fastai's `freeze_to` for `stage3,stage4`, which is -3.

    Raises
    ------
    MuralsError
        If the stages are no run that ends in stage4.
    """
    names = [name.strip() for name in unfreeze.split(",")]
    free = STAGES[-len(names) :]
    if set(names) != set(free):
        raise MuralsError(
            f"cannot unfreeze {unfreeze}: expected a run of stages that ends in stage4: stage4, "
            "or stage3,stage4, or stage2,stage3,stage4, or all four"
        )
    return 0 if len(names) == len(STAGES) else -1 - len(names)


def wanted_encoder(settings: TrainSettings) -> str | None:
    """Return the encoder that a start must have; None if any will do.

    That is the encoder named, or that of a preset other than the default.
    """
    return settings.encoder or (PRESET_NETWORKS[settings.preset].encoder if settings.preset != "default" else None)


def flatten(settings: Any) -> dict[str, Any]:
    """Return all settings in one dictionary, those of the phase and of the loss included."""
    flat = saved_settings(settings)
    changes, loss = flat.pop("changes"), flat.pop("loss")
    return flat | changes | loss


def differences(settings: Any, other: Any) -> dict[str, Any]:
    """Return the settings that differ from those of `other`, flat."""
    theirs = flatten(other)
    return {name: value for name, value in flatten(settings).items() if theirs.get(name) != value}
