"""`murals train`: one phase or all three, each from the best checkpoint of the phase before.

The run's folder gets checkpoints, history, curves, sample grids, TensorBoard events and the table of phases.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from fastai.callback.core import Callback
from fastai.learner import Learner
from fastai.torch_core import set_seed

from murals import ranks
from murals.config import PHASES, PIX2PIX, LossConfig, NetworkConfig, PhaseConfig, TranslatorConfig
from murals.data.loaders import mural_dls
from murals.data.pairs import find_pairs, fingerprint
from murals.errors import MuralsError
from murals.learn.checkpoint import Checkpoint, find_checkpoints, open_checkpoint
from murals.learn.learner import mural_learner
from murals.learn.losses import MuralLoss
from murals.learn.phase_history import PhaseSummary
from murals.learn.phases import train_phase
from murals.learn.presets import PRESET_NETWORKS, RESTORING_NETWORK
from murals.learn.run import Run, new_run
from murals.learn.translator_learner import translation_learner
from murals.progress import SILENT, Progress
from murals.runs.phase_table import write_phase_table
from murals.runs.tensorboard import TensorBoardWriter
from murals.train.beside_packaged import compare_with_packaged
from murals.train.memory import told_if_out_of_memory
from murals.train.painter import Painter
from murals.train.resuming import find_moved, find_resumable, locate_data, marked_if_failed
from murals.train.settings import LIGHT, TrainSettings, configure_all, saved_settings, wanted_encoder, way_back

logger = logging.getLogger("murals")


@dataclass(frozen=True)
class TrainReport:
    """The result of a training: its run, the rows of the table of phases, the last checkpoint."""

    run: Run
    summaries: list[PhaseSummary]
    checkpoint: Checkpoint


def train(
    settings: TrainSettings,
    *,
    progress: Progress = SILENT,
    cbs: Sequence[Callback] = (),
    compared: bool = True,
) -> TrainReport:
    """Train in a new run, or resume an interrupted one if `settings.resume`.

    Parameters
    ----------
    cbs
        fastai callbacks, beside our own, of each phase.
    compared
        Whether the last checkpoint is scored beside the packaged model, as `murals restore` wants it.

    Raises
    ------
    MuralsError
        If the settings contradict each other, or the checkpoint of the phase before is missing; nothing is written
        then.
    """
    with ranks.joined(settings.device, kept=way_back(settings)):
        run = ranks.from_first(lambda: _find_run(settings) if settings.resume else _new_run(settings))
        started = TrainSettings(**run.settings()["settings"])
        with run.timed():
            return _train_run(run, started, configure_all(started), progress, cbs, compared)


def _new_run(settings: TrainSettings) -> Run:
    """Return a new run that holds its settings, after all that may be wrong with them is looked at."""
    phases = settings.phases()
    configure_all(settings)
    _require_one_process(settings)
    if settings.weights and settings.init:
        raise MuralsError("--weights starts the encoder, --init the whole network: give one of them")
    start = find_start(settings, phases[0])
    mark = data_fingerprint(settings.data)
    run = new_run(settings.out, phases[0] if len(phases) == 1 else "s")
    if start is not None:
        run.save_history(_history_before(start, phases[0]))
    _save(run, settings, start=str(start.path) if start else None, fingerprint=mark, done=[], finished=False)
    return run


def _find_run(settings: TrainSettings) -> Run:
    """Return the newest interrupted run under `settings.out`, or the run that lies there.

    `settings.data` may name where the pairs moved; all other options must not contradict the run's settings.
    """
    run = find_resumable(settings, TrainSettings(), job="train")
    locate_data(run, settings.data, TrainSettings.data, data_fingerprint)
    logger.info("resuming %s", run.folder)
    return run


def find_start(settings: TrainSettings, phase: str) -> Checkpoint | None:
    """Return the checkpoint that `phase` starts from; None for phase 1.

    That is `--init`, else the newest best checkpoint of the phase before.

    Raises
    ------
    MuralsError
        If there is none.
    """
    if settings.init:
        return open_checkpoint(settings.init)
    if phase in (PHASES[0], PIX2PIX):
        return None
    before = PHASES[PHASES.index(phase) - 1]
    decoder = LIGHT if settings.network == LIGHT else None  # else that of the start
    found = find_checkpoints(settings.out, phase=before, encoder=wanted_encoder(settings), decoder=decoder)
    if not found:
        named = f" with encoder {wanted_encoder(settings)}" if wanted_encoder(settings) else ""
        named += " of --network light" if decoder else ""
        raise MuralsError(
            f"phase {phase} starts from the best checkpoint of phase {before}, and {settings.out} holds none{named}: "
            f'run "murals train --phase {before}" first, or name one with --init'
        )
    return found[0]


def data_fingerprint(data: str) -> str:
    """Return the fingerprint of the training and validation pairs."""
    return fingerprint([*find_pairs(Path(data), "train"), *find_pairs(Path(data), "val")])


def make_learner(settings: TrainSettings, config: PhaseConfig, start: Checkpoint | None) -> Learner:
    """Build the learner of a phase: its data, its loss, and the network of `start` or a new one."""
    dls = mural_dls(
        settings.data,
        size=config.size,
        batch_size=config.batch_size,
        seed=settings.seed,
        workers=settings.workers,
        device=settings.device,
    )
    if config.phase == PIX2PIX:
        return translation_learner(
            dls, config=RESTORING_NETWORK, loss_func=make_loss(config.loss), ssim=True, seed=settings.seed
        )
    set_seed(settings.seed)  # of the weights that no checkpoint and no package gives
    return mural_learner(
        dls,
        config=network_config(settings, start),
        loss_func=make_loss(config.loss),
        pretrained=settings.pretrained,
        weights=settings.weights,
        init=start.path if start else None,
    )


def make_loss(loss: LossConfig) -> MuralLoss:
    """Return the loss that the configuration describes."""
    return MuralLoss.from_config(loss)


def network_config(settings: TrainSettings, start: Checkpoint | None) -> NetworkConfig:
    """Return the network to build.

    That is the network of `start` if no other encoder is named, else the preset's with the named encoder.

    Raises
    ------
    MuralsError
        If `start` has another kind of network than the settings name.
    """
    if start is not None:
        if isinstance(start.network, TranslatorConfig):
            raise MuralsError(f"{start.path} holds a translation network, which has no encoder: name another start")
        if settings.network == LIGHT != start.network.decoder:
            raise MuralsError(f"{start.path} has fastai's decoder, not the light one: leave out --network, or --init")
        if settings.encoder in (None, start.network.encoder):
            return start.network
    preset = PRESET_NETWORKS[settings.preset]
    preset = replace(preset, decoder=LIGHT) if settings.network == LIGHT else preset
    return replace(preset, encoder=settings.encoder) if settings.encoder else preset


def _train_run(
    run: Run,
    settings: TrainSettings,
    configs: dict[str, PhaseConfig],
    progress: Progress,
    cbs: Sequence[Callback],
    compared: bool,
) -> TrainReport:
    """Train the phases of `run` that are not done yet."""
    saved = run.settings()
    start = open_checkpoint(find_moved(saved["start"], run)) if saved["start"] else None
    for phase, config in configs.items():
        if phase not in saved["done"]:
            with marked_if_failed(run), told_if_out_of_memory(config.batch_size):
                _train_one(run, settings, config, start, progress, cbs)
        start = open_checkpoint(run.weights(phase))
    assert start is not None  # there is at least one phase
    if not ranks.is_first():
        return TrainReport(run, summaries_of(start), start)
    if compared:
        start = compare_with_packaged(start, settings.data, size=config.size, device=settings.device, progress=progress)
    run.save_settings({**run.settings(), "finished": True})
    summaries = summaries_of(start)
    write_phase_table(summaries, run.folder)
    return TrainReport(run, summaries, start)


def _train_one(
    run: Run,
    settings: TrainSettings,
    config: PhaseConfig,
    start: Checkpoint | None,
    progress: Progress,
    cbs: Sequence[Callback],
) -> None:
    if start is not None:
        score = start.info.get("scores", {}).get("valid_psnr")
        known = "" if score is None else f" (validation PSNR {score:.2f} dB)"
        logger.info("phase %s starts from %s%s", config.phase, start.path, known)
    learn = ranks.in_turn(partial(make_learner, settings, config, start))
    phase = partial(
        train_phase,
        learn,
        config.phase,
        config=config,
        run=run,
        seed=settings.seed,
        progress=progress,
        earlier=summaries_of(start),
        cbs=cbs,
    )
    if not ranks.is_first():
        phase()
        return
    with TensorBoardWriter(run.folder) as board:
        painter = Painter(run, learn, board)

        def at_end() -> None:
            painter.draw()
            said = run.settings()
            run.save_settings({**said, "done": [*said["done"], config.phase]})

        phase(after_epoch=painter.after_epoch, at_end=at_end)


def _require_one_process(settings: TrainSettings) -> None:
    """Raise if several processes are to train a network that one trains."""
    if ranks.world() > 1 and settings.network == PIX2PIX:
        raise MuralsError(f"--network {PIX2PIX} trains in one process: start it without accelerate launch")


def summaries_of(checkpoint: Checkpoint | None) -> list[PhaseSummary]:
    """Return the rows of the table of phases up to the phase of `checkpoint`."""
    if checkpoint is None:
        return []
    rows = [*checkpoint.info.get("earlier", []), checkpoint.info.get("summary")]
    return [PhaseSummary(**row) for row in rows if row]


def _history_before(start: Checkpoint, phase: str) -> list[dict[str, Any]]:
    """Return the history that led to `start`, so that steps and curves continue over the phases."""
    earlier = PHASES[: PHASES.index(phase)]
    return [row for row in Run(start.path.parent).history() if row["phase"] in earlier]


def _save(run: Run, settings: TrainSettings, **state: Any) -> None:
    run.save_settings({"settings": saved_settings(settings), **state})
