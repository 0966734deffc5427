"""Training of a phase: fastai freezes and fits, the best checkpoint is kept, the training can be resumed.

Epoch 0 is the start, scored before anything is trained. A phase that does not help keeps its start, and its gain is
+0.00.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from fastai.callback.core import Callback
from fastai.callback.schedule import ParamScheduler
from fastai.callback.training import GradientClip
from fastai.learner import Learner
from fastai.torch_core import set_seed

from murals import ranks
from murals.config import PHASES, STAGES, PhaseConfig, as_plain
from murals.data.depth import learned_radius_of
from murals.data.pairs import Pair, fingerprint
from murals.learn.bfloat16 import in_bfloat16, precision_on
from murals.learn.callbacks import BestCheckpoint, EpochEnd, Patience, ShowProgress, StopOnNaN, bare
from murals.learn.checkpoint import annotate, open_checkpoint
from murals.learn.gan import generator_of
from murals.learn.monitors import MONITORS
from murals.learn.optimizers import OPTIMIZERS
from murals.learn.phase_history import PhaseHistory, PhaseSummary
from murals.learn.presets import phase_config
from murals.learn.resume import Progressed, RestoreState, read_progressed, save_state
from murals.learn.run import Run, new_run, title
from murals.learn.saved_network import load_weights, save_checkpoint
from murals.learn.schedules import schedule_of
from murals.progress import SILENT, Progress


def train_phase(
    learn: Learner,
    phase: str = "1",
    *,
    preset: str = "default",
    run: Run | None = None,
    models: str | Path = "models",
    config: PhaseConfig | None = None,
    seed: int = 0,
    progress: Progress | None = SILENT,
    after_epoch: Callable[[Run, Learner], None] | None = None,
    at_end: Callable[[], None] | None = None,
    earlier: list[PhaseSummary] | None = None,
    cbs: Sequence[Callback] = (),
    **changes: Any,
) -> PhaseSummary:
    """Train one phase and leave `learn` with its best weights.

    The learner's own data and loss are used.

    Parameters
    ----------
    run
        Where the files go; a new folder under `models` if None. A run that was interrupted in this phase is resumed
        after its last finished epoch.
    config
        The settings of the phase; those of `preset` if None.
    progress
        What shows the epochs, nothing by itself; None leaves that to fastai's own bars and table.
    after_epoch
        Called as `after_epoch(run, learn)` after each epoch; it may draw.
    at_end
        Called once `learn` has the best weights, before the state to resume from is removed. If it is interrupted, the
        resumed phase calls it again and trains nothing.
    earlier
        The summaries of the phases before.
    cbs
        fastai callbacks of the fit, beside our own.
    **changes
        Fields of `PhaseConfig` that differ from the preset: `epochs=5`, `lr=1e-3`.

    Raises
    ------
    MuralsError
        If the loss becomes NaN or infinite.
    """
    config = config or phase_config(phase, preset, **changes)
    run = run or ranks.from_first(lambda: new_run(models, config.phase))
    set_seed(seed, reproducible=False)
    prepare_phase(learn, config)
    if ranks.world() > 1:
        from murals.learn.together import train_together  # accelerate is slow to load, and one process needs none

        train_together(learn)
    keeper = _Keeper(learn, config, run, seed, earlier or [], after_epoch)
    done = read_progressed(run.resume_file) if ranks.from_first(run.resume_file.is_file) else None
    if done is None or done.phase != config.phase:  # a state of the phase before outlives a kill right at its end
        done = keeper.begin()
    if done.waited < config.patience:
        stopped = _fit(learn, config, run, keeper, done, progress, cbs).stopped
    else:
        stopped = True  # it was interrupted right after its patience had ended
    stopped = stopped or keeper.history.mine[-1]["epoch"] < config.epochs  # a callback may stop it too
    ranks.wait()
    best = open_checkpoint(run.weights(config.phase))
    load_weights(generator_of(learn.model), best)
    summary = keeper.history.summary(trained=unfrozen(config), stopped_early=stopped)
    if ranks.is_first():
        annotate(best, summary=asdict(summary))
        if at_end:
            at_end()
        run.resume_file.unlink(missing_ok=True)
    ranks.wait()
    return summary


def prepare_phase(learn: Learner, config: PhaseConfig) -> None:
    """Give `learn` the optimizer of the phase, and freeze what the phase does not train."""
    learn.opt_func = OPTIMIZERS[config.optimizer]
    learn.create_opt()
    learn.freeze_to(config.freeze_to)


def step_callbacks(config: PhaseConfig) -> list[Callback]:
    """Return the callbacks of each training step: gradient clipping."""
    return [GradientClip(config.grad_clip)] if config.grad_clip else []


def in_precision(learn: Learner, config: PhaseConfig) -> AbstractContextManager[None]:
    """Return the context in which the network of `learn` trains in the precision of the phase."""
    half = precision_of(learn.dls.device, config) == "bfloat16"
    return in_bfloat16(bare(learn.model)) if half else nullcontext()


def precision_of(device: torch.device, config: PhaseConfig) -> str:
    """Return `float32` or `bfloat16` for the phase: what was asked for, or for `auto` the faster one on `device`."""
    whole_encoder = config.phase in PHASES and not config.freeze_to
    if config.precision == "auto" and device.type == "cpu" and whole_encoder:
        return "float32"  # the gradients of an encoder's depthwise convolutions: 1.05 of the time in bfloat16
    return precision_on(device, config.precision)


def unfrozen(config: PhaseConfig) -> str:
    """Return what the phase trains, in words: `decoder`, `decoder + stage4`, `everything`."""
    free = STAGES[config.freeze_to + 1 :] if config.freeze_to < -1 else () if config.freeze_to == -1 else STAGES
    return "everything" if free == STAGES else " + ".join(["decoder", *reversed(free)])


def phase_info(learn: Learner, config: PhaseConfig, *, seed: int, earlier: list[PhaseSummary]) -> dict[str, Any]:
    """Return the plain data of a phase's checkpoints, except the epoch and its score."""
    pairs: tuple[list[Pair], list[Pair]] = getattr(learn.dls, "pairs", ([], []))
    train, valid = pairs
    size = getattr(learn.dls, "size", None)
    return {
        "phase": config.phase,
        "settings": as_plain(config) | {"precision": precision_of(learn.dls.device, config)},
        "seed": seed,
        "unfrozen": unfrozen(config),
        "size": size,
        "max_radius": learned_radius_of(train, size),  # px, of the holes it has learned to fill
        "data": {"fingerprint": fingerprint([*train, *valid]), "train": len(train), "val": len(valid)},
        "earlier": [asdict(row) for row in earlier],
    }


