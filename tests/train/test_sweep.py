import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import optuna
import pytest
from commands import run
from optuna.distributions import FloatDistribution
from optuna.trial import TrialState, create_trial
from PIL import Image
from tests_helpers import write_pairs

from murals.errors import MuralsError
from murals.progress import Bar, Progress
from murals.runs.history import read_history
from murals.runs.overview import list_runs
from murals.runs.settings import RunsSettings
from murals.train.sweep import SweepReport, sweep
from murals.train.sweep_settings import SweepSettings
from murals.train.trial import RUN

ROOT = Path(__file__).parents[2]
QUICK = ("--epochs", "1", "--batch-size", "4", "--perceptual-weight", "0", "--no-pretrained")
SMALL = ("--encoder", "edgenext_xx_small", *QUICK)


def quick(data, out, **more):
    """Settings of trials that take seconds."""
    small = {"encoder": ("edgenext_xx_small",), "perceptual_weight": (0.0, 0.0), "changes": {"epochs": 1}}
    return SweepSettings(str(data), out=out, **{"start": {"pretrained": False}, **small, **more})


def load(out):
    return optuna.load_study(study_name="murals", storage=f"sqlite:///{out / 'study.db'}")


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """A study of two encoders with two trials, by the command line; and the same folder after one more trial."""
    folder = tmp_path_factory.mktemp("sweep")
    write_pairs(folder / "data")
    words = (folder / "data", "--out", folder / "study", "--models", folder / "models", "--json")
    first = run("sweep", *words, "--trials", 2, *SMALL, "--encoder", "mobilenetv3_small_100", "--lr", "1e-4,1e-2")
    again = run("sweep", *words, "--trials", 1)
    return folder, first, again


def test_two_trials_train_and_the_best_is_named(done):
    folder, first, _ = done
    assert first.exit_code == 0, first.output
    told = json.loads(first.stdout)
    assert told["counts"] == {"complete": 2}
    assert told["best"]["valid_psnr"] == max(trial["valid_psnr"] for trial in told["trials"])
    for trial in told["trials"]:
        saved = json.loads((folder / "study" / trial["run"] / "run.json").read_text())["settings"]
        assert saved["changes"]["lr"] == trial["params"]["lr"] and 1e-4 <= trial["params"]["lr"] <= 1e-2
        assert saved["encoder"] == trial["params"]["encoder"]
        assert saved["loss"]["edge_weight"] == trial["params"]["edge_weight"]
        assert saved["loss"]["perceptual_weight"] == 0


def test_it_goes_on_in_the_same_study_with_new_settings(done):
    _, first, again = done
    assert again.exit_code == 0, again.output
    assert "going on in" in again.stderr
    told = json.loads(again.stdout)
    assert [trial["number"] for trial in told["trials"]] == [0, 1, 2]
    assert told["trials"][:2] == json.loads(first.stdout)["trials"]
    assert len({trial["params"]["lr"] for trial in told["trials"]}) == 3  # one seed does not repeat itself


def test_the_best_command_trains_to_the_same_number(done):
    folder, _, again = done
    told = json.loads(again.stdout)
    words = shlex.split(told["command"])
    assert words[:2] == ["murals", "train"]
    trained = run(*words[1:], "--json")
    assert trained.exit_code == 0, trained.output
    report = json.loads(trained.stdout)
    rows, _ = read_history(Path(report["run"]) / "history.csv")
    assert max(row["valid_psnr"] for row in rows[1:]) == pytest.approx(told["best"]["valid_psnr"], abs=1e-4)
    assert Path(report["run"]).parent == folder / "models"


@pytest.mark.parametrize(("psnr", "said"), [(23.5, True), (25.6, False)])
def test_a_study_in_which_no_trial_beats_its_start_says_so(psnr, said):
    """Every trial had the PSNR of its start, and the best was any of them."""
    space = {"lr": FloatDistribution(1e-4, 1e-2, log=True)}
    trial = create_trial(params={"lr": 1e-3}, distributions=space, value=psnr, user_attrs={"start_psnr": 25.55})
    note = SweepReport(Path("study.db"), [trial], space, "murals train", Path("study.png")).table().note
    assert ("No trial is better than its start, 25.55 dB" in note) == said


def test_the_picture_shows_something(done):
    folder, _, _ = done
    pixels = np.asarray(Image.open(folder / "study/study.png").convert("RGB"))
    assert min(pixels.shape[:2]) > 400
    assert pixels.std() > 5


def test_its_runs_are_listed_with_what_differs(done):
    folder, _, again = done
    report = list_runs(RunsSettings(folder / "study", by="psnr"))
    assert [record.state() for record in report.records] == ["finished"] * 3
    assert report.records[-1].name == json.loads(again.stdout)["best"]["run"]
    assert all({"lr", "ssim_weight", "edge_weight"} <= set(differs) for differs in report.differing.values())


