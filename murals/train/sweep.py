"""`murals sweep`: a study over learning rate, encoder and weights of the loss in one phase.

Each trial is a training by `murals train`, and its run lies in the folder of the study. Trials are chosen by a
tree-structured Parzen estimator, and given up if an epoch is worse than the median of those before. The study is an
SQLite file: the same command goes on in it.

References
----------
Akiba et al. 2019 (Optuna), https://arxiv.org/abs/1907.10902
Bergstra et al. 2011 (the estimator), https://papers.nips.cc/paper/4443
"""

import logging
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import optuna
from optuna import Study
from optuna.distributions import BaseDistribution, CategoricalDistribution, FloatDistribution
from optuna.trial import FrozenTrial, TrialState
from sqlalchemy.exc import SQLAlchemyError

from murals.errors import MuralsError
from murals.figures.table import Table, number
from murals.learn.encoder import create_encoder
from murals.options import check_options, command_line, declared, given
from murals.progress import SILENT, Progress, clock
from murals.train.resuming import require_same
from murals.train.settings import TrainSettings, configure
from murals.train.sweep_figure import draw_study
from murals.train.sweep_settings import FREE, SweepSettings, read_saved, rounded_to
from murals.train.train import data_fingerprint, find_start
from murals.train.trial import RUN, START, WHY, run_trial

logger = logging.getLogger("murals")

NAME = "murals"  # of the study in its file
ROWS = 10  # best trials in the table
STARTUP = 4  # finished trials before one is pruned
WARM_UP = 3  # the first 1 / WARM_UP of the epochs prune nothing: under one-cycle a high rate begins badly
UNNAMED = ""  # the encoder, where none is named