class _Keeper:
    """Saves a phase while it trains: its history, its best checkpoint, and the state to resume from."""

    def __init__(
        self,
        learn: Learner,
        config: PhaseConfig,
        run: Run,
        seed: int,
        earlier: list[PhaseSummary],
        after_epoch: Callable[[Run, Learner], None] | None,
    ) -> None:
        self.learn, self.config, self.run, self.after_epoch = learn, config, run, after_epoch
        self.monitor = MONITORS[config.keep]
        self.history = PhaseHistory(run, config.phase, self.monitor)
        self.info = phase_info(learn, config, seed=seed, earlier=earlier)

    def begin(self) -> Progressed:
        """Score the start as epoch 0 and save it: it is the best until an epoch beats it."""
        parts = self.learn.loss_parts
        parts.before_train()
        with self.learn.no_bar():
            numbers = map(float, self.learn.validate())
        names = ["loss", *(metric.name for metric in self.learn.metrics)]
        row = {"epoch": 0, **{f"valid_{name}": number for name, number in zip(names, numbers, strict=True)}}
        row |= parts.means()
        self.history.begin(row)
        self.save(0, row[self.monitor.column])
        return Progressed(self.config.phase, 0, row[self.monitor.column], 0, self.history.step)

    def save(self, epoch: int, number: float) -> None:
        """Write the best checkpoint of the phase; `number` is what made it the best."""
        if not ranks.is_first():
            return
        scores = {"epoch": epoch, self.monitor.column: number}
        info = {**self.info, "scores": scores, "trained": epoch > 0 or self.config.phase != "1"}
        save_checkpoint(self.run.weights(self.config.phase), generator_of(bare(self.learn.model)), info)

    def done(self, row: dict[str, Any]) -> None:
        """Take the numbers of an epoch; called after `BestCheckpoint`, so the best is on disk already."""
        self.history.add(row, steps=len(self.learn.dls.train))
        if not ranks.is_first():
            return
        if self.after_epoch:
            self.after_epoch(self.run, self.learn)
        epoch, best = int(row["epoch"]), self.history.best
        waited = epoch - int(best["epoch"])
        done = Progressed(self.config.phase, epoch, best[self.monitor.column], waited, self.history.step)
        save_state(self.run.resume_file, self.learn, done)


def _fit(
    learn: Learner,
    config: PhaseConfig,
    run: Run,
    keeper: _Keeper,
    done: Progressed,
    progress: Progress | None,
    more: Sequence[Callback],
) -> Patience:
    """Run fastai's fit over the remaining epochs; the returned callback tells whether it stopped early."""
    keeper.history.forget_after(done.epochs)
    start = done.epochs
    nan = StopOnNaN()
    monitor, best = keeper.monitor, done.best
    patience = Patience(monitor=monitor, patience=config.patience, best=best, waited=done.waited, start_epoch=start)
    cbs = [
        *more,
        nan,
        patience,
        BestCheckpoint(keeper.save, monitor=monitor, best=best, start_epoch=start),
        EpochEnd(keeper.done, start_epoch=start),
    ]
    if progress:
        told = f"{title(config.phase)}: {unfrozen(config)}"
        cbs.append(ShowProgress(progress, told, monitor=monitor, start_epoch=start))
    if start:
        cbs.append(RestoreState(run.resume_file, start))
    cbs += step_callbacks(config)
    train_metrics, learn.recorder.train_metrics = learn.recorder.train_metrics, True
    try:
        with ExitStack() as silent, in_precision(learn, config):
            if progress:
                silent.enter_context(learn.no_bar())
                silent.enter_context(learn.no_logging())
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
