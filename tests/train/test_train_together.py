"""`accelerate launch -m murals train`: two processes on the CPU train as one does."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from ranks_samples import ended, start
from tests_helpers import write_pairs

from murals.learn.run import find_unfinished

LAUNCH = ["-m", "accelerate.commands.launch", "--multi_gpu", "--num_machines", "1", "--mixed_precision", "no"]
LAUNCH += ["--dynamo_backend", "no", "--main_process_port", "0"]
TRAIN = ["-m", "murals", "train", "--data", "data", "--batch-size", "4", "--device", "cpu"]
L1 = [
    "--preset",
    "original",
    "--encoder",
    "tf_efficientnet_lite0",
    "--size",
    "64",
    "--ssim-weight",
    "0",
    "--perceptual-weight",
    "0",
    "--edge-weight",
    "0",
    "--precision",
    "float32",
]
SAME = 1e-3  # of all numbers of three epochs, relative; sums in another order made 1.5e-4 of it

pytestmark = pytest.mark.slow


def launch(folder: Path, *words: str, processes: int) -> subprocess.CompletedProcess:
    """Run `accelerate launch WORDS`; alone, the words themselves."""
    launcher = [*LAUNCH, "--num_processes", str(processes)] if processes > 1 else []
    command = [sys.executable, *launcher, *words]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"}
    )


def curve(run: Path) -> list[dict[str, float]]:
    with (run / "history.csv").open(newline="") as file:
        rows = [*csv.DictReader(file)]
    return [{name: float(value) for name, value in row.items() if name != "phase" and value} for row in rows]


def assert_same(first: list[dict[str, float]], second: list[dict[str, float]]) -> None:
    assert [row.keys() for row in first] == [row.keys() for row in second]
    for one, other in zip(first, second, strict=True):
        assert one == pytest.approx(other, rel=SAME)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Nine training pairs and five validation pairs: neither divides by the batch or by the processes."""
    folder = tmp_path_factory.mktemp("together")
    write_pairs(folder / "data", train=9, val=5)
    return folder


def test_two_processes_have_the_curve_of_one(folder, tmp_path):
    """Phase 1 with L1 alone, as the course project trains: the loss is a mean over pixels."""
    reports = []
    for processes in (1, 2):
        out = tmp_path / f"models{processes}"
        words = [*TRAIN, "--phase", "1", "--epochs", "3", "--out", str(out), *L1, "--json"]
        done = launch(folder, *words, processes=processes)
        assert done.returncode == 0, done.stderr
        reports.append(json.loads(done.stdout))
    one, two = (Path(report["run"]) for report in reports)
    assert_same(curve(one), curve(two))
    assert curve(two)[-1]["train_loss"] < curve(two)[1]["train_loss"]
    assert sorted(p.name.split(".")[0] for p in one.iterdir()) == sorted(p.name.split(".")[0] for p in two.iterdir())
    assert len([*(tmp_path / "models2").iterdir()]) == 1


def test_a_training_goes_on_when_a_process_is_killed(folder):
    """The other says what is kept; one process resumes what two began, and ends as if alone from the start.

    All terms of the preset's loss are on, those of the hole too.
    """
    words = [*TRAIN, "--phase", "1", "--epochs", "4", "--lr", "1e-4", "--out", "killed"]
    processes = start(words, world=2, cwd=folder)
    while not [*folder.glob("killed/*/resume.safetensors")]:
        assert all(process.poll() is None for process in processes), processes[0].communicate()
        time.sleep(0.2)
    processes[1].send_signal(signal.SIGKILL)
    (code, _, err), (killed, _, _) = ended(processes)
    assert (code, killed) == (1, -signal.SIGKILL)
    sentence = err.strip().splitlines()[-1]
    assert sentence.startswith("murals: another process of this work has ended: finished epochs are kept")
    (run,) = find_unfinished(folder / "killed")
    done = launch(folder, "-m", "murals", "train", "--resume", "--out", "killed", processes=1)
    assert done.returncode == 0, done.stderr
    whole = launch(folder, *words[:-1], "whole", processes=1)
    assert whole.returncode == 0, whole.stderr
    (other,) = (folder / "whole").iterdir()
    assert_same(curve(run.folder), curve(other))


def test_a_mistake_is_told_once(folder):
    done = launch(folder, *TRAIN, "--phase", "2a", "--out", "nothing", processes=2)
    assert done.returncode == 1
    assert done.stderr.count("phase 2a starts from the best checkpoint of phase 1") == 1
    assert not (folder / "nothing").exists()
