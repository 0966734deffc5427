"""One trial of a study: a training by `murals train` that reports each epoch and may be pruned."""

import gc
import logging

from fastai.callback.core import Callback, CancelFitException
from optuna import Study, Trial
from optuna.trial import TrialState

from murals.errors import MuralsError
from murals.progress import Progress
from murals.train.settings import TrainSettings
from murals.train.train import train

logger = logging.getLogger("murals")

RUN, WHY, START = "run", "why", "start_psnr"  # what a trial notes: its run's folder, why it failed, PSNR of epoch 0


class PruneTrial(Callback):
    """Report the validation PSNR of each epoch to the study, and end the fit if the study gives the trial up."""

    order = 70  # behind all that saves the epoch

    def __init__(self, trial: Trial) -> None:
        """Take the trial."""
        super().__init__()
        self.trial, self.pruned = trial, False

    def after_epoch(self) -> None:
        """Report, and ask."""
        recorder = self.learn.recorder
        psnr = recorder.values[-1][recorder.metric_names[1:].index("valid_psnr")]  # the first name is the epoch
        self.trial.report(float(psnr), self.learn.epoch + 1)
        if self.learn.epoch + 1 < self.learn.n_epoch and self.trial.should_prune():  # the last would save nothing
            self.pruned = True
            raise CancelFitException


def run_trial(study: Study, trial: Trial, settings: TrainSettings, progress: Progress) -> None:
    """Train, and tell the study the best validation PSNR of a trained epoch, or that the trial was pruned or failed.

    Raises
    ------
    MuralsError
        If the disk is full or read-only; the trial is then left open.
    """
    prune = PruneTrial(trial)
    try:
        report = train(settings, progress=progress, cbs=[prune], compared=False)
    except MuralsError as error:
        if isinstance(error.__cause__, OSError):
            raise
        trial.set_user_attr(WHY, str(error))
        study.tell(trial, state=TrialState.FAIL, skip_if_finished=True)
        logger.warning("trial %d failed: %s", trial.number, error)
        return
    finally:
        gc.collect()  # a learner and its callbacks name each other, and hold the memory of a GPU until then
    trial.set_user_attr(RUN, report.run.folder.name)
    trial.set_user_attr(START, report.summaries[-1].start_psnr)
    best = max(study.trials[trial.number].intermediate_values.values())  # epoch 0, the start, tells nothing of a rate
    if prune.pruned:
        study.tell(trial, state=TrialState.PRUNED, skip_if_finished=True)
    else:
        study.tell(trial, best, skip_if_finished=True)
    epochs = report.summaries[-1].last_epoch
    logger.info("trial %d: %.2f dB%s", trial.number, best, f", pruned after epoch {epochs}" if prune.pruned else "")