def test_without_a_trial_it_shows_the_study(done):
    folder, _, _ = done
    shown = run("sweep", folder / "data", "--out", folder / "study", "--trials", 0)
    assert shown.exit_code == 0, shown.output
    assert "The best trials" in shown.stdout and "3 complete" in shown.stdout
    last = shown.stdout.strip().splitlines()[-3:]
    assert [line.split(":")[0] for line in last] == ["study", "picture", "use"]


def test_a_study_keeps_its_settings_and_its_pairs(done, tmp_path):
    folder, _, _ = done
    out = ("--out", folder / "study", "--trials", 0)
    other = run("sweep", folder / "data", *out, "--epochs", 2)
    assert other.exit_code == 1
    assert "was started with epochs 1, not 2" in other.stderr and "choose another folder with --out" in other.stderr
    other = run("sweep", write_pairs(tmp_path / "others", train=5), *out)
    assert other.exit_code == 1 and "are not those of" in other.stderr
    moved = write_pairs(tmp_path / "moved")
    assert run("sweep", moved, *out).exit_code == 0


class Interrupting(Progress):
    """Ctrl-C in the second training."""

    def __init__(self):
        self.bars = 0

    def start(self, label, total=None):
        self.bars += 1
        return Stopping() if self.bars == 2 else Bar()


class Stopping(Bar):
    def advance(self, note=""):
        raise KeyboardInterrupt


def test_what_was_cut_off_is_tried_again(pairs, tmp_path):
    out = tmp_path / "study"
    with pytest.raises(KeyboardInterrupt):
        sweep(quick(pairs, out, trials=3), progress=Interrupting())
    first, cut, waiting = load(out).trials
    assert [first.state, cut.state, waiting.state] == [TrialState.COMPLETE, TrialState.FAIL, TrialState.WAITING]
    report = sweep(quick(pairs, out, trials=1))
    again = report.trials[2]
    assert len(report.trials) == 3
    assert again.state is TrialState.COMPLETE and again.params == cut.params
    assert report.counts() == {"complete": 2, "failed": 1}


def test_a_failed_trial_does_not_end_the_study(pairs, tmp_path):
    """At rates from 1e-3 to 1e30 most trainings end in NaN."""
    settings = quick(pairs, tmp_path / "study", trials=2, lr=(1e25, 1e30), changes={"epochs": 3})
    with pytest.raises(MuralsError, match=r"no trial in .* has finished; the last one failed: .* became"):
        sweep(settings)
    study = load(tmp_path / "study")
    assert [trial.state for trial in study.trials] == [TrialState.FAIL] * 2
    assert RUN not in study.trials[0].user_attrs


def test_phase_2a_starts_from_the_models(pairs, tmp_path):
    models = tmp_path / "models"
    assert run("train", "--phase", "1", "--data", pairs, "--out", models, *SMALL).exit_code == 0
    [start] = models.glob("*/phase1.safetensors")
    report = sweep(quick(pairs, tmp_path / "study", trials=1, phase="2a", models=str(models), start={}))
    assert f"--init {start}" in report.command
    [folder] = (tmp_path / "study").glob("*-phase2a")
    assert json.loads((folder / "run.json").read_text())["start"] == str(start)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"encoder": ("edgenext_xx_small", "resnet99")}, "unknown encoder 'resnet99'"),
        ({"phase": "2a"}, "phase 2a starts from the best checkpoint of phase 1"),
        ({"lr": (0.0, 1.0)}, "expected rates above zero"),
        ({"phase": "3"}, "unknown phase '3'"),
    ],
)
def test_a_mistake_is_told_before_anything_is_written(pairs, tmp_path, more, words):
    with pytest.raises(MuralsError, match=words):
        sweep(quick(pairs, tmp_path / "study", **{"models": str(tmp_path / "none"), **more}))
    assert not (tmp_path / "study").exists()


def test_a_file_that_is_no_study_is_named(pairs, tmp_path):
    (tmp_path / "study.db").write_text("no database, but a text of some length" * 50)
    with pytest.raises(MuralsError, match=r"study.db is no study that can be read: choose another folder"):
        sweep(quick(pairs, tmp_path))


@pytest.mark.slow
def test_ctrl_c_keeps_the_finished_trials(pairs, tmp_path):
    out = tmp_path / "study"
    command = [sys.executable, "-m", "murals", "sweep", pairs, "--out", out, "--trials", "50", *SMALL]
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a test run behind & ignores it, and so would the child
    child = subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ}
    )
    for line in child.stderr:
        if line.startswith("trial 1:"):
            break
    time.sleep(0.5)  # into the third training
    child.send_signal(signal.SIGINT)
    _, said = child.communicate()
    assert child.returncode == 130
    assert "stopped; finished trials are kept, and the same command goes on in the study" in said
    states = [trial.state for trial in load(out).trials]
    assert states[:2] == [TrialState.COMPLETE] * 2 and TrialState.RUNNING not in states
