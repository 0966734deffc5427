"""The options of `murals sweep`, and the training that a trial of it is."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from murals.config import PHASES, PhaseConfig
from murals.errors import MuralsError
from murals.options import device_option, numbers, option, options_of, seed_option, workers_option
from murals.train.settings import Start, TrainSettings, configure

Range = tuple[float, float]
WEIGHTS = ("l1_weight", "ssim_weight", "perceptual_weight", "edge_weight")  # parts of the loss
SPAN = 10.0  # times the preset's learning rate, up and down
TOP = 2.0  # times the preset's weight of a part of the loss; the lowest is zero
FREE = ("trials", "out", "models", "device", "workers")  # may differ when the study goes on
_DIGITS = 3  # of a number that is tried: what the train command says is exactly what was trained


def parse_range(text: str, flag: str) -> Range:
    """Return the bounds in `LO,HI`; one number is both.

    Raises
    ------
    MuralsError
        Unless these are one or two numbers that are not negative, the smaller one first.
    """
    try:
        low, *high = map(float, text.split(","))
        bounds = (low, *high) if high else (low, low)
    except ValueError:
        bounds = ()
    if len(bounds) != 2 or not 0 <= bounds[0] <= bounds[1] < float("inf"):
        raise MuralsError(f"{flag} {text!r}: expected LO,HI, such as 0.1,0.5, or one number to hold it fixed")
    return bounds


def range_option(name: str, help: str, *, panel: str) -> tuple[float, float]:
    """Return the field of a range; its default, None, is the range around the value of the preset."""
    read = partial(parse_range, flag=f"--{name.replace('_', '-')}")
    return option(None, f"{help} LO,HI, or one number.", panel=panel, read=read, write=numbers, metavar="LO,HI")


@dataclass(frozen=True)
class SweepSettings:
    """The options of `murals sweep`; None means the range around the preset's value."""

    data: str = option("data", "Folder of pairs.", argument=True)
    trials: int = option(20, "Trainings to run now, beside those that the study holds.", low=0)
    phase: str = option("1", "The phase to train: 1, 2a or 2b.", choices=PHASES)
    out: Path = option(Path("runs/sweep"), "Folder of the study; it has one run for each trial.")
    models: str = option("models", "Folder of runs, where the phase before is looked for.", metavar="PATH")
    encoder: tuple[str, ...] = option((), "timm encoder to choose from; may be repeated.")
    lr: Range | None = range_option("lr", "Learning rates; a tenth to ten times the preset's unless given.",
                                     panel="training")  # fmt: skip
    l1_weight: Range | None = range_option("l1_weight", "Weights of L1; the preset's unless given.", panel="loss")
    ssim_weight: Range | None = range_option(
        "ssim_weight", "Weights of 1 - SSIM; zero to twice the preset's unless given.", panel="loss"
    )
    perceptual_weight: Range | None = range_option(
        "perceptual_weight", "Weights of the perceptual part; zero to twice the preset's unless given.", panel="loss"
    )
    edge_weight: Range | None = range_option(
        "edge_weight", "Weights of the edge part; zero to twice the preset's unless given.", panel="loss"
    )
    start: dict[str, Any] = options_of(Start, "preset", "weights", "pretrained", "init", "unfreeze")
    changes: dict[str, Any] = options_of(
        PhaseConfig, "epochs", "min_lr", "size", "batch_size", "patience", "grad_clip", "precision"
    )
    seed: int = seed_option()
    device: str = device_option()
    workers: int = workers_option()

    def training(self, params: Mapping[str, Any]) -> TrainSettings:
        """Return the training of a trial, by the parameters that the study chose."""
        rounded = {name: rounded_to(value) for name, value in params.items() if name != "encoder"}
        return TrainSettings(
            phase=self.phase,
            data=self.data,
            out=self.models,
            encoder=params.get("encoder"),
            changes=self.changes | {name: value for name, value in rounded.items() if name == "lr"},
            loss={name: value for name, value in rounded.items() if name in WEIGHTS},
            seed=self.seed,
            device=self.device,
            workers=self.workers,
            **self.start,
        )

    def ranges(self) -> dict[str, Range]:
        """Return the range of each number to choose, by its name.

        Raises
        ------
        MuralsError
            If a learning rate is zero.
        """
        preset = configure(self.training({}), self.phase)
        around = {"lr": (preset.lr / SPAN, preset.lr * SPAN)}
        around |= {name: (0.0, getattr(preset.loss, name) * TOP) for name in WEIGHTS[1:]}  # only their ratios count
        found = {name: getattr(self, name) or around.get(name) for name in ("lr", *WEIGHTS)}
        ranges = {name: bounds for name, bounds in found.items() if bounds}
        if ranges["lr"][0] <= 0:
            raise MuralsError(f"--lr {numbers(ranges['lr'])}: expected rates above zero")
        return ranges

    def saved(self) -> dict[str, Any]:
        """Return the settings as the study keeps them: all that its numbers depend on."""
        return {name: value for name, value in asdict(self).items() if name not in FREE}


def read_saved(values: Mapping[str, Any], now: SweepSettings) -> SweepSettings:
    """Return the settings that a study keeps, with those of `now` that are free to change."""
    kept: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    return replace(now, **kept)


def rounded_to(value: float) -> float:
    """Return the number that is trained with, of `_DIGITS` digits."""
    return float(f"{value:.{_DIGITS}g}")
