import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from commands import run

QUICK = ("--epochs", "1", "--batch-size", "4", "--perceptual-weight", "0")
SMALL = ("--no-pretrained", "--encoder", "edgenext_xx_small")


def test_a_wrong_option_is_a_usage_error():
    assert run("train", "--phase", "2c").exit_code == 2
    assert run("train", "--epochs", "0").exit_code == 2


def test_a_users_mistake_is_a_sentence(tmp_path):
    done = run("train", "--data", tmp_path / "none")
    assert done.exit_code == 1
    assert done.stderr.startswith("murals: ")
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("train", "--lr", "-1"), "--lr is -1.0: expected more than zero"),
        (("train", "--data", "nowhere"), "no pairs in nowhere/train"),
        (("lr-find", "--data", "nowhere"), "no pairs in nowhere/train"),
        (("sweep", "nowhere"), "no pairs in nowhere/train"),
        (("train", "--resume"), "no interrupted run under models: start one"),
        (("export", "nowhere"), "no checkpoint at nowhere.safetensors"),
        (("export", "package", "--out", "model.pt"), "name a file that ends in .onnx"),
    ],
)
def test_what_cannot_be_trained_is_refused_without_torch(words, told, tmp_path):
    """Each took twelve seconds to say so."""
    code = "import sys; from murals.cli import app\ntry: app(sys.argv[1:])\nfinally: print('torch' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code, *words], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert told in done.stderr
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--lr", "abc"), "expected a number"),
        (("--epochs", "0"), "expected 1 or more"),
        (("--epochs", "1.5"), "expected a whole number"),
        (("--phase", "4"), "'4' is not one of '1', '2a', '2b', 'all'."),
    ],
)
def test_a_value_that_cannot_be_is_refused_in_plain_words(words, told):
    """typer passes on pydantic's: "Input should be a valid number, unable to parse string as a number"."""
    done = run("train", *words)
    assert done.exit_code == 2
    said = " ".join(done.stderr.replace("│", " ").split())
    assert f"Invalid value for '{words[0]}': {told}" in said
    assert "Input should" not in said


def test_a_training_that_made_it_worse_says_what_is_kept(tmp_path, pairs):
    done = run("train", "--phase", "1", "--data", pairs, "--out", tmp_path / "models", "--lr", "3", *SMALL, *QUICK)
    assert done.exit_code == 0, done.output
    assert re.search(
        r"No epoch of phase 1 was better than its start, \d+\.\d\d dB, so that is kept", " ".join(done.output.split())
    )
    last = [line for line in done.stderr.splitlines() if "epoch 1/1" in line][-1]
    rows = (Path(next((tmp_path / "models").iterdir())) / "history.csv").read_text().splitlines()
    at = rows[0].split(",").index("valid_psnr")
    assert f"validation {float(rows[-1].split(',')[at]):.2f} dB" in last  # of the last epoch, not of the one before


def test_encoders_are_listed():
    done = run("encoders", "resnet18", "--json")
    assert done.exit_code == 0, done.output
    (encoder,) = [e for e in json.loads(done.stdout)["encoders"] if e["name"] == "resnet18"]
    assert encoder["channels"] == [64, 128, 256, 512]


def test_a_phase_alone_starts_from_the_one_before(tmp_path, pairs, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = run("train", "--phase", "2a", *QUICK)
    assert done.exit_code == 1
    assert 'run "murals train --phase 1" first' in done.stderr
    assert run("train", "--phase", "1", *SMALL, *QUICK).exit_code == 0
    done = run("train", "--phase", "2a", "--json", *QUICK)
    assert done.exit_code == 0, done.output
    assert "phase 2a starts from" in done.stderr
    report = json.loads(done.stdout)
    assert [row["phase"] for row in report["phases"]] == ["1", "2a"]
    assert Path(report["checkpoint"]).is_file()
    done = run("train", "--phase", "2b", "--encoder", "resnet18", *QUICK)
    assert done.exit_code == 1
    assert "with encoder resnet18" in done.stderr


def test_options_reach_the_run(tmp_path, pairs):
    words = ("--data", pairs, "--out", tmp_path / "models", "--seed", "7", "--lr", "1e-3", *SMALL, *QUICK)
    done = run("train", "--phase", "1", "--json", *words)
    assert done.exit_code == 0, done.output
    saved = json.loads((Path(json.loads(done.stdout)["run"]) / "run.json").read_text())["settings"]
    assert (saved["phase"], saved["data"], saved["seed"], saved["pretrained"]) == ("1", str(pairs), 7, False)
    assert saved["changes"] == {"epochs": 1, "batch_size": 4, "lr": 1e-3}
    assert saved["loss"] == {"perceptual_weight": 0.0}


def test_lr_find_looks_for_the_phase_before_among_the_models(tmp_path, pairs):
    done = run("lr-find", "--phase", "2a", "--data", pairs, "--models", tmp_path / "none", "--out", tmp_path / "runs")
    assert done.exit_code == 1
    assert f"{tmp_path / 'none'} holds none" in done.stderr
    assert not (tmp_path / "runs").exists()
