"""A disk that fills up while a model is saved: RLIMIT_FSIZE stands in for it, in a process of its own."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from children import told_in_child

from murals.config import NetworkConfig
from murals.learn.checkpoint import open_checkpoint
from murals.learn.network import build_network
from murals.learn.run import find_unfinished, new_run
from murals.learn.saved_network import load_network, save_checkpoint

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
ROOM = 100_000  # bytes: plain data fits, no weights do
TRAIN = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)), resource.RLIM_INFINITY))
from murals.cli import main
main()
"""


def in_little_room(work, room=ROOM):
    """Return what `work` raised in a process that may write no file longer than `room` bytes."""

    def limited():
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        work()

    return told_in_child(limited)


@pytest.fixture(scope="module")
def net():
    return build_network(NetworkConfig(encoder="mobilenetv3_small_100")).eval()


def test_the_best_checkpoint_so_far_survives(net, tmp_path):
    kept = save_checkpoint(tmp_path / "phase1.safetensors", net, {"phase": "1"})
    told = in_little_room(lambda: save_checkpoint(kept.path, net, {"phase": "1", "scores": {}}))
    assert told.startswith(f"no room to write {kept.path}")
    assert "free some space" in told
    assert sorted(path.name for path in tmp_path.iterdir()) == ["phase1.json", "phase1.safetensors"]
    x = torch.rand(1, 3, 32, 32)
    with torch.no_grad():
        assert torch.equal(load_network(open_checkpoint(kept.path))(x), net(x))


def test_settings_and_history_survive(tmp_path):
    run = new_run(tmp_path, "1")
    rows = [{"phase": "1", "epoch": 1.0}]
    run.save_settings({"finished": False})
    run.save_history(rows)
    longer = [{"phase": "1", "epoch": float(i)} for i in range(100)]
    assert in_little_room(lambda: run.save_history(longer), room=64).startswith("no room to write")
    assert in_little_room(lambda: run.save_settings({"x": "y" * 99}), room=64).startswith("no room to write")
    assert (run.settings(), run.history()) == ({"finished": False}, rows)
    assert sorted(path.name for path in run.folder.iterdir()) == ["history.csv", "run.json"]


def train(folder, *words, room):
    quick = ["--epochs", "1", "--batch-size", "4", "--perceptual-weight", "0", "--no-pretrained"]
    words = words or ["--phase", "1", "--encoder", "mobilenetv3_small_100", *quick]
    code = [sys.executable, "-c", TRAIN, str(room), "train", *words, "--json"]
    return subprocess.run(code, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False)


def test_a_training_stops_with_a_sentence_and_goes_on_when_there_is_room(pairs, tmp_path):
    done = train(tmp_path, room=ROOM)
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("murals: no room to write models/")
    assert "Traceback" not in done.stderr
    (run,) = find_unfinished(tmp_path / "models")
    assert not list(run.folder.glob("*.safetensors")) and not list(run.folder.glob(".*"))
    done = train(tmp_path, "--resume", room=resource.RLIM_INFINITY)
    assert done.returncode == 0, done.stderr
    assert [row["phase"] for row in json.loads(done.stdout)["phases"]] == ["1"]
    assert find_unfinished(tmp_path / "models") == []
