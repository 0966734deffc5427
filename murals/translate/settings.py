"""The options of `murals pix2pix train` and `translate`, and the preset that results from them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from murals.config import ARCHITECTURES, DIRECTIONS, LAYOUTS, Architecture, LossConfig, PhaseConfig, TranslatorConfig
from murals.errors import MuralsError, did_you_mean
from murals.options import (
    device_option,
    option,
    options_of,
    overwrite_option,
    recursive_option,
    seed_option,
    workers_option,
)
from murals.train.settings import RUNS_HELP, resume_option
from murals.translate.presets import TRANSLATE_PRESETS, TranslatePreset


@dataclass(frozen=True)
class TranslateSettings:
    """The options of `murals pix2pix train`; None means the preset's value. `run.json` keeps all but `resume`."""

    data: str = option(
        "data",
        "Folder of pairs: {train,val}/NAME.jpg, or {train,val}/{A,B}/NAME.*.",
        argument=True,
        required=True,
        metavar="DATA",
    )
    out: str = option("models", RUNS_HELP, metavar="PATH")
    preset: str = option(
        "fcn",
        "fcn: the course project; fcn-narrow: with fewer channels; l1: L1 at its best; pix2pix: Isola et al. 2017.",
        choices=(*TRANSLATE_PRESETS,),
    )
    direction: str = option("AtoB", "AtoB: left to right.", choices=DIRECTIONS)
    layout: str | None = option(None, "Looked up in DATA unless given.", choices=LAYOUTS)
    network: Architecture | None = option(None, "The preset's unless given.", choices=ARCHITECTURES)
    width: int | None = option(None, "Channels of the network's first layer.", low=1)
    layers: int | None = option(None, "Halvings in the network.", low=1)
    gan: bool | None = option(None, "Let a PatchGAN judge beside the loss.", names=("--gan/--no-gan",))
    jitter: bool | None = option(None, "Crop at random and flip.", names=("--jitter/--no-jitter",))
    resume: bool = resume_option()
    grid_every: int = option(20, "Epochs between two grids of pictures.", low=1, panel="training")
    changes: dict[str, Any] = options_of(PhaseConfig, "epochs", "lr", "size", "batch_size", "precision")
    loss: dict[str, Any] = options_of(LossConfig, "l1_weight", "ssim_weight", "perceptual_weight", "edge_weight")
    seed: int = seed_option()
    device: str = device_option()
    workers: int = workers_option()


@dataclass(frozen=True, kw_only=True)
class TranslateFilesSettings:
    """The options of `murals pix2pix translate`."""

    inputs: tuple[Path, ...] = option(help="Files, folders, globs.", argument=True)
    model: Path | None = option(None, "Checkpoint or run; the newest translator unless given.")
    out: Path | None = option(None, "Folder for the results; beside the inputs unless given.")
    pairs: bool = option(False, "The inputs are pairs side by side: take the half that the model reads.")
    size: int | None = option(
        None, "Side in pixels at which the network sees the image; the trained one unless given.", low=1
    )
    recursive: bool = recursive_option()
    overwrite: bool = overwrite_option()
    device: str = device_option()


def settings_of_run(saved: Mapping[str, Any]) -> TranslateSettings:
    """Return the settings of `run.json`; before there was a width, the preset `fcn` was what is `fcn-narrow` now."""
    renamed = {"preset": "fcn-narrow"} if saved.get("preset") == "fcn" and "width" not in saved else {}
    return TranslateSettings(**{**saved, **renamed})


def configure(settings: TranslateSettings) -> TranslatePreset:
    """Return the preset with the user's changes.

    Raises
    ------
    MuralsError
        If the preset is unknown or a number is not above zero.
    """
    if settings.preset not in TRANSLATE_PRESETS:
        hint = did_you_mean(settings.preset, TRANSLATE_PRESETS)
        expected = ", ".join(TRANSLATE_PRESETS)
        raise MuralsError(f"unknown preset '{settings.preset}': expected {expected}. {hint}".rstrip())
    preset = TRANSLATE_PRESETS[settings.preset]
    training = replace(preset.training, **settings.changes)
    training = replace(training, loss=replace(training.loss, **settings.loss), patience=_patience(settings, training))
    _require_positive(settings, training)
    return TranslatePreset(
        network=_network(settings, preset.network),
        training=training,
        jitter=preset.jitter if settings.jitter is None else settings.jitter,
        gan=preset.gan if settings.gan is None else settings.gan,
    )


def _network(settings: TranslateSettings, ours: TranslatorConfig) -> TranslatorConfig:
    """Return the preset's network with the user's changes; another architecture has its own width and layers."""
    if settings.network is not None and settings.network != ours.architecture:
        ours = replace(ours, architecture=settings.network, width=None, layers=None)
    width = ours.width if settings.width is None else settings.width
    layers = ours.layers if settings.layers is None else settings.layers
    return replace(ours, width=width, layers=layers)


def _patience(settings: TranslateSettings, training: PhaseConfig) -> int:
    """Return the given patience, else all epochs."""
    return settings.changes.get("patience", training.epochs)


def _require_positive(settings: TranslateSettings, training: PhaseConfig) -> None:
    names = {"epochs": "epochs", "lr": "lr", "batch-size": "batch_size", "size": "size"}
    changed = {option: getattr(training, name) for option, name in names.items()}
    plain = {"width": settings.width, "layers": settings.layers, "grid-every": settings.grid_every}
    for name, value in (changed | plain).items():
        if value is not None and value <= 0:
            raise MuralsError(f"--{name} is {value}: expected more than zero")
