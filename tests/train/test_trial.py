import re

import optuna
import pytest
import torch
from optuna.distributions import FloatDistribution
from optuna.trial import TrialState, create_trial

from murals.errors import MuralsError
from murals.progress import SILENT
from murals.runs.history import read_history
from murals.train.settings import TrainSettings
from murals.train.trial import RUN, START, WHY, PruneTrial, run_trial

SPACE = {"lr": FloatDistribution(1e-5, 1e30, log=True)}


@pytest.fixture
def training(pairs, tmp_path):
    return TrainSettings(
        phase="1",
        data=str(pairs),
        out=str(tmp_path / "runs"),
        encoder="edgenext_xx_small",
        pretrained=False,
        changes={"epochs": 3, "batch_size": 4},
        loss={"perceptual_weight": 0.0},
    )


def study_of(*, psnr, finished=2):
    """A study whose earlier trials had `psnr` in every epoch."""
    study = optuna.create_study(direction="maximize", pruner=optuna.pruners.MedianPruner(1, n_warmup_steps=2))
    for _ in range(finished):
        study.add_trial(
            create_trial(
                params={"lr": 1e-3},
                distributions=SPACE,
                value=psnr,
                intermediate_values=dict.fromkeys((1, 2, 3), psnr),
            )
        )
    return study


def test_a_good_trial_tells_the_best_epoch(training, tmp_path):
    study = study_of(psnr=1.0)
    run_trial(study, study.ask(SPACE), training, SILENT)
    trial = study.trials[-1]
    assert (trial.state, set(trial.intermediate_values)) == (TrialState.COMPLETE, {1, 2, 3})
    rows, problems = read_history(tmp_path / "runs" / trial.user_attrs[RUN] / "history.csv")
    assert problems == [] and len(rows) == 4
    assert trial.value == pytest.approx(max(row["valid_psnr"] for row in rows[1:]))  # epoch 0 says nothing of a rate
    assert trial.user_attrs[START] == pytest.approx(rows[0]["valid_psnr"])
    assert [trial.intermediate_values[i] for i in (1, 2, 3)] == pytest.approx([row["valid_psnr"] for row in rows[1:]])


def test_a_trial_below_the_median_ends_early_and_its_run_says_so(training, tmp_path):
    study = study_of(psnr=90.0)
    run_trial(study, study.ask(SPACE), training, SILENT)
    trial = study.trials[-1]
    assert (trial.state, set(trial.intermediate_values)) == (TrialState.PRUNED, {1, 2})  # the first is warm-up
    folder = tmp_path / "runs" / trial.user_attrs[RUN]
    assert '"finished": true' in (folder / "run.json").read_text()
    assert re.search(r"\d of 2 \| yes \|", (folder / "phases.md").read_text())
    assert not (folder / "resume.safetensors").exists()


def test_the_last_epoch_prunes_nothing(training):
    study = study_of(psnr=90.0)
    study.pruner = optuna.pruners.MedianPruner(1, n_warmup_steps=3)
    run_trial(study, study.ask(SPACE), training, SILENT)
    assert study.trials[-1].state is TrialState.COMPLETE


def test_nan_fails_the_trial_and_not_the_study(training):
    study = study_of(psnr=1.0)
    broken = TrainSettings(**{**vars(training), "changes": {**training.changes, "lr": 1e30}})
    run_trial(study, study.ask(SPACE), broken, SILENT)
    trial = study.trials[-1]
    assert trial.state is TrialState.FAIL
    assert "became" in trial.user_attrs[WHY] and "smaller --lr" in trial.user_attrs[WHY]


def fail_for_memory(self):
    """Fail in the training step as a GPU does whose memory is full."""
    raise torch.OutOfMemoryError("CUDA out of memory")


def test_out_of_memory_fails_the_trial(training, monkeypatch):
    study = study_of(psnr=1.0)
    monkeypatch.setattr(PruneTrial, "before_batch", fail_for_memory, raising=False)
    run_trial(study, study.ask(SPACE), training, SILENT)
    trial = study.trials[-1]
    assert trial.state is TrialState.FAIL
    assert "out of memory with batches of 4 images" in trial.user_attrs[WHY]


def test_a_full_disk_is_no_failed_trial(training, tmp_path):
    (tmp_path / "runs").write_text("no folder can be made here")
    study = study_of(psnr=1.0)
    with pytest.raises(MuralsError, match="cannot make a folder for the run"):
        run_trial(study, study.ask(SPACE), training, SILENT)
    assert study.trials[-1].state is TrialState.RUNNING