@dataclass(frozen=True)
class SweepReport:
    """The study: its file, all its trials, the settings that it chooses from, the best command, the picture."""

    file: Path
    trials: Sequence[FrozenTrial]
    space: dict[str, BaseDistribution]
    command: str
    picture: Path

    @property
    def best(self) -> list[FrozenTrial]:
        """The finished trials, the best first."""
        return _best(self.trials)

    def table(self) -> Table:
        """Return the best trials, with the settings that were chosen."""
        names = [name for name, choice in self.space.items() if not choice.single()]
        rows = [
            (
                trial.user_attrs.get(RUN, ""),
                str(trial.number),
                *(_text(trial.params[name]) for name in names),
                number(trial.value, 2),
                clock(trial.duration.total_seconds()) if trial.duration else "",
            )
            for trial in self.best[:ROWS]
        ]
        counts = ", ".join(f"{count} {state}" for state, count in self.counts().items())
        note = f"Trials: {counts}. PSNR: validation, dB, of the best epoch that was trained."
        if self.worse_than_start is not None:
            note += (
                f" No trial is better than its start, {self.worse_than_start:.2f} dB: train longer with --epochs, or "
                "choose lower rates with --lr."
            )
        return Table(
            "The best trials",
            ("run", "trial", *(name.removesuffix("_weight") for name in names), "PSNR", "time"),
            rows,
            note=note,
            labels=2,
        )

    @property
    def worse_than_start(self) -> float | None:
        """The PSNR in dB that the best trial started with, if none of its epochs was better; None otherwise."""
        start = self.best[0].user_attrs.get(START)
        return None if start is None or (self.best[0].value or 0.0) > start else float(start)

    def counts(self) -> dict[str, int]:
        """Return how many trials ended in which way."""
        return dict(Counter(map(_state, self.trials)))

    def as_plain(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return {
            "study": self.file,
            "picture": self.picture,
            "command": self.command,
            "counts": self.counts(),
            "best": _plain(self.best[0]),
            "trials": [_plain(trial) for trial in self.trials],
        }


def sweep(settings: SweepSettings, *, progress: Progress = SILENT) -> SweepReport:
    """Run `settings.trials` more trials of the study in `settings.out`, and draw it.

    Raises
    ------
    MuralsError
        If the settings are wrong or not those of the study, or no trial has finished.
    """
    check_options(settings)
    study, settings = _open_study(settings)
    space, starts = make_space(settings), study.user_attrs["starts"]
    study.sampler = optuna.samplers.TPESampler(seed=settings.seed + len(study.trials))  # one seed would repeat itself
    epochs = configure(settings.training({}), settings.phase).epochs
    study.pruner = optuna.pruners.MedianPruner(STARTUP, n_warmup_steps=epochs // WARM_UP + 1)
    try_again(study)  # what a killed call left
    try:
        for _ in range(settings.trials):
            trial = study.ask(space)
            training = _training(settings, trial.params, starts)
            run_trial(study, trial, replace(training, out=str(settings.out)), progress)
            _draw(study, settings, space)
    except KeyboardInterrupt:
        try_again(study)
        raise
    return _report(study, settings, space)


def make_space(settings: SweepSettings) -> dict[str, BaseDistribution]:
    """Return what the study chooses from, by the name of the setting."""
    space: dict[str, BaseDistribution] = {
        name: FloatDistribution(low, high, log=name == "lr") for name, (low, high) in settings.ranges().items()
    }
    return space | ({"encoder": CategoricalDistribution(settings.encoder)} if settings.encoder else {})


def try_again(study: Study) -> None:
    """Mark trials that were broken off as failed, and let the study begin with their settings when it goes on."""
    for trial in study.get_trials(states=(TrialState.RUNNING,)):
        study.tell(trial.number, state=TrialState.FAIL, skip_if_finished=True)
        study.enqueue_trial(trial.params, skip_if_exists=False)


def _open_study(settings: SweepSettings) -> tuple[Study, SweepSettings]:
    """Return the study in `settings.out`, a new one if there is none, and its settings."""
    file = settings.out / "study.db"
    optuna.logging.set_verbosity(optuna.logging.ERROR)  # the trials have lines of ours
    if file.exists():
        study = _load(file)
        before = _require_same(file, study.user_attrs, settings)
        logger.info("going on in %s: %s", file, command_line("sweep", before))
    else:
        before, starts, mark = settings, _find_starts(settings), data_fingerprint(settings.data)
        make_space(settings)
        settings.out.mkdir(parents=True, exist_ok=True)
        study = _load(file)
        for name, value in (("settings", settings.saved()), ("starts", starts), ("fingerprint", mark)):
            study.set_user_attr(name, value)
    return study, before


def _load(file: Path) -> Study:
    try:
        return optuna.create_study(
            storage=f"sqlite:///{file}", study_name=NAME, direction="maximize", load_if_exists=True
        )
    except (SQLAlchemyError, RuntimeError) as error:
        raise MuralsError(f"{file} is no study that can be read: choose another folder with --out") from error


def _require_same(file: Path, kept: dict[str, Any], now: SweepSettings) -> SweepSettings:
    """Return the settings that a study keeps, with those of `now` that may differ.

    Raises MuralsError if an option or the pairs are others: the numbers could not be compared.
    """
    before = read_saved(kept["settings"], now)
    started = {one.name: one.default for one in declared(SweepSettings)}
    started |= {one.name: value for one, value in given(before)}
    asked = {one.name: value for one, value in given(now) if one.name not in FREE}
    require_same(file, started, asked, "choose another folder with --out")
    data = asked.get("data", before.data)
    if data_fingerprint(data) != kept["fingerprint"]:
        raise MuralsError(f"the pairs in {data} are not those of {file}: choose another folder with --out")
    return replace(before, data=data)


def _find_starts(settings: SweepSettings) -> dict[str, str | None]:
    """Return the checkpoint that the phase starts from, by encoder; None for an encoder with its own weights."""
    starts: dict[str, str | None] = {}
    for encoder in settings.encoder or (None,):
        training = settings.training({"encoder": encoder})
        start = find_start(training, settings.phase)
        if start is None and encoder:
            weights = Path(training.weights) if training.weights else None
            create_encoder(encoder, pretrained=training.pretrained, weights=weights)  # raises now, not in each trial
        starts[encoder or UNNAMED] = str(start.path) if start else None
    return starts


def _training(settings: SweepSettings, params: dict[str, Any], starts: dict[str, str | None]) -> TrainSettings:
    return replace(settings.training(params), init=starts[params.get("encoder", UNNAMED)])


def _report(study: Study, settings: SweepSettings, space: dict[str, BaseDistribution]) -> SweepReport:
    trials, file = study.get_trials(), settings.out / "study.db"
    best = _best(trials)
    if not best:
        said = [trial.user_attrs[WHY] for trial in trials if WHY in trial.user_attrs]
        raise MuralsError(f"no trial in {file} has finished" + (f"; the last one failed: {said[-1]}" if said else ""))
    training = _training(settings, best[0].params, study.user_attrs["starts"])
    picture = _draw(study, settings, space)
    command = command_line("train", replace(training, device="auto", workers=0))
    return SweepReport(file, trials, space, command, picture)


def _draw(study: Study, settings: SweepSettings, space: dict[str, BaseDistribution]) -> Path:
    """Draw the study as it is now, as soon as a trial has finished; return where."""
    picture, trials = settings.out / "study.png", study.get_trials()
    if _best(trials):
        draw_study(trials, space, picture)
    return picture


def _best(trials: Sequence[FrozenTrial]) -> list[FrozenTrial]:
    finished = [trial for trial in trials if trial.state is TrialState.COMPLETE]
    return sorted(finished, key=lambda trial: trial.value if trial.value is not None else -math.inf, reverse=True)


def _plain(trial: FrozenTrial) -> dict[str, Any]:
    return {
        "number": trial.number,
        "state": _state(trial),
        "valid_psnr": trial.value,
        "params": {name: _rounded(value) for name, value in trial.params.items()},
        **trial.user_attrs,
    }


def _state(trial: FrozenTrial) -> str:
    return "failed" if trial.state is TrialState.FAIL else trial.state.name.lower()


def _rounded(value: Any) -> Any:
    return rounded_to(value) if isinstance(value, float) else value


def _text(value: Any) -> str:
    return f"{_rounded(value):g}" if isinstance(value, float) else str(value)
