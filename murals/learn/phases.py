"""The three phases of training: rows of the table `murals.learn.presets.PRESETS`, run by one loop through fastai.

In: a learner and a row. Out: the best checkpoint of the phase in the run's folder, and a summary row. Epoch 0 is the
start itself, scored before anything is trained: a phase that does not help keeps its start and reads +0.00.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import reduce
from pathlib import Path
from typing import Any

from fastai.callback.core import Callback
from fastai.callback.fp16 import MixedPrecision
from fastai.callback.schedule import ParamScheduler
from fastai.callback.training import GradientClip
from fastai.learner import Learner
from fastai.torch_core import set_seed

from murals.config import STAGES, PhaseConfig, as_plain
from murals.data.depth import learned_radius_of
from murals.data.pairs import Pair, fingerprint
from murals.learn.callbacks import MONITORS, BestCheckpoint, EpochEnd, Patience, ShowProgress, StopOnNaN
from murals.learn.checkpoint import annotate, open_checkpoint
from murals.learn.gan import generator_of
from murals.learn.optimizers import OPTIMIZERS
from murals.learn.presets import phase_config
from murals.learn.resume import Progressed, RestoreState, read_progressed, save_state
from murals.learn.run import Run, new_run, title
from murals.learn.saved_network import load_weights, save_checkpoint
from murals.learn.schedules import schedule_of
from murals.progress import SILENT, Progress


@dataclass(frozen=True)
class PhaseSummary:
    """One row of the table of phases; PSNR in dB, `epoch` counts from 1, 0 is the start; best as `keep` has it."""

    phase: str
    trained: str
    start_psnr: float
    best_train_psnr: float
    best_valid_psnr: float
    best_epoch: int
    train_loss: float
    valid_loss: float
    last_epoch: int
    stopped_early: bool

    @property
    def gain(self) -> float:
        """What the phase added to validation PSNR, in dB; never below zero where that is kept, since epoch 0 counts."""
        return self.best_valid_psnr - self.start_psnr


def train_phase(
    learn: Learner,
    phase: str = "1",
    *,
    preset: str = "default",
    run: Run | None = None,
    models: str | Path = "models",
    config: PhaseConfig | None = None,
    seed: int = 0,
    progress: Progress = SILENT,
    after_epoch: Callable[[Run, Learner], None] | None = None,
    earlier: list[PhaseSummary] | None = None,
    **changes: Any,
) -> PhaseSummary:
    """Train one phase and leave `learn` with its best weights.

    `changes` are fields of `PhaseConfig` (`epochs=5`, `lr=1e-3`). Files go to `run`, a new folder under `models`
    unless given; a run that was interrupted in this phase goes on after its last finished epoch. `after_epoch(run,
    learn)` may draw; `earlier` are the phases before. The learner's own data and loss are used. Raises `MuralsError`
    when the loss is no number any more.
    """
    config = config or phase_config(phase, preset, **changes)
    run = run or new_run(models, config.phase)
    set_seed(seed, reproducible=False)
    prepare_phase(learn, config)
    done = read_progressed(run.resume_file) if run.resume_file.is_file() else None
    book = _PhaseBook(learn, config, run, seed, earlier or [], after_epoch)
    if done is None:
        done = book.begin()
    if done.waited < config.patience:
        stopped = _fit(learn, config, run, book, done, progress).stopped
    else:
        stopped = True  # it was interrupted right after its patience had ended
    load_weights(generator_of(learn.model), open_checkpoint(run.weights(config.phase)))
    summary = book.summary(stopped_early=stopped)
    annotate(open_checkpoint(run.weights(config.phase)), summary=asdict(summary))
    run.resume_file.unlink(missing_ok=True)
    return summary


def prepare_phase(learn: Learner, config: PhaseConfig) -> None:
    """Give `learn` the optimizer of the phase, and freeze what the phase does not train."""
    learn.opt_func = OPTIMIZERS[config.optimizer]
    learn.create_opt()
    learn.freeze_to(config.freeze_to)


def step_callbacks(config: PhaseConfig, learn: Learner) -> list[Callback]:
    """Return the callbacks that belong to each step of the phase: clipping, and on a GPU bfloat16."""
    clip = [GradientClip(config.grad_clip)] if config.grad_clip else []
    return [*clip, *([MixedPrecision("bf16")] if learn.dls.device.type == "cuda" else [])]


def unfrozen(config: PhaseConfig) -> str:
    """Say in words what the phase trains: `decoder`, `decoder + stage4`, `everything`."""
    free = STAGES[config.freeze_to + 1 :] if config.freeze_to < -1 else () if config.freeze_to == -1 else STAGES
    return "everything" if free == STAGES else " + ".join(["decoder", *reversed(free)])


class _PhaseBook:
    """Keeps the books of a phase: history rows, best checkpoint, the state to resume from."""

    def __init__(
        self,
        learn: Learner,
        config: PhaseConfig,
        run: Run,
        seed: int,
        earlier: list[PhaseSummary],
        after_epoch: Callable[[Run, Learner], None] | None,
    ) -> None:
        self.learn, self.config, self.run, self.seed = learn, config, run, seed
        self.earlier, self.after_epoch = earlier, after_epoch
        self.monitor = MONITORS[config.keep]
        self.rows = run.history()
        pairs: tuple[list[Pair], list[Pair]] = getattr(learn.dls, "pairs", ([], []))
        self.train, self.valid = pairs
        self.size = getattr(learn.dls, "size", None)
        self.max_radius = learned_radius_of(self.train, self.size)

    def begin(self) -> Progressed:
        """Score the start as epoch 0 and save it: it is the best until an epoch beats it."""
        parts = self.learn.loss_parts
        parts.before_train()
        with self.learn.no_bar():
            numbers = map(float, self.learn.validate())
        names = ["loss", *(metric.name for metric in self.learn.metrics)]
        row = {"epoch": 0, **{f"valid_{name}": number for name, number in zip(names, numbers, strict=True)}}
        row |= parts.means()
        before = [r for r in self.rows if r["phase"] != self.config.phase]
        step = int(before[-1]["step"]) if before else 0
        self.rows = [*before, self._row(row, step)]
        self.run.save_history(self.rows)
        self.save(0, row[self.monitor.column])
        return Progressed(self.config.phase, 0, row[self.monitor.column], 0, step)

    def save(self, epoch: int, number: float) -> None:
        """Write the best checkpoint of the phase; `number` is what made it the best."""
        info = {
            "phase": self.config.phase,
            "settings": as_plain(self.config),
            "seed": self.seed,
            "unfrozen": unfrozen(self.config),
            "scores": {"epoch": epoch, self.monitor.column: number},
            "trained": epoch > 0 or self.config.phase != "1",
            "size": self.size,
            "max_radius": self.max_radius,  # px, of the holes it has learned to fill
            "data": {
                "fingerprint": fingerprint([*self.train, *self.valid]),
                "train": len(self.train),
                "val": len(self.valid),
            },
            "earlier": [asdict(row) for row in self.earlier],
        }
        save_checkpoint(self.run.weights(self.config.phase), generator_of(self.learn.model), info)

    def done(self, row: dict[str, Any]) -> None:
        """Take in the numbers of an epoch; called behind `BestCheckpoint`, so the best is on disk already."""
        step = int(self.rows[-1]["step"]) + len(self.learn.dls.train)
        self.rows.append(self._row(row, step))
        self.run.save_history(self.rows)
        if self.after_epoch:
            self.after_epoch(self.run, self.learn)
        best = self._best()
        waited = int(row["epoch"]) - int(best["epoch"])
        save_state(
            self.run.resume_file,
            self.learn,
            Progressed(self.config.phase, int(row["epoch"]), best[self.monitor.column], waited, step),
        )

    def forget_after(self, epochs: int) -> None:
        """Drop the rows of epochs that a resumed phase will do again."""
        self.rows = [r for r in self.rows if r["phase"] != self.config.phase or r["epoch"] <= epochs]

    def summary(self, *, stopped_early: bool) -> PhaseSummary:
        """Return the row of the table of phases."""
        mine, best = self._mine(), self._best()
        return PhaseSummary(
            phase=self.config.phase,
            trained=unfrozen(self.config),
            start_psnr=mine[0]["valid_psnr"],
            best_train_psnr=max((r["train_psnr"] for r in mine if "train_psnr" in r), default=float("nan")),
            best_valid_psnr=best["valid_psnr"],
            best_epoch=int(best["epoch"]),
            train_loss=best.get("train_loss", float("nan")),
            valid_loss=best["valid_loss"],
            last_epoch=int(mine[-1]["epoch"]),
            stopped_early=stopped_early,
        )

    def _row(self, numbers: dict[str, Any], step: int) -> dict[str, Any]:
        return {"phase": self.config.phase, "epoch": numbers["epoch"], "step": step, **numbers}

    def _mine(self) -> list[dict[str, Any]]:
        return [r for r in self.rows if r["phase"] == self.config.phase]

    def _best(self) -> dict[str, Any]:
        """Return the row that the callback took for the best: of equals the first."""
        column, better = self.monitor.column, self.monitor.better
        return reduce(lambda best, row: row if better(row[column], best[column]) else best, self._mine())


def _fit(
    learn: Learner, config: PhaseConfig, run: Run, book: _PhaseBook, done: Progressed, progress: Progress
) -> Patience:
    """Run fastai's fit over the epochs that are left; `Patience` tells whether it stopped early."""
    book.forget_after(done.epochs)
    start = done.epochs
    nan = StopOnNaN()
    monitor, best = book.monitor, done.best
    patience = Patience(monitor=monitor, patience=config.patience, best=best, waited=done.waited, start_epoch=start)
    cbs = [
        nan,
        patience,
        BestCheckpoint(book.save, monitor=monitor, best=best, start_epoch=start),
        EpochEnd(book.done, start_epoch=start),
        ShowProgress(progress, f"{title(config.phase)}: {unfrozen(config)}", monitor=monitor, start_epoch=start),
    ]
    if start:
        cbs.append(RestoreState(run.resume_file, start))
    cbs += step_callbacks(config, learn)
    train_metrics, learn.recorder.train_metrics = learn.recorder.train_metrics, True
    try:
        with learn.no_bar(), learn.no_logging():
            _fit_schedule(learn, config, cbs, start)
    finally:
        learn.recorder.train_metrics = train_metrics
    if nan.failure:
        raise nan.failure
    return patience


def _fit_schedule(learn: Learner, config: PhaseConfig, cbs: list[Any], start: int) -> None:
    lr = slice(config.lr / config.lr_spread, config.lr) if config.lr_spread != 1 else config.lr
    if config.schedule == "one_cycle":
        learn.fit_one_cycle(config.epochs, lr_max=lr, cbs=cbs, start_epoch=start)
        return
    learn.opt.set_hyper("lr", lr)
    scheduler = ParamScheduler({"lr": schedule_of(config, [hyper["lr"] for hyper in learn.opt.hypers])})
    learn.fit(config.epochs, lr, cbs=[*cbs, scheduler], start_epoch=start)
